"""Does the effect differ between groups of studies, or along something measured?"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pymare.stats import q_profile
from scipy import stats

from reviewbook.statistics.effects import Effects
from reviewbook.statistics.inputs import read_level
from reviewbook.statistics.pooling import SERIES_NOT_EFFECT, Pooled, pool
from reviewbook.statistics.random_effects import Fit, estimate_tau2, fit
from reviewbook.statistics.two_arms import UnmatchedArmsError

__all__ = [
    "DifferenceTest",
    "MetaRegression",
    "Subgroups",
    "difference_between_groups",
    "meta_regression",
    "pool_by",
]

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Subgroups:
    """Pooled results by group: ``table`` has a row for each, ``pooled`` the results by name.

    ``table`` has ``group`` and the columns of `pooling.Pooled.frame`. Each group has a
    tau² of its own.
    """

    by: str
    measure: str
    table: pd.DataFrame
    pooled: dict[str, Pooled]


@dataclass(frozen=True)
class DifferenceTest:
    """A test between groups; ``status`` is ``tested`` or ``one group``."""

    status: str
    sentence: str
    q: float | None = None
    df: int | None = None
    p: float | None = None


def pool_by(
    ready: Effects,
    by: str,
    method: str = "REML",
    interval: str = "knapp-hartung",
    level: float = 0.95,
    prediction_df: str | None = None,
) -> Subgroups:
    """Pool each group of studies on its own.

    Args:
        ready: studies that have the column ``by``; where it is missing the group is
            ``not stated``.
        by: column that names the group.
        method: as in :func:`reviewbook.statistics.pooling.pool`, as are the rest.
        interval: see ``method``.
        level: see ``method``.
        prediction_df: see ``method``.

    Raises:
        KeyError: when there is no column ``by``.
    """
    group = ready.studies[by].astype("object").where(ready.studies[by].notna(), NOT_STATED)
    pooled = {
        str(name): pool(
            ready.only((group == name).to_numpy()), method, interval, level, prediction_df
        )
        for name in sorted(group.unique(), key=str)
    }
    rows = [{"group": name, **result.frame().iloc[0]} for name, result in pooled.items()]
    return Subgroups(by, ready.measure, pd.DataFrame(rows), pooled)


def difference_between_groups(subgroups: Subgroups) -> DifferenceTest:
    """Chi² test that the groups share one effect (Borenstein et al. 2009, chapter 19).

    A group of one study enters with that study's effect and variance; a group without a number
    does not enter.

    Raises:
        UnmatchedArmsError: for proportions. Series of different patients are not compared.
    """
    if subgroups.measure == "proportion":
        raise UnmatchedArmsError(
            f"the groups of {subgroups.by!r} are different patients, neither matched nor "
            "randomised: their proportions can be shown side by side, not tested"
        )
    known = [each for each in map(_effect_and_variance, subgroups.pooled.values()) if each]
    if len(known) < 2:
        return DifferenceTest("one group", "A difference needs two groups with an effect.")
    mu, variance = np.array(known).T
    weight = 1 / variance
    q = float((weight * (mu - np.average(mu, weights=weight)) ** 2).sum())
    df = len(known) - 1
    sentence = f"{len(known)} groups are compared; studies were not allotted to them at random."
    return DifferenceTest("tested", sentence, q, df, float(stats.chi2.sf(q, df)))


@dataclass(frozen=True)
class MetaRegression:
    """Coefficients of a meta-regression, or the reason why there are none.

    ``status`` is ``fitted``, ``too few studies``, ``moderator does not vary`` or ``no spread`` (the
    studies lie on the line exactly: Knapp-Hartung has no standard error). ``coefficients`` has
    ``term``, ``coefficient``, ``se``, ``low``, ``high``, ``statistic`` and ``p``, on the analysis
    scale. ``qm`` tests all terms but the intercept: chi² (``qm_df2`` None), or F when
    Knapp-Hartung is used. ``r2`` is the share of tau² accounted for, in percent, None without any
    tau². ``bubbles`` has the studies with ``se`` and ``weight`` (percent) for the bubble plot,
    ``line`` the fitted line (``x``, ``estimate``, ``low``, ``high`` on the reader's scale) when
    the one moderator is a number.
    """

    status: str
    sentence: str
    k: int
    coefficients: pd.DataFrame = field(default_factory=pd.DataFrame)
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    i2: float | None = None
    h2: float | None = None
    r2: float | None = None
    qm: float | None = None
    qm_df: int | None = None
    qm_df2: int | None = None
    qm_p: float | None = None
    qe: float | None = None
    qe_df: int | None = None
    qe_p: float | None = None
    bubbles: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    line: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)


def meta_regression(
    ready: Effects,
    moderators: list[str],
    method: str = "REML",
    interval: str = "knapp-hartung",
    level: float = 0.95,
) -> MetaRegression:
    """Regress the effects on properties of the studies (Thompson and Higgins 2002).

    Args:
        ready: the studies; those where a moderator is not stated are left out and named.
        moderators: columns. Numbers enter as they are; words enter as one term for each value but
            the first in alphabetical order.
        method: as in :func:`reviewbook.statistics.pooling.pool`.
        interval: as in :func:`reviewbook.statistics.pooling.pool`.
        level: of the intervals, between 0 and 1.

    Raises:
        KeyError: when a moderator is no column.
        ValueError: on an unknown method, interval or level.
    """
    read_level(level)
    stated = ready.studies[moderators].notna().all(axis=1).to_numpy()
    used = ready.only(stated)
    design = _design(used.studies, moderators)
    X, k = design.to_numpy(float), len(used)
    if k <= X.shape[1]:
        sentence = f"{k} studies cannot carry {X.shape[1]} coefficients."
        return MetaRegression("too few studies", sentence, k)
    if np.linalg.matrix_rank(X / np.abs(X).max(axis=0)) < X.shape[1]:
        sentence = "A moderator is the same in all studies, or follows from the others."
        return MetaRegression("moderator does not vary", sentence, k)
    y, v = used.yi[:, None], used.vi[:, None]
    fitted = fit(y, v, X, method, interval)
    if not np.all(fitted.se > 0):
        sentence = f"{k} studies lie on one line exactly, so Knapp-Hartung has no spread to go by."
        return MetaRegression("no spread", sentence, k)
    weight = 1 / (used.vi + fitted.tau2[0])
    return MetaRegression(
        "fitted",
        _regression_sentence(ready, stated),
        k,
        coefficients=_coefficients(fitted, list(design), level),
        bubbles=used.studies.assign(se=np.sqrt(used.vi), weight=100 * weight / weight.sum()),
        line=_line(used, design, moderators, fitted, level),
        **_omnibus(fitted),
        **_residual_heterogeneity(fitted, y, v, X, method, level),
    )


def _effect_and_variance(result: Pooled) -> tuple[float, float] | None:
    if result.status == "one study":
        return float(result.studies["yi"].iloc[0]), float(result.studies["vi"].iloc[0])
    if result.status == "pooled" and result.se:
        return result.mu, result.se**2
    return None


def _design(studies: pd.DataFrame, moderators: list[str]) -> pd.DataFrame:
    columns = {"intercept": pd.Series(1.0, index=studies.index)}
    for name in moderators:
        if pd.api.types.is_numeric_dtype(studies[name]):
            columns[name] = studies[name].astype(float)
        else:
            words = studies[name].astype(str)
            for value in sorted(words.unique())[1:]:
                columns[f"{name}: {value}"] = (words == value).astype(float)
    return pd.DataFrame(columns)


def _coefficients(fitted: Fit, terms: list[str], level: float) -> pd.DataFrame:
    beta, se = fitted.beta[:, 0], fitted.se[:, 0]
    half = fitted.critical(level) * se
    return pd.DataFrame(
        {
            "term": terms,
            "coefficient": beta,
            "se": se,
            "low": beta - half,
            "high": beta + half,
            "statistic": beta / se,
            "p": fitted.p_values()[:, 0],
        }
    )


def _omnibus(fitted: Fit) -> dict:
    """Wald test of all terms but the intercept."""
    beta, cov = fitted.beta[1:, 0], fitted.cov[1:, 1:, 0]
    m = len(beta)
    q = float(beta @ np.linalg.solve(cov, beta))
    if fitted.df is None:
        return {"qm": q, "qm_df": m, "qm_p": float(stats.chi2.sf(q, m))}
    p = float(stats.f.sf(q / m, m, fitted.df))
    return {"qm": q / m, "qm_df": m, "qm_df2": fitted.df, "qm_p": p}


def _residual_heterogeneity(fitted: Fit, y, v, X, method: str, level: float) -> dict:
    numbers = {
        "tau2": float(fitted.tau2[0]),
        "i2": float(fitted.i2[0]),
        "h2": float(fitted.h2[0]),
        "qe": float(fitted.q[0]),
        "qe_df": fitted.q_df,
        "qe_p": float(stats.chi2.sf(fitted.q[0], fitted.q_df)),
    }
    if method == "common":
        return numbers
    profile = q_profile(y[:, 0], v[:, 0], X, alpha=1 - level)
    numbers |= {"tau2_low": float(profile["ci_l"]), "tau2_high": float(profile["ci_u"])}
    without = float(estimate_tau2(y, v, X[:, :1], method)[0])
    if without > 0:
        numbers["r2"] = max(0.0, 100 * (without - numbers["tau2"]) / without)
    return numbers


def _line(used: Effects, design: pd.DataFrame, moderators, fitted: Fit, level) -> pd.DataFrame:
    if len(moderators) != 1 or list(design) != ["intercept", moderators[0]]:
        return pd.DataFrame(columns=["x", "estimate", "low", "high"])
    x = np.linspace(design[moderators[0]].min(), design[moderators[0]].max(), 50)
    at = np.column_stack([np.ones_like(x), x])
    mu = at @ fitted.beta[:, 0]
    half = fitted.critical(level) * np.sqrt(np.einsum("ip,pq,iq->i", at, fitted.cov[:, :, 0], at))
    return pd.DataFrame(
        {
            "x": x,
            "estimate": used.back(mu),
            "low": used.back(mu - half),
            "high": used.back(mu + half),
        }
    )


def _regression_sentence(ready: Effects, stated: np.ndarray) -> str:
    said = [f"{int(stated.sum())} studies are regressed; an association between studies is not one"]
    said[0] += " between patients."
    if not stated.all():
        absent = ", ".join(ready.studies.loc[~stated, "study"].astype(str))
        said.append(f"Left out because a moderator is not stated: {absent}.")
    if ready.measure == "proportion":
        said.append(SERIES_NOT_EFFECT)
    return " ".join(said)
