"""Does the effect differ between groups of studies, or along something measured?"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects
from reviewbook.statistics.inputs import read_level, read_values
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
TAU2 = ("separate", "common")


@dataclass(frozen=True)
class Subgroups:
    """Pooled results by group: ``table`` has a row for each, ``pooled`` the results by name.

    ``table`` has ``group`` and the columns of `pooling.Pooled.frame`. ``tau2`` says whether each
    group has a tau² of its own (``separate``) or all share one (``common``).
    """

    by: str
    measure: str
    tau2: str
    table: pd.DataFrame
    pooled: dict[str, Pooled]


@dataclass(frozen=True)
class DifferenceTest:
    """A test between groups; ``status`` is ``tested`` or ``one group``.

    ``q`` is the weighted sum of squares between the groups. With a Wald interval it is chi² with
    ``df``; otherwise ``f`` belongs to F with ``df`` and ``df2``, which for two groups is t².
    """

    status: str
    sentence: str
    q: float | None = None
    df: int | None = None
    f: float | None = None
    df2: float | None = None
    p: float | None = None


def pool_by(
    ready: Effects,
    by: str,
    method: str = "REML",
    interval: str = "ad hoc",
    level: float = 0.95,
    prediction_df: str | None = None,
    tau2: str = "separate",
) -> Subgroups:
    """Pool each group of studies.

    Args:
        ready: studies that have the column ``by``; where it is missing the group is
            ``not stated``.
        by: column that names the group.
        method: as in :func:`reviewbook.statistics.pooling.pool`, as are the rest.
        interval: see ``method``.
        level: see ``method``.
        prediction_df: see ``method``; not used with a common tau².
        tau2: ``separate`` pools each group on its own. ``common`` fits one tau² to all groups, so
            that a group of few studies borrows it, also one of a single study; it needs more
            studies than groups.

    Raises:
        KeyError: when there is no column ``by``.
        ValueError: on another ``tau2``.
    """
    if tau2 not in TAU2:
        raise ValueError(f"tau2 {tau2!r}: expected one of {', '.join(TAU2)}")
    group = ready.studies[by].astype("object").where(ready.studies[by].notna(), NOT_STATED)
    members = {str(name): (group == name).to_numpy() for name in sorted(group.unique(), key=str)}
    if tau2 == "common":
        pooled = _with_common_tau2(ready, members, method, interval, read_level(level))
    else:
        pooled = {
            name: pool(ready.only(inside), method, interval, level, prediction_df)
            for name, inside in members.items()
        }
    rows = [{"group": name, **result.frame().iloc[0]} for name, result in pooled.items()]
    return Subgroups(by, ready.measure, tau2, pd.DataFrame(rows), pooled)


def _with_common_tau2(ready: Effects, members: dict, method, interval, level) -> dict[str, Pooled]:
    settings: dict[str, Any] = {"method": method, "interval": interval, "level": level}
    if len(ready) <= len(members):
        said = f"{len(ready)} studies in {len(members)} groups leave nothing to estimate tau² from."
        return {
            name: Pooled.without_number("too few studies", said, ready.only(inside), **settings)
            for name, inside in members.items()
        }
    X = np.column_stack([inside.astype(float) for inside in members.values()])
    fitted = fit(ready.yi[:, None], ready.vi[:, None], X, method, interval)
    half = fitted.critical(level) * fitted.se[:, 0]
    return {
        name: _group(ready.only(inside), fitted, at, half[at], settings)
        for at, (name, inside) in enumerate(members.items())
    }


def _group(own: Effects, fitted: Fit, at: int, half: float, settings: dict) -> Pooled:
    mu, se, tau2 = float(fitted.beta[at, 0]), float(fitted.se[at, 0]), float(fitted.tau2[0])
    weight = 1 / (own.vi + tau2)
    said = f"{len(own)} studies are pooled with the tau² of all groups."
    return Pooled(
        "pooled" if se > 0 else "no spread",
        f"{said} {SERIES_NOT_EFFECT}" if own.measure == "proportion" else said,
        own.measure,
        own.scale,
        k=len(own),
        mu=mu,
        se=se,
        mu_low=mu - half,
        mu_high=mu + half,
        df=fitted.df,
        tau2=tau2,
        studies=own.studies.assign(weight=100 * weight / weight.sum()),
        estimate=float(own.back(mu)),
        low=float(own.back(mu - half)),
        high=float(own.back(mu + half)),
        **settings,
    )


def difference_between_groups(subgroups: Subgroups) -> DifferenceTest:
    """Test that the groups share one effect.

    With Wald intervals by chi² (Borenstein et al. 2009, chapter 19). With Knapp-Hartung intervals
    the standard errors are estimates on few degrees of freedom: with a common tau² by F with k - G
    degrees in the denominator, for G groups of k studies in all; with separate ones by the test of
    Welch (1951) on k - 1 degrees in each group. A group without a number does not enter. One of a
    single study enters with a common effect or a common tau²: elsewhere it has no tau².

    Raises:
        UnmatchedArmsError: for proportions. Series of different patients are not compared.
    """
    if subgroups.measure == "proportion":
        raise UnmatchedArmsError(
            f"the groups of {subgroups.by!r} are different patients, neither matched nor "
            "randomised: their proportions can be shown side by side, not tested"
        )
    known = {name: _effect_and_variance(each) for name, each in subgroups.pooled.items()}
    effects = {name: each for name, each in known.items() if each}
    entered = {name: subgroups.pooled[name] for name in effects}
    if len(entered) < 2:
        return DifferenceTest("one group", "A difference needs two groups with an effect.")
    mu, variance = np.array(list(effects.values())).T
    weight = 1 / variance
    q = float((weight * (mu - np.average(mu, weights=weight)) ** 2).sum())
    said = f"{len(entered)} groups are compared; studies were not allotted to them at random."
    absent = [name for name in subgroups.pooled if name not in entered]
    if absent:
        said += f" Not among them, without an effect and tau² of their own: {', '.join(absent)}."
    return DifferenceTest(
        "tested", said, q, len(entered) - 1, **_reference(subgroups, entered, variance, q)
    )


def _reference(
    subgroups: Subgroups, entered: dict[str, Pooled], variance: np.ndarray, q: float
) -> dict:
    """The p value of q, with the F statistic and its second degrees of freedom if it is one."""
    groups, first = len(entered), next(iter(entered.values()))
    df = groups - 1
    if first.interval == "wald":
        return {"p": float(stats.chi2.sf(q, df))}
    if subgroups.tau2 == "common":
        f, df2 = q / df, first.df or 0
    else:
        own_df = np.array([max(each.k - 1, 1) for each in entered.values()])
        share = (1 / variance) / (1 / variance).sum()
        unsure = ((1 - share) ** 2 / own_df).sum()
        f = q / df / (1 + 2 * (groups - 2) / (groups**2 - 1) * unsure)
        df2 = (groups**2 - 1) / (3 * unsure)
    return {"f": float(f), "df2": float(df2), "p": float(stats.f.sf(f, df, df2))}


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
    interval: str = "ad hoc",
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
        InputError: naming each study with an infinite or unusably large moderator.
        ValueError: on an unknown method, interval or level.
    """
    read_level(level)
    stated = ready.studies[moderators].notna().all(axis=1).to_numpy()
    used = ready.only(stated)
    design = _design(used.studies, moderators)
    k = len(used)
    if k <= design.shape[1]:
        sentence = f"{k} studies cannot carry {design.shape[1]} coefficients."
        return MetaRegression("too few studies", sentence, k)
    unit = design.abs().max().to_numpy()
    X = design.to_numpy(float) / np.where(unit > 0, unit, 1.0)
    if np.linalg.matrix_rank(X) < X.shape[1]:
        sentence = "A moderator is the same in all studies, or follows from the others."
        return MetaRegression("moderator does not vary", sentence, k)
    y, v = used.yi[:, None], used.vi[:, None]
    fitted = _in_units(fit(y, v, X, method, interval), unit)
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


def _in_units(fitted: Fit, unit: np.ndarray) -> Fit:
    """The fit of a design whose columns were divided by ``unit``, in the columns' own units."""
    cov = fitted.cov / np.outer(unit, unit)[:, :, None]
    return replace(fitted, beta=fitted.beta / unit[:, None], cov=cov, se=fitted.se / unit[:, None])


def _effect_and_variance(result: Pooled) -> tuple[float, float] | None:
    if result.status == "one study" and result.method == "common":
        return float(result.studies["yi"].iloc[0]), float(result.studies["vi"].iloc[0])
    if result.status == "pooled" and result.mu is not None and result.se:
        return result.mu, result.se**2
    return None


def _design(studies: pd.DataFrame, moderators: list[str]) -> pd.DataFrame:
    numbers = [name for name in moderators if pd.api.types.is_numeric_dtype(studies[name])]
    read_values(studies, numbers)
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
    from pymare.stats import q_profile

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
