"""Selections: how a check in ``data/checks.csv`` names the cells it works on.

``outcomes[outcome=weight & statistic=median & arm_label=all].value`` is the column
``value`` of every such row; ``|`` between values means either; ``claims[series-n].low`` is one cell
of one row. Rows of groups of patients also carry what their arm and study say (``ref``, ``part``,
``author``, ``arm_n`` …).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reviewbook.tables.known import KNOWN
from reviewbook.tables.load import Evidence, documents, kept
from reviewbook.tables.problems import Problem

SELECTION = re.compile(r"(?P<table>\w+)\[(?P<where>.*)\]\.(?P<column>\w+)")


class SelectionError(ValueError):
    """A selection is not written as it should be, or names what is not there.

    ``problems`` holds the rows of ``checks.csv`` that cannot be run.
    """

    def __init__(self, message: str, problems: Sequence[Problem] = ()):
        super().__init__(message)
        self.problems = list(problems)


@dataclass(frozen=True)
class Cells:
    """Selected cells: their column, the identifiers of their rows, and their text."""

    column: str
    rows: tuple[str, ...]
    texts: tuple[str, ...]


Records = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows of every table, each a mapping of column to text."""


def records(evidence: Evidence) -> Records:
    """Give all tables as `select` reads them, each made when it is asked for."""
    return _AsRecords(documents(evidence))


class _AsRecords(Mapping):
    def __init__(self, evidence: Evidence):
        self._evidence = evidence
        self._made: dict[str, list[dict[str, str]]] = {}

    def __getitem__(self, name: str) -> list[dict[str, str]]:
        if name not in self._made:
            self._made[name] = joined(self._evidence, name).to_dict("records")
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._evidence.printed, *KNOWN]))

    def __len__(self) -> int:
        return len(self._evidence.printed.keys() | KNOWN)


def select(tables: Records, selection: str) -> Cells:
    """Give the printed text of the selected cells, empty cells left out.

    Raises:
        SelectionError: the selection cannot be read, or its table, column or row does not exist.
    """
    match = SELECTION.fullmatch(selection.strip())
    if match is None:
        raise SelectionError(f"expected table[column=value & …].column, found {selection!r}")
    table, column = match["table"], match["column"]
    if not tables.get(table):
        raise SelectionError(f"there is no table {table!r}")
    rows = tables[table]
    for condition in filter(None, map(str.strip, match["where"].split("&"))):
        rows = _meeting(rows, condition, tables[table], selection)
    if tables[table] and column not in tables[table][0]:
        raise SelectionError(f"{table} has no column {column!r}: {selection!r}")
    cells = [(next(iter(row.values())), row[column]) for row in rows if row[column]]
    return Cells(column, tuple(row for row, _ in cells), tuple(text for _, text in cells))


def joined(evidence: Evidence, table: str) -> pd.DataFrame:
    """Give a table as text, whatever its sources, with what its arm, study and source are."""
    return _joined(evidence, table).copy(deep=False)


@kept
def _joined(evidence: Evidence, table: str) -> pd.DataFrame:
    rows = evidence.printed[table]
    if table != "arms" and "arm_id" in rows:
        rows = _beside(rows, evidence.printed["arms"], "arm_id", "arm")
    if table != "studies" and "study_id" in rows:
        rows = _beside(rows, evidence.printed["studies"], "study_id", "study")
    if table != "sources" and "source_id" in rows:
        labels = evidence.printed["sources"].set_index("source_id")["label"]
        rows = rows.assign(source_label=rows["source_id"].map(labels).fillna(""))
    return rows


def _beside(rows: pd.DataFrame, other: pd.DataFrame, key: str, prefix: str) -> pd.DataFrame:
    """Join another table; a column that both have takes the other's name as a prefix."""
    names = {name: f"{prefix}_{name}" for name in other if name in rows and name != key}
    return rows.merge(other.rename(columns=names), how="left", on=key).fillna("")


def _meeting(
    rows: Sequence[Mapping], condition: str, whole: Sequence[Mapping], selection: str
) -> list[Mapping]:
    column, equals, wanted = (part.strip() for part in condition.partition("="))
    if not equals:
        if not any(next(iter(row.values())) == column for row in whole):
            raise SelectionError(f"no row {column!r}: {selection!r}")
        return [row for row in rows if next(iter(row.values())) == column]
    if whole and column not in whole[0]:
        raise SelectionError(f"no column {column!r}: {selection!r}")
    values = {value.strip() for value in wanted.split("|")}
    return [row for row in rows if row[column] in values]


def numbered(studies: Iterable[Mapping]) -> dict[str, str]:
    """Give author and year of each study that has both a name and a number, by its number."""
    return {
        row["ref"]: f"{row['author']} {row['year']}".strip() + f" (ref {row['ref']})"
        for row in studies
        if row["author"] and row["ref"]
    }
