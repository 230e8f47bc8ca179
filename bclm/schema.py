"""What every column of every table may hold, read from ``data/dictionary.csv``.

The dictionary is the only description of the tables: readers see it in the data chapter, and the
pandera schemas that guard the loader are made from it, so the two cannot drift apart.
"""

import math
import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DOI = re.compile(r"10\.\d{4,9}/[^\s<>]+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
WHOLE = re.compile(r"-?\d+")
WHOLE_LIST = re.compile(r"\d+( \d+)*")
ACTIVE_TEXT = re.compile(r"^[=+@\t\r-]|<\s*[/!a-zA-Z]|[\x00-\x1f\x7f]|\bjavascript:")

Test = Callable[[str], bool]


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


TYPE_TESTS: dict[str, tuple[Test, str]] = {
    "identifier": (
        lambda text: IDENTIFIER.fullmatch(text) is not None,
        "a name of lower-case letters, digits and single hyphens",
    ),
    "key": (lambda text: IDENTIFIER.fullmatch(text) is not None, "the name of a row elsewhere"),
    "number": (_is_number, "a number with a decimal point, such as 12.5"),
    "integer": (lambda text: WHOLE.fullmatch(text) is not None, "a whole number"),
    "year": (lambda text: re.fullmatch(r"\d{4}", text) is not None, "a year of four digits"),
    "doi": (lambda text: DOI.fullmatch(text) is not None, "a DOI, such as 10.1000/example"),
    "numbers": (
        lambda text: WHOLE_LIST.fullmatch(text) is not None,
        "whole numbers separated by single spaces",
    ),
    "choice": (lambda text: True, "one of the allowed values"),
    "text": (
        lambda text: ACTIVE_TEXT.search(text) is None,
        "plain text: no formula, mark-up or control character",
    ),
}
NUMERIC_TYPES = frozenset({"number", "integer", "year"})


def allowed_values(cell: str) -> list[str]:
    """Values of a dictionary cell in which bars separate them."""
    return [value.strip() for value in cell.split("|")] if cell else []


def schemas(dictionary: pd.DataFrame) -> dict[str, pa.DataFrameSchema]:
    """Give one pandera schema per table.

    `dictionary` is a frame of text with one row per column of a table. The schemas validate frames
    of text, where an empty string is "not stated".
    """
    return {
        table: pa.DataFrameSchema(
            {row["column"]: _column(row) for _, row in rows.iterrows()},
            strict=True,
            ordered=False,
        )
        for table, rows in dictionary.groupby("table", sort=False)
    }


def _column(row: pd.Series) -> pa.Column:
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
    return pa.Column(str, checks=checks, unique=row["type"] == "identifier")


def _check(test: Test, expected: str) -> pa.Check:
    return pa.Check(lambda text: text == "" or test(text), element_wise=True, error=expected)


def _bound(compare: Callable[[float, float], bool], limit: str, words: str) -> pa.Check:
    def within(text: str) -> bool:
        return not _is_number(text) or compare(float(text), float(limit))

    return _check(within, f"{words} {limit}")
