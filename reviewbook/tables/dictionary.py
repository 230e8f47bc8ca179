"""What every column of every table may hold, read from ``data/dictionary.csv``.

The dictionary is the only description of the tables: readers see it in the data chapter, and the
pandera schemas that guard the loader are made from it, so the two cannot drift apart.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pandera.pandas as pa

from reviewbook.tables.problems import Problem
from reviewbook.tables.rules.text import TESTS as TEXT_TESTS
from reviewbook.tables.rules.text import is_formula

COLUMN = re.compile(r"[a-z][a-z0-9_]*")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>]*[^\s<>.,;]")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,7})")
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
YEAR = re.compile(r"[0-9]{4}")
WHOLE_LIST = re.compile(r"[0-9]{1,8}( [0-9]{1,8})*")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]+)?(/[^\s<>\"]*)?")
Test = Callable[[str], bool]
ENTRY = "the name of a row or of an entry of the ledger"


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day that the calendar has."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if parts is None:
        return False
    try:
        return 1900 <= date(*(int(part or 1) for part in parts.groups())).year <= 2100
    except ValueError:
        return False


def _matches(pattern: re.Pattern) -> Test:
    return lambda text: pattern.fullmatch(text) is not None


TYPE_TESTS: dict[str, list[tuple[Test, str]]] = {
    "identifier": [
        (_matches(IDENTIFIER), "a name of lower-case letters, digits and single hyphens")
    ],
    "key": [(_matches(IDENTIFIER), "the name of a row elsewhere")],
    "entry": [(_matches(IDENTIFIER), ENTRY)],
    "number": [(_is_number, "a number with a decimal point, such as 12.5")],
    "integer": [(_matches(WHOLE), "a whole number of at most eight digits")],
    "year": [(_matches(YEAR), "a year of four digits")],
    "date": [(_is_date, "a date: year, year-month or year-month-day, such as 2020-08-31")],
    "doi": [(_matches(DOI), "a DOI, such as 10.1000/example")],
    "address": [(_matches(ADDRESS), "an address that begins with https://")],
    "numbers": [(_matches(WHOLE_LIST), "whole numbers separated by single spaces")],
    "choice": [],
    "text": TEXT_TESTS,
}
"""What must hold of a cell of each type, and how it is said."""
NUMERIC_TYPES = frozenset({"number", "integer", "year"})


def allowed_values(cell: str) -> list[str]:
    """Values of a dictionary cell in which bars separate them."""
    return [value.strip() for value in cell.split("|")] if cell else []


def dictionary_problems(dictionary: pd.DataFrame) -> list[Problem]:
    """Faults of the dictionary that would make it useless for measuring the tables.

    `dictionary` is a frame of text with one row per column of a table; its index is the row in
    the file.
    """
    names = dictionary["table"] + "." + dictionary["column"]
    known, repeated = set(names), set(names[names.duplicated()])
    return [
        Problem("dictionary.csv", number, column, row[column], expected)
        for number, row in zip(dictionary.index, dictionary.to_dict("records"), strict=True)
        for column, expected in _description_faults(row, known, repeated)
    ]


def _description_faults(
    row: dict, known: set[str], repeated: set[str]
) -> Iterator[tuple[str, str]]:
    for column in ("table", "column"):
        if not COLUMN.fullmatch(row[column]):
            yield column, "a name of lower-case letters, digits and underscores"
    if f"{row['table']}.{row['column']}" in repeated:
        yield "column", "a column described once"
    if row["type"] not in TYPE_TESTS:
        yield "type", "one of: " + ", ".join(TYPE_TESTS)
    if row["required"] not in ("yes", "no"):
        yield "required", "one of: yes, no"
    if (row["type"] == "choice") != bool(row["allowed"]) or "" in allowed_values(row["allowed"]):
        yield "allowed", "values separated by bars if the type is choice, else nothing"
    if any(map(is_formula, allowed_values(row["allowed"]))):
        yield "allowed", "values that no spreadsheet takes for formulas"
    for column in ("minimum", "maximum"):
        if row[column] and not (_is_number(row[column]) and row["type"] in NUMERIC_TYPES):
            yield column, "a number if the type is a number, else nothing"
    if (row["type"] == "key") != bool(row["references"]) or row["references"] not in {"", *known}:
        yield "references", "a table and column of this dictionary if the type is key, else nothing"


def table_schema(rows: pd.DataFrame) -> pa.DataFrameSchema:
    """Give the pandera schema of one table.

    `rows` are the rows of the dictionary about its columns. The schema validates a frame of text,
    where an empty string is "not stated".
    """
    columns = {row["column"]: _column(row) for row in rows.to_dict("records")}
    return pa.DataFrameSchema(columns, strict=True)


def _column(row: dict) -> pa.Column:
    checks = [_check(test, expected) for test, expected in TYPE_TESTS[row["type"]]]
    if row["required"] == "yes":
        checks.append(pa.Check(lambda texts: texts != "", error="a value"))
    if row["allowed"]:
        values = allowed_values(row["allowed"])
        checks.append(_check(lambda text: text in values, "one of: " + ", ".join(values)))
    if row["minimum"]:
        checks.append(_bound(lambda x, limit: x >= limit, row["minimum"], "at least"))
    if row["maximum"]:
        checks.append(_bound(lambda x, limit: x <= limit, row["maximum"], "at most"))
    return pa.Column(checks=checks, unique=row["type"] == "identifier")


def _check(test: Test, expected: str) -> pa.Check:
    return pa.Check(lambda text: text == "" or test(text), element_wise=True, error=expected)


def _bound(compare: Callable[[float, float], bool], limit: str, words: str) -> pa.Check:
    def within(text: str) -> bool:
        return not _is_number(text) or compare(float(text), float(limit))

    return _check(within, f"{words} {limit}")
