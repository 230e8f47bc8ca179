"""The same studies under each method: how much of a result is a choice.

Frames for the chapter on methods; nothing is computed here that the statistics do not compute.
"""

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.bayes import HalfNormal, pool_bayesian
from reviewbook.statistics.binomial_normal import pool_exact_proportions
from reviewbook.statistics.conversion import (
    hr_from_interval,
    hr_from_medians,
    hr_from_p,
    hr_from_p_and_events,
    hr_from_survival,
    hr_from_survival_curve,
)
from reviewbook.statistics.effects import (
    INTERVAL_METHODS,
    PROPORTION_SCALES,
    Effects,
    proportion_effects,
    proportion_intervals,
)
from reviewbook.statistics.pooled_rows import percentage_effects
from reviewbook.statistics.pooling import PREDICTION_DF, Pooled, pool
from reviewbook.statistics.random_effects import INTERVALS, METHODS
from reviewbook.statistics.sensitivity import e_value, pool_overlapping
from reviewbook.statistics.two_arms import pool_rare_events, two_arm_effects

__all__ = [
    "forest_rows_of",
    "intervals_compared",
    "known_ratio_derived",
    "methods_compared",
    "predictions_compared",
    "rare_events_compared",
    "ratio_again",
    "scales_compared",
    "sharing_compared",
    "with_e_values",
    "without_many_studies",
]

SHOWN = ["estimate", "low", "high", "prediction_low", "prediction_high"]
SPREAD = ["tau2", "tau2_low", "tau2_high", "i2", "i2_q", "h2", "h2_q", "q", "q_df", "q_p"]
PERCENT = 100.0


def intervals_compared(counts: pd.DataFrame) -> pd.DataFrame:
    """Give each proportion (``study``, ``k``, ``n``) with every interval, in percent."""
    parts = [proportion_intervals(counts, method) for method in INTERVAL_METHODS]
    whole = pd.concat(parts).sort_values(["study"], kind="stable")
    columns = ["proportion", "low", "high"]
    return whole.assign(**{name: PERCENT * whole[name] for name in columns}).reset_index(drop=True)


def methods_compared(ready: Effects) -> pd.DataFrame:
    """Pool by every estimator of τ² and interval: a row each, on the reader's scale.

    Percent for proportions. Columns: ``method``, ``interval``, those of the estimate and its
    intervals, those of heterogeneity.
    """
    results = [
        pool(ready, method, interval).frame() for method in METHODS for interval in INTERVALS
    ]
    return _on_readers_scale(pd.concat(results, ignore_index=True), ready)


def scales_compared(counts: pd.DataFrame) -> pd.DataFrame:
    """Pool proportions on each scale, and by the exact model; percent, ``scale`` names it."""
    results = [
        (scale, pool(proportion_effects(counts, scale), "REML", "wald"))
        for scale in PROPORTION_SCALES
    ]
    results.append(("binomial-normal", pool_exact_proportions(counts)))
    frames = [result.frame().assign(scale=scale) for scale, result in results]
    return _on_readers_scale(pd.concat(frames, ignore_index=True), proportion_effects(counts))


def predictions_compared(ready: Effects) -> pd.DataFrame:
    """Give the prediction interval by REML under each reference: ``reference`` names it."""
    results = [
        pool(ready, interval=interval, prediction_df=df).frame()
        for interval in INTERVALS
        for df in PREDICTION_DF
    ]
    whole = _on_readers_scale(pd.concat(results, ignore_index=True), ready)
    names = {"normal": "normal", "k-1": "t with k − 1", "k-2": "t with k − 2"}
    return whole.assign(reference=whole["prediction_df"].map(names))


def _on_readers_scale(frame: pd.DataFrame, ready: Effects) -> pd.DataFrame:
    unit = PERCENT if ready.measure == "proportion" else 1.0
    kept = [name for name in ("scale", "method", "interval", "prediction_df") if name in frame]
    numbers = [name for name in (*SHOWN, *SPREAD) if name in frame]
    frame = frame[[*kept, *numbers]].astype(dict.fromkeys(numbers, float))
    return frame.assign(**{name: unit * frame[name] for name in SHOWN})


def forest_rows_of(*results: Pooled) -> pd.DataFrame:
    """Give studies of two arms and their pooled results as rows of a forest plot.

    All results are of the same studies; the weights are those of the last one. A result with a
    prediction interval gets its row.
    """
    studies = results[-1].studies
    arms = [
        f"{row.events_1:.0f}/{row.n_1:.0f} : {row.events_2:.0f}/{row.n_2:.0f}"
        for row in studies.itertuples()
    ]
    rows = studies.assign(
        row="study", label=studies["study"], arms=arms, interval="approximate", level=0.95
    ).drop(columns=["n", "year"], errors="ignore")
    return pd.concat([rows, *(_result_rows(each) for each in results)], ignore_index=True)


def _result_rows(result: Pooled) -> pd.DataFrame:
    name = "Common effect" if result.method == "common" else "Random effects"
    pooled = {
        "row": "pooled",
        "label": name,
        "interval": "computed",
        "level": result.level,
        **{field: getattr(result, field) for field in ("estimate", "low", "high", "k")},
        **{field: getattr(result, field) for field in ("tau2", "i2", "q", "q_p")},
    }
    if result.prediction_low is None:
        return pd.DataFrame([pooled | {"tau2": None}])
    spread = {
        "row": "prediction",
        "label": "Prediction interval",
        "interval": "computed",
        "low": result.prediction_low,
        "high": result.prediction_high,
    }
    return pd.DataFrame([pooled, spread])


MEDIANS = (30.0, 20.0)
PATIENTS = 150
TIMES = (2.0, 4.0, 6.0, 8.0, 10.0)


def known_ratio_derived() -> pd.DataFrame:
    """Derive a hazard ratio by every route from two arms whose true ratio is known.

    The arms are made up: survival is exponential with medians of 30 and 20 months, each arm has
    150 patients, all of whom die. The first row is the ratio put in. Columns: ``route``,
    ``estimate``, ``low``, ``high``, ``assumption``, ``warning``.
    """
    better, worse = MEDIANS
    times = np.array(TIMES)
    alive = [0.5 ** (times / median) for median in MEDIANS]
    curve = pd.DataFrame({"time": times, "survival_1": alive[0], "survival_0": alive[1]})
    truth = worse / better
    p = float(2 * stats.norm.sf(abs(np.log(truth)) * np.sqrt(PATIENTS / 2)))
    medians = hr_from_medians(better, worse, PATIENTS, PATIENTS, "randomised")
    routes = [
        hr_from_interval(truth, medians.low, medians.high),
        hr_from_p(truth, p),
        hr_from_p_and_events(p, PATIENTS, PATIENTS, True, PATIENTS, PATIENTS),
        hr_from_p_and_events(p, PATIENTS, PATIENTS, True),
        medians,
        hr_from_survival(alive[0][-1], PATIENTS, alive[1][-1], PATIENTS, "randomised"),
        hr_from_survival_curve(curve, PATIENTS, PATIENTS, "randomised"),
    ]
    rows = [{"route": "the ratio put in", "estimate": truth, "assumption": "", "warning": ""}]
    rows += [
        {
            "route": each.method,
            "estimate": each.estimate,
            "low": each.low,
            "high": each.high,
            "assumption": each.assumption,
            "warning": each.warning,
        }
        for each in routes
    ]
    return pd.DataFrame(rows)


def ratio_again(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the log ratio and standard error behind each printed ratio and interval.

    `rows` are rows of a forest plot of ratios. Columns: ``study``, ``estimate``, ``low``,
    ``high`` as printed, ``log_ratio``, ``se``, ``method``, ``assumption``, ``warning``.
    """
    known = rows.dropna(subset=["estimate", "low", "high"])
    found = []
    for row in known.itertuples():
        derived = hr_from_interval(row.estimate, row.low, row.high)
        found.append(
            {
                "study": row.label,
                "estimate": row.estimate,
                "low": row.low,
                "high": row.high,
                "log_ratio": derived.yi,
                "se": np.sqrt(derived.vi),
                "method": derived.method,
                "assumption": derived.assumption,
                "warning": derived.warning,
            }
        )
    return pd.DataFrame(found)


def rare_events_compared(counts: pd.DataFrame) -> pd.DataFrame:
    """Pool the counts of two arms as odds ratios in three ways: ``method`` and the interval."""
    results = {
        "Random effects": pool(two_arm_effects(counts, "OR")),
        "Mantel-Haenszel": pool_rare_events(counts),
        "Peto": pool_rare_events(counts, method="Peto"),
    }
    return _side_by_side(results)


def without_many_studies(ready: Effects) -> pd.DataFrame:
    """Pool few ratios by what they say themselves, and with a weak prior on how they differ."""
    results = {
        "Wald": pool(ready, interval="wald"),
        "Knapp-Hartung, never narrower": pool(ready, interval="ad hoc"),
        "Bayesian, half-normal prior of τ": pool_bayesian(ready, HalfNormal(0.5)),
    }
    return _side_by_side(results)


def sharing_compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Pool percentages with each cohort once, and all reports with an error robust to overlap."""
    results = {
        "Each cohort once": pool(percentage_effects(rows)),
        "All reports, robust to overlap": pool_overlapping(percentage_effects(rows, twice=True)),
    }
    table = _side_by_side(results)
    bounds = ["estimate", "low", "high"]
    return table.assign(**{name: PERCENT * table[name] for name in bounds})


def with_e_values(ratios: pd.DataFrame) -> pd.DataFrame:
    """Add the E-values of hazard ratios and of the bound nearer to one: ``e``, ``e_bound``."""
    bounds = ratios[["estimate", "low", "high"]].astype(float).itertuples(index=False)
    found = [e_value(*row) for row in bounds]
    return ratios.assign(e=[e for e, _ in found], e_bound=[bound for _, bound in found])


def _side_by_side(results: dict) -> pd.DataFrame:
    return pd.DataFrame(
        {"method": name, "estimate": one.estimate, "low": one.low, "high": one.high}
        for name, one in results.items()
    )
