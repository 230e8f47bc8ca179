"""A Bayesian pool for two or three studies, where the data cannot tell how much studies differ.

The normal-normal model with a flat prior on the mean and an informative one on tau. Given tau the
mean is normal, so that only tau needs a grid (Röver 2020, J Stat Softw 93(6)).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, stats

from reviewbook.statistics.effects import Effects
from reviewbook.statistics.inputs import read_level
from reviewbook.statistics.pooling import SERIES_NOT_EFFECT, Pooled, nothing_to_pool

__all__ = ["HalfNormal", "LogNormal", "pool_bayesian"]

NODES = 4000
TAIL = 1e-12


@dataclass(frozen=True)
class LogNormal:
    """Prior of tau²: its logarithm is normal with ``location`` and ``scale``.

    Turner et al. 2015 (Stat Med 34, 984; table IV) derived them from Cochrane reviews of binary
    outcomes, on the log odds ratio; for other ratios of the same kind it is a guess.
    """

    location: float
    scale: float

    def quantile(self, p):
        """The tau below which the prior has probability ``p``."""
        return np.exp((self.location + self.scale * stats.norm.ppf(p)) / 2)


@dataclass(frozen=True)
class HalfNormal:
    """Prior of tau: the size of a normal number with standard deviation ``scale``.

    For log ratios 0.5 is weakly informative (Röver et al. 2021, Res Synth Methods 12, 448).
    """

    scale: float

    def quantile(self, p):
        """The tau below which the prior has probability ``p``."""
        return self.scale * stats.halfnorm.ppf(p)


def pool_bayesian(ready: Effects, prior: LogNormal | HalfNormal, level: float = 0.95) -> Pooled:
    """Pool studies with a prior on how much they differ.

    Args:
        ready: from `effects.effects` or `effects.proportion_effects`.
        prior: of the between-study standard deviation, on the analysis scale.
        level: of the central credible intervals, between 0 and 1.

    Returns:
        A `pooling.Pooled` with ``method`` ``Bayes`` and ``interval`` ``credible``. ``mu`` and
        ``tau2`` are posterior medians, ``se`` is the posterior standard deviation of the mean. The
        prediction interval rests on the prior and exists for two studies, too.
    """
    tail = (1 - read_level(level)) / 2
    settings: dict[str, Any] = {"method": "Bayes", "interval": "credible", "level": level}
    empty = nothing_to_pool(ready)
    if empty:
        return Pooled.without_number(*empty, ready, **settings)
    tau, chance = _posterior_of_tau(ready, prior)
    centre, spread = _mean_given_tau(ready, tau)
    at = (tail, 0.5, 1 - tail)
    low, mu, high = (_mixture_quantile(p, chance, centre, spread) for p in at)
    ahead = np.sqrt(spread**2 + tau**2)
    next_low, next_high = (_mixture_quantile(p, chance, centre, ahead) for p in (tail, 1 - tail))
    tau_low, tau_middle, tau_high = np.interp(at, np.cumsum(chance) - chance / 2, tau)
    mean = chance @ centre
    said = f"{len(ready)} studies are pooled with a prior on how much studies differ."
    return Pooled(
        "pooled",
        f"{said} {SERIES_NOT_EFFECT}" if ready.measure == "proportion" else said,
        ready.measure,
        ready.scale,
        k=len(ready),
        estimate=float(ready.back(mu)),
        mu=mu,
        se=float(np.sqrt(chance @ (spread**2 + (centre - mean) ** 2))),
        tau2=float(tau_middle**2),
        tau2_low=float(tau_low**2),
        tau2_high=float(tau_high**2),
        studies=ready.studies.assign(weight=_weights(ready, tau, chance)),
        left_out=ready.left_out,
        low=float(ready.back(low)),
        high=float(ready.back(high)),
        prediction_low=float(ready.back(next_low)),
        prediction_high=float(ready.back(next_high)),
        mu_low=low,
        mu_high=high,
        mu_prediction_low=next_low,
        mu_prediction_high=next_high,
        **settings,
    )


def _posterior_of_tau(ready: Effects, prior) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of tau and their posterior probabilities.

    The nodes are equally likely under the prior in their middle and reach far into both tails,
    with the normal quantile as the variable of the trapezoidal rule.
    """
    reach = stats.norm.isf(TAIL)
    z = np.linspace(-reach, reach, NODES)
    tau = prior.quantile(stats.norm.cdf(z))
    w = 1 / (ready.vi[:, None] + tau**2)
    mu = (w * ready.yi[:, None]).sum(axis=0) / w.sum(axis=0)
    q = (w * (ready.yi[:, None] - mu) ** 2).sum(axis=0)
    likelihood = 0.5 * (np.log(w).sum(axis=0) - np.log(w.sum(axis=0)) - q)
    log_chance = likelihood + stats.norm.logpdf(z)
    chance = np.exp(log_chance - log_chance.max())
    return tau, chance / chance.sum()


def _mean_given_tau(ready: Effects, tau: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    w = 1 / (ready.vi[:, None] + tau**2)
    return (w * ready.yi[:, None]).sum(axis=0) / w.sum(axis=0), np.sqrt(1 / w.sum(axis=0))


def _mixture_quantile(p: float, chance, centre, spread) -> float:
    """The quantile of a mixture of normals."""
    ends = centre + stats.norm.ppf(p) * spread
    low, high = ends.min() - 1e-9, ends.max() + 1e-9
    return float(
        optimize.brentq(
            lambda x: chance @ stats.norm.cdf((x - centre) / spread) - p, low, high, xtol=1e-12
        )
    )


def _weights(ready: Effects, tau: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Posterior mean weights of the studies, in percent."""
    w = 1 / (ready.vi[:, None] + tau**2)
    return 100 * (w / w.sum(axis=0)) @ chance
