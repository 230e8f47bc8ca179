"""Groups of patients set beside each other, as frames. Nothing is subtracted or tested here."""

import pandas as pd

from bclm.data import Evidence
from bclm.series import YEARS, percentages

COMPARABLE = {"matched", "propensity matched", "randomised"}


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

    Intervals as in `bclm.series.percentages`; a group without a printed N has none.
    """
    rows = arm_outcomes(evidence, comparison).query("statistic == 'survival'")
    rows = percentages(rows, "value").sort_values("time_months")
    titles = {float(months): title for months, title in YEARS.items()}
    return rows.assign(panel=rows["time_months"].map(titles)).reset_index(drop=True)


def arm_medians(evidence: Evidence, comparison: str) -> pd.DataFrame:
    """Give the median survival of the groups of one comparison, in months."""
    rows = arm_outcomes(evidence, comparison)
    rows = rows[(rows["statistic"] == "median") & (rows["outcome"] == "overall survival")]
    return rows.assign(estimate=rows["value"], endpoint="Overall survival")


def arm_pairs(evidence: Evidence, comparisons: list[str], months: int) -> pd.DataFrame:
    """Give survival of both groups of several comparisons at one time, one row per group.

    Columns: ``label`` (study), ``arm`` (with or without local treatment), ``value`` (%), ``n``,
    ``joined`` (whether the groups were matched or randomised, so that they may be compared).
    """
    parts = [arm_outcomes(evidence, comparison) for comparison in comparisons]
    rows = pd.concat(parts).query("statistic == 'survival' and time_months == @months")
    local = rows["role"] == "intervention"
    return rows.assign(
        label=rows["study_id"].map(_names(evidence)),
        arm=local.map({True: "With local treatment", False: "Systemic therapy alone"}),
        joined=rows["allocation"].isin(COMPARABLE),
    )[["label", "arm", "value", "n", "joined"]]


def _names(evidence: Evidence) -> pd.Series:
    studies = evidence.studies.set_index("study_id")
    return (studies["author"] + " " + studies["year"].astype("string").fillna("")).str.strip()


def comparisons(evidence: Evidence) -> pd.DataFrame:
    """Give each comparison of the case-control section: who, how allocated, matched on what.

    One row per comparison: ``study``, ``groups``, ``patients``, ``allocation``, ``matched_on``,
    ``hazard_ratio`` (with interval, as printed), ``p``.
    """
    found = []
    for comparison, arms in evidence.arms.dropna(subset=["comparison_id"]).groupby("comparison_id"):
        effects = evidence.effects[evidence.effects["comparison_id"] == comparison]
        found.append(
            {
                "comparison": comparison,
                "study": _names(evidence)[arms["study_id"].iloc[0]],
                "groups": " against ".join(arms["label"]),
                "patients": " and ".join(_n(n) for n in arms["n"]),
                "allocation": arms["allocation"].iloc[0],
                "matched_on": arms["matched_on"].iloc[0],
                "hazard_ratio": _hazard_ratio(effects),
                "p": _p(effects),
            }
        )
    return pd.DataFrame(found)


def _n(n) -> str:
    return "not stated" if pd.isna(n) else str(n)


def _hazard_ratio(effects: pd.DataFrame) -> str | None:
    printed = effects.dropna(subset=["low"])
    if printed.empty:
        return None
    row = printed.iloc[0]
    return f"{row['value']:g} ({row['low']:g}–{row['high']:g})"


def _p(effects: pd.DataFrame) -> str | None:
    printed = effects.dropna(subset=["p"])
    return f"{printed.iloc[0]['p_relation']} {printed.iloc[0]['p']:g}" if len(printed) else None


def hazard_ratios(evidence: Evidence) -> pd.DataFrame:
    """Give the printed hazard ratios with their intervals as rows of a forest plot."""
    rows = evidence.effects[evidence.effects["measure"] == "hazard ratio"]
    label = rows["study_id"].map(_names(evidence))
    return rows.assign(
        row="study",
        label=label,
        estimate=rows["value"],
        interval="printed",
        level=rows["level"] / 100,
    )
