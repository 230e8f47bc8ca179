"""The numbers in the contents are true, no table is cut, and a file says no other day than told."""

import pytest

from reviewbook.page.paper.browser import PaperError
from reviewbook.page.paper.printer import bound, dated

WIDE = "<section class='rb-chapter'><table id='t'><tr>" + "<td>unbreakable</td>" * 40 + "</table>"
BOOK = (
    "<style>p { break-before: page }</style>"
    "<a href='#here'>x</a><span data-of='here'>000</span><p>…<p id='here'>Here"
)


@pytest.fixture
def made(tmp_path, browser):
    """A function that prints a small book and returns its pages, and the page it was made of."""

    def make(text: str, day: str = ""):
        book = tmp_path / "book.html"
        book.write_text(f"<!DOCTYPE html><meta charset=utf-8>{text}", encoding="utf-8")
        page = browser.new_page()
        return bound(page, book, tmp_path / "book.pdf", day), page

    return make


def test_the_page_of_a_place_is_found_and_filled_in(made, tmp_path):
    pages, page = made(BOOK, "2024-05-06")
    assert pages == {"here": 3}
    assert page.inner_text("[data-of]") == "3"
    assert b"/CreationDate (D:20240506000000+00'00')" in (tmp_path / "book.pdf").read_bytes()


def test_a_place_that_is_nowhere_is_named(made):
    with pytest.raises(PaperError, match="On no page of the printed book: gone"):
        made(BOOK + "<span data-of='gone'>000</span>")


def test_a_wide_table_is_drawn_as_wide_as_the_paper(made):
    _, page = made(f"{BOOK}{WIDE}")
    table = page.query_selector("#t").bounding_box()
    assert 600 < table["width"] <= 665


def test_only_the_dates_of_a_file_are_set():
    file = b"x /CreationDate (D:20261121214530+00'00')\n/ModDate (D:20261121214530+00'00') y"
    day = b"D:20240506000000+00'00'"
    assert dated(file, "2024-05-06") == b"x /CreationDate (%b)\n/ModDate (%b) y" % (day, day)
