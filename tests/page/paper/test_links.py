"""Links lead to a place in the whole, to an address outside, or become text."""

import pytest
from bs4 import BeautifulSoup

from reviewbook.page.paper.links import Places, Target, link
from reviewbook.page.paper.order import Chapter
from reviewbook.page.paper.sheet import Sheet


def page(docname: str, text: str) -> Sheet:
    return Sheet(Chapter(docname, ""), BeautifulSoup(text, "html.parser"), [])


SHEETS = [page("intro", '<p id="a">'), page("chapters/two", '<p id="b">')]


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("../intro.html#a", Target("intro", "a")),
        ("../intro.html#gone", Target("intro", "")),
        ("#b", Target("chapters/two", "b")),
        ("two.html", Target("chapters/two", "")),
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:x@example.org", "mailto:x@example.org"),
        ("../_static/x.csv", None),
        ("moved.html", None),
    ],
)
def test_a_link_leads_where_it_led(href, place):
    assert Places(SHEETS, "").of("chapters/two", href) == place


def test_what_is_not_in_the_whole_is_found_on_the_web_if_the_book_is_there():
    places = Places(SHEETS, "https://example.org/book/")
    assert places.of("chapters/two", "../_static/x.csv") == "https://example.org/book/_static/x.csv"


def test_addresses_outside_are_numbered_once_and_dead_links_become_text():
    links = '<a href="https://a.b">x</a><a href="https://a.b">y</a><a href="z.csv" download>z</a>'
    written = page("intro", links)
    assert link(written, Places([written], ""), lambda target: "") == {"https://a.b": 1}
    assert len(written.body.select("a")) == 2
    assert written.body.span.attrs == {}
