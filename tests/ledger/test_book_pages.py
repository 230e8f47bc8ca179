"""Where a book lies, and where it shows its ledger and its register."""

from pathlib import Path

import pytest
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


def test_entries_are_found_by_their_name_and_keep_it():
    for rows in (BOOK.entries, BOOK.quotable):
        assert list(rows.index) == list(rows["entry_id"])


def test_a_book_is_the_nearest_one_above(tmp_path, monkeypatch):
    within = tmp_path / "book" / "chapters"
    within.mkdir(parents=True)
    (tmp_path / "book" / "_config.yml").touch()
    (tmp_path / "_config.yml").touch()
    monkeypatch.chdir(within)
    assert Book().folder == Path.cwd().parent
    (tmp_path / "book" / "_config.yml").unlink()
    assert Book().folder == Path.cwd().parents[1]
    (tmp_path / "_config.yml").unlink()
    with pytest.raises(FileNotFoundError, match="is in no book"):
        Book()
