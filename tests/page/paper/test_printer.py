"""The numbers in the contents are true, no table is cut, and a file says no other day than told."""

import pytest
from pikepdf import Dictionary, Pdf
from pypdf import PdfReader

from reviewbook.page.paper.browser import PaperError
from reviewbook.page.paper.printer import bound, settle

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
    assert f"{PdfReader(tmp_path / 'book.pdf').metadata.creation_date:%Y-%m-%d}" == "2024-05-06"


def test_a_place_that_is_nowhere_is_named(made):
    with pytest.raises(PaperError, match="On no page of the printed book: gone"):
        made(BOOK + "<span data-of='gone'>000</span>")


def test_a_wide_table_is_drawn_as_wide_as_the_paper(made):
    _, page = made(f"{BOOK}{WIDE}")
    table = page.query_selector("#t").bounding_box()
    assert 600 < table["width"] <= 665


def test_the_same_pages_are_the_same_file_whenever_they_were_made(tmp_path):
    files = []
    for moment in ("D:20261121214530+00'00'", "D:20270101000000+00'00'"):
        file = tmp_path / f"{len(files)}.pdf"
        with Pdf.new() as pdf:
            pdf.add_blank_page()
            pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = moment
            pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(S="a tag of the text"))
            pdf.save(file, static_id=True)
        settle(file, "2024-05-06")
        files.append(file.read_bytes())
    assert files[0] == files[1]
    assert b"a tag of the text" not in files[0]
    with Pdf.open(tmp_path / "0.pdf") as pdf:
        assert str(pdf.Root.StructTreeRoot.S) == "a tag of the text"
