"""Medians across series, without the standard errors that the series do not give."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.statistics.inputs import count_cohorts_once, read_counts, read_level, read_values

__all__ = ["PooledMedian", "median_of_medians", "weighted_median"]


@dataclass(frozen=True)
class PooledMedian:
    """The middle of several medians, in their unit, or the reason why there is none.

    ``status`` is ``pooled``, ``no study`` or ``one study``. ``low`` and ``high`` bound a
    distribution-free interval of at least ``level``, whose true coverage is ``coverage``; all
    three are None when the series are too few for one. ``smallest`` and ``largest`` are the range.
    """

    status: str
    sentence: str
    weighting: str
    level: float
    k: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    smallest: float | None = None
    largest: float | None = None
    studies: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)


def median_of_medians(
    frame: pd.DataFrame, level: float = 0.95, count_cohorts_twice: bool = False
) -> PooledMedian:
    """The median of the series' medians, each counting once (McGrath et al. 2019).

    The interval inverts the sign test: it runs from the j-th smallest to the j-th largest median,
    with the largest j whose binomial coverage reaches ``level``.

    Args:
        frame: ``study``, ``median`` (any one unit); ``cohort_id``, ``n`` and ``year`` as in
            :func:`reviewbook.statistics.effects.effects`.
        level: smallest coverage of the interval, between 0 and 1.
        count_cohorts_twice: as in :func:`reviewbook.statistics.effects.effects`.

    Raises:
        InputError: listing medians that are no numbers.
    """
    return _pool(frame, level, count_cohorts_twice, weighted=False)


def weighted_median(
    frame: pd.DataFrame, level: float = 0.95, count_cohorts_twice: bool = False
) -> PooledMedian:
    """The median of the series' medians, weighted by patients (McGrath et al. 2019).

    The estimate is where half of the patients lie in series with smaller medians; when a series
    ends exactly at half, the mean of its median and the next. The interval inverts the weighted
    sign test: under a common median each series falls below with probability one half, and
    the patients in the series that do have an exact distribution.

    Args:
        frame: as in :func:`median_of_medians`, with ``n`` patients.
        level: smallest coverage of the interval, between 0 and 1.
        count_cohorts_twice: as in :func:`reviewbook.statistics.effects.effects`.

    Raises:
        InputError: listing medians that are no numbers and sizes that are no counts.
    """
    return _pool(frame, level, count_cohorts_twice, weighted=True)


def _pool(frame: pd.DataFrame, level: float, twice: bool, weighted: bool) -> PooledMedian:
    read_level(level)
    count = count_cohorts_once(frame)
    studies = read_values(frame if twice else count.kept, ["median"])
    if weighted:
        studies = read_counts(studies, ["n"], ["n"])
    studies = studies.sort_values(["median", "study"], kind="stable").reset_index(drop=True)
    values, k = studies["median"].to_numpy(), len(studies)
    settings: dict[str, Any] = {
        "weighting": "patients" if weighted else "equal",
        "level": level,
        "k": k,
    }
    settings |= {
        "studies": studies,
        "left_out": count.left_out.head(0) if twice else count.left_out,
    }
    if k < 2:
        status = "one study" if k else "no study"
        sentence = f"Only {studies['study'].iloc[0]} is left." if k else "No series is left."
        return PooledMedian(status, sentence, **settings)
    weights = studies["n"].to_numpy(int) if weighted else np.ones(k, dtype=int)
    low, high, coverage = _sign_interval(values, weights, level)
    return PooledMedian(
        "pooled",
        _sentence(k, coverage, level),
        estimate=_weighted_middle(values, weights),
        low=low,
        high=high,
        coverage=coverage,
        smallest=float(values[0]),
        largest=float(values[-1]),
        **settings,
    )


def _weighted_middle(values: np.ndarray, weights: np.ndarray) -> float:
    reached = 2 * np.cumsum(weights)
    at = int(np.argmax(reached >= weights.sum()))
    if reached[at] == weights.sum():
        return float((values[at] + values[at + 1]) / 2)
    return float(values[at])


def _sign_interval(values: np.ndarray, weights: np.ndarray, level: float):
    """Bounds and coverage of the inverted sign test, or three Nones."""
    cumulated = np.cumsum(_chance_of_weight_below(weights))
    rejected = np.flatnonzero(cumulated <= (1 - level) / 2 + 1e-12)
    if not rejected.size:
        return None, None, None
    first = _last_rejected(weights, rejected[-1])
    last = _last_rejected(weights[::-1], rejected[-1])
    low, high = values[first], values[len(values) - 1 - last]
    return float(low), float(high), float(1 - 2 * cumulated[rejected[-1]])


def _last_rejected(weights: np.ndarray, critical: int) -> int:
    """How many series, from one end, may lie on the far side before the test stops rejecting."""
    return int(np.searchsorted(np.cumsum(weights), critical, side="right"))


def _chance_of_weight_below(weights: np.ndarray) -> np.ndarray:
    """Distribution of the summed weight of the series that fall below, each with chance a half."""
    chance = np.zeros(weights.sum() + 1)
    chance[0] = 1.0
    for weight in weights:
        moved = np.zeros_like(chance)
        moved[weight:] = chance[: len(chance) - weight]
        chance = (chance + moved) / 2
    return chance


def _sentence(k: int, coverage: float | None, level: float) -> str:
    if coverage is None:
        return (
            f"{k} series are too few for a distribution-free interval of {100 * level:g}%; their "
            "range is given."
        )
    return f"The middle of {k} series, not the median of their patients."
