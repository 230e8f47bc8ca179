"""What every column of every table may hold, read from ``data/dictionary.csv``.

The dictionary is the only description of the tables: readers see it in the data chapter, and the
pandera schemas that guard the loader are made from it, so the two cannot drift apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

import pandas as pd
import pandera.pandas as pa

from reviewbook.tables.problems import Problem

COLUMN = re.compile(r"[a-z][a-z0-9_]*")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>]+")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
NUMBER = re.compile(WHOLE.pattern + r"(\.[0-9]{1,15})?")
YEAR = re.compile(r"[0-9]{4}")
WHOLE_LIST = re.compile(r"[0-9]{1,15}( [0-9]{1,15})*")
ACTIVE_TEXT = re.compile(r"^[=+@-]|<\s*[/!?a-z]|\b(java|vb)script\s*:", re.IGNORECASE)
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp"})
"""Unicode categories of characters that do not show."""

Test = Callable[[str], bool]


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _is_plain(text: str) -> bool:
    unseen = any(unicodedata.category(character) in UNSEEN for character in text)
    return not unseen and "\ufffd" not in text and ACTIVE_TEXT.search(text) is None


def _matches(pattern: re.Pattern) -> Test:
    return lambda text: pattern.fullmatch(text) is not None


TYPE_TESTS: dict[str, tuple[Test, str]] = {
    "identifier": (_matches(IDENTIFIER), "a name of lower-case letters, digits and single hyphens"),
    "key": (_matches(IDENTIFIER), "the name of a row elsewhere"),
    "entry": (_matches(IDENTIFIER), "the name of a row or of an entry of the ledger"),
    "number": (_is_number, "a number with a decimal point, such as 12.5"),
    "integer": (_matches(WHOLE), "a whole number"),
    "year": (_matches(YEAR), "a year of four digits"),
    "doi": (_matches(DOI), "a DOI, such as 10.1000/example"),
    "numbers": (_matches(WHOLE_LIST), "whole numbers separated by single spaces"),
    "choice": (lambda text: True, "one of the allowed values"),
    "text": (_is_plain, "plain text: no formula, mark-up or unseen character"),
}
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
    test, expected = TYPE_TESTS[row["type"]]
    checks = [_check(test, expected)]
    if row["required"] == "yes":
        checks.append(pa.Check(lambda text: text != "", element_wise=True, error="a value"))
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
