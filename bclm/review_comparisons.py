"""Groups of patients set beside each other, as frames. Nothing is subtracted or tested here."""

import pandas as pd

from bclm.prognosis import factor_counts
from bclm.resection import TIMES
from reviewbook.checks.curves import paired_arms
from reviewbook.ledger.figure_rows import listed
from reviewbook.statistics.pooled_rows import NOT_STATED, YEARS, percentages
from reviewbook.statistics.two_arms import COMPARABLE
from reviewbook.tables.load import Evidence, documents
from reviewbook.tables.reports import study_labels

ARMS = {True: "With local treatment", False: "Systemic therapy alone"}
MATCHED = {
    "age": ["age"],
    "interval to metastases": ["disease-free interval"],
    "TNM stage": ["T stage of the primary", "N stage of the primary"],
    "hormone receptor status": ["hormone receptor status"],
    "largest metastasis": ["tumour size"],
    "one or several tumours": ["number of metastases"],
}
"""Prognostic factors of the review's Table 2 that a matching criterion covers."""

AFTER_TREATMENT = {"resection margin", "portal lymph nodes"}
"""Factors that only the operation shows, on which nobody can match."""


def arm_outcomes(evidence: Evidence, comparison: str) -> pd.DataFrame:
    """Give every printed outcome of the groups of one comparison.

    Columns: ``arm_id``, ``label``, ``treatment``, ``role``, ``allocation``, ``n``, ``outcome``,
    ``statistic``, ``time_months``, ``value``, ``unit``, ``time_zero``, ``place``.
    """
    arms = evidence.arms[evidence.arms["comparison_id"] == comparison]
    arms = arms[["arm_id", "study_id", "label", "treatment", "role", "allocation", "n"]]
    return arms.merge(evidence.outcomes.drop(columns=["accepted", "note"]), on="arm_id")


def arm_survival(evidence: Evidence, comparison: str) -> pd.DataFrame:
    """Give the survival of both groups as rows of a survival forest, one panel per time.

    Intervals as in `pooled_rows.percentages`; a group without a printed N has none.
    """
    rows = arm_outcomes(evidence, comparison).query("statistic == 'survival'")
    rows = percentages(rows, "value").sort_values("time_months")
    titles = {float(months): title for months, title in YEARS.items()}
    return rows.assign(panel=rows["time_months"].map(titles)).reset_index(drop=True)


def arm_survivals(evidence: Evidence, comparisons: list[str]) -> pd.DataFrame:
    """Give the survival of the groups of several comparisons, with the ``series`` of each."""
    rows = [arm_survival(evidence, each) for each in comparisons]
    rows = pd.concat(rows, ignore_index=True)
    return rows.assign(series=rows["study_id"].map(study_labels(evidence)))


def survival_pairs(evidence: Evidence, *times: str) -> pd.DataFrame:
    """Give survival of both groups of every comparison with systemic therapy, one row per group.

    `times` are in words, such as ``three years`` (`bclm.resection.TIMES`). Columns: ``label``
    (study, how its groups came about, and the time if several are asked for), ``study``, ``arm``
    (with or without local treatment), ``allocation``, ``time_zero``, ``value`` (%; missing where
    not stated), ``n``, ``joined`` (whether the groups were matched or randomised, so that they may
    be compared).
    """
    points = evidence.outcomes.query("statistic == 'survival'")
    when, found = points["time_months"].map(TIMES), []
    for time in times:
        rows = _pairs(evidence, against_systemic(evidence), points[when == time])
        found.append(rows.assign(label=rows["label"] + f", {time}") if times[1:] else rows)
    return pd.concat(found, ignore_index=True)


def _pairs(evidence: Evidence, comparisons: list[str], points: pd.DataFrame) -> pd.DataFrame:
    arms = evidence.arms[evidence.arms["comparison_id"].isin(comparisons)]
    rows = arms.merge(points[["arm_id", "value", "time_zero"]], how="left", on="arm_id")
    study = rows["study_id"].map(study_labels(evidence))
    return rows.assign(
        label=study + ", " + rows["allocation"],
        study=study,
        arm=(rows["role"] == "intervention").map(ARMS),
        time_zero=rows["time_zero"].fillna(NOT_STATED),
        joined=rows["allocation"].isin(COMPARABLE),
    )[["label", "study", "arm", "allocation", "time_zero", "value", "n", "joined"]]


def against_systemic(evidence: Evidence) -> list[str]:
    """Name the comparisons of local treatment with systemic therapy alone that the review gives."""
    arms = documents(evidence).arms.dropna(subset=["comparison_id"])
    alone = arms.query("role == 'comparator' and treatment == 'systemic therapy'")
    return list(alone["comparison_id"].unique())


def case_control(evidence: Evidence) -> pd.DataFrame:
    """Give every comparison with systemic therapy that the review describes or only announces.

    Columns of `comparisons`, and ``journal``, ``published`` (year), ``ref``. A report that is
    announced and not described has nothing but these and its name.
    """
    evidence = documents(evidence)
    names = study_labels(evidence)
    rows = comparisons(evidence).set_index("comparison", drop=False)
    rows = rows.loc[against_systemic(evidence)].reset_index(drop=True)
    (announced,) = listed(evidence, "comparisons announced").values()
    reports = evidence.studies.assign(study=lambda studies: studies["study_id"].map(names))
    known = reports["ref"].isin(announced)
    reports = reports[known | reports["study"].isin(rows["study"])]
    reports = reports.rename(columns={"year": "published"})
    reports = reports[["study", "journal", "published", "ref"]]
    return rows.merge(reports, how="outer", on="study").sort_values(
        ["comparison", "ref"], ignore_index=True
    )


def comparisons(evidence: Evidence) -> pd.DataFrame:
    """Give each comparison of the case-control section: who, how allocated, matched on what.

    One row per comparison: ``study``, ``groups``, ``patients``, ``conditions`` (what all had in
    common), ``allocation``, ``matched_on``, ``hazard_ratio`` (with interval, as printed), ``p``.
    """
    evidence = documents(evidence)
    found, names = [], study_labels(evidence)
    for comparison, arms in evidence.arms.dropna(subset=["comparison_id"]).groupby("comparison_id"):
        effects = evidence.effects[evidence.effects["comparison_id"] == comparison]
        found.append(
            {
                "comparison": comparison,
                "study": names[arms["study_id"].iloc[0]],
                "groups": " against ".join(arms["label"]),
                "patients": _sizes(arms["n"]),
                "conditions": arms["population"].iloc[0],
                "allocation": arms["allocation"].iloc[0],
                "matched_on": arms["matched_on"].iloc[0],
                "hazard_ratio": _hazard_ratio(effects),
                "p": _p(effects),
            }
        )
    return pd.DataFrame(found)


def _sizes(numbers: pd.Series) -> str | None:
    if numbers.isna().all():
        return None
    return " and ".join(NOT_STATED if pd.isna(n) else str(n) for n in numbers)


def _hazard_ratio(effects: pd.DataFrame) -> str | None:
    printed = effects.dropna(subset=["low"])
    if printed.empty:
        return None
    row = printed.iloc[0]
    return f"{row['value']:g} ({row['low']:g}–{row['high']:g})"


def _p(effects: pd.DataFrame) -> str | None:
    printed = effects.dropna(subset=["p"])
    if printed.empty:
        return None
    row = printed.iloc[0]
    return f"{row['p_relation']}\N{NO-BREAK SPACE}{row['p']:g}"


def hazard_ratios(evidence: Evidence) -> pd.DataFrame:
    """Give the hazard ratio of every comparison in `case_control` as rows of a forest plot.

    A comparison without a printed ratio is a row of its own, not stated.
    """
    evidence = documents(evidence)
    printed = evidence.effects[evidence.effects["measure"] == "hazard ratio"]
    printed = printed.assign(study=printed["study_id"].map(study_labels(evidence)))
    rows = case_control(evidence)[["study"]].merge(printed, how="left", on="study")
    stated = rows["value"].notna()
    return rows.assign(
        row=stated.map({True: "study", False: NOT_STATED}),
        label=rows["study"],
        estimate=rows["value"],
        interval=stated.map({True: "printed", False: "none"}),
        level=rows["level"] / 100,
    )


def matched_factors(evidence: Evidence) -> pd.DataFrame:
    """Say for each prognostic factor of the review which comparison matched its groups on it.

    One row per factor known before treatment, ``series`` that list it, and a column per comparison
    with ``matched`` or ``not matched``.
    """
    counts = factor_counts(evidence)[["factor", "series"]]
    rows = counts[~counts["factor"].isin(AFTER_TREATMENT)].reset_index(drop=True)
    found = comparisons(evidence).set_index("comparison").loc[against_systemic(evidence)]
    for comparison in found.itertuples():
        terms = [] if pd.isna(comparison.matched_on) else comparison.matched_on.split("; ")
        covered = {factor for term in terms for factor in MATCHED.get(term, [])}
        marks = rows["factor"].isin(covered).map({True: "matched", False: "not matched"})
        rows = rows.assign(**{comparison.study: marks})
    return rows


def paired_readings(evidence: Evidence) -> pd.DataFrame:
    """Give the pairs of survival that cannot be as printed, and each read as one group's.

    Rows of a slope plot: ``label`` (group and time), ``study``, ``stage``, ``value`` (%), and
    ``median`` (months, as printed) of the group. A comparison is here if `curves.paired_arms`
    finds its pairs impossible as printed and possible if each is read as the two times of one
    group.
    """
    found = [_readings(evidence, comparison) for comparison in against_systemic(evidence)]
    columns = ["label", "study", "stage", "value", "median"]
    return pd.concat([pd.DataFrame(columns=columns), *found], ignore_index=True)


def stages_found(rows: pd.DataFrame) -> str:
    """Say of a slope plot in percent what each row is at its stages, where they differ."""
    stages = list(dict.fromkeys(rows["stage"]))
    values = rows.pivot(index="label", columns="stage", values="value")
    values = values.reindex(rows["label"].unique())[stages]
    moved = values[values.nunique(axis=1) > 1]
    said = [
        f"{label}: {', '.join(f'{value:g}% {stage}' for stage, value in row.items())}"
        for label, row in moved.iterrows()
    ]
    return "; ".join(said) + "."


def _readings(evidence: Evidence, comparison: str) -> pd.DataFrame:
    points = evidence.printed["outcomes"].query("outcome == 'overall survival'")
    arms = evidence.arms.query("comparison_id == @comparison")[["arm_id", "study_id", "label"]]
    points = points.merge(arms, on="arm_id")
    medians = points.query("statistic == 'median'").set_index("label")["value"]
    survival = points.query("statistic == 'survival'")
    printed = survival.pivot(index="time_months", columns="label", values="value")
    printed = printed.reindex(columns=medians.index).set_axis(printed.index.astype(float)).dropna()
    if printed.shape != (2, 2):
        return pd.DataFrame()
    other = pd.DataFrame(printed.to_numpy().T, printed.index, printed.columns)
    verdicts = [paired_arms(tuple(medians), _by_time(read)).verdict for read in (printed, other)]
    if verdicts != ["infeasible", "consistent"]:
        return pd.DataFrame()
    stages = {"as printed": printed, "as the checks read it": other}
    return pd.DataFrame(
        {
            "label": f"{group}, {YEARS[int(months)]}",
            "study": study_labels(evidence)[arms["study_id"].iloc[0]],
            "stage": stage,
            "value": float(table.loc[months, group]),
            "median": float(medians[group]),
        }
        for stage, table in stages.items()
        for group in medians.index
        for months in table.index
    )


def _by_time(table: pd.DataFrame) -> dict[float, tuple]:
    return {months: tuple(row) for months, row in zip(table.index, table.to_numpy(), strict=True)}
