"""The evidence, read from ``data/`` and validated before anything uses it."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pandera.errors

from bclm.problems import DataError, Problem
from bclm.rules import rule_problems
from bclm.schema import NUMERIC_TYPES, schemas

DATA = Path(__file__).resolve().parent.parent / "data"
DICTIONARY_COLUMNS = [
    "table",
    "column",
    "type",
    "unit",
    "required",
    "allowed",
    "minimum",
    "maximum",
    "references",
    "meaning",
]


@dataclass(frozen=True)
class Evidence:
    """All tables of the book.

    ``printed`` holds them as text, the printed decimals kept; ``tables`` holds the same rows with
    numbers as floats, empty cells as missing. Attribute access (``evidence.outcomes``) gives the
    latter.
    """

    tables: dict[str, pd.DataFrame]
    printed: dict[str, pd.DataFrame]

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(f"there is no table {name!r}") from None


def load(folder: Path = DATA) -> Evidence:
    """Read and validate every table of a data folder.

    `folder` holds ``dictionary.csv`` and the tables it describes.

    Raises:
        DataError: with every problem of every file, each with file, row, column, value and what
            was expected.
    """
    return _load(Path(folder).resolve())


@cache
def _load(folder: Path) -> Evidence:
    dictionary, problems = _read(folder / "dictionary.csv", DICTIONARY_COLUMNS)
    if problems:
        raise DataError(problems)
    expected = {
        name: list(rows["column"]) for name, rows in dictionary.groupby("table", sort=False)
    }
    printed = {"dictionary": dictionary}
    for name, columns in expected.items():
        if name != "dictionary":
            printed[name], found = _read(folder / f"{name}.csv", columns)
            problems += found
    undescribed = {path.stem for path in folder.glob("*.csv")} - set(expected)
    problems += [
        Problem(f"{name}.csv", 0, "", "a file", "a table that dictionary.csv describes")
        for name in undescribed
    ]
    readable = {name: table for name, table in printed.items() if table is not None}
    problems += _cell_problems(readable, dictionary)
    if not problems:
        problems += rule_problems(readable, dictionary)
    if problems:
        raise DataError(problems)
    types = dictionary.set_index(["table", "column"])["type"]
    typed = {name: _typed(table, types[name]) for name, table in printed.items()}
    return Evidence(typed, printed)


def _read(path: Path, columns: list[str]) -> tuple[pd.DataFrame | None, list[Problem]]:
    def whole_file(value: str, expected: str) -> tuple[None, list[Problem]]:
        return None, [Problem(path.name, 0, "", value, expected)]

    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return whole_file("", "the file")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"byte {error.object[error.start]:#04x}"
        return None, [Problem(path.name, line, "", byte, "text in UTF-8")]
    if "\x00" in text:
        return whole_file("a null byte", "text in UTF-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        return whole_file(str(error), "comma-separated values with balanced quotes")
    if not rows:
        return whole_file("", "a header with the columns " + ", ".join(columns))
    header, *body = rows
    problems = [
        Problem(path.name, 1, name, "", "this column") for name in columns if name not in header
    ]
    problems += [
        Problem(path.name, 1, name, name, "a column that dictionary.csv describes, once")
        for position, name in enumerate(header)
        if name not in columns or name in header[:position]
    ]
    problems += [
        Problem(path.name, number, "", f"{len(row)} cells", f"{len(header)} cells, as the header")
        for number, row in enumerate(body, start=2)
        if len(row) != len(header)
    ]
    problems += [
        Problem(path.name, number, column, value, "no space at either end, no line break")
        for number, row in enumerate(body, start=2)
        for column, value in zip(header, row, strict=False)
        if value != value.strip() or "\n" in value
    ]
    if problems:
        return None, problems
    return pd.DataFrame(body, columns=header, dtype=str)[columns], []


def _cell_problems(tables: dict[str, pd.DataFrame], dictionary: pd.DataFrame) -> list[Problem]:
    found = []
    for name, schema in schemas(dictionary).items():
        if name not in tables:
            continue
        try:
            schema.validate(tables[name], lazy=True)
        except pandera.errors.SchemaErrors as errors:
            found += [_cell_problem(name, case) for case in errors.failure_cases.to_dict("records")]
    return found


def _cell_problem(table: str, case: dict) -> Problem:
    unique = case["check"] == "field_uniqueness"
    expected = "a name used once in this table" if unique else case["check"]
    row = 0 if pd.isna(case["index"]) else int(case["index"]) + 2
    return Problem(f"{table}.csv", row, case["column"], str(case["failure_case"]), expected)


def _typed(table: pd.DataFrame, types: pd.Series) -> pd.DataFrame:
    typed = table.mask(table == "", None)
    for column in table.columns[table.columns.map(types).isin(NUMERIC_TYPES)]:
        typed[column] = pd.to_numeric(typed[column])
    return typed
