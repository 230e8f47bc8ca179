"""What a book may do without, and what the machine then finds in its place."""

import sys

import pandas as pd
import pytest
from books import BOOK

from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrected
from reviewbook.tables.known import KNOWN, TABLE_USED, Tables
from reviewbook.tables.load import Evidence

WORDS = {"board", "chapters", "glossary", "moves", "numerals", "quiz", "steps", "vignettes"}


@pytest.mark.parametrize("table", sorted(KNOWN))
def test_what_the_machine_reads_is_described(table):
    described = BOOK.evidence.printed["dictionary"]
    assert set(KNOWN[table]) <= set(described.loc[described["table"] == table, "column"])


def test_a_known_table_that_is_not_there_is_empty_and_not_listed():
    tables = Tables({}, "")
    assert list(tables["observations"].columns) == list(KNOWN["observations"])
    assert tables["observations"].empty
    assert not tables
    with pytest.raises(KeyError):
        tables["colours"]


def test_a_known_column_that_is_not_there_is_empty():
    rows = Tables({"chapters": pd.DataFrame({"chapter": ["one"]})}, "")["chapters"]
    assert rows.loc[0, "name"] == ""


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """The names of the tables that were asked for since it was emptied."""
    names: set[str] = set()
    sys.addaudithook(lambda event, told: names.add(told[0]) if event == TABLE_USED else None)
    return names


def test_tables_of_words_are_not_asked_for_when_numbers_are_judged(asked):
    book = Book(BOOK.folder, Evidence(BOOK.evidence.tables, BOOK.evidence.printed))
    asked.clear()
    assert (book.quotable.empty, book.register.empty) == (False, False)
    assert corrected(book.evidence)
    assert "claims" in asked
    assert not asked & WORDS


def test_whoever_looks_at_every_table_has_asked_for_each(asked):
    whole = Tables(BOOK.evidence.printed, "")
    for take in (dict, lambda t: {**t}, lambda t: t | {}, lambda t: {} | t, lambda t: [*t.items()]):
        asked.clear()
        assert len(take(whole)) == len(whole)
        assert asked == set(whole)
        assert all(rows is not None for rows in dict(take(whole)).values())


def test_a_table_is_made_once_and_when_it_is_asked_for():
    rows, made = pd.DataFrame({"chapter": ["one"]}), []
    tables = Tables({"chapters": rows}, "", lambda name, table: made.append(name) or table)
    assert {"chapter", "name"} <= set(tables.columns["chapters"])
    assert not made
    assert tables["chapters"] is tables["chapters"]
    assert made == ["chapters"]
