"""Intervals for a single proportion."""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from reviewbook.statistics.inputs import read_counts, read_level

__all__ = ["INTERVAL_METHODS", "proportion_intervals"]

INTERVAL_METHODS = {"wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys"}


def proportion_intervals(
    frame: pd.DataFrame, method: str = "wilson", level: float = 0.95
) -> pd.DataFrame:
    """Each row's proportion with its interval; ``k`` and ``n`` are kept.

    Wilson 1927 (the default), Clopper and Pearson 1934, or Jeffreys, all as in Brown, Cai and
    DasGupta 2001 (section 3.1); the Jeffreys bound is 0 where there is no event and 1 where there
    are only events, as they advise. No interval here knows of censoring.

    Args:
        frame: ``study``, ``k`` events (a fraction where reckoned from a printed percentage) and
            ``n`` patients, 0 <= k <= n.
        method: one of ``INTERVAL_METHODS``.
        level: confidence level, between 0 and 1.

    Returns:
        The input with ``proportion``, ``low``, ``high`` (0 to 1), ``method`` and ``level``.

    Raises:
        InputError: naming each row and column with an impossible count.
        ValueError: on an unknown method or a level outside 0 to 1.
    """
    if method not in INTERVAL_METHODS:
        raise ValueError(f"method {method!r}: expected one of {', '.join(INTERVAL_METHODS)}")
    counts = read_counts(frame, ["k"], ["n"])
    k, n = counts["k"].to_numpy(), counts["n"].to_numpy()
    alpha = 1 - read_level(level)
    low, high = proportion_confint(k, n, alpha=alpha, method=INTERVAL_METHODS[method])
    return counts.assign(
        proportion=k / n,
        low=np.where(k == 0, 0.0, low),
        high=np.where(k == n, 1.0, high),
        method=method,
        level=level,
    )
