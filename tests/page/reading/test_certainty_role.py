"""The certainty role as a page shows it."""

import io

import pytest
from books import BOOK, ROOT
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from reviewbook.tables.certainty import LEVELS, levels, sign

LEVEL = levels(BOOK.evidence)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """One page with every rated finding, one more that nobody rated, and the page of reasons."""
    folder = tmp_path_factory.mktemp("certainty")
    source = folder / "source"
    (source / "chapters").mkdir(parents=True)
    (source / "data").symlink_to(ROOT / "data")
    text = "\n\n".join(f"{{certainty}}`{question}`" for question in [*LEVEL, "nobody"])
    (source / "index.md").write_text(f"# Title\n\n{text}\n", encoding="utf-8")
    reasons = source / f"{BOOK.page_of('certainty')}.md"
    reasons.write_text("---\norphan: true\n---\n\n# Reasons\n", encoding="utf-8")
    said = io.StringIO()
    settings = {
        "extensions": [
            "myst_parser",
            "reviewbook.page.claim_role",
            "reviewbook.page.reading.certainty_role",
        ],
        "html_theme": "basic",
        "source_suffix": {".md": "markdown"},
    }
    folders = (source, None, folder / "out", folder / "trees", "html")
    Sphinx(*folders, confoverrides=settings, status=None, warning=said).build()
    page = BeautifulSoup((folder / "out" / "index.html").read_text("utf-8"), "html.parser")
    return page, said.getvalue()


@pytest.mark.parametrize("question", LEVEL)
def test_a_finding_has_sign_word_and_a_link_to_its_reasons(built, question):
    page, _ = built
    shown = page.select_one(f"a.rb-certainty[href$='#certainty-{question}']")
    assert shown.get_text() == f"{sign(LEVEL[question])} {LEVELS[LEVEL[question]]} certainty"
    assert shown["href"].startswith(f"{BOOK.page_of('certainty')}.html#")
    assert shown.select_one(".rb-grade")["aria-hidden"] == "true"


def test_a_finding_that_nobody_rated_warns_with_its_line(built):
    _, said = built
    warnings = [line for line in said.splitlines() if "no rated finding" in line]
    assert len(warnings) == 1
    assert f"index.md:{3 + 2 * len(LEVEL)}: WARNING" in warnings[0]


def test_a_sign_has_a_cross_for_each_point_of_four():
    assert [sign(level).count("⊕") for level in LEVELS] == list(LEVELS)
    assert {len(sign(level)) for level in LEVELS} == {len(LEVELS)}
