"""Reports: groups of patients, or comparisons of two, one row each with what is known as columns.

The one place where arms, their studies, characteristics and outcomes are set side by side.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from reviewbook.tables.load import Evidence

NOT_STATED = "not stated"
IMPOSSIBLE = "infeasible"
"""The verdict on a number that cannot be as it is printed."""
ROLES = ("intervention", "comparator")
COUNTS = ["events_1", "n_1", "events_2", "n_2"]


class Sought(NamedTuple):
    """A value to look up: a column of the rows of a table in which columns have given values.

    A value in ``where`` may be a list of values; ``""`` stands for an empty cell.
    """

    table: str
    where: Mapping
    column: str = "value"


def characteristic(measure: str) -> Sought:
    """The value of a characteristic."""
    return Sought("characteristics", {"measure": measure})


def outcome(name: str, statistic: str, months: int | None = None) -> Sought:
    """The value of an outcome; of survival at a number of months."""
    time = {} if months is None else {"time_months": months}
    return Sought("outcomes", {"outcome": name, "statistic": statistic} | time)


def arms(evidence: Evidence, where: Mapping | None = None) -> pd.DataFrame:
    """Give the arms of studies with the columns of their study, one row each.

    Args:
        evidence: the tables.
        where: columns with the values that an arm must have; every arm unless told.

    Returns:
        ``key``, ``aliases`` (the arms that a row stands for), ``arm_id``, ``study_id``, ``group``
        (what the arm is called), ``study`` (author and year), ``label`` (the study, and the group
        where a study has several), ``n``, ``year``, ``time_zero`` (of its survival), and the other
        columns of arms and studies; numbers as floats.
    """
    return _labelled(selected(_arms(evidence), where or {}).reset_index(drop=True))


def groups(evidence: Evidence, where: Mapping | None = None) -> pd.DataFrame:
    """Give groups of patients, one row each: as `arms`, and no group twice.

    A group of one study, treatment and size that is read in several places is one row: what a
    table says comes before the text, and an abstract last; ``aliases`` keeps that order.
    """
    return _labelled(_merged(selected(_arms(evidence), where or {})))


def comparisons(evidence: Evidence, where: Mapping | None = None) -> pd.DataFrame:
    """Give comparisons of two arms, one row each: as `groups`, of the arm with the treatment.

    ``key`` is the comparison's name, ``n`` the patients of both arms, ``aliases`` both arms, and
    ``comparator`` the other one. A comparison without exactly one arm of each role is left out.
    """
    either = _arms(evidence).dropna(subset=["comparison_id"])
    one, other = (either[either["role"] == role] for role in ROLES)
    pair = other.drop_duplicates("comparison_id", keep=False).set_index("comparison_id")
    rows = selected(one.drop_duplicates("comparison_id", keep=False), where or {})
    rows = rows[rows["comparison_id"].isin(pair.index)].reset_index(drop=True)
    comparator = rows["comparison_id"].map(pair["arm_id"])
    return _labelled(rows).assign(
        key=rows["comparison_id"],
        comparator=comparator,
        aliases=list(zip(rows["arm_id"], comparator, strict=True)),
        n=rows["n"] + rows["comparison_id"].map(pair["n"]),
    )


def counted_pairs(evidence: Evidence, outcome: str) -> pd.DataFrame:
    """Give how often an outcome was counted in both groups of each comparison.

    Returns:
        One row a comparison (`comparisons`) with all four counts, in the order of the
        arms: the columns of ``studies.csv``; ``study``, author and year; ``comparison_id``,
        ``time_months``; ``allocation``; ``events_1`` of ``n_1`` in the group with the treatment,
        ``events_2`` of ``n_2`` in the other. Both groups are counted at the same time, of several
        the first; a group whose counted patients are not stated is counted whole.
    """
    first, second = _counted(evidence, outcome, "1"), _counted(evidence, outcome, "2")
    told = ["study_id", "study", "comparison_id", "allocation", "arm_id", "comparator"]
    rows = comparisons(evidence)[told].merge(first, on="arm_id")
    second = second.rename(columns={"arm_id": "comparator"})
    pairs = rows.merge(second, on=["comparator", "time_months"]).dropna(subset=COUNTS)
    pairs = pairs.drop_duplicates("comparison_id").drop(columns=["arm_id", "comparator"])
    return pairs.merge(evidence.studies, on="study_id")


def values(evidence: Evidence, rows: pd.DataFrame, sought: Sought) -> pd.Series:
    """Look up what is stated of each report, by its arms or by its study; tables come first."""
    return _first(evidence, rows, sought, sought.column)


def impossible(evidence: Evidence, rows: pd.DataFrame, sought: Sought) -> pd.Series:
    """Tell of each report whether the value looked up is one that cannot be, by its verdict."""
    table = getattr(evidence, sought.table)
    if "accepted" not in table:
        return pd.Series(False, rows.index)
    faulty = set(table.loc[table["accepted"] == IMPOSSIBLE, table.columns[0]])
    return _first(evidence, rows, sought, table.columns[0]).isin(faulty)


def selected(rows: pd.DataFrame, where: Mapping) -> pd.DataFrame:
    """Give the rows in which each named column has the value, or one of the values."""
    for column, wanted in where.items():
        wanted = wanted if isinstance(wanted, list) else [wanted]
        empty = rows[column].isna() if "" in wanted else False
        rows = rows[rows[column].isin(wanted) | empty]
    return rows


def study_labels(evidence: Evidence) -> pd.Series:
    """Name each study by author and year, else as its source is called, else by its number."""
    studies = evidence.printed["studies"].set_index("study_id")
    sources = evidence.printed["sources"].set_index("source_id")["label"]
    named = (studies["author"] + " " + studies["year"]).str.strip()
    called = studies.index.to_series().map(sources).fillna("Reference " + studies["ref"])
    return named.where(studies["author"] != "", called)


def _counted(evidence: Evidence, outcome: str, group: str) -> pd.DataFrame:
    """Give what was counted in each arm at each time, the first row that states it."""
    size = evidence.arms.set_index("arm_id")["n"]
    rows = evidence.outcomes.query("outcome == @outcome").dropna(subset=["numerator"])
    rows = rows.drop_duplicates(["arm_id", "time_months"])
    whole = rows["denominator"].fillna(rows["arm_id"].map(size))
    counts = {f"events_{group}": rows["numerator"], f"n_{group}": whole}
    return rows[["arm_id", "time_months"]].assign(**counts)


def _first(evidence: Evidence, rows: pd.DataFrame, sought: Sought, shown: str) -> pd.Series:
    """Show a column of the first row that states what is sought of each report."""
    table = selected(getattr(evidence, sought.table), sought.where).dropna(subset=[sought.column])
    if "place" in table:
        table = table[_tabled(table["place"])], table[~_tabled(table["place"])]
        table = pd.concat(table)
    by = "arm_id" if "arm_id" in table else "study_id"
    found = table.drop_duplicates(by).set_index(by)[shown]
    if by == "study_id":
        return rows["study_id"].map(found)
    aliases = rows["aliases"] if "aliases" in rows else rows["key"].map(lambda key: (key,))
    known = found.to_dict()
    first = [next((known[arm] for arm in names if arm in known), None) for names in aliases]
    return pd.Series(first, rows.index, dtype=float if found.dtype.kind in "fi" else object)


def _arms(evidence: Evidence) -> pd.DataFrame:
    shared = ["source_id", "place", "note", "accepted"]
    studies = evidence.studies.drop(columns=shared, errors="ignore")
    rows = evidence.arms.rename(columns={"label": "group"}).merge(studies, on="study_id")
    clocks = {"status": "stated", "statistic": ["survival", "median"]}
    times = selected(evidence.outcomes, clocks).query("time_zero != 'not applicable'")
    zeros = times.drop_duplicates("arm_id").set_index("arm_id")["time_zero"]
    names = rows["study_id"].map(study_labels(evidence))
    numbers = {name: rows[name].astype(float) for name in ("n", "year")}
    return rows.assign(
        key=rows["arm_id"],
        aliases=[(arm,) for arm in rows["arm_id"]],
        study=names,
        time_zero=rows["arm_id"].map(zeros).astype(object).fillna(NOT_STATED),
        **numbers,
    )


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    whole = _tabled(rows["place"]) & (rows["role"] == "series")
    alone = whole | ~rows["study_id"].duplicated(keep=False)
    return rows.assign(label=rows["study"].where(alone, rows["study"] + ", " + _small(rows)))


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    rank = ~_tabled(rows["place"]) + 2 * (rows["place"] == "abstract")
    order = rows.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")
    size = order["n"].astype(str).where(order["n"].notna(), order["key"])
    same = order.groupby([order["study_id"], order["treatment"], size], sort=False, dropna=False)
    merged = same.agg({name: "sum" if name == "aliases" else "first" for name in order})
    return (
        merged.set_index("arm_id", drop=False)
        .loc[[arm for arm in rows["arm_id"] if arm in set(merged["arm_id"])]]
        .reset_index(drop=True)
    )


def _tabled(place: pd.Series) -> pd.Series:
    return place.astype("object").str.startswith("Table", na=False)


def _small(rows: pd.DataFrame) -> pd.Series:
    """What a group is called, within a sentence; an abbreviation keeps its capitals."""
    group = rows["group"]
    return (group.str[:1].str.lower() + group.str[1:]).where(~group.str.match("[A-Z]{2}"), group)
