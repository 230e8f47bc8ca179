"""Where a book shows its ledger and its register."""

from books import BOOK, ROOT

from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence


def showing(shown):
    chapters = BOOK.evidence.printed["chapters"].iloc[:2].assign(shows=shown)
    tables = BOOK.evidence.printed | {"chapters": chapters}
    return Book(ROOT, Evidence(BOOK.evidence.tables, tables)), list(chapters["chapter"])


def test_each_of_the_two_is_found_on_the_page_that_shows_it():
    book, (one, two) = showing(["ledger", "register"])
    assert book.page_of("ledger") == book.page(one)
    assert book.page_of("register") == book.page(two)


def test_one_page_may_show_both():
    book, (_, two) = showing(["", "ledger and register"])
    assert book.page_of("ledger") == book.page_of("register") == book.page(two)


def test_a_book_may_show_neither():
    book, _ = showing("")
    assert book.page_of("ledger") == book.page_of("register") == ""


def test_the_pages_of_this_book_exist():
    for chapter in BOOK.chapters:
        assert (ROOT / f"{BOOK.page(chapter)}.md").is_file()
    for shown in ("ledger", "register", "certainty", "moves"):
        assert BOOK.page_of(shown)
