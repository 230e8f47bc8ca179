"""Prognostic factors as frames: what each series found favourable, how, and where they disagree."""

import pandas as pd

from bclm.data import Evidence
from bclm.series import resection_series

COLUMNS = [
    "study",
    "factor",
    "favourable",
    "cutoff",
    "text",
    "model",
    "endpoint",
    "raw",
    "conflict",
    "n",
    "size",
    "receptors",
    "her2",
]
OPPOSITES = [{"younger", "older"}, {"positive", "negative"}, {"smaller", "larger"}]


def factor_table(evidence: Evidence) -> pd.DataFrame:
    """Give every entry of the review's Table 2, one row each.

    Columns: ``study`` (series), ``factor``, ``favourable``, ``cutoff`` (relation, threshold and
    unit in one text, missing where there is none), ``text`` (the cut-off, else the favourable
    level), ``model``, ``endpoint``, ``raw``, ``conflict`` (another series finds the opposite level
    favourable), and the columns of `bclm.series.resection_series` that readers filter by. A series
    without stated factors is left out. Factors in most series come first.
    """
    factors = evidence.factors.query("place == 'Table 2' and status == 'stated'")
    series = resection_series(evidence)[["study_id", "label", "n", "size", "receptors", "her2"]]
    rows = factors.merge(series, on="study_id")
    cutoff = rows.apply(_cutoff, axis=1)
    rows = rows.assign(
        study=rows["label"],
        cutoff=cutoff,
        text=cutoff.fillna(rows["favourable"].replace("not stated", "level not stated")),
        conflict=_contradicted(rows),
        times=rows.groupby("factor")["label"].transform("nunique"),
    )
    return rows.sort_values(["times", "factor"], ascending=[False, True], kind="stable")[COLUMNS]


def _cutoff(row: pd.Series) -> str | None:
    if pd.isna(row["threshold"]):
        return None
    return f"{row['relation']} {row['threshold']:g} {row['unit']}"


def _contradicted(rows: pd.DataFrame) -> pd.Series:
    levels = rows.groupby("factor")["favourable"].agg(set)
    torn = {factor for factor, found in levels.items() if any(pair <= found for pair in OPPOSITES)}
    return rows["factor"].isin(torn)


def size_cutoffs(evidence: Evidence) -> pd.DataFrame:
    """Give the cut-offs of tumour size, one row per report.

    Columns: ``label``, ``value`` (cm), ``relation`` (the favourable side), ``model``, ``endpoint``,
    ``treatment``, ``place``. A cut-off that stands in the review's text and table counts once.
    """
    rows = evidence.factors.query("factor == 'tumour size' and threshold.notna()")
    rows = rows.sort_values("place", key=lambda place: place != "Table 2")
    rows = rows.drop_duplicates(["study_id", "threshold"])
    studies = evidence.studies.set_index("study_id")
    year = studies["year"].astype("string").fillna("")
    return rows.assign(
        label=(
            rows["study_id"].map(studies["author"]) + " " + rows["study_id"].map(year)
        ).str.strip(),
        value=rows["threshold"],
        treatment=rows["population"].map({"after RFA": "RFA"}).fillna("resection"),
    ).sort_values("threshold")[
        ["label", "value", "unit", "relation", "model", "endpoint", "treatment", "place"]
    ]


def factor_counts(evidence: Evidence) -> pd.DataFrame:
    """Count for each factor the series that list it, by kind of analysis."""
    rows = factor_table(evidence)
    counts = rows.pivot_table(index="factor", columns="model", values="study", aggfunc="count")
    kinds = ["multivariable", "univariable", "unresolved"]
    counts = counts.reindex(columns=kinds).fillna(0).astype(int)
    counts = counts.assign(series=rows.groupby("factor")["study"].nunique())
    return counts.sort_values(["series", "multivariable"], ascending=False).reset_index()
