"""What each study does to the pooled result, and what the result would be without it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects
from reviewbook.statistics.inputs import read_level
from reviewbook.statistics.pooling import pool, pool_subsets
from reviewbook.statistics.random_effects import fit

__all__ = [
    "EggerTest",
    "Funnel",
    "all_subsets",
    "baujat",
    "cumulative",
    "egger",
    "funnel",
    "influence",
    "leave_one_out",
]

FEW_STUDIES = 10
EVERY_SUBSET = 16


def leave_one_out(
    ready: Effects,
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> pd.DataFrame:
    """Pool again without each study in turn.

    The arguments are those of `pooling.pool`. Returns a row for each study, named in
    ``left_out``, with the columns of :func:`reviewbook.statistics.pooling.pool_subsets`.
    """
    table = pool_subsets(
        ready, ~np.eye(len(ready), dtype=bool), method, interval, level, prediction_df
    )
    return table.assign(left_out=ready.studies["study"].to_numpy())


def cumulative(
    ready: Effects,
    by: str = "year",
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> pd.DataFrame:
    """Pool the studies as they became known: the first, the first two, and so on.

    Args:
        ready: studies that have the column ``by``.
        by: column to sort on; ties are sorted by ``study``.
        method: as in :func:`reviewbook.statistics.pooling.pool`, as are the rest.
        interval: see ``method``.
        level: see ``method``.
        prediction_df: see ``method``.

    Returns:
        A row for each study in that order, with ``added``, the value of ``by`` and the columns of
        :func:`reviewbook.statistics.pooling.pool_subsets`. The first row's status is ``one study``.

    Raises:
        KeyError: when there is no column ``by``.
        ValueError: naming the studies where ``by`` is not stated.
    """
    missing = ready.studies.loc[ready.studies[by].isna(), "study"]
    if len(missing):
        raise ValueError(f"column {by!r} is not stated for {', '.join(missing.astype(str))}")
    order = ready.studies.sort_values([by, "study"], kind="stable").index.to_numpy()
    subsets = np.zeros((len(ready), len(ready)), dtype=bool)
    subsets[:, order] = np.tri(len(ready), dtype=bool)
    table = pool_subsets(ready, subsets, method, interval, level, prediction_df)
    added = ready.studies.loc[order, ["study", by]].reset_index(drop=True)
    return pd.concat([added.rename(columns={"study": "added"}), table], axis=1)


def all_subsets(
    ready: Effects,
    smallest: int = 2,
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> pd.DataFrame:
    """Pool every subset of at least ``smallest`` studies, or a sample of them.

    This is the GOSH plot's data (Olkin, Dahabreh and Trikalinos 2012). Above `EVERY_SUBSET` studies
    their number is out of reach, and 2^16 different subsets are drawn at random, each as likely as
    any other: they show the cloud and not its utmost points. Time and memory (about 30 MB) are then
    those of 16 studies.

    Args:
        ready: the studies, at most 62.
        smallest: size of the smallest subset, from 0.
        method: as in :func:`reviewbook.statistics.pooling.pool`, as are the rest.
        interval: see ``method``.
        level: see ``method``.
        prediction_df: see ``method``.

    Returns:
        The columns of `pooling.pool_subsets`, sorted by ``subset``; study i is in the
        subset when bit i of ``subset`` is set.

    Raises:
        ValueError: on more than 62 studies, or above `EVERY_SUBSET` a ``smallest`` of more than
            half of them.
    """
    k = len(ready)
    if k > 62:
        raise ValueError(f"{k} studies: expected at most 62")
    number = np.arange(2**k) if k <= EVERY_SUBSET else _sampled(k, smallest)
    subsets = (number[:, None] >> np.arange(k)) & 1 == 1
    subsets = subsets[subsets.sum(axis=1) >= smallest]
    return pool_subsets(ready, subsets, method, interval, level, prediction_df)


def _sampled(k: int, smallest: int) -> np.ndarray:
    """2^16 different subsets as whole numbers, in order; always the same ones."""
    if smallest > k / 2:
        raise ValueError(f"smallest {smallest}: expected at most half of {k} studies")
    generator, found = np.random.default_rng(k), np.array([], dtype=np.int64)
    while len(found) < 2**EVERY_SUBSET:
        drawn = generator.integers(0, 2**k, size=2 ** (EVERY_SUBSET + 1), dtype=np.int64)
        large = np.bitwise_count(drawn) >= smallest
        found = np.unique(np.concatenate([found, drawn[large]]))
    return np.sort(generator.permutation(found)[: 2**EVERY_SUBSET])


def influence(ready: Effects, method: str = "REML", interval: str = "ad hoc") -> pd.DataFrame:
    """Deletion diagnostics of each study (Viechtbauer and Cheung 2010).

    The fit is repeated without each study, tau² included.

    Args:
        ready: the k studies.
        method: as in :func:`reviewbook.statistics.pooling.pool`.
        interval: as in `pooling.pool`; Knapp-Hartung scales the standard errors.

    Returns:
        A row for each study: ``study``, ``status``, ``rstudent`` (externally standardised
        residual), ``dffits``, ``cooks_distance``, ``covariance_ratio``, ``dfbetas``,
        ``tau2_without``, ``q_without``, ``hat``, ``weight`` (percent) and ``influential``, true
        when |DFFITS| > 3·sqrt(1/(k-1)), Cook's distance is beyond the median of chi² with one
        degree, hat > 3/k, or |DFBETAS| > 1. With fewer than three studies the status is
        ``too few studies`` and the numbers are missing; ``no spread`` means that a fit left no
        residual to scale by.
    """
    k = len(ready)
    if k < 3:
        return _without_diagnostics(ready)
    whole, without, others = _deletions(ready, method, interval)
    mu, mu_i, tau2_i = whole.beta[0, 0], without.beta[0], without.tau2
    weight = 1 / (ready.vi + whole.tau2[0])
    hat = weight / weight.sum()
    unscaled = 1 / (1 / (ready.vi[others] + tau2_i)).sum(axis=0)
    scale = without.cov[0, 0] / unscaled
    deleted_variance = 1 / (1 / (ready.vi[:, None] + tau2_i)).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = pd.DataFrame(
            {
                "study": ready.studies["study"].to_numpy(),
                "rstudent": (ready.yi - mu_i)
                / np.sqrt(scale * (ready.vi + tau2_i) + without.cov[0, 0]),
                "dffits": (mu - mu_i) / np.sqrt(scale * hat * (tau2_i + ready.vi)),
                "cooks_distance": (mu - mu_i) ** 2 / whole.cov[0, 0, 0],
                "covariance_ratio": without.cov[0, 0] / whole.cov[0, 0, 0],
                "dfbetas": (mu - mu_i) / np.sqrt(scale * deleted_variance),
                "tau2_without": tau2_i,
                "q_without": without.q,
                "hat": hat,
                "weight": 100 * hat,
            }
        )
    spread = np.isfinite(table.select_dtypes("number")).all(axis=1)
    table.insert(1, "status", np.where(spread, "diagnosed", "no spread"))
    return table.assign(influential=_is_influential(table, k))


def baujat(ready: Effects, method: str = "REML", interval: str = "ad hoc") -> pd.DataFrame:
    """Where each study stands in a Baujat plot (Baujat et al. 2002).

    Args:
        ready: the studies.
        method: as in `pooling.pool`; ``common`` is the plot of the paper, where
            ``heterogeneity`` is the study's part of Q.
        interval: as in :func:`reviewbook.statistics.pooling.pool`.

    Returns:
        A row for each study: ``study``, ``status``, ``heterogeneity`` (squared Pearson residual)
        and ``influence`` (squared shift of the pooled effect without the study, over its
        variance); with fewer than three studies the status is ``too few studies``.
    """
    if len(ready) < 3:
        return _without_diagnostics(ready)
    whole, without, _ = _deletions(ready, method, interval)
    mu = whole.beta[0, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = (without.beta[0] - mu) ** 2 / without.cov[0, 0]
    return pd.DataFrame(
        {
            "study": ready.studies["study"].to_numpy(),
            "status": np.where(np.isfinite(shift), "diagnosed", "no spread"),
            "heterogeneity": (ready.yi - mu) ** 2 / (ready.vi + whole.tau2[0]),
            "influence": shift,
        }
    )


@dataclass(frozen=True)
class Funnel:
    """A funnel plot's data on the analysis scale.

    ``points``: ``study``, ``yi``, ``se``. ``contours``: ``level``, ``se``, ``low``, ``high``, the
    limits of significance around no effect (Peters et al. 2008), or around the pooled effect
    where there is no such value. ``centre`` is what the contours stand around.
    """

    points: pd.DataFrame
    contours: pd.DataFrame
    centre: float | None


def funnel(ready: Effects, levels: tuple[float, ...] = (0.90, 0.95, 0.99)) -> Funnel:
    """Studies against their standard errors, with contours at ``levels``.

    An empty input gives empty frames and no centre.
    """
    points = pd.DataFrame(
        {"study": ready.studies["study"], "yi": ready.yi, "se": np.sqrt(ready.vi)}
    )
    centre = ready.null if ready.null is not None else pool(ready, "common", "wald").mu
    columns = ["level", "se", "low", "high"]
    if centre is None or points.empty:
        return Funnel(points, pd.DataFrame(columns=columns, dtype=float), None)
    rows = [
        (read_level(level), se, centre - reach, centre + reach)
        for level in levels
        for se in (0.0, float(points["se"].max()))
        for reach in [stats.norm.ppf((1 + level) / 2) * se]
    ]
    return Funnel(points, pd.DataFrame(rows, columns=columns), float(centre))


@dataclass(frozen=True)
class EggerTest:
    """A test of funnel asymmetry, or the reason why there is none.

    ``status`` is ``tested``, ``too few studies`` or ``equal precision``; ``sentence`` warns below
    ten studies. ``asymmetry`` is the change of the effect per unit of standard error (Egger's
    intercept); ``limit`` is the effect at a standard error of zero, on the analysis scale.
    """

    status: str
    sentence: str
    model: str
    k: int
    asymmetry: float | None = None
    se: float | None = None
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    limit: float | None = None
    limit_low: float | None = None
    limit_high: float | None = None


def egger(ready: Effects, model: str = "classical", level: float = 0.95) -> EggerTest:
    """Regress the effects on their standard errors.

    Args:
        ready: the studies.
        model: ``classical``, weighted least squares with a multiplicative dispersion and t with
            k - 2 degrees (Egger et al. 1997), or ``mixed``, a random-effects regression by REML
            with a normal reference (Sterne and Egger 2005), metafor's default.
        level: of the interval of the limit.

    Raises:
        ValueError: on an unknown model or a level outside 0 to 1.
    """
    if model not in ("classical", "mixed"):
        raise ValueError(f"model {model!r}: expected classical or mixed")
    tail = (1 + read_level(level)) / 2
    k, se = len(ready), np.sqrt(ready.vi)
    if k < 3:
        return EggerTest("too few studies", "Asymmetry needs three studies.", model, k)
    if np.ptp(se) < 1e-9 * se.max():
        sentence = "All studies are equally precise, so there is no funnel to test."
        return EggerTest("equal precision", sentence, model, k)
    X = np.column_stack([np.ones(k), se])
    if model == "classical":
        from statsmodels.regression.linear_model import WLS

        line = WLS(ready.yi, X, weights=1 / ready.vi).fit()
        coefficient, error, df = line.params, line.bse, k - 2
        reference = stats.t(df)
    else:
        fitted = fit(ready.yi[:, None], ready.vi[:, None], X, "REML", "wald")
        coefficient, error, df = fitted.beta[:, 0], fitted.se[:, 0], None
        reference = stats.norm
    statistic = float(coefficient[1] / error[1])
    reach = reference.ppf(tail) * error[0]
    return EggerTest(
        "tested",
        _egger_sentence(k),
        model,
        k,
        asymmetry=float(coefficient[1]),
        se=float(error[1]),
        statistic=statistic,
        df=df,
        p=float(2 * reference.sf(abs(statistic))),
        limit=float(coefficient[0]),
        limit_low=float(coefficient[0] - reach),
        limit_high=float(coefficient[0] + reach),
    )


def _egger_sentence(k: int) -> str:
    if k >= FEW_STUDIES:
        return f"{k} studies are tested; asymmetry has other causes than unpublished studies."
    return (
        f"With {k} studies, fewer than {FEW_STUDIES}, the test has little power: no asymmetry "
        "found is not symmetry shown (Sterne et al. 2011)."
    )


def _deletions(ready: Effects, method: str, interval: str):
    k = len(ready)
    others = np.array([np.delete(np.arange(k), i) for i in range(k)]).T
    ones = np.ones((k, 1))
    whole = fit(ready.yi[:, None], ready.vi[:, None], ones, method, interval)
    without = fit(ready.yi[others], ready.vi[others], ones[1:], method, interval)
    return whole, without, others


def _is_influential(table: pd.DataFrame, k: int) -> pd.Series:
    return (
        (table["dffits"].abs() > 3 * np.sqrt(1 / (k - 1)))
        | (stats.chi2.cdf(table["cooks_distance"], 1) > 0.5)
        | (table["hat"] > 3 / k)
        | (table["dfbetas"].abs() > 1)
    )


def _without_diagnostics(ready: Effects) -> pd.DataFrame:
    return pd.DataFrame({"study": ready.studies["study"]}).assign(status="too few studies")
