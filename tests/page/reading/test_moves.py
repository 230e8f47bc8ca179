"""Where sections went, as a table and as addresses."""

from types import SimpleNamespace

import pytest
from books import BOOK
from bs4 import BeautifulSoup

from reviewbook.ledger.book import Book
from reviewbook.page.reading import moved, moves
from reviewbook.tables.load import Evidence

COLUMNS = ["chapter", "section", "to_chapter", "to_section"]


@pytest.fixture(scope="module")
def book():
    """This book, with moves of its own: out of a chapter, off the first page, of a whole page."""
    printed = BOOK.evidence.printed
    first, one, two = (printed["chapters"]["chapter"].iloc[number] for number in (0, 1, 2))
    rows = [(one, "why-so", two, "why"), (first, "map", one, ""), ("gone", "", one, "part")]
    table = printed["moves"].iloc[:0]
    for row in rows:
        table.loc[len(table)] = dict(zip(COLUMNS, row, strict=True))
    return Book(BOOK.folder, Evidence(BOOK.evidence.tables, {**printed, "moves": table}))


def test_the_table_leads_from_its_page_to_each_new_place(book):
    shown = moved.moved(book, "moves")
    names = book.chapters
    one, two = list(names)[1:3]
    links = BeautifulSoup(shown.inner_html(), "html.parser").select("td a")
    assert [link["href"] for link in links] == [
        f"{two}.html#why",
        f"{one}.html",
        f"{one}.html#part",
    ]
    assert [link.get_text() for link in links] == [
        f"{names[two]}: Why",
        names[one],
        f"{names[one]}: Part",
    ]
    assert shown.cells[1] == ["Why so", "Map", "The whole page"]


def test_a_page_knows_what_left_it_by_addresses_that_hold_there(book):
    first, one, two = list(book.chapters)[:3]
    assert moved.addresses(book, book.page(one)) == {"why-so": f"{two}.html#why"}
    assert moved.addresses(book, book.page(first)) == {"map": f"chapters/{one}.html"}
    assert moved.addresses(book, book.page(two)) == {}


def test_a_page_that_left_has_a_sign_in_its_place(book, tmp_path):
    (tmp_path / "chapters").mkdir()
    app = SimpleNamespace(
        book=book,
        outdir=tmp_path,
        builder=SimpleNamespace(format="html"),
        config=SimpleNamespace(html_title="A & B"),
    )
    moves.leave_signs(app, None)
    sign = BeautifulSoup((tmp_path / "chapters" / "gone.html").read_text("utf-8"), "html.parser")
    one = list(book.chapters)[1]
    assert sign.select_one("h1 a")["href"] == f"{one}.html#part"
    assert sign.title.get_text() == "A & B"
    scripts = [script["src"] for script in sign.select("script[src]")]
    assert scripts == ["../_static/decoded.js", "../_static/page.js"]
    assert f'{{"": "{one}.html#part"}}' in sign.select_one("#rb-moves").get_text()
