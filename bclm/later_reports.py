"""What the abstracts of single and of pooled reports print, as rows of tables and forest plots.

The figures are those of the sources read after the two documents. Clocks that start at different
points get panels of their own, and a pooled report is never pooled again.
"""

import pandas as pd

from bclm import all_comparisons, factor_ratios, resection
from bclm.overlap import patients_not_rows
from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrected, corrections
from reviewbook.ledger.quoting import in_figures
from reviewbook.statistics.pooled_rows import NOT_STATED, percentages, with_pooled_percentage
from reviewbook.tables.load import Evidence, later_evidence

CLOCKS = {
    NOT_STATED: "Time zero not in the abstract",
    "liver treatment": "From the treatment of the liver",
    "diagnosis": "From diagnosis (the abstract does not say of what)",
}
TIMES = {months: time.capitalize() for months, time in resection.TIMES.items()}
SCALES = {
    "levels": "one level against another",
    "threshold": "above a threshold against below",
    "per unit": "one unit more, the unit not in the abstract",
    NOT_STATED: "levels not in the abstract",
}
ABLATION = {
    "technical efficacy": "technical",
    "necrosis": "technical",
    "local tumour progression": "progression",
    "local recurrence": "progression",
    "new liver metastases": "new",
    "complications": "harm",
    "minor complications": "harm",
    "major complications": "harm",
}
READINGS = ("As the review prints it", "With the corrections of the primary reports")


def ablation_series(evidence: Evidence) -> pd.DataFrame:
    """Give the reports of radiofrequency ablation whose abstract was read, one row each.

    Columns: ``label``, ``n`` (patients), ``metastases``, ``size`` (mean, cm), and as printed, with
    the name of the outcome: ``technical``, ``harm``, ``progression`` (local), ``new`` (liver
    metastases); missing where not read.
    """
    later = later_evidence(evidence)
    rows = _arms(evidence).query("treatment == 'RFA' and role == 'series'").copy()
    for column, measure in (("metastases", "metastases treated"), ("size", "tumour size")):
        described = later.characteristics[later.characteristics["measure"] == measure]
        rows[column] = rows["arm_id"].map(described.set_index("arm_id")["value"])
    printed = later.printed["outcomes"]
    text = printed["outcome"] + ": " + printed.apply(in_figures, axis=1)
    for column in dict.fromkeys(ABLATION.values()):
        shown = text[printed["outcome"].map(ABLATION) == column]
        rows[column] = rows["arm_id"].map(shown.groupby(printed["arm_id"]).agg("; ".join))
    kept = ["study_id", "label", "n", "metastases", "size", *dict.fromkeys(ABLATION.values())]
    return rows[kept].reset_index(drop=True)


def ablation_survival(evidence: Evidence) -> pd.DataFrame:
    """Give overall survival after ablation as rows of a forest plot in percent.

    One panel per time zero and one group per time. Intervals are approximate (Wilson, on N).
    """
    rows = _survival(evidence).query("statistic == 'survival' and value.notna()")
    rows = rows.assign(group=rows["time_months"].map(TIMES))
    rows = rows.sort_values(["clock", "time_months"], kind="stable").reset_index(drop=True)
    return percentages(rows, "value").assign(panel=rows["clock"].astype(str))


def ablation_months(evidence: Evidence) -> pd.DataFrame:
    """Give survival in months after ablation as rows of a forest plot, one panel per time zero.

    The label says which statistic it is, or that this was not read; an interval is printed, but of
    which kind was not read.
    """
    rows = _survival(evidence).query("unit == 'months'")
    statistic = rows["statistic"].replace(NOT_STATED, "statistic not named")
    rows = rows.assign(
        row="study",
        label=rows["label"] + ", " + statistic,
        estimate=rows["value"],
        interval=rows["low"].notna().map({True: "printed", False: "none"}),
        panel=rows["clock"].astype(str),
    )
    return rows.drop(columns="level").sort_values("clock", kind="stable").reset_index(drop=True)


def _survival(evidence: Evidence) -> pd.DataFrame:
    arms = _arms(evidence).query("treatment == 'RFA' and role in ['series', 'comparator']")
    outcomes = evidence.outcomes.query("outcome == 'overall survival'")
    kept = ["arm_id", "statistic", "time_months", "value", "low", "high", "level", "unit"]
    rows = arms.merge(outcomes[[*kept, "time_zero"]], on="arm_id")
    rows["size"] = rows["study_id"].map(ablation_series(evidence).set_index("study_id")["size"])
    clock = pd.Categorical(rows["time_zero"].map(CLOCKS), list(CLOCKS.values()), ordered=True)
    return rows.assign(clock=clock)


def _arms(evidence: Evidence) -> pd.DataFrame:
    rows = later_evidence(evidence).arms
    labels = evidence.sources.set_index("source_id")["label"]
    kept = ["arm_id", "study_id", "n", "treatment", "role"]
    return rows[kept].assign(label=rows["source_id"].map(labels), group_name=rows["label"])


def pooled_reports(evidence: Evidence, treatments: list[str]) -> pd.DataFrame:
    """Give what reviews print as pooled over single-arm reports of some treatments.

    Columns: ``source``, ``group``, ``n`` (patients, of all outcomes together), ``outcome``,
    ``time`` (in words; missing where not a survival), ``printed``, ``value``, ``low``, ``high``,
    ``unit``, ``kind`` (of the statistic, missing where not read). No source prints a prediction
    interval.
    """
    pools = evidence.sources.query("kind == 'meta-analysis'")["source_id"]
    arms = _arms(evidence)
    arms = arms[arms["treatment"].isin(treatments) & arms["study_id"].isin(list(pools))]
    rows = arms.merge(
        evidence.printed["outcomes"].drop(columns=["population", "source_id"]), on="arm_id"
    )
    return rows.assign(
        source=rows["label"],
        group=rows["group_name"],
        time=pd.to_numeric(rows["time_months"]).map(TIMES),
        printed=[in_figures(row) for row in rows.to_dict("records")],
        kind=rows["statistic"].replace({NOT_STATED: None, "survival": None}),
        value=pd.to_numeric(rows["value"]),
        low=pd.to_numeric(rows["low"]),
        high=pd.to_numeric(rows["high"]),
    )[
        [
            "source",
            "group",
            "n",
            "outcome",
            "time",
            "printed",
            "kind",
            "value",
            "low",
            "high",
            "unit",
        ]
    ]


def series_since(evidence: Evidence, treatments: list[str]) -> pd.DataFrame:
    """Give what reports that the review does not cite print of patients with some treatments.

    Columns: ``source``, ``group``, ``n`` (patients), ``outcome`` (with its time in months),
    ``printed``. Meta-analyses are not among them, nor comparisons with no local treatment, which
    have a chapter of their own.
    """
    studies = evidence.studies.query("ref.isna() and part != 'meta-analysis'")
    apart = set(all_comparisons.every(evidence)["study_id"])
    arms = _arms(evidence)
    arms = arms[arms["treatment"].isin(treatments) & arms["study_id"].isin(studies["study_id"])]
    arms = arms[~arms["study_id"].isin(apart)]
    printed = evidence.printed["outcomes"].drop(columns=["population", "source_id"])
    rows = arms.merge(printed, on="arm_id")
    after = " at " + rows["time_months"] + " months"
    return rows.assign(
        source=rows["label"],
        group=rows["group_name"],
        outcome=rows["outcome"] + after.where(rows["time_months"] != "", ""),
        printed=[in_figures(row) for row in rows.to_dict("records")],
    )[["source", "group", "n", "outcome", "printed"]]


def ratios_by_factor(evidence: Evidence) -> pd.DataFrame:
    """Give `factor_ratios.ratios` by factor and scale, with what readers filter by.

    ``panel`` keeps single reports apart from meta-analyses and one scale from another; ``group``
    is the factor. ``receptors`` (``reported`` where the series gives receptor status, else
    missing) and ``size`` (of the series' tumours, cm) belong to the report and not to the ratio.
    """
    rows = factor_ratios.ratios(evidence)
    pooled = rows["panel"] == factor_ratios.POOLED
    panel = ("Single reports: " + rows["scale"].map(SCALES)).mask(pooled, factor_ratios.POOLED)
    mix = _mix(evidence)
    return rows.assign(
        panel=panel,
        group=rows["factor"],
        receptors=rows["study_id"].map(mix["receptors"]),
        size=rows["study_id"].map(mix["size"]),
    )


def _mix(evidence: Evidence) -> pd.DataFrame:
    columns = ["study_id", "receptors", "size"]
    series = resection.series(corrected(evidence))[columns]
    rows = pd.concat([series, ablation_series(evidence).reindex(columns=columns)])
    rows["receptors"] = rows["receptors"].replace(NOT_STATED, None)
    return rows.drop_duplicates("study_id").set_index("study_id")


def corrected_factors(book: Book) -> pd.DataFrame:
    """Give the prognostic factors that an abstract has otherwise than the review, both readings."""
    rows = corrections(book)
    return rows[rows["entry_id"].isin(book.evidence.factors["factor_id"])].reset_index(drop=True)


def corrected_series(book: Book) -> pd.DataFrame:
    """Give the corrections that concern the resection series themselves, both readings."""
    rows = corrections(book)
    return rows[rows["place"].str.contains(resection.TABLES[0])].reset_index(drop=True)


def both_readings(evidence: Evidence, column: str) -> pd.DataFrame:
    """Give a percentage of the resection series twice, as rows of a forest plot in two panels.

    The panels are the review's reading and the `corrections.corrected` one; each has its own
    pooled row, with each cohort once. `column` is one of `bclm.resection.series`.
    """
    readings = {READINGS[0]: evidence, READINGS[1]: corrected(evidence)}
    parts = [
        resection.share(resection.series(reading), column).assign(panel=name)
        for name, reading in readings.items()
    ]
    return with_pooled_percentage(pd.concat(parts, ignore_index=True))


def pooled_readings(evidence: Evidence) -> pd.DataFrame:
    """Pool survival and clear margins of the series as the review and as the abstracts have them.

    One row per quantity: ``what``, and for ``printed`` and ``corrected`` the pooled percentage,
    ``_low`` and ``_high`` of its prediction interval, ``_k`` and ``_n``; ``change`` in percentage
    points. Each cohort counts once.
    """
    parts = {"printed": _pools(evidence), "corrected": _pools(corrected(evidence))}
    wide = pd.concat([rows.add_prefix(f"{name}_") for name, rows in parts.items()], axis=1).rename(
        columns={"printed_estimate": "printed", "corrected_estimate": "corrected"}
    )
    change = wide["corrected"] - wide["printed"]
    return wide.assign(change=change).rename_axis("what").reset_index()


def _pools(evidence: Evidence) -> pd.DataFrame:
    series = resection.series(evidence)
    margins = resection.share(series, "margins").assign(panel="clear margins")
    alive = resection.survival(series)
    alive["panel"] = "alive at " + alive["panel"]
    rows = with_pooled_percentage(pd.concat([alive, margins], ignore_index=True))
    pooled = rows.query("row == 'pooled'").set_index("panel")
    ends = rows.query("row == 'prediction'").set_index("panel")
    return pooled[["estimate", "k", "n"]].assign(low=ends["low"], high=ends["high"])


def readings_in_words(evidence: Evidence) -> str:
    """Say how the pooled figures move from the printed to the corrected reading."""
    rows = pooled_readings(evidence).to_dict("records")
    moves = [f"{row['what']}, {_move(row['printed'], row['corrected'])}" for row in rows]
    widest = max(abs(row["change"]) for row in rows)
    return (
        f"Pooled, each cohort once: {'; '.join(moves)}. The largest move is {widest:.1f} "
        "percentage points. These figures describe series and are no effects of treatment."
    )


def _move(printed: float, corrected: float) -> str:
    first, last = f"{printed:.1f}%", f"{corrected:.1f}%"
    return f"{first} in both" if first == last else f"from {first} to {last}"


def patients_in_words(evidence: Evidence) -> str:
    """Say how many different patients the rows of the resection series can stand for."""
    rows = patients_not_rows(evidence).to_dict("records")
    return " ".join(f"{row['reading']}: {row['rows']} in all, {_patients(row)}." for row in rows)


def _patients(row: dict) -> str:
    span = f"{row['fewest']} to {row['most']}" if row["fewest"] < row["most"] else row["most"]
    return f"which are {span} different patients"


def long_survivors(evidence: Evidence, study: str) -> pd.DataFrame:
    """Give what a study prints of those who lived long and of the others.

    Columns: ``measure``, and one per group, named as the abstract names it.
    """
    arms = _arms(evidence).query("study_id == @study and role == 'subgroup'")
    rows = later_evidence(evidence).characteristics.merge(arms, on="arm_id")
    unit = rows["unit"].map({"%": "%"}).fillna(" " + rows["unit"])
    rows = rows.assign(text=rows["value"].map("{:g}".format) + unit)
    wide = rows.pivot(index="measure", columns="group_name", values="text")
    return wide[list(dict.fromkeys(rows["group_name"]))].rename_axis(None, axis=1).reset_index()


def randomised(evidence: Evidence) -> pd.DataFrame:
    """Give the randomised comparisons of `bclm.all_comparisons.panels`.

    The panel says the level of the intervals; another than the usual one is followed by the usual
    one, derived.
    """
    rows = all_comparisons.at_usual_level(all_comparisons.panels(evidence))
    rows = rows.query("allocation == 'randomised'")
    said = rows["level"].map("{:.0%} interval".format)
    return rows.assign(panel=rows["endpoint"].str.capitalize() + ", " + said)


def facts_of(evidence: Evidence, sources: list[str]) -> pd.DataFrame:
    """Give the facts that were read in some sources, named by how their short names begin.

    Columns: ``source``, ``wording``, ``printed``, ``read_as`` (*second hand* where only others'
    words about the source were read).
    """
    labels = evidence.sources.set_index("source_id")["label"]
    rows = evidence.facts.assign(source=evidence.facts["source_id"].map(labels))
    rows = rows[rows["source"].map(lambda name: any(name.startswith(s) for s in sources))]
    printed = evidence.printed["facts"].set_index("fact_id").apply(in_figures, axis=1)
    texts = rows["fact_id"].map(printed).where(rows["statistic"] != "statement", None)
    read = rows["source_id"].map(evidence.sources.set_index("source_id")["read_as"])
    rows = rows.assign(printed=texts, read_as=read)
    return rows[["source", "wording", "printed", "read_as"]].reset_index(drop=True)
