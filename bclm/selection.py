"""Selections: how a check in ``data/checks.csv`` names the cells it works on.

``outcomes[outcome=overall survival & statistic=median & place=Table 1].value`` is the column
``value`` of every such row; ``|`` between values means either; ``claims[series-n].low`` is one cell
of one row. Rows of groups of patients also carry what their arm and study say (``ref``, ``part``,
``author``, ``arm_n`` …).
"""

import re

import pandas as pd

from bclm.data import Evidence

SELECTION = re.compile(r"(?P<table>\w+)\[(?P<where>.*)\]\.(?P<column>\w+)")


class SelectionError(ValueError):
    """A selection is not written as it should be, or names what is not there."""


def select(evidence: Evidence, selection: str) -> pd.Series:
    """Give the printed text of the selected cells, empty cells left out, by row identifier.

    Raises:
        SelectionError: the selection cannot be read, or its table, column or row does not exist.
    """
    match = SELECTION.fullmatch(selection.strip())
    if match is None:
        raise SelectionError(f"expected table[column=value & …].column, found {selection!r}")
    rows = rows_of(evidence, match["table"])
    for condition in filter(None, map(str.strip, match["where"].split("&"))):
        rows = rows[_meets(rows, condition, selection)]
    if match["column"] not in rows:
        raise SelectionError(f"{match['table']} has no column {match['column']!r}: {selection!r}")
    cells = rows[match["column"]].set_axis(rows[rows.columns[0]])
    return cells[cells != ""]


def rows_of(evidence: Evidence, table: str) -> pd.DataFrame:
    """Give a table as text, with the columns of its arm and its study beside its own."""
    if table not in evidence.printed:
        raise SelectionError(f"there is no table {table!r}")
    rows = evidence.printed[table]
    arms, studies = evidence.printed["arms"], evidence.printed["studies"]
    if table != "arms" and "arm_id" in rows:
        rows = _beside(rows, arms, "arm_id", "arm")
    if table != "studies" and "study_id" in rows:
        rows = _beside(rows, studies, "study_id", "study")
    return rows


def _beside(rows: pd.DataFrame, other: pd.DataFrame, key: str, prefix: str) -> pd.DataFrame:
    """Join another table; a column that both have takes the other's name as a prefix."""
    names = {name: f"{prefix}_{name}" for name in other if name in rows and name != key}
    return rows.merge(other.rename(columns=names), how="left", on=key).fillna("")


def _meets(rows: pd.DataFrame, condition: str, selection: str) -> pd.Series:
    column, equals, wanted = condition.partition("=")
    if not equals:
        known = rows[rows.columns[0]] == condition
        if not known.any():
            raise SelectionError(f"no row {condition!r}: {selection!r}")
        return known
    if column.strip() not in rows:
        raise SelectionError(f"no column {column.strip()!r}: {selection!r}")
    return rows[column.strip()].isin([value.strip() for value in wanted.split("|")])
