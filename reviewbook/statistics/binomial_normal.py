"""The exact binomial-normal model: no correction for empty cells, no normal study variances.

Each study has k of n events with logit p = mu + tau·u, u standard normal (Hamza, van Houwelingen
and Stijnen 2008; Stijnen, Hamza and Özdemir 2010). The likelihood of a study is an integral over u.
The trapezoidal rule does it, over the window that holds all but e⁻⁴⁵ of the integrand's height: for
a smooth integrand that dies away it converges geometrically (Trefethen and Weideman 2014), also
where k is 0 and the integrand so skew that Gauss-Hermite nodes around its peak lose digits. Score
and information follow from the same nodes (Louis 1982), so that Newton steps are exact.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from reviewbook.statistics.effects import Effects, logit, proportion_effects
from reviewbook.statistics.inputs import read_level
from reviewbook.statistics.pooling import (
    SERIES_NOT_EFFECT,
    Pooled,
    nothing_to_pool,
    typical_variance,
)

__all__ = ["homogeneity_tests", "pool_exact_proportions"]

_NODES = 240
_DROP = 45.0
_LARGEST_TAU = 8.0
_DRAWS = 100_000


def pool_exact_proportions(
    frame: pd.DataFrame,
    interval: str = "wald",
    level: float = 0.95,
    count_cohorts_twice: bool = False,
) -> Pooled:
    """Pool proportions by maximum likelihood of the binomial-normal model.

    Args:
        frame: ``study``, ``k``, ``n``; ``cohort_id`` and ``year`` as in
            :func:`reviewbook.statistics.effects.effects`.
        interval: ``wald`` (normal) or ``t`` (k - 1 degrees of freedom), for the confidence and
            the prediction interval.
        level: of both intervals, between 0 and 1.
        count_cohorts_twice: as in :func:`reviewbook.statistics.effects.effects`.

    Returns:
        A `pooling.Pooled` with ``method`` ``exact``. ``q`` is the likelihood ratio of
        the saturated against the common-proportion model; tau² is the maximum likelihood estimate
        and has no Q-profile interval. When the studies lie so far apart that tau passes 8 on the
        logit scale, as where each has only events or none, the status is ``no maximum``.

    Raises:
        InputError: listing every impossible count.
        ValueError: on an unknown interval or a level outside 0 to 1.
    """
    if interval not in ("wald", "t"):
        raise ValueError(f"interval {interval!r}: expected wald or t")
    read_level(level)
    ready = proportion_effects(frame, "logit", count_cohorts_twice)
    settings: dict[str, Any] = {"method": "exact", "interval": interval, "level": level}
    empty = nothing_to_pool(ready)
    if empty:
        return Pooled.without_number(*empty, ready, **settings)
    k, n = ready.studies["k"].to_numpy(), ready.studies["n"].to_numpy()
    mu, tau, variance = _maximise(k, n)
    if tau > _LARGEST_TAU:
        sentence = f"The {len(ready)} studies lie so far apart that the likelihood has no maximum."
        return Pooled.without_number("no maximum", sentence, ready, **settings)
    df = len(ready) - 1 if interval == "t" else None
    quantile = _quantile(level, df)
    half, reach = quantile * np.sqrt(variance), quantile * np.sqrt(tau**2 + variance)
    typical = typical_variance(ready)
    q, q_df = _likelihood_ratio(k, n), len(ready) - 1
    return Pooled(
        "pooled",
        f"{len(ready)} studies are pooled. {SERIES_NOT_EFFECT}",
        "proportion",
        "logit",
        k=len(ready),
        estimate=float(special.expit(mu)),
        mu=mu,
        se=float(np.sqrt(variance)),
        df=df,
        prediction_df="normal" if df is None else "k-1",
        tau2=tau**2,
        i2=100 * tau**2 / (typical + tau**2),
        h2=1 + tau**2 / typical,
        q=q,
        q_df=q_df,
        q_p=float(stats.chi2.sf(q, q_df)),
        studies=_without_correction(ready),
        left_out=ready.left_out,
        low=float(special.expit(mu - half)),
        high=float(special.expit(mu + half)),
        prediction_low=float(special.expit(mu - reach)),
        prediction_high=float(special.expit(mu + reach)),
        mu_low=float(mu - half),
        mu_high=float(mu + half),
        mu_prediction_low=float(mu - reach),
        mu_prediction_high=float(mu + reach),
        **settings,
    )


def homogeneity_tests(frame: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Ask in three ways whether series could share one proportion.

    ``Q`` sums squared distances of logits, whose variances are estimates; the ``likelihood ratio``
    uses the counts, with the same chi² reference; the ``exact`` test of Freeman and Halton 1951
    asks how often chance alone deals the events out as improbably among the patients, in a hundred
    thousand deals. Where the three p values differ, none of them decides.

    Args:
        frame: as in :func:`pool_exact_proportions`; fractional events are rounded for the exact
            test.
        seed: of the deals.

    Returns:
        Three rows: ``test``, ``statistic`` (missing for the exact test), ``df``, ``p``, and
        ``error``, the standard error that ``p`` has from the deals. Empty below two studies.
    """
    ready = proportion_effects(frame, "logit")
    columns = ["test", "statistic", "df", "p", "error"]
    if nothing_to_pool(ready):
        return pd.DataFrame(columns=columns)
    k, n = ready.studies["k"].to_numpy(), ready.studies["n"].to_numpy()
    df = len(ready) - 1
    w = 1 / ready.vi
    q = float((w * (ready.yi - np.average(ready.yi, weights=w)) ** 2).sum())
    ratio = _likelihood_ratio(k, n)
    p, error = _freeman_halton(np.rint(k).astype(int), n.astype(int), seed)
    rows = [
        ("Q", q, df, stats.chi2.sf(q, df), None),
        ("likelihood ratio", ratio, df, stats.chi2.sf(ratio, df), None),
        ("exact", None, None, p, error),
    ]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))


def _freeman_halton(k: np.ndarray, n: np.ndarray, seed: int) -> tuple[float, float]:
    dealt = np.random.default_rng(seed).multivariate_hypergeometric(n, k.sum(), size=_DRAWS)

    def chance(counts):
        return (special.gammaln(counts + 1) + special.gammaln(n - counts + 1)).sum(axis=-1)

    as_rare = chance(dealt) >= chance(k) - 1e-7
    p = (1 + as_rare.sum()) / (1 + _DRAWS)
    return float(p), float(np.sqrt(p * (1 - p) / _DRAWS))


def log_likelihood(mu: float, tau: float, k: np.ndarray, n: np.ndarray) -> float:
    """Log likelihood of all studies without the binomial coefficients."""
    return float(_integrate(mu, tau, k, n)[0])


def _maximise(k: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    """Estimates of mu and tau, and the variance of mu."""
    pooled = float(special.logit(k.sum() / n.sum()))
    yi, _ = logit(k, n)
    starts = [(pooled, 0.05), (float(yi.mean()), max(float(yi.std(ddof=1)), 0.1))]
    fits = [
        optimize.minimize(
            lambda at: -_integrate(at[0], at[1], k, n)[0],
            start,
            jac=lambda at: -_integrate(at[0], at[1], k, n)[1],
            hess=lambda at: _integrate(at[0], at[1], k, n)[2],
            method="trust-exact",
            options={"gtol": 1e-8, "maxiter": 200},
        )
        for start in starts
    ]
    best = min(fits, key=lambda found: found.fun)
    mu, tau = float(best.x[0]), abs(float(best.x[1]))
    if -log_likelihood(pooled, 0.0, k, n) <= best.fun + 1e-11 * abs(best.fun):
        mu, tau = pooled, 0.0
    information = _integrate(mu, tau, k, n)[2]
    variance = np.linalg.inv(information)[0, 0] if tau > 0 else 1 / information[0, 0]
    return mu, tau, float(variance)


def _integrate(mu: float, tau: float, k, n) -> tuple[float, np.ndarray, np.ndarray]:
    """Log likelihood, its gradient and its negative Hessian in (mu, tau)."""
    u, step = _nodes(mu, tau, k, n)
    eta = mu + tau * u
    log_terms = _log_integrand(u, mu, tau, k[:, None], n[:, None]) + np.log(step)[:, None]
    total = special.logsumexp(log_terms, axis=1)
    posterior = np.exp(log_terms - total[:, None])
    p = special.expit(eta)
    residual, spread = k[:, None] - n[:, None] * p, n[:, None] * p * (1 - p)
    score = np.stack([residual, residual * u])
    design = np.stack([np.ones_like(u), u])
    mean = np.einsum("aij,ij->ai", score, posterior)
    curvature = np.einsum("aij,bij,ij->ab", design, design, spread * posterior)
    scatter = np.einsum("aij,bij,ij->ab", score, score, posterior) - mean @ mean.T
    value = total.sum() - len(k) * 0.5 * np.log(2 * np.pi)
    return float(value), mean.sum(axis=1), curvature - scatter


def _log_integrand(u, mu: float, tau: float, k, n) -> np.ndarray:
    eta = mu + tau * u
    return k * eta - n * np.logaddexp(0, eta) - u**2 / 2


def _nodes(mu: float, tau: float, k, n) -> tuple[np.ndarray, np.ndarray]:
    """Equidistant nodes, shape (studies, nodes), and their distance, shape (studies,)."""
    peak = _peak(mu, tau, k, n)
    top = _log_integrand(peak, mu, tau, k, n)
    ends = []
    for side in (-1, 1):
        near, far = np.zeros(len(k)), np.full(len(k), np.sqrt(2 * _DROP))
        for _ in range(12):
            middle = (near + far) / 2
            low = top - _log_integrand(peak + side * middle, mu, tau, k, n) > _DROP
            near, far = np.where(low, near, middle), np.where(low, middle, far)
        ends.append(peak + side * far)
    return np.linspace(ends[0], ends[1], _NODES, axis=1), (ends[1] - ends[0]) / (_NODES - 1)


def _peak(mu: float, tau: float, k, n) -> np.ndarray:
    """Where each study's integrand is highest, by bisection of its falling slope."""
    low, high = -abs(tau) * n - 1, abs(tau) * n + 1
    for _ in range(60):
        middle = (low + high) / 2
        rises = tau * (k - n * special.expit(mu + tau * middle)) - middle > 0
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    return (low + high) / 2


def _likelihood_ratio(k, n) -> float:
    def fit(p):
        return (special.xlogy(k, p) + special.xlogy(n - k, 1 - p)).sum()

    return float(max(0.0, 2 * (fit(k / n) - fit(k.sum() / n.sum()))))


def _quantile(level: float, df: int | None) -> float:
    tail = (1 + level) / 2
    return float(stats.norm.ppf(tail) if df is None else stats.t.ppf(tail, df))


def _without_correction(ready: Effects) -> pd.DataFrame:
    """The studies without the logits, which this model does not use."""
    return ready.studies.drop(columns=["yi", "vi"])
