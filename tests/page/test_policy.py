"""Every page says itself that it uses nothing but its site and runs no script written into it."""

import re
from types import SimpleNamespace

import pytest

from reviewbook.page.publishing.policy import as_data, closed

HEAD = '<html><head>\n<meta charset="utf-8"/><title>A page</title></head><body>{}</body></html>'
THEME = "<script>DOCUMENTATION_OPTIONS.pagename = 'intro';</script>"
WIDGET = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'


def rules(page: str) -> dict[str, str]:
    """The policy of a page, by directive."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    return {name: rest for name, _, rest in (part.partition(" ") for part in policy.split("; "))}


def test_nothing_is_allowed_but_what_is_named_and_nothing_names_another_host():
    found = rules(closed(HEAD.format("")))
    assert found["default-src"] == "'none'"
    assert found["script-src"] == "'self' file:"
    assert not re.search(r"[*]|https?:|unsafe-eval|[-]dynamic", " ".join(found.values()))


def test_the_policy_stands_before_everything_it_holds_for():
    page = closed(HEAD.format(""))
    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<title>")


def test_a_page_that_is_closed_again_has_one_policy():
    page = closed(HEAD.format(THEME))
    assert closed(page) == page


def test_the_theme_s_own_lines_are_let_through_by_their_digest():
    assert rules(closed(HEAD.format(THEME)))["script-src"].count("'sha256-") == 1


@pytest.mark.parametrize(
    "script",
    [
        "<script>alert(1)</script>",
        "<SCRIPT >alert(1)</SCRIPT\n>",
        '<script type="module">alert(1)</script>',
        "<script>DOCUMENTATION_OPTIONS.pagename = 'a'; alert(1); let b = 'c';</script>",
        "<script>DOCUMENTATION_OPTIONS.pagename = 'a';alert(1)//';</script>",
    ],
)
def test_any_other_script_stops_the_build(script):
    with pytest.raises(ValueError, match="script is written into the page"):
        closed(HEAD.format(script))


def test_data_is_no_script_and_only_a_widget_s_page_lets_it_make_its_own():
    data = '<script type="application/json" class="rb-spec">{"a": 1}</script>'
    assert rules(closed(HEAD.format(data)))["script-src"] == "'self' file:"
    assert rules(closed(HEAD.format(WIDGET)))["script-src"] == "'self' file: blob:"


@pytest.mark.parametrize("end", ["</script>", "</SCRIPT >", "</script\n", "<!--<script>"])
def test_no_spelling_of_an_end_tag_ends_the_data_of_a_script(end):
    state = SimpleNamespace(
        attributes={
            "type": "application/vnd.jupyter.widget-state+json",
            "body": f'{{"a": "{end}"}}',
        }
    )
    as_data([state, "_static/page.js"])
    assert "<" not in state.attributes["body"]
