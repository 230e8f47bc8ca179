"""Names mean nothing: a book whose sources and studies are renamed says the same."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from books import BOOK

from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrections

NAMES = "(?<!the )(?<![a-z0-9-])({})(?![a-z0-9])"
"""A name is no word of a sentence, such as the review."""


def renamings(evidence) -> dict[str, str]:
    """A new name for each source and study; those that share a name share the new one."""
    printed = evidence.printed
    old = sorted({*printed["sources"]["source_id"], *printed["studies"]["study_id"]})
    return {name: f"zz{number}" for number, name in enumerate(old)}


def renamed(texts, new: dict[str, str]):
    """Put new names for old ones wherever a name stands, alone or as the first part of another."""
    longest = "|".join(map(re.escape, sorted(new, key=len, reverse=True)))
    pattern = re.compile(NAMES.format(longest))
    return texts.map(lambda text: pattern.sub(lambda found: new[found[0]], text))


def naming(evidence) -> list[tuple[str, str]]:
    """The columns that hold names of rows, or speak of them."""
    rows = evidence.printed["dictionary"]
    rows = rows[rows["type"].isin(["identifier", "key", "entry"])]
    named = set(zip(rows["table"], rows["column"], strict=True))
    named |= {("checks", "inputs"), ("checks", "instead"), ("studies", "cohort_id")}
    named |= {("cohorts", "cohort_id"), ("arms", "comparison_id"), ("effects", "comparison_id")}
    return sorted(place for place in named if place[0] != "chapters" and place[1] != "chapter")


@pytest.fixture(scope="module")
def new():
    return renamings(BOOK.evidence)


@pytest.fixture(scope="module")
def book(new):
    evidence = BOOK.evidence
    changed = {"tables": {}, "printed": {}}
    for kind, tables in changed.items():
        tables |= {name: table.copy() for name, table in getattr(evidence, kind).items()}
        for table, column in naming(evidence):
            cells = tables[table][column]
            names = renamed(cells.fillna(""), new)
            tables[table][column] = names.where(cells.notna(), cells)
    return Book(BOOK.folder, replace(evidence, **changed))


def alike(one: pd.DataFrame, two: pd.DataFrame, names: list[str], new: dict[str, str]) -> None:
    """Hold two frames against each other; the columns `names` of the first are renamed before."""
    before, after = (rows.astype(object).where(rows.notna(), "") for rows in (one, two))
    pd.testing.assert_frame_equal(before.drop(columns=names), after.drop(columns=names))
    for name in names:
        told = (
            rows[name].map(lambda c: " ".join(c) if isinstance(c, tuple) else c)
            for rows in (before, after)
        )
        assert list(renamed(next(told), new)) == list(next(told))


def test_every_name_is_new(book, new):
    assert not set(book.evidence.printed["studies"]["study_id"]) & new.keys()
    assert not set(book.entries["source_id"]) & new.keys()


def test_the_ledger_says_the_same(book, new):
    alike(BOOK.ledger.entries, book.ledger.entries, ["entry_id", "source_id"], new)
    alike(BOOK.ledger.findings, book.ledger.findings, ["entry_id"], new)


def test_the_register_says_the_same(book, new):
    alike(BOOK.register, book.register, ["fault_id", "source_id", "entry_ids"], new)


def test_what_may_be_quoted_says_the_same(book, new):
    quotable = [one.quotable.reset_index(drop=True) for one in (BOOK, book)]
    alike(*quotable, ["entry_id", "source_id"], new)


def test_corrections_say_the_same(book, new):
    alike(corrections(BOOK), corrections(book), ["correction_id", "entry_id", "other_id"], new)
