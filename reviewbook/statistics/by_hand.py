"""The estimators again, as one would do them with pencil and paper.

Plain sums and roots, step by step, for the chapter on methods. Nothing here uses the libraries
that :mod:`reviewbook.statistics.pooling` stands on, and a test holds the two together.
"""

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects

__all__ = [
    "cook_steps",
    "egger_steps",
    "median_steps",
    "paule_mandel_steps",
    "profile_steps",
    "random_effects_steps",
    "reml_steps",
    "three_series",
    "weights_by_hand",
    "wilson_steps",
]

LEVEL = 0.95
NEAR = 1e-9


def three_series(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the three largest series whose N can give the printed percentage, one per cohort.

    `rows` are study rows of a forest plot in percent (`label`, `n`, `estimate`, `feasible`,
    `cohort_id`). Columns: ``study``, ``n`` and ``k``, the whole number of patients it stands for.
    """
    usable = rows[(rows["row"] == "study") & rows["feasible"].astype(bool)]
    usable = usable.sort_values("n", ascending=False).drop_duplicates("cohort_id").head(3)
    counts = [
        round(share * n / 100)
        for share, n in zip(usable["estimate"], usable["n"].astype(int), strict=True)
    ]
    return pd.DataFrame(
        {"study": usable["label"], "k": counts, "n": usable["n"].astype(int)}
    ).reset_index(drop=True)


def wilson_steps(k: int, n: int) -> pd.DataFrame:
    """Wilson's interval at 95% (Wilson 1927), in steps: ``step``, ``value``."""
    z, p = stats.norm.ppf((1 + LEVEL) / 2), k / n
    middle = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(n * p * (1 - p) + z**2 / 4)
    return _steps(
        ("k, patients alive", k),
        ("n, patients", n),
        ("p = k / n", p),
        ("z, normal quantile", z),
        ("middle of the interval", middle),
        ("half its width", half),
        ("lower bound", middle - half),
        ("upper bound", middle + half),
    )


def weights_by_hand(counts: pd.DataFrame) -> pd.DataFrame:
    """Give logits, variances and inverse-variance weights: ``study, k, n, y, v, w, wy, wyy``."""
    k, n = counts["k"].astype(float), counts["n"].astype(float)
    y, v = np.log(k / (n - k)), 1 / k + 1 / (n - k)
    return counts.assign(y=y, v=v, w=1 / v, wy=y / v, wyy=y**2 / v)


def random_effects_steps(y, v) -> pd.DataFrame:
    """DerSimonian-Laird with all that goes with it, in steps: ``step``, ``value``.

    `y` and `v` are effects and variances on the analysis scale, shape (k,). Sources as in
    :mod:`reviewbook.statistics.random_effects` and :mod:`reviewbook.statistics.pooling`.
    """
    y, v = np.asarray(y, float), np.asarray(v, float)
    w, k = 1 / v, len(y)
    common = (w * y).sum() / w.sum()
    q = (w * (y - common) ** 2).sum()
    c = w.sum() - (w**2).sum() / w.sum()
    tau2 = max(0.0, (q - (k - 1)) / c)
    typical = (k - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    u = 1 / (v + tau2)
    mu, se = (u * y).sum() / u.sum(), np.sqrt(1 / u.sum())
    hartung = np.sqrt((u * (y - mu) ** 2).sum() / (k - 1)) * se
    z, t = stats.norm.ppf((1 + LEVEL) / 2), stats.t.ppf((1 + LEVEL) / 2, k - 1)
    reach = t * np.sqrt(tau2 + hartung**2)
    return _steps(
        ("sum of w", w.sum()),
        ("sum of wy", (w * y).sum()),
        ("common-effect mean", common),
        ("its standard error", np.sqrt(1 / w.sum())),
        ("Q", q),
        ("p of Q", stats.chi2.sf(q, k - 1)),
        ("C", c),
        ("τ² (DerSimonian-Laird)", tau2),
        ("I² from Q, %", 100 * max(0.0, 1 - (k - 1) / q)),
        ("H² from Q", max(1.0, q / (k - 1))),
        ("typical variance s²", typical),
        ("I² from τ², %", 100 * tau2 / (tau2 + typical)),
        ("H² from τ²", (tau2 + typical) / typical),
        ("random-effects mean", mu),
        ("its standard error (Wald)", se),
        ("Wald, lower bound", mu - z * se),
        ("Wald, upper bound", mu + z * se),
        ("standard error (Knapp-Hartung)", hartung),
        ("Knapp-Hartung, lower bound", mu - t * hartung),
        ("Knapp-Hartung, upper bound", mu + t * hartung),
        ("prediction, lower bound", mu - reach),
        ("prediction, upper bound", mu + reach),
    )


def paule_mandel_steps(y, v) -> pd.DataFrame:
    """Newton steps to the Paule-Mandel τ²: ``iteration``, ``tau2``, ``q`` (DerSimonian, Kacker)."""
    y, v = np.asarray(y, float), np.asarray(v, float)
    tau2, rows = 0.0, []
    for iteration in range(100):
        w = 1 / (v + tau2)
        r = y - (w * y).sum() / w.sum()
        q = (w * r**2).sum()
        rows.append((iteration, tau2, q))
        excess = q - (len(y) - 1)
        if abs(excess) < NEAR or (excess < 0 and tau2 == 0):
            break
        tau2 = max(0.0, tau2 + excess / (w**2 * r**2).sum())
    return pd.DataFrame(rows, columns=["iteration", "tau2", "q"])


def reml_steps(y, v) -> pd.DataFrame:
    """Fisher scoring to the REML τ²: ``iteration``, ``tau2``, ``step`` (Viechtbauer 2005)."""
    y, v = np.asarray(y, float), np.asarray(v, float)
    tau2, rows = 0.0, []
    for iteration in range(500):
        w = 1 / (v + tau2)
        projection = np.diag(w) - np.outer(w, w) / w.sum()
        score = y @ projection @ projection @ y - np.trace(projection)
        step = max(score / np.trace(projection @ projection), -tau2)
        rows.append((iteration, tau2, step))
        if abs(step) < NEAR * max(1.0, tau2):
            break
        tau2 += step
    return pd.DataFrame(rows, columns=["iteration", "tau2", "step"])


def profile_steps(y, v, bounds: tuple[float, float]) -> pd.DataFrame:
    """What Q becomes at the two bounds of τ²: ``bound``, ``tau2``, ``q``, ``quantile``.

    A bound of the Q-profile interval (Viechtbauer 2007) is where Q with weights 1/(v + τ²) meets
    a quantile of chi² with k - 1 degrees of freedom; a lower bound of 0 need not meet it.
    """
    y, v = np.asarray(y, float), np.asarray(v, float)
    rows = []
    for name, tau2, tail in zip(
        ("lower", "upper"), bounds, ((1 + LEVEL) / 2, (1 - LEVEL) / 2), strict=True
    ):
        w = 1 / (v + tau2)
        r = y - (w * y).sum() / w.sum()
        rows.append((name, tau2, (w * r**2).sum(), stats.chi2.ppf(tail, len(y) - 1)))
    return pd.DataFrame(rows, columns=["bound", "tau2", "q", "quantile"])


def median_steps(values) -> pd.DataFrame:
    """Each interval that the sign test offers: ``rank``, ``low``, ``high``, ``coverage``."""
    ordered = np.sort(np.asarray(values, float))
    k = len(ordered)
    rows = [
        (j, ordered[j - 1], ordered[k - j], 1 - 2 * stats.binom.cdf(j - 1, k, 0.5))
        for j in range(1, k // 2 + 1)
    ]
    return pd.DataFrame(rows, columns=["rank", "low", "high", "coverage"])


def cook_steps(ready: Effects, study: str, tau2: float, tau2_without: float) -> pd.DataFrame:
    """Leave one study out and measure the shift, in steps: ``step``, ``value``.

    `tau2` and `tau2_without` are the variances fitted with and without it; Wald errors.
    """
    y, v = ready.yi, ready.vi
    stays = (ready.studies["study"] != study).to_numpy()
    w = 1 / (v + tau2)
    without = 1 / (v[stays] + tau2_without)
    mu, mu_without = (w * y).sum() / w.sum(), (without * y[stays]).sum() / without.sum()
    hat = (w / w.sum())[~stays][0]
    own = v[~stays][0]
    return _steps(
        ("mean of all", mu),
        (f"mean without {study}", mu_without),
        ("variance of the mean of all", 1 / w.sum()),
        ("Cook's distance", (mu - mu_without) ** 2 * w.sum()),
        ("hat value", hat),
        ("DFFITS", (mu - mu_without) / np.sqrt(hat * (tau2_without + own))),
        (
            "heterogeneity, Baujat's abscissa",
            (y[~stays][0] - mu) ** 2 / (own + tau2),
        ),
        ("influence, Baujat's ordinate", (mu_without - mu) ** 2 * without.sum()),
    )


def egger_steps(y, v) -> pd.DataFrame:
    """Egger's line: the standardised effect on the precision, in steps: ``step``, ``value``."""
    y, se = np.asarray(y, float), np.sqrt(np.asarray(v, float))
    x, z, k = 1 / se, y / se, len(y)
    spread = ((x - x.mean()) ** 2).sum()
    slope = ((x - x.mean()) * (z - z.mean())).sum() / spread
    intercept = z.mean() - slope * x.mean()
    residual = ((z - intercept - slope * x) ** 2).sum() / (k - 2)
    error = np.sqrt(residual * (1 / k + x.mean() ** 2 / spread))
    return _steps(
        ("mean precision", x.mean()),
        ("mean standardised effect", z.mean()),
        ("slope, the effect at a standard error of zero", slope),
        ("intercept, the asymmetry", intercept),
        ("its standard error", error),
        ("t", intercept / error),
        ("p", 2 * stats.t.sf(abs(intercept / error), k - 2)),
    )


def _steps(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["step", "value"]).astype({"value": float})
