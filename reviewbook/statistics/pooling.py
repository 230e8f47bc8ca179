"""One number for several studies: what it is, how sure it is, and how far a next study may lie."""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects
from reviewbook.statistics.inputs import read_level
from reviewbook.statistics.random_effects import Fit, fit

__all__ = ["PREDICTION_DF", "Pooled", "pool", "pool_subsets"]

PREDICTION_DF = ("normal", "k-1", "k-2")

HOW = """pool() takes studies with their names, made ready. From two lists of numbers:

    import pandas as pd
    from reviewbook.statistics.effects import effects
    from reviewbook.statistics.pooling import pool

    studies = pd.DataFrame({"study": ["one", "two"], "estimate": [0.8, 0.9],
                            "low": [0.6, 0.7], "high": [1.1, 1.2]})
    pool(effects(studies, "HR"))

Where effects and their variances on the scale of the analysis are at hand, give them in columns
yi and vi; reviewbook.statistics.effects.proportion_effects does the same for counts."""
"""What is said to those who pool bare lists."""

SERIES_NOT_EFFECT = "It describes series of patients and is not an effect of treatment."


@dataclass(frozen=True)
class Pooled:
    """A pooled result, or the reason why there is none.

    ``status`` is ``pooled``, ``no study``, ``one study``, ``no event``, ``only events``, ``no
    spread`` (the studies agree exactly: Knapp-Hartung gives an estimate but no interval) or, for
    the exact model, ``no maximum``; ``sentence`` says it in words. What does not exist is None.

    ``estimate``, ``low``, ``high`` and the prediction interval are on the reader's scale (a ratio,
    or a proportion from 0 to 1); the same with ``mu_`` in front are on the analysis scale, as are
    ``se`` and tau². ``statistic``, ``df`` and ``p`` test no effect and belong to the interval shown
    (df None: normal); a proportion has no such test. ``i2`` (percent) and ``h2`` follow from tau²
    as in metafor; ``i2_q`` and ``h2_q`` from Q (Higgins and Thompson 2002). ``studies`` has the
    weight of each study in percent.
    """

    status: str
    sentence: str
    measure: str
    scale: str
    method: str
    interval: str
    level: float
    k: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    prediction_low: float | None = None
    prediction_high: float | None = None
    mu: float | None = None
    se: float | None = None
    mu_low: float | None = None
    mu_high: float | None = None
    mu_prediction_low: float | None = None
    mu_prediction_high: float | None = None
    prediction_df: str | None = None
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    i2: float | None = None
    i2_low: float | None = None
    i2_high: float | None = None
    h2: float | None = None
    i2_q: float | None = None
    h2_q: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    studies: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @classmethod
    def without_number(cls, status: str, sentence: str, ready: Effects, **settings) -> "Pooled":
        """The answer when there is nothing to pool."""
        return cls(
            status,
            sentence,
            ready.measure,
            ready.scale,
            k=len(ready),
            studies=ready.studies,
            left_out=ready.left_out,
            **settings,
        )

    def frame(self) -> pd.DataFrame:
        """One tidy row with every field but the two frames."""
        names = [each.name for each in fields(self) if each.name not in {"studies", "left_out"}]
        return pd.DataFrame([{name: getattr(self, name) for name in names}])


def pool(
    ready: Effects,
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> Pooled:
    """Pool studies with a common effect or with random effects.

    Args:
        ready: from `effects.effects` or `effects.proportion_effects`.
        method: ``common``, ``DL``, ``PM`` or ``REML``; sources in
            :func:`reviewbook.statistics.random_effects.estimate_tau2`.
        interval: ``wald`` (normal), ``knapp-hartung`` or ``ad hoc`` (t with k - 1 degrees of
            freedom); see :func:`reviewbook.statistics.random_effects.fit`.
        level: of all intervals, between 0 and 1.
        prediction_df: reference of the prediction interval mu ± c·sqrt(tau² + se²) (Higgins,
            Thompson and Spiegelhalter 2009): ``normal``, t with ``k-1``, or t with
            ``k-2`` as that paper has it. None follows the interval, as metafor's ``predict()``
            does: normal with Wald, otherwise k-1. Two studies have no prediction interval.

    Raises:
        TypeError: ``ready`` is anything else, such as lists of numbers; it says what to write.
        ValueError: on an unknown method, interval, level or prediction_df.
    """
    if not isinstance(ready, Effects):
        raise TypeError(HOW)
    read_level(level)
    prediction_df = _prediction_reference(interval, prediction_df)
    settings: dict[str, Any] = {"method": method, "interval": interval, "level": level}
    empty = nothing_to_pool(ready)
    if empty:
        return Pooled.without_number(*empty, ready, **settings)
    y, v, X = ready.yi[:, None], ready.vi[:, None], np.ones((len(ready), 1))
    fitted = fit(y, v, X, method, interval)
    bounds = _bounds(fitted, level, method, prediction_df)
    numbers: dict[str, Any] = {
        name: float(value[0]) for name, value in bounds.items() if np.isfinite(value[0])
    }
    reader: dict[str, Any] = {
        name.removeprefix("mu_"): float(ready.back(value)) for name, value in numbers.items()
    } | {"estimate": float(ready.back(fitted.beta[0, 0]))}
    weights = 1 / (ready.vi + fitted.tau2[0])
    return Pooled(
        "pooled" if fitted.se[0, 0] > 0 else "no spread",
        _sentence(ready, fitted, numbers),
        ready.measure,
        ready.scale,
        k=len(ready),
        mu=float(fitted.beta[0, 0]),
        se=float(fitted.se[0, 0]),
        prediction_df=None if method == "common" else prediction_df,
        studies=ready.studies.assign(weight=100 * weights / weights.sum()),
        **numbers,
        **reader,
        **_test(ready, fitted),
        **_heterogeneity(fitted, y, v, X, method, level),
        left_out=ready.left_out,
        **settings,
    )


def pool_subsets(
    ready: Effects,
    subsets,
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> pd.DataFrame:
    """Pool many subsets of the same studies at once.

    Args:
        ready: the k studies.
        subsets: boolean array of shape (s, k), a row for each subset.
        method: as in :func:`pool`.
        interval: as in :func:`pool`.
        level: as in :func:`pool`.
        prediction_df: as in :func:`pool`.

    Returns:
        s rows in the order given: ``subset`` (integer, bit i set when study i is in), ``k``,
        ``status`` as in :class:`Pooled`, ``estimate``, ``low``, ``high``, ``prediction_low``,
        ``prediction_high`` on the reader's scale, ``mu``, ``se``, ``tau2``, ``i2``, ``h2``, ``q``,
        ``p`` as in :class:`Pooled`. They are missing where the status is not ``pooled`` (but for
        the estimate of ``no spread``); so are the prediction interval of a common effect or of
        two studies, and p of proportions.

    Raises:
        ValueError: when ``subsets`` has not k columns, or as in :func:`pool`.
    """
    read_level(level)
    reference = _prediction_reference(interval, prediction_df)
    subsets = np.atleast_2d(np.asarray(subsets, dtype=bool))
    if subsets.shape[1] != len(ready):
        raise ValueError(f"subsets have {subsets.shape[1]} columns; expected {len(ready)}")
    size = subsets.sum(axis=1)
    columns = {name: np.full(len(subsets), np.nan) for name in _SUBSET_NUMBERS}
    status = _subset_status(ready, subsets, size)
    inverse_n = ready.inverse_n()
    for k in np.unique(size[size >= 2]):
        here = np.flatnonzero((size == k) & (status == "pooled"))
        if not here.size:
            continue
        members = np.nonzero(subsets[here])[1].reshape(-1, k).T
        fitted = fit(ready.yi[members], ready.vi[members], np.ones((k, 1)), method, interval)
        harmonic_n = _harmonic(inverse_n[members])
        bounds = _bounds(fitted, level, method, reference) | {"mu_estimate": fitted.beta[0]}
        for name, values in bounds.items():
            columns[name.removeprefix("mu_")][here] = ready.back(values, harmonic_n)
        status[here] = np.where(fitted.se[0] > 0, "pooled", "no spread")
        columns["mu"][here], columns["se"][here] = fitted.beta[0], fitted.se[0]
        columns["tau2"][here], columns["q"][here] = fitted.tau2, fitted.q
        columns["i2"][here], columns["h2"][here] = fitted.i2, fitted.h2
        if ready.null is not None:
            columns["p"][here] = np.where(fitted.se[0] > 0, fitted.p_values()[0], np.nan)
    place = (
        2 ** np.arange(len(ready), dtype=object) if len(ready) > 62 else 1 << np.arange(len(ready))
    )
    return pd.DataFrame({"subset": subsets @ place, "k": size, "status": status, **columns})


_SUBSET_NUMBERS = (
    "estimate",
    "low",
    "high",
    "prediction_low",
    "prediction_high",
    "mu",
    "se",
    "tau2",
    "i2",
    "h2",
    "q",
    "p",
)


def _harmonic(inverse_n: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return 1 / inverse_n.mean(axis=0)


def _subset_status(ready: Effects, subsets: np.ndarray, size: np.ndarray) -> np.ndarray:
    status = np.where(size == 0, "no study", np.where(size == 1, "one study", "pooled"))
    if ready.measure == "proportion":
        k, n = ready.studies["k"].to_numpy(), ready.studies["n"].to_numpy()
        status = np.where((size >= 2) & (subsets @ k == 0), "no event", status)
        status = np.where((size >= 2) & (subsets @ (n - k) == 0), "only events", status)
    return status.astype(object)


def nothing_to_pool(ready: Effects) -> tuple[str, str] | None:
    """Status and sentence when there is nothing to pool, otherwise None."""
    if len(ready) == 0:
        return "no study", "No study is left to pool."
    status = str(_subset_status(ready, np.ones((1, len(ready)), bool), np.array([len(ready)]))[0])
    if status == "one study":
        return status, f"Only {ready.studies['study'].iloc[0]} is left; one study is not pooled."
    if status == "pooled":
        return None
    what = "No event was seen" if status == "no event" else "Every patient had the event"
    n = int(ready.studies["n"].sum())
    return status, f"{what} among {n} patients of {len(ready)} studies; there is nothing to pool."


def typical_variance(ready: Effects) -> float:
    """The typical sampling variance of Higgins and Thompson 2002, eq. 9."""
    w = 1 / ready.vi
    return float((len(w) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum()))


def _prediction_reference(interval: str, prediction_df: str | None) -> str:
    if prediction_df is None:
        return "normal" if interval == "wald" else "k-1"
    if prediction_df not in PREDICTION_DF:
        raise ValueError(
            f"prediction_df {prediction_df!r}: expected one of {', '.join(PREDICTION_DF)}"
        )
    return prediction_df


def _bounds(fitted: Fit, level: float, method: str, prediction_df: str) -> dict[str, np.ndarray]:
    """Bounds on the analysis scale; not a number where they do not exist."""
    mu, se = fitted.beta[0], fitted.se[0]
    half = np.where(se > 0, fitted.critical(level) * se, np.nan)
    spread = np.sqrt(fitted.tau2 + se**2)
    reach = _prediction_quantile(fitted.q_df + 1, level, prediction_df) * spread
    exists = (spread > 0) & (method != "common") & (fitted.q_df > 1)
    reach = np.where(exists, reach, np.nan)
    return {
        "mu_low": mu - half,
        "mu_high": mu + half,
        "mu_prediction_low": mu - reach,
        "mu_prediction_high": mu + reach,
    }


def _prediction_quantile(k: int, level: float, prediction_df: str) -> float:
    tail = (1 + level) / 2
    if prediction_df == "normal":
        return float(stats.norm.ppf(tail))
    df = k - 1 if prediction_df == "k-1" else k - 2
    return float(stats.t.ppf(tail, df)) if df > 0 else np.nan


def _test(ready: Effects, fitted: Fit) -> dict:
    df = {"df": fitted.df}
    if ready.null is None or fitted.se[0, 0] == 0:
        return df
    statistic = float(fitted.beta[0, 0] / fitted.se[0, 0])
    return df | {"statistic": statistic, "p": float(fitted.p_values()[0, 0])}


def _heterogeneity(fitted: Fit, y, v, X, method: str, level: float) -> dict:
    from pymare.stats import q_profile

    numbers = {name: float(getattr(fitted, name)[0]) for name in ("tau2", "i2", "h2", "q")}
    numbers |= {"i2_q": float(fitted.i2_q[0]), "h2_q": float(fitted.h2_q[0])}
    numbers |= {"q_df": fitted.q_df, "q_p": float(stats.chi2.sf(fitted.q[0], fitted.q_df))}
    if method == "common":
        return numbers
    profile = q_profile(y[:, 0], v[:, 0], X, alpha=1 - level)
    typical = float(fitted.typical_variance[0])
    for side, key in (("low", "ci_l"), ("high", "ci_u")):
        tau2 = float(profile[key])
        numbers |= {f"tau2_{side}": tau2, f"i2_{side}": 100 * tau2 / (typical + tau2)}
    return numbers


def _sentence(ready: Effects, fitted: Fit, numbers: dict) -> str:
    said = [f"{len(ready)} studies are pooled."]
    if "mu_low" not in numbers:
        said.append("They agree exactly, so Knapp-Hartung has no spread to make an interval from.")
    if "mu_prediction_low" not in numbers:
        few = fitted.q_df < 2
        said.append(f"{'Two studies give' if few else 'This model gives'} no prediction interval.")
    if ready.measure == "proportion":
        said.append(SERIES_NOT_EFFECT)
    return " ".join([*said, ready.note] if ready.note else said)
