"""The weighted least-squares engine: many data sets at once, no frames.

PyMARE does the fitting. Two things are added. REML's between-study variance is polished by
Newton steps on the restricted score, because PyMARE's search stops at a relative width of 1e-6 and
a comparison with metafor needs more digits; and Paule-Mandel is solved, which PyMARE lacks.

Arrays: ``y`` and ``v`` have shape (k, d), k studies in each of d parallel data sets; the design
``X`` has shape (k, p) and is shared.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

__all__ = ["INTERVALS", "METHODS", "Fit", "estimate_tau2", "fit"]

METHODS = ("common", "DL", "PM", "REML")
INTERVALS = ("wald", "knapp-hartung", "ad hoc")

_STEPS = 100
_PRECISION = 1e-12


@dataclass(frozen=True)
class Fit:
    """Coefficients and heterogeneity of d parallel data sets.

    ``beta`` and ``se`` have shape (p, d), ``cov`` (p, p, d); the rest have shape (d,). ``df`` is
    the degrees of freedom of the t reference, or None for the normal. With s² the typical variance
    of Higgins and Thompson 2002, eq. 9, ``i2`` = 100·tau²/(tau² + s²) and ``h2`` = (tau² + s²)/s²,
    as in metafor; ``i2_q`` = 100·(Q - df)/Q and ``h2_q`` = Q/df, floored at 0 and 1, as in the
    Cochrane Handbook. The two agree for DL. With a common effect there is no tau², and both come
    from Q.
    """

    beta: np.ndarray
    cov: np.ndarray
    se: np.ndarray
    df: int | None
    tau2: np.ndarray
    q: np.ndarray
    q_df: int
    i2: np.ndarray
    h2: np.ndarray
    i2_q: np.ndarray
    h2_q: np.ndarray
    typical_variance: np.ndarray

    def critical(self, level: float) -> float:
        """The quantile that turns a standard error into half an interval."""
        tail = (1 + level) / 2
        return float(stats.norm.ppf(tail) if self.df is None else stats.t.ppf(tail, self.df))

    def p_values(self) -> np.ndarray:
        """Two-sided p values, shape (p, d), from the reference that the interval uses."""
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.abs(self.beta / self.se)
        if self.df is None:
            return 2 * stats.norm.sf(statistic)
        return 2 * stats.t.sf(statistic, self.df)


def fit(y, v, X, method: str, interval: str) -> Fit:
    """Fit the common-effect or random-effects model to each data set.

    Args:
        y: effects, shape (k, d).
        v: sampling variances, shape (k, d).
        X: design with its intercept, shape (k, p), p < k.
        method: one of ``METHODS``.
        interval: one of ``INTERVALS``. Knapp-Hartung (Knapp and Hartung 2003) multiplies the
            covariance by q, the weighted residual sum of squares over k - p, and refers to t with
            k - p degrees of freedom. A q below one would shrink it; ``ad hoc`` takes max(1, q), so
            that the interval is never narrower than Wald's (Jackson et al. 2017).

    Raises:
        ValueError: on an unknown method or interval, or when k <= p.
    """
    from pymare.estimators import WeightedLeastSquares
    from pymare.stats import q_gen

    if interval not in INTERVALS:
        raise ValueError(f"interval {interval!r}: expected one of {', '.join(INTERVALS)}")
    k, p = X.shape
    if k <= p:
        raise ValueError(f"{k} studies cannot carry {p} coefficients: expected more studies")
    tau2 = estimate_tau2(y, v, X, method)
    model = WeightedLeastSquares(tau2=tau2, small_sample_correction="wald").fit(y, X, v)
    beta = model.params_["fe_params"]
    cov = np.asarray(model.params_["inv_cov"]).reshape(p, p, -1)
    if interval != "wald":
        residual = ((y - X @ beta) ** 2 / (v + tau2)).sum(axis=0) / (k - p)
        cov = cov * (np.maximum(1.0, residual) if interval == "ad hoc" else residual)
    q, q_df = np.asarray(q_gen(y, v, X, 0.0)).reshape(-1), k - p
    typical = q_df / _projection(np.zeros(y.shape[1]), y, v, X).trace
    beyond = np.divide(q - q_df, q, out=np.zeros_like(q), where=q > q_df)
    i2_q = 100 * beyond
    return Fit(
        beta=beta,
        cov=cov,
        se=np.sqrt(np.einsum("ppd->pd", cov)),
        df=None if interval == "wald" else q_df,
        tau2=tau2,
        q=q,
        q_df=q_df,
        i2=i2_q if method == "common" else 100 * tau2 / (typical + tau2),
        h2=q / q_df if method == "common" else 1 + tau2 / typical,
        i2_q=i2_q,
        h2_q=np.maximum(1.0, q / q_df),
        typical_variance=typical,
    )


def estimate_tau2(y, v, X, method: str) -> np.ndarray:
    """Between-study variance of each data set, shape (d,), never below zero.

    With W = diag(1/(v + tau²)) and P = W - WX(X'WX)⁻¹X'W: ``DL`` (DerSimonian and Laird 1986) is
    (Q - (k - p)) / tr P with P and Q = y'Py at tau² = 0; ``PM`` (Paule and Mandel 1982) is where
    y'Py = k - p; ``REML`` (Viechtbauer 2005) is a maximum of the restricted likelihood, whose score
    is (y'PPy - tr P)/2, and where it has several tops the one that PyMARE's search over the whole
    range leads to, not for certain the highest; ``common`` is zero.

    Raises:
        ValueError: on an unknown method.
    """
    from pymare.estimators import DerSimonianLaird

    match method:
        case "common":
            return np.zeros(y.shape[1])
        case "DL":
            tau2 = DerSimonianLaird(small_sample_correction="wald").fit(y, v, X).params_["tau2"]
            return np.maximum(0.0, np.asarray(tau2).reshape(-1))
        case "PM":
            return _paule_mandel(y, v, X)
        case "REML":
            return _restricted_likelihood(y, v, X)
    raise ValueError(f"method {method!r}: expected one of {', '.join(METHODS)}")


@dataclass(frozen=True)
class _Projection:
    """Traces and quadratic forms of P = W - WX(X'WX)⁻¹X'W, each of shape (d,)."""

    trace: np.ndarray
    trace_pp: np.ndarray
    ypy: np.ndarray
    yppy: np.ndarray
    ypppy: np.ndarray


def _projection(tau2, y, v, X) -> _Projection:
    from pymare.stats import weighted_least_squares

    w = 1.0 / (v + tau2)
    beta, cov = weighted_least_squares(y, v, X, tau2, return_cov=True, w=w)
    residual = y - X @ beta
    py = w * residual
    w2 = w * w
    xw2x = np.einsum("kp,kq,kd->pqd", X, X, w2)
    xw3x = np.einsum("kp,kq,kd->pqd", X, X, w2 * w)
    c_xw2x = np.einsum("pqd,qrd->prd", cov, xw2x)
    xwpy = X.T @ (w * py)
    return _Projection(
        trace=w.sum(axis=0) - np.einsum("ppd->d", c_xw2x),
        trace_pp=w2.sum(axis=0)
        - 2 * np.einsum("pqd,qpd->d", cov, xw3x)
        + np.einsum("pqd,qpd->d", c_xw2x, c_xw2x),
        ypy=(w * residual**2).sum(axis=0),
        yppy=(py**2).sum(axis=0),
        ypppy=(w * py**2).sum(axis=0) - np.einsum("pd,pqd,qd->d", xwpy, cov, xwpy),
    )


def _paule_mandel(y, v, X) -> np.ndarray:
    """Newton from zero: Q falls and is convex, so no step passes the root."""
    df = X.shape[0] - X.shape[1]
    tau2 = np.zeros(y.shape[1])
    for _ in range(_STEPS):
        form = _projection(tau2, y, v, X)
        step = np.maximum(0.0, form.ypy - df) / np.maximum(form.yppy, np.finfo(float).tiny)
        tau2 = tau2 + step
        if np.all(step <= _PRECISION * tau2):
            break
    return tau2


def _restricted_likelihood(y, v, X) -> np.ndarray:
    """PyMARE's search, then Newton (or, where it is not concave, Fisher) steps."""
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    start = VarianceBasedLikelihoodEstimator(method="REML", small_sample_correction="wald")
    tau2 = np.asarray(start.fit(y, v, X).params_["tau2"]).reshape(-1)
    scale = 1 / (1 / v).mean(axis=0)
    for _ in range(_STEPS):
        form = _projection(tau2, y, v, X)
        score = 0.5 * (form.yppy - form.trace)
        observed = form.ypppy - 0.5 * form.trace_pp
        information = np.where(observed > 0, observed, 0.5 * form.trace_pp)
        step = np.clip(score / information, -0.5 * (tau2 + scale), 0.5 * (tau2 + scale))
        moved = np.maximum(0.0, tau2 + step)
        settled = np.abs(moved - tau2) <= _PRECISION * (tau2 + scale)
        tau2 = moved
        if np.all(settled):
            break
    return tau2
