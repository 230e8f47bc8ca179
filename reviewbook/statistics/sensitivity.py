"""What the result would be if an assumption behind it did not hold."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from reviewbook.statistics.effects import Effects, logit
from reviewbook.statistics.inputs import InputError, read_level, refuse_repeated_studies
from reviewbook.statistics.pooling import Pooled, nothing_to_pool, pool
from reviewbook.statistics.random_effects import fit

__all__ = [
    "EVALUE_SCALES",
    "EffectivePools",
    "Overlap",
    "e_value",
    "observed_interval",
    "pool_overlapping",
    "with_effective_size",
]

SHARES = (1.0, 0.8, 0.6)
EVALUE_SCALES = ("risk", "hazard of a rare event", "hazard of a common event")


@dataclass(frozen=True)
class EffectivePools:
    """Pooled proportions at several effective sample sizes.

    ``pooled`` maps the share of the patients (0 to 1) to its result; ``table`` has a row for each:
    ``share`` and the columns of `pooling.Pooled.frame`.
    """

    table: pd.DataFrame
    pooled: dict[float, Pooled]


def with_effective_size(
    ready: Effects, shares: tuple[float, ...] = SHARES, level: float = 0.95
) -> EffectivePools:
    """Pool proportions as if only a share of the patients had informed them.

    A printed survival percentage comes from a life table: patients censored before its time inform
    it less than those followed. Greenwood's variance is that of a binomial proportion of fewer,
    *effective* patients (Cutler and Ederer 1958), and how many is not printed. The share keeps each
    percentage and shrinks its N; the larger sampling variances leave less to heterogeneity.

    Args:
        ready: logits from `effects.proportion_effects`.
        shares: of the printed N, above 0 and at most 1.
        level: of the intervals, between 0 and 1.

    Raises:
        ValueError: on anything but logits, or on a share outside 0 to 1.
    """
    if ready.scale != "logit":
        raise ValueError(f"scale {ready.scale!r}: expected logit")
    wrong = [share for share in shares if not 0 < share <= 1]
    if wrong:
        raise ValueError(f"share {wrong[0]!r}: expected a number above 0 and at most 1")
    pooled = {share: pool(shrunk(ready, share), level=level) for share in shares}
    rows = [{"share": share, **each.frame().iloc[0]} for share, each in pooled.items()]
    return EffectivePools(pd.DataFrame(rows), pooled)


def shrunk(ready: Effects, share: float) -> Effects:
    """Give the logits as if only a share of each study's patients had informed them."""
    if share == 1:
        return ready
    k, n = (share * ready.studies[name].to_numpy(float) for name in ("k", "n"))
    yi, vi = logit(k, n)
    return Effects(ready.studies.assign(k=k, n=n, yi=yi, vi=vi), ready.measure, ready.scale)


def observed_interval(result: Pooled, patients: float) -> tuple[float, float] | None:
    """Where the percentage *observed* in a new series may lie, as proportions from 0 to 1.

    The prediction interval is for the underlying proportion of a new series. What a series of
    ``patients`` observes differs from it by chance, with variance 1/(n·p·(1-p)) on the logit scale.

    Args:
        result: a pool of logits.
        patients: in the new series, above 0.

    Returns:
        Low and high, or None where there is no prediction interval.

    Raises:
        InputError: when ``patients`` is not above 0.
    """
    if not patients > 0:
        raise InputError([f"patients {patients}; expected above 0"])
    p, mu, se, tau2 = result.estimate, result.mu, result.se, result.tau2
    if result.scale != "logit" or result.mu_prediction_low is None:
        return None
    if p is None or mu is None or se is None or tau2 is None:
        return None
    tail = (1 + result.level) / 2
    df = result.k - {"k-1": 1, "k-2": 2}.get(result.prediction_df or "", 0)
    quantile = stats.norm.ppf(tail) if result.prediction_df == "normal" else stats.t.ppf(tail, df)
    reach = quantile * np.sqrt(tau2 + se**2 + 1 / (patients * p * (1 - p)))
    return float(special.expit(mu - reach)), float(special.expit(mu + reach))


def e_value(
    estimate: float, low: float, high: float, scale: str = "hazard of a common event"
) -> tuple[float, float]:
    """How strong unmeasured confounding must be to explain a ratio away (VanderWeele, Ding 2017).

    Args:
        estimate: the ratio.
        low: lower bound of its interval.
        high: upper bound.
        scale: one of ``EVALUE_SCALES``. The hazard ratio of an event that most patients have is
            first turned into a risk ratio, (1 - 0.5^√HR) / (1 - 0.5^√(1/HR)).

    Returns:
        The E-value of the estimate and of the bound nearer to one: the risk ratio that a confounder
        must have with treatment and with outcome, both, beyond what was measured. One where the
        interval holds one.

    Raises:
        InputError: unless 0 < low <= estimate <= high.
        ValueError: on an unknown scale.
    """
    if scale not in EVALUE_SCALES:
        raise ValueError(f"scale {scale!r}: expected one of {', '.join(EVALUE_SCALES)}")
    if not 0 < low <= estimate <= high:
        raise InputError(
            [f"ratio {estimate} with interval {low} to {high}; expected in this order"]
        )
    nearer = 1.0 if low <= 1 <= high else (low if low > 1 else high)
    common = scale == "hazard of a common event"
    return _explained(estimate, common), _explained(nearer, common)


def _explained(ratio: float, common: bool) -> float:
    if common:
        ratio = (1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio))
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))


@dataclass(frozen=True)
class Overlap:
    """Reports of overlapping cohorts pooled all together, with a robust standard error.

    ``status`` is ``pooled``, ``too few cohorts`` or as in `pooling.Pooled`; ``sentence`` says what
    to know. ``estimate``, ``low`` and ``high`` are on the reader's scale, ``mu`` and ``se`` on the
    analysis scale; ``df`` are Satterthwaite's.
    """

    status: str
    sentence: str
    reports: int
    cohorts: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    mu: float | None = None
    se: float | None = None
    df: float | None = None
    p: float | None = None
    tau2: float | None = None


FEW_DF = 4


def pool_overlapping(ready: Effects, level: float = 0.95, method: str = "REML") -> Overlap:
    """Pool every report, those of the same patients too, and let the cohorts say how sure it is.

    The weights are those of random effects of unrelated reports, which is wrong where patients are
    shared; the standard error holds all the same, because it looks at the residuals cohort by
    cohort: CR2 with Satterthwaite's degrees of freedom (Tipton 2015; Pustejovsky and Tipton 2018).

    Args:
        ready: reports with ``cohort_id``, made with ``count_cohorts_twice``; where it is missing a
            report is a cohort of its own.
        level: of the interval, between 0 and 1.
        method: as in :func:`reviewbook.statistics.pooling.pool`.
    """
    read_level(level)
    refuse_repeated_studies(ready.studies)
    empty = nothing_to_pool(ready)
    cohort = _cohorts(ready.studies)
    cohorts = len(np.unique(cohort))
    if empty or cohorts < 2:
        status, said = empty or ("too few cohorts", "One cohort alone says nothing of a spread.")
        return Overlap(status, said, len(ready), cohorts)
    fitted = fit(ready.yi[:, None], ready.vi[:, None], np.ones((len(ready), 1)), method, "wald")
    mu, phi = float(fitted.beta[0, 0]), ready.vi + fitted.tau2[0]
    se, df = _cr2(ready.yi - mu, phi, cohort)
    half = stats.t.ppf((1 + level) / 2, df) * se
    said = f"{len(ready)} reports of {cohorts} cohorts are pooled; the error is robust to overlap."
    if df < FEW_DF:
        said += f" With {df:.1f} degrees of freedom it is itself hardly known."
    return Overlap(
        "pooled",
        said,
        len(ready),
        cohorts,
        estimate=float(ready.back(mu)),
        low=float(ready.back(mu - half)),
        high=float(ready.back(mu + half)),
        mu=mu,
        se=se,
        df=df,
        p=None if ready.null is None else float(2 * stats.t.sf(abs(mu) / se, df)),
        tau2=float(fitted.tau2[0]),
    )


def _cohorts(studies: pd.DataFrame) -> np.ndarray:
    named = studies.get("cohort_id", pd.Series(np.nan, index=studies.index)).astype("object")
    return named.where(named.notna(), "study " + studies["study"].astype(str)).to_numpy(str)


def _cr2(residual: np.ndarray, phi: np.ndarray, cohort: np.ndarray) -> tuple[float, float]:
    """CR2 standard error of a weighted mean and its degrees of freedom.

    ``phi`` are the variances of the working model, whose inverses are the weights.
    """
    weight, m = 1 / phi, 1 / (1 / phi).sum()
    k = len(phi)
    score, vectors = 0.0, []
    for name in np.unique(cohort):
        inside = np.flatnonzero(cohort == name)
        root = np.sqrt(phi[inside])
        b = np.outer(root, root) * (np.diag(phi[inside]) - m)
        values, basis = np.linalg.eigh(b)
        inverse = np.where(values > 1e-12 * values.max(), values, np.inf) ** -0.5
        a = root[:, None] * ((basis * inverse) @ basis.T) * root
        loading = m * (weight[inside] @ a)
        score += (loading @ residual[inside]) ** 2
        spread = np.zeros(k)
        spread[inside] = loading
        vectors.append(spread - m * weight * loading.sum())
    g = np.array(vectors)
    omega = (g * phi) @ g.T
    return float(np.sqrt(score)), float(np.trace(omega) ** 2 / (omega**2).sum())
