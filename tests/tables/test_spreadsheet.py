"""No cell that leaves the book is a formula, and none that is let in needs a mark."""

import csv
import io
import re

import pandas as pd
import pytest
from books import BOOK, ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from reviewbook.tables.dictionary import TYPE_TESTS, allowed_values, dictionary_problems
from reviewbook.tables.records.text import read_records
from reviewbook.tables.rules.text import is_formula, is_plain
from reviewbook.tables.spreadsheet import as_text, csv_text

RECKONED = re.compile(r"[=+\-@\t\r\n＝＋－＠﹢﹣﹦﹫].", re.DOTALL)
"""What OWASP names as the beginning of a formula, each with something to reckon behind it."""
CELLS = st.text(max_size=12) | st.from_regex(r"[=+\-@\t\r＝＋－＠].{0,9}", fullmatch=True)


def dangerous(cell: str) -> bool:
    """Tell whether a cell begins like a formula and is no number."""
    try:
        float(cell)
    except ValueError:
        return RECKONED.match(cell) is not None
    return False


def marked(cell: str) -> str:
    """Return a cell with its mark, its line breaks of one kind."""
    return as_text(cell.replace("\r\n", "\n").replace("\r", "\n"))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4), CELLS)
@example([("=1+1", "-2+3"), ("+x", '@SUM(A1)"'), ("\t=1", "\r=1")], '=HYPERLINK("x")')
def test_nothing_that_leaves_is_a_formula(rows, heading):
    frame = pd.DataFrame(rows, columns=[heading, "b"], dtype=object)
    read = list(csv.reader(io.StringIO(csv_text(frame), newline="")))
    assert not [cell for row in read for cell in row if dangerous(cell)]
    assert [tuple(row) for row in read[1:]] == [tuple(map(marked, row)) for row in rows]


@given(CELLS)
def test_the_mark_is_all_that_is_added(text):
    assert as_text(text) in (text, "'" + text)


@pytest.mark.parametrize("cell", ["-1.5", "-2", "-3e-05", "=", "-", "0", "", 3, None])
def test_numbers_and_signs_alone_stay(cell):
    assert as_text(cell) == cell


@pytest.mark.parametrize("cell", ["=1", "-a", "+cmd|' /C calc'!A0", "＝1+1", "-1.5 to 2", "-1-1"])
def test_a_formula_is_refused_at_the_door(cell):
    assert is_formula(cell)
    assert not is_plain(cell)


def test_a_formula_behind_a_semicolon_is_refused_too():
    assert not is_plain("a;=1+1")
    assert is_plain("a; b = c")


@given(CELLS)
def test_what_the_loader_lets_in_needs_no_mark(text):
    for tests in TYPE_TESTS.values():
        if tests and all(test(text) for test, _ in tests):
            assert not dangerous(text)


def test_a_dictionary_cannot_allow_a_formula():
    rows = BOOK.evidence.printed["dictionary"].copy()
    assert not dictionary_problems(rows)
    choice = rows.index[rows["type"] == "choice"][0]
    rows.loc[choice, "allowed"] = "yes | =1+1"
    assert [problem.column for problem in dictionary_problems(rows)] == ["allowed"]


def test_the_tables_round_trip_without_a_mark():
    assert not [v for v in allowed_values("< | = | >") if is_formula(v)]
    for path in sorted((ROOT / "data").rglob("*.csv")):
        cells = [cell for row in read_records(path) for cell in row]
        assert not [cell for cell in cells if as_text(cell) != cell], path.name
