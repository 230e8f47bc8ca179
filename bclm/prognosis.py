"""Prognostic factors as frames: what each series found favourable, how, and where they disagree."""

from itertools import product

import pandas as pd

from bclm import resection
from reviewbook.ledger.book import Book
from reviewbook.ledger.figure_rows import figure_rows
from reviewbook.tables.load import Evidence, documents
from reviewbook.tables.reports import study_labels

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
OPPOSITES = [
    {"younger", "older"},
    {"positive", "negative"},
    {"smaller", "larger"},
]
SIGNS = {"<=": "≤", ">=": "≥"}
SOLVED = ["multivariable", "univariable"]


def factor_table(evidence: Evidence) -> pd.DataFrame:
    """Give every entry of the review's Table 2, one row each.

    Columns: ``study`` (series), ``factor``, ``favourable``, ``cutoff`` (relation, threshold and
    unit in one text, missing where there is none), ``text`` (the cut-off, else the favourable
    level), ``model``, ``endpoint``, ``raw``, ``conflict`` (another series finds the opposite level
    favourable), and the columns of `resection.series` that readers filter by. A series
    without stated factors is left out. Factors in most series come first.
    """
    factors = evidence.factors.query("status == 'stated'")
    factors = factors[factors["place"] == resection.TABLES[1]]
    series = resection.series(evidence)[["study_id", "label", "n", "size", "receptors", "her2"]]
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
    sign = SIGNS.get(row["relation"], row["relation"])
    return f"{sign} {row['threshold']:g} {row['unit']}"


def _contradicted(rows: pd.DataFrame) -> pd.Series:
    levels = rows.groupby("factor")["favourable"].agg(set)
    torn = {factor for factor, found in levels.items() if any(pair <= found for pair in OPPOSITES)}
    return rows["factor"].isin(torn)


def size_cutoffs(evidence: Evidence) -> pd.DataFrame:
    """Give the cut-offs of tumour size in cm, one row per report; columns of `_cutoffs`."""
    return _cutoffs(evidence, "tumour size")


def interval_cutoffs(evidence: Evidence) -> pd.DataFrame:
    """Give the cut-offs of the disease-free interval in years, one row per report.

    Columns of `_cutoffs`, and ``measure``, the title of a dot plot. The label says so if the
    patients had more than one resection.
    """
    rows = _cutoffs(evidence, "disease-free interval")
    other = (", " + rows["treatment"]).where(rows["treatment"] != "resection", "")
    title = "Threshold of the disease-free interval, years"
    return rows.assign(label=rows["label"] + other, measure=title)


def _cutoffs(evidence: Evidence, factor: str) -> pd.DataFrame:
    """Give the cut-offs of a factor.

    Columns: ``label``, ``value``, ``unit``, ``relation`` (the favourable side), ``model``,
    ``endpoint``, ``treatment``, ``place``. A cut-off that stands in the review's text and table
    counts once; one of patients after a further operation counts for itself.
    """
    rows = documents(evidence).factors.query("factor == @factor and threshold.notna()")
    rows = rows.sort_values("place", key=lambda place: place != resection.TABLES[1], kind="stable")
    rows = rows.drop_duplicates(["study_id", "threshold", "population"])
    population = rows["population"].map({"after RFA": "RFA"}).fillna(rows["population"])
    return rows.assign(
        label=rows["study_id"].map(study_labels(evidence)),
        value=rows["threshold"],
        relation=rows["relation"].replace(SIGNS),
        treatment=population.fillna("resection"),
    ).sort_values("threshold", kind="stable")[
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


def factor_listing(evidence: Evidence) -> pd.DataFrame:
    """Give for each factor how many series list it and how many do not, as rows of a dot plot.

    Columns: ``label`` (factor), ``measure``, ``value`` (series). Not listed means either tested and
    not found, or never tested: the review does not say which.
    """
    every = len(resection.series(evidence))
    listed = factor_counts(evidence).set_index("factor")["series"]
    parts = {"Series that list it": listed, "Series that do not": every - listed}
    rows = pd.concat(parts, names=["measure"]).rename("value").reset_index()
    return rows.rename(columns={"factor": "label"})


def listing_in_words(rows: pd.DataFrame) -> str:
    """Say which factor most series list, and how many list any other: rows of `factor_listing`."""
    listed = rows[rows["measure"] == rows["measure"].iloc[0]].set_index("label")["value"]
    first, every = listed.idxmax(), rows.groupby("label")["value"].sum().iloc[0]
    return (
        f"{first[0].upper()}{first[1:]} is listed by {listed[first]} of {every} series; "
        f"no other factor by more than {listed.drop(first).max()}."
    )


def without_factors(evidence: Evidence) -> list[str]:
    """Name the series for which the review lists no factor at all."""
    series = resection.series(evidence)
    return list(series.loc[~series["label"].isin(factor_table(evidence)["study"]), "label"])


def factor_statements(book: Book) -> pd.DataFrame:
    """Give every count of series in the text on prognostic factors beside what the table gives.

    Columns: ``wording``, ``raw`` (as printed), ``verdict``, ``sentence``; faults come first.
    """
    entries = book.ledger.entries
    rows = entries.query("chapter == 'prognostic-factors' and statistic == 'count'")
    order = ["discrepant", "infeasible", "conflicting", "not recomputable", "consistent"]
    rank = rows["verdict"].map({verdict: at for at, verdict in enumerate(order)})
    rows = rows.assign(rank=rank.fillna(len(order))).sort_values("rank", kind="stable")
    return rows[["wording", "raw", "verdict", "sentence"]]


def model_readings(evidence: Evidence) -> pd.DataFrame:
    """Try every reading of the series whose entries of Table 2 have no slash.

    In each reading all entries of such a series are multivariable, or all are univariable. One row
    per reading: a column per series, then the multivariable analyses it gives of each factor that
    the text counts, and ``met``, how many of those counts it meets; the best come first.
    """
    rows = factor_table(evidence)
    open_series = list(rows.loc[rows["model"] == "unresolved", "study"].unique())
    printed = evidence.claims.set_index("claim_id")["value"]
    counted = figure_rows(evidence, "multivariable counts").set_index("label")["entry_id"]
    wanted = {factor: int(printed[claim]) for factor, claim in counted.items()}
    readings = [
        dict(zip(open_series, models, strict=True))
        for models in product(SOLVED, repeat=len(open_series))
    ]
    counts = [_multivariable(rows, reading, wanted) for reading in readings]
    met = [sum(count[factor] == n for factor, n in wanted.items()) for count in counts]
    found = pd.DataFrame(readings).join(pd.DataFrame(counts)).assign(met=met)
    return found.sort_values("met", ascending=False, kind="stable").reset_index(drop=True)


def _multivariable(rows: pd.DataFrame, reading: dict[str, str], factors) -> dict[str, int]:
    models = rows["model"].where(rows["model"] != "unresolved", rows["study"].map(reading))
    counts = rows.loc[models == "multivariable", "factor"].value_counts()
    return {factor: int(counts.get(factor, 0)) for factor in factors}
