"""What ``diff --record`` writes down for the feed."""

import pytest
from books import BOOK
from spoiled import copy_of_book

from reviewbook.commands.changes import Difference, TableChange
from reviewbook.commands.record import changes, record
from reviewbook.ledger.book import Book
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError

NOW = {"status": "pooled", "k": 2, "estimate": 41.0, "low": 30.0, "high": 52.0}
POOLED = NOW | {"prediction_low": None, "prediction_high": None}
FOUND = Difference(
    tables={
        "outcomes": TableChange({"a": {}, "b": {}}, {}, {"c": {}}),
        "glossary": TableChange({"a": {}}, {}, {}),
    },
    pooled=[{"name": "x/y", "title": "Survival", "unit": "percent", "old": None, "new": POOLED}],
    verdicts=[
        {"entry_id": "e", "wording": "Size", "old": "consistent", "new": "infeasible", "why": "So."}
    ],
    register=[{"fault_id": "f", "change": "gone", "what": "Size", "old": "minor", "new": None}],
)


def test_tables_of_evidence_are_counted_and_results_told():
    rows = list(changes(BOOK, FOUND, "2026-03-04", 5))
    assert [row["change_id"] for row in rows] == [f"2026-03-04-{n}" for n in (6, 7, 8, 9)]
    assert rows[0]["now"] == "Rows: 2 added, 1 changed"
    assert [(row["kind"], row["what"]) for row in rows[1:]] == [
        ("pooled number", "Survival"),
        ("verdict", "Size"),
        ("register", "Size"),
    ]
    assert rows[1]["was"] == rows[3]["now"] == ""
    assert rows[2]["was"] == "consistent"
    assert rows[2]["why"] == "So."


def test_what_is_recorded_can_be_read_and_goes_on_where_it_stopped(tmp_path):
    book = Book(copy_of_book(tmp_path))
    before = load(tmp_path / "data").printed["changes"]
    assert record(book, FOUND, "2026-03-04") == record(book, FOUND, "2026-03-04") == 4
    after = load(tmp_path / "data").printed["changes"]
    assert list(after["change_id"].tail(8)) == [f"2026-03-04-{n}" for n in range(1, 9)]
    assert after.head(len(before)).equals(before)


def test_a_day_that_is_none_is_refused_and_nothing_written(tmp_path):
    book = Book(copy_of_book(tmp_path))
    was = (tmp_path / "data" / "changes.csv").read_bytes()
    with pytest.raises(DataError, match="a date"):
        record(book, FOUND, "2026-02-30")
    assert (tmp_path / "data" / "changes.csv").read_bytes() == was
