"""The standing of sources: what a retracted one holds stays on record and supports nothing."""

from collections.abc import Iterator

import pandas as pd

from reviewbook.tables.problems import Problem

Tables = dict[str, pd.DataFrame]
RETRACTED = "retracted"
SAID = f"({RETRACTED})"
LEANING = [
    ("corrections", "other_id"),
    ("findings", "result_id"),
    ("findings", "baseline_id"),
    ("figure_rows", "entry_id"),
    ("question_evidence", "source_id"),
]
"""Columns through which a row of one table leans on a row of another, or on a source."""


def withdrawn(tables: Tables) -> set[str]:
    """Name the retracted sources."""
    sources = tables.get("sources")
    if sources is None or not {"status", "source_id", "label"} <= set(sources.columns):
        return set()
    return set(sources.loc[sources["status"] == RETRACTED, "source_id"])


def in_good_standing(tables: Tables) -> Tables:
    """Leave out every row that was read in a retracted source or is of its study.

    The row of the source itself stays, so that pages can say what became of it.
    """
    gone = withdrawn(tables)
    if not gone:
        return tables
    dropped = {"source_id": gone, "study_id": set(), "arm_id": set()}
    for name in ("studies", "arms", "effects"):
        if name in tables and "study_id" in tables[name]:
            rows = tables[name]
            dropped["study_id"] |= set(rows.loc[rows["source_id"].isin(gone), "study_id"].dropna())
    if "arms" in tables:
        arms = tables["arms"]
        of_study = arms["study_id"].isin(dropped["study_id"]) | arms["source_id"].isin(gone)
        dropped["arm_id"] = set(arms.loc[of_study, "arm_id"])

    def kept(name: str, table: pd.DataFrame) -> pd.DataFrame:
        if name == "sources":
            return table
        keys = [key for key in dropped if key in table]
        fallen = pd.Series(False, index=table.index)
        for key in keys:
            fallen |= table[key].isin(dropped[key])
        return table[~fallen].reset_index(drop=True)

    return {name: kept(name, table) for name, table in tables.items()}


def standing_problems(tables: Tables) -> Iterator[Problem]:
    """A retracted source says so in its label, and nothing leans on a row of it."""
    sources, gone = tables["sources"], withdrawn(tables)
    for number, row in zip(sources.index, sources.to_dict("records"), strict=True):
        if row["source_id"] in gone and SAID not in row["label"]:
            yield Problem("sources.csv", number, "label", row["label"], f"a label with {SAID}")
    held = _held(tables, gone)
    for name, column in LEANING:
        for number, value in tables.get(name, {}).get(column, pd.Series(dtype=str)).items():
            if value in held:
                yield Problem(
                    f"{name}.csv", number, column, value, "what no retracted source holds"
                )


def _held(tables: Tables, gone: set[str]) -> set[str]:
    """Name the retracted sources and every row that was read in one."""
    held = set(gone)
    for table in tables.values():
        if "source_id" in table:
            held |= set(table.loc[table["source_id"].isin(gone), table.columns[0]])
    return held


def last_looked_for(sources: pd.DataFrame) -> str:
    """Give the earliest day on which notices on any of the sources were last looked for."""
    return min(sources["status_as_of"])
