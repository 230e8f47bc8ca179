"""Series of patients as frames: what the documents print of each, ready for tables and charts.

Nothing is pooled here. Percentages come with an approximate interval, because none is printed.
"""

import pandas as pd

from reviewbook.ledger.entries import study_name
from reviewbook.ledger.figure_rows import figure_rows, listed
from reviewbook.statistics.pooled_rows import NOT_STATED, YEARS, percentages
from reviewbook.tables.load import Evidence
from reviewbook.tables.reports import IMPOSSIBLE

TABLES = ("Table 1", "Table 2")
"""Places of the review that describe its series: who they were, and what became of them."""

TIMES = {12: "one year", 24: "two years", 36: "three years", 60: "five years"}
"""Months after time zero, in words."""

CHARACTERISTICS = {
    "age": "age",
    "tumour size": "size",
    "solitary metastasis": "solitary",
    "extrahepatic disease": "extrahepatic",
}
RECEPTORS = {"receptors": "hormone receptor status", "her2": "HER2 status"}
OUTCOMES = {
    ("R0 resection", None): "margins",
    ("recurrence", None): "recurrence",
    ("disease-free survival", None): "dfs",
    ("overall survival", None): "os",
    ("overall survival", 12): "os_1",
    ("overall survival", 36): "os_3",
    ("overall survival", 60): "os_5",
    ("postoperative mortality", None): "mortality",
    ("complications", None): "complications",
    ("hospital stay", None): "stay",
}


def series(evidence: Evidence) -> pd.DataFrame:
    """Give the review's eleven series, one row each, with every cell of its Tables 1 and 2.

    Columns: ``study_id``, ``label``, ``author``, ``published`` (year), ``ref``, ``journal``,
    ``period_start``, ``period_end``, ``n``; ``age`` (years), ``size`` (cm), ``solitary``,
    ``extrahepatic``, ``margins``, ``recurrence``, ``mortality``, ``complications`` (%), ``dfs``,
    ``os`` (months), ``os_1``, ``os_3``, ``os_5`` (%), ``stay`` (days), ``age_raw`` as printed;
    missing where not stated; ``os_zero``, the time zero of survival; ``faulty``,
    the columns whose value cannot be as it is printed. And what readers filter by:
    ``receptors``, ``her2`` (``reported`` or ``not stated``), ``receptor_factor`` (how
    positive hormone receptors were found favourable).
    """
    studies = evidence.studies.query("part == 'resection series'")
    studies = studies.drop(columns=["source_id", "place", "note"])
    arms = evidence.arms[evidence.arms["place"] == TABLES[0]][["arm_id", "study_id", "n"]]
    rows = studies.merge(arms, on="study_id")
    rows = rows.assign(label=rows.apply(_label, axis=1)).rename(columns={"year": "published"})
    measured = _cells(evidence.characteristics, "measure", CHARACTERISTICS)
    outcomes = _cells(_timed(evidence.outcomes), "key", OUTCOMES)
    rows = rows.merge(measured, on="arm_id").merge(outcomes, on="arm_id")
    timed = _timed(evidence.outcomes).query("place in @TABLES")
    faulty = (
        timed[timed["accepted"] == IMPOSSIBLE]
        .groupby("arm_id")["key"]
        .agg(lambda keys: [*map(OUTCOMES.get, keys)])
    )
    ages = evidence.printed["characteristics"].query("measure == 'age'").set_index("arm_id")["raw"]
    survived = evidence.outcomes.query("outcome == 'overall survival' and place in @TABLES")
    zeros = survived.drop_duplicates("arm_id").set_index("arm_id")["time_zero"]
    reported = {
        receptor: _reported(evidence, rows, refs, RECEPTORS[receptor])
        for receptor, refs in listed(evidence, "receptors reported").items()
    }
    return rows.assign(
        **reported,
        age_raw=rows["arm_id"].map(ages),
        faulty=[faulty.get(arm, []) for arm in rows["arm_id"]],
        os_zero=rows["arm_id"].map(zeros).fillna(NOT_STATED),
        receptor_factor=_receptor_factor(evidence, rows["study_id"]),
    )


def _label(row: pd.Series) -> str:
    return study_name(row.mask(row.isna(), "").astype(object))


def _timed(outcomes: pd.DataFrame) -> pd.DataFrame:
    times = outcomes["time_months"].where(outcomes["statistic"] == "survival")
    months = [None if pd.isna(time) else int(time) for time in times]
    return outcomes.assign(key=list(zip(outcomes["outcome"], months, strict=True)))


def _cells(rows: pd.DataFrame, key: str, names: dict) -> pd.DataFrame:
    """Give one row per arm of the printed tables and one column per named quantity."""
    rows = rows[rows["place"].isin(TABLES) & rows[key].isin(names)]
    wide = rows.assign(name=rows[key].map(names)).pivot(
        index="arm_id", columns="name", values="value"
    )
    return wide.reindex(columns=list(names.values())).reset_index()


def _reported(evidence: Evidence, rows: pd.DataFrame, refs: list[int], factor: str) -> pd.Series:
    """Tell which series report a receptor: those listed, and those that have it as a factor."""
    factors = evidence.factors.query("factor == @factor and place == @TABLES[1]")
    known = rows["ref"].isin(refs) | rows["study_id"].isin(factors["study_id"])
    return known.map({True: "reported", False: NOT_STATED})


def _receptor_factor(evidence: Evidence, studies: pd.Series) -> pd.Series:
    factors = evidence.factors.query(
        "factor == 'hormone receptor status' and favourable == 'positive' and place == @TABLES[1]"
    )
    found = studies.map(factors.set_index("study_id")["model"])
    return ("favourable, " + found).fillna("not among its factors")


def survival(rows: pd.DataFrame) -> pd.DataFrame:
    """Give survival at one, three and five years as the three panels of a survival forest."""
    return shares(rows, {f"os_{months // 12}": title for months, title in YEARS.items()})


def shares(rows: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Give several percentages of the series as the panels of a forest plot.

    `titles` maps columns to the titles of their panels.
    """
    parts = [share(rows, column).assign(panel=title) for column, title in titles.items()]
    return pd.concat(parts, ignore_index=True)


def share(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give a percentage of the series as rows of a forest plot; of survival with its time zero.

    ``impossible`` says which values cannot be as they are printed; a share that fits the number of
    patients, as a corrected one may, can be.
    """
    found = percentages(rows, column)
    faulty = pd.Series([column in names for names in rows["faulty"]], rows.index)
    if column.startswith("os_"):
        return found.assign(impossible=faulty, time_zero=rows["os_zero"])
    return found.assign(impossible=faulty & ~found["feasible"].astype(bool))


def size_scale(rows: pd.DataFrame) -> tuple[tuple[float, float], float]:
    """Give the smallest and the largest stated size and the step between printed sizes, in cm."""
    sizes = rows["size"].dropna()
    decimals = max(len(f"{size:g}".partition(".")[2]) for size in sizes)
    return (float(sizes.min()), float(sizes.max())), 10.0**-decimals


def named_with_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows whose ``label`` ends with the largest tumour in cm, where that is stated."""
    size = rows["size"].map(lambda cm: f", {cm:g} cm", na_action="ignore").fillna("")
    return rows.assign(label=rows["label"] + size)


def measures(rows: pd.DataFrame, titles: dict[str, str], unit: str) -> pd.DataFrame:
    """Give columns as rows of a dot plot: ``label``, ``measure``, ``value``, ``unit``.

    `titles` maps columns to what the plot calls them; the columns readers filter by are kept.
    """
    kept = rows[["label", "n", "size", "receptors", "her2"]]
    parts = [kept.assign(measure=title, value=rows[name]) for name, title in titles.items()]
    return pd.concat(parts, ignore_index=True).assign(unit=unit)


def safety(rows: pd.DataFrame) -> pd.DataFrame:
    """Give mortality, complications and hospital stay as rows of a dot plot."""
    rates = {"mortality": "Mortality, %", "complications": "Complications, %"}
    stay = measures(rows, {"stay": "Hospital stay, days"}, "days")
    return pd.concat([measures(rows, rates, "%"), stay], ignore_index=True)


def pooled_by_panel(rows: pd.DataFrame, what: str) -> str:
    """Say the pooled percentage of each panel of a forest plot, as the title of a figure.

    `rows` have their pooled rows; `what` is said first.
    """
    whole = rows[(rows["row"] == "pooled") & rows["estimate"].notna()]
    parts = [
        f"{row['panel'][0].lower()}{row['panel'][1:]} {row['estimate']:.0f}%"
        for row in whole.to_dict("records")
    ]
    return f"{what}, pooled: {'; '.join(parts)}."


def middle_in_words(middle: pd.DataFrame) -> str:
    """Say the middle of the medians of each outcome: rows of `diagnostics.middle_medians`."""
    firsts = middle.drop_duplicates("measure")
    parts = [
        f"{row['measure'].rpartition(', ')[0].lower()} {row['value']:g} months"
        for row in firsts.to_dict("records")
    ]
    return f"{firsts['label'].iloc[0]}: {'; '.join(parts)}."


def periods(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the study periods for a timeline, the earliest start first."""
    found = rows.rename(columns={"period_start": "start", "period_end": "end"})
    return found.sort_values(["start", "end"])[["label", "start", "end", "n"]]


def outside_in_words(rows: pd.DataFrame) -> str:
    """Name the series that a pooled figure is made without, by panel.

    `rows` are those of a forest plot, of which a row ``not stated`` has no figure; a report of
    patients who count already is named in the plot's own note.
    """
    absent = rows[rows["row"] == NOT_STATED].groupby("panel", sort=False)["label"].agg(", ".join)
    said = "; ".join(f"at {panel} {labels}" for panel, labels in absent.items())
    return f"Not in the pooled figure, because the review does not state their survival: {said}."


def with_ablation_in_words(evidence: Evidence, claim: str) -> str:
    """Name the series that a claim says were ablated as well, of those called resection series."""
    refs = evidence.claims.set_index("claim_id").loc[claim, "refs"].split()
    rows = series(evidence)
    found = rows[rows["ref"].astype(str).isin(refs)]
    return (
        f"{', '.join(found['label'])}: the review calls these {len(found)} of {len(rows)} "
        "resection series, and also says that their patients were ablated. It does not say how "
        "many were resected alone, nor whether those ablated are in its table."
    )


def begun_in_words(evidence: Evidence, claim: str) -> str:
    """Name the series that began in the decade of a claim, by the table and by their abstracts."""
    decade = int(evidence.claims.set_index("claim_id").loc[claim, "value"])
    rows = series(evidence)
    printed = list(rows.loc[rows["period_start"] // 10 * 10 == decade, "label"])
    other = evidence.characteristics["characteristic_id"].isin(evidence.corrections["other_id"])
    found = evidence.characteristics[other & (evidence.characteristics["unit"] == "year")]
    begun = found.loc[found["low"] // 10 * 10 == decade, "arm_id"]
    studies = evidence.arms.set_index("arm_id").loc[begun, "study_id"]
    more = rows.set_index("study_id").loc[studies, "label"]
    return (
        f"Begun in the {decade}s: {', '.join(printed)}, as the review's table has it. By the years "
        "in their abstracts, which may be those of a wider group than the table's, also "
        f"{', '.join(more)}."
    )


def eras(evidence: Evidence) -> pd.DataFrame:
    """Give the years from which the review dates each kind of systemic therapy."""
    claims = evidence.claims.set_index("claim_id")["value"]
    rows = figure_rows(evidence, "eras of therapy").set_index("entry_id")
    return pd.DataFrame({"label": rows["label"], "start": claims[rows.index].astype(int)})


def at_five_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Give survival at five years as rows of a forest plot, with the ``middle`` of each period.

    `rows` is what :func:`series` gives; ``middle`` is a year.
    """
    rows = share(rows, "os_5")
    return rows.assign(middle=rows[["period_start", "period_end"]].mean(axis=1))
