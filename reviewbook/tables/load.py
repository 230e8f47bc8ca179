"""The evidence, read from ``data/`` and validated before anything uses it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path

import pandas as pd
import pandera.errors

from reviewbook.tables.dictionary import NUMERIC_TYPES, dictionary_problems, table_schema
from reviewbook.tables.known import KNOWN, Tables
from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.records.text import records
from reviewbook.tables.rules.row import rule_problems
from reviewbook.tables.rules.ties import tie_problems
from reviewbook.tables.standing import in_good_standing

DICTIONARY_COLUMNS = list(KNOWN["dictionary"])
ONCE = "a name used once in this table"


@dataclass(frozen=True, eq=False)
class Evidence:
    """All tables of the book.

    ``printed`` holds them as text, the printed decimals kept; ``tables`` holds the same rows with
    numbers as floats or integers, empty cells as missing, but for rows of retracted sources, which
    no figure, pool or comparison may use. Attribute access (``evidence.outcomes``) gives a copy of
    the latter. What a book does without is empty: `known.Tables`.
    """

    tables: dict[str, pd.DataFrame]
    printed: dict[str, pd.DataFrame]

    def __post_init__(self) -> None:
        """Let known tables and columns be empty where a book has none."""
        vars(self).update(tables=Tables(self.tables, None), printed=Tables(self.printed, ""))

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return vars(self)["tables"][name].copy(deep=False)
        except KeyError:
            raise AttributeError(f"there is no table {name!r}") from None


def load(folder: Path) -> Evidence:
    """Read and validate every table of a data folder.

    `folder` holds ``dictionary.csv`` and the tables it describes. Files that have not changed
    since the last call are not validated again.

    Raises:
        DataError: with every problem of every file, each with file, row, column, value and what
            was expected.
    """
    paths = sorted(path for path in Path(folder).glob("*.csv") if path.is_file())
    return _evidence(tuple((path.stem, path.read_bytes()) for path in paths))


def kept(function: Callable) -> Callable:
    """Let a function of the evidence be computed once for each evidence and further argument."""

    @wraps(function)
    def once(evidence: Evidence, *rest):
        known = vars(evidence).setdefault("_kept", {})
        key = (function, *rest)
        if key not in known:
            known[key] = function(evidence, *rest)
        return known[key]

    return once


@kept
def judged(evidence: Evidence) -> dict[str, str]:
    """Name the documents the book judges: the identifier of each with its short name."""
    rows = evidence.printed["sources"].query("judged == 'yes'")
    return dict(zip(rows["source_id"], rows["label"], strict=True))


@kept
def documents(evidence: Evidence) -> Evidence:
    """Give what the judged documents say, without the primary reports and later evidence."""
    names = judged(evidence)
    return _read_in(evidence, lambda source: source in names)


@kept
def later_evidence(evidence: Evidence) -> Evidence:
    """Give what was read in other sources than the judged documents; all studies are kept."""
    names = judged(evidence)
    return _read_in(evidence, lambda source: source not in names, whole=("studies",))


def _read_in(
    evidence: Evidence, wanted: Callable[[str], bool], whole: Sequence[str] = ()
) -> Evidence:
    def read(name: str, table: pd.DataFrame) -> pd.DataFrame:
        if name in whole or "source_id" not in table:
            return table
        return table[table["source_id"].map(wanted).astype(bool)].reset_index(drop=True)

    return each(evidence, read)


def each(evidence: Evidence, made: Callable[[str, pd.DataFrame], pd.DataFrame]) -> Evidence:
    """Give the evidence with every table as `made` gives it, by its name and itself, when asked."""
    return Evidence(Tables(evidence.tables, None, made), Tables(evidence.printed, "", made))


@lru_cache(maxsize=1)
def _evidence(contents: tuple[tuple[str, bytes], ...]) -> Evidence:
    files = dict(contents)
    dictionary, problems = _read("dictionary", files.get("dictionary"), DICTIONARY_COLUMNS)
    if dictionary is None or list(dictionary.columns) != DICTIONARY_COLUMNS:
        raise DataError(problems)
    problems += [
        Problem(f"{name}.csv", 0, "", "a file", "a table that dictionary.csv describes")
        for name in files.keys() - set(dictionary["table"])
    ]
    problems += dictionary_problems(dictionary)
    described = _soundly_described(dictionary, problems)
    printed = {}
    for name, rows in described.groupby("table", sort=False):
        table, found = _read(name, files.get(name), list(rows["column"]))
        problems += found
        if table is not None:
            printed[name] = table
    problems = _without_ragged_rows(problems, _table_problems(printed, described))
    if problems:
        raise DataError(problems)
    printed = {name: table.reset_index(drop=True) for name, table in printed.items()}
    types = dictionary.set_index(["table", "column"])["type"]
    typed = Tables({name: _typed(rows, types[name]) for name, rows in printed.items()}, None)
    return Evidence(in_good_standing(typed), printed)


def _soundly_described(dictionary: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Leave out tables with a fault in their description: they cannot be measured by it."""
    faulty = {problem.row for problem in problems if problem.file == "dictionary.csv"}
    tables = set(dictionary.loc[dictionary.index.isin(faulty), "table"])
    return dictionary[~dictionary["table"].isin(tables)]


def _read(
    name: str, content: bytes | None, columns: list[str]
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Give a table as text, its index the row in the file, with whatever is wrong with its form."""
    file = f"{name}.csv"
    try:
        header, *body = records(file, content, columns)
    except DataError as error:
        return None, error.problems
    problems = [Problem(file, 1, column, "", "this column") for column in columns]
    problems = [problem for problem in problems if problem.column not in header]
    problems += [
        Problem(file, 1, column, column, "a column that dictionary.csv describes, once")
        for position, column in enumerate(header)
        if column not in columns or column in header[:position]
    ]
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            expected = f"{len(header)} cells, as in the header"
            problems.append(Problem(file, number, "", f"{len(row)} cells", expected))
            row += [""] * (len(header) - len(row))
            continue
        problems += [
            Problem(file, number, column, value, "no space at either end, no line break")
            for column, value in zip(header, row, strict=True)
            if value != value.strip() or "\n" in value
        ]
    cells = {
        column: [row[header.index(column)].strip() for row in body]
        for column in columns
        if column in header
    }
    return pd.DataFrame(cells, index=range(2, len(body) + 2), dtype=str), problems


def _table_problems(tables: dict[str, pd.DataFrame], described: pd.DataFrame) -> list[Problem]:
    cells = []
    for name, table in tables.items():
        rows = described[(described["table"] == name) & described["column"].isin(table.columns)]
        try:
            table_schema(rows).validate(table, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cells += [_cell_problem(name, case) for case in errors.failure_cases.to_dict("records")]
    spoiled = defaultdict(set)
    for problem in cells:
        if problem.expected != ONCE:
            spoiled[problem.file, problem.row].add(problem.column)
    return [*cells, *rule_problems(tables, described, spoiled), *tie_problems(tables)]


def _cell_problem(table: str, case: dict) -> Problem:
    expected = ONCE if case["check"] == "field_uniqueness" else case["check"]
    return Problem(
        f"{table}.csv", int(case["index"]), case["column"], case["failure_case"], expected
    )


def _without_ragged_rows(form: list[Problem], content: list[Problem]) -> list[Problem]:
    """Cells of a row with too few or too many of them stand in the wrong column: say so once."""
    ragged = {(problem.file, problem.row) for problem in form if not problem.column}
    return form + [p for p in content if (p.file, p.row) not in ragged]


def _typed(table: pd.DataFrame, types: pd.Series) -> pd.DataFrame:
    typed = table.mask(table == "", None)
    for column, kind in types[types.isin(NUMERIC_TYPES)].items():
        typed[column] = pd.to_numeric(typed[column]).astype(
            "float" if kind == "number" else "Int64"
        )
    return typed
