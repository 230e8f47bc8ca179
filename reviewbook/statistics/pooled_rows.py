"""Printed percentages as rows of a forest plot, and what is pooled from them below."""

import pandas as pd

from reviewbook.checks.granularity import feasible_percentage
from reviewbook.statistics.effects import Effects, proportion_effects
from reviewbook.statistics.inputs import clocks
from reviewbook.statistics.pooling import Pooled, pool

NOT_STATED = "not stated"
YEARS = {12: "1 year", 36: "3 years", 60: "5 years"}
PERCENT = 100.0
READING = (
    "The diamond describes these series together; it is not an effect of treatment. The broad "
    "bar is the range in which the underlying figure of a new series may lie."
)

MIXED_CLOCKS = "Nothing is pooled: these series count from different events, or some do not say."


def percentages(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give one column of percentages as rows of a forest plot.

    Wilson intervals on the printed N (Wilson, J Am Stat Assoc 1927; 22:209-212): approximate,
    because they know nothing of censoring and the number behind a percentage may be smaller than
    N. Where no N is printed there is no interval. ``feasible`` is False where no whole number of N
    patients is the printed percentage.
    """
    from statsmodels.stats.proportion import proportion_confint

    stated, sized = rows[column].notna(), rows[column].notna() & rows["n"].notna()
    share, n = rows.loc[sized, column] / 100, rows.loc[sized, "n"].astype(float)
    low, high = proportion_confint(share * n, n, method="wilson")
    return rows.assign(
        row=stated.map({True: "study", False: NOT_STATED}),
        estimate=rows[column],
        low=(100 * low).reindex(rows.index),
        high=(100 * high).reindex(rows.index),
        interval=sized.map({True: "approximate", False: "none"}),
        feasible=[
            not known or _feasible(value, n)
            for known, value, n in zip(sized, rows[column], rows["n"], strict=True)
        ],
    )


def with_pooled_percentage(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the pooled percentage and its prediction interval, panel by panel.

    `rows` are study rows of a forest plot in percent with ``n`` and, where reports share patients,
    ``cohort_id``; where a column ``impossible`` says that a value cannot be as it is printed, a
    ``note`` gives what is pooled without it. Events are reckoned from the percentage and N, and not
    rounded to whole patients. Pooled by REML on the logit scale, Knapp-Hartung (`pooling.pool`).
    Where nothing can be pooled, as where clocks are mixed (`inputs.clocks`), a ``note`` takes the
    place of the pooled row and says why.
    """
    return _panels(rows, lambda stated: (percentage_effects(stated), PERCENT))


def percentage_effects(rows: pd.DataFrame, twice: bool = False) -> Effects:
    """Give percentages as logits, each cohort once: the one place where they become events.

    `rows` has ``estimate`` (%), ``n``, and ``study`` or ``label``; of a forest plot's rows those of
    studies. Events are not rounded to whole patients. `twice`: count reports of the same patients
    as if they were of others.
    """
    stated = rows[rows["row"] == "study"] if "row" in rows else rows
    frame = stated.rename(columns={"published": "year"})
    frame = frame if "study" in frame else frame.rename(columns={"label": "study"})
    frame = frame.assign(k=frame["estimate"] * frame["n"] / PERCENT)
    ready = frame.filter(["study", "k", "n", "cohort_id", "year"])
    return proportion_effects(ready, count_cohorts_twice=twice)


def _feasible(percent: float, n: int) -> bool:
    decimals = len(f"{percent:g}".partition(".")[2])
    return feasible_percentage(percent, int(n), decimals)[0]


def _panels(rows: pd.DataFrame, ready_of) -> pd.DataFrame:
    if "panel" not in rows:
        return _with_pool(rows, ready_of)
    parts = [_with_pool(part, ready_of) for _, part in rows.groupby("panel", sort=False)]
    return pd.concat(parts, ignore_index=True)


def _with_pool(rows: pd.DataFrame, ready_of) -> pd.DataFrame:
    stated = rows[rows["row"] == "study"]
    shared = {name: rows[name].iloc[0] for name in ("panel", "time_zero") if name in rows}
    if stated.empty:
        return _with_note(rows, "No series states this, so nothing is pooled.", shared)
    if len(clocks(stated)) > 1:
        return _with_note(rows, MIXED_CLOCKS, shared)
    ready, unit = ready_of(stated)
    result = pool(ready)
    if result.status != "pooled":
        return _with_note(rows, result.sentence, shared)
    weights = result.studies.set_index("study")["weight"]
    added = pd.DataFrame([_pooled(result, unit) | shared, _prediction(result, unit) | shared])
    whole = pd.concat([rows.assign(weight=rows["label"].map(weights)), added], ignore_index=True)
    for note in filter(None, [ready.note, without_impossible(rows, ready_of)]):
        whole = _with_note(whole, note, shared)
    return whole


def without_impossible(rows: pd.DataFrame, ready_of) -> str:
    """Say what is pooled without the values that cannot be as they are printed; empty if none."""
    if "impossible" not in rows:
        return ""
    counted = set(ready_of(rows[rows["row"] == "study"])[0].studies["study"])
    faulty = rows["impossible"] & rows["label"].isin(counted)
    if not faulty.any():
        return ""
    ready, unit = ready_of(rows[rows["label"].isin(counted) & ~faulty & (rows["row"] == "study")])
    result = pool(ready)
    names = " and ".join(rows.loc[faulty, "label"])
    if result.status != "pooled":
        return f"Without {names}, which cannot be as printed: {result.sentence}"
    said = f"Without {names}, which cannot be as printed: {unit * result.estimate:.1f}"
    if result.low is not None:
        said += f" ({unit * result.low:.1f} to {unit * result.high:.1f})"
    if result.prediction_low is not None:
        said += f"; the underlying figure of a new series {unit * result.prediction_low:.1f}"
        said += f" to {unit * result.prediction_high:.1f}"
    return f"{said}."


def _with_note(rows: pd.DataFrame, sentence: str, shared: dict) -> pd.DataFrame:
    note = pd.DataFrame([{"row": "note", "label": sentence} | shared])
    return pd.concat([rows, note], ignore_index=True)


def _pooled(result: Pooled, unit: float) -> dict:
    return {
        "row": "pooled",
        "label": "Random effects",
        "estimate": _scaled(result.estimate, unit),
        "low": _scaled(result.low, unit),
        "high": _scaled(result.high, unit),
        "interval": "computed",
        "level": result.level,
        "k": result.k,
        "n": result.studies["n"].sum() if "n" in result.studies else None,
        "tau2": result.tau2,
        "i2": result.i2,
        "q": result.q,
        "q_p": result.q_p,
    }


def _prediction(result: Pooled, unit: float) -> dict:
    return {
        "row": "prediction",
        "label": "Prediction interval",
        "low": _scaled(result.prediction_low, unit),
        "high": _scaled(result.prediction_high, unit),
        "interval": "computed",
    }


def _scaled(value: float | None, unit: float) -> float | None:
    return None if value is None else unit * value
