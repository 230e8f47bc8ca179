"""Hazard ratios from what is printed, each marked as derived.

Parmar, Torri and Stewart 1998 (Statistics in Medicine 17, 2815) and Tierney et al. 2007 (Trials 8,
16). Arm 1 is the one of interest and arm 0 the other: a ratio below 1 favours arm 1.
"""

from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.inputs import InputError, read_level, read_values
from reviewbook.statistics.two_arms import refuse_allocation

__all__ = [
    "DerivedEffect",
    "hr_from_interval",
    "hr_from_medians",
    "hr_from_p",
    "hr_from_p_and_events",
    "hr_from_survival",
    "hr_from_survival_curve",
]

LARGEST_INTERVAL_RISK = 0.2
READABLE_ASYMMETRY = 0.05
CENSORED = (
    "Patients censored before then inform less than this takes them to: the interval is too narrow."
)


@dataclass(frozen=True)
class DerivedEffect:
    """A hazard ratio that no source prints in this form.

    ``estimate``, ``low`` and ``high`` are ratios, ``yi`` and ``vi`` the log hazard ratio and its
    variance. ``method`` names the source and ``assumption`` what must hold; ``warning`` says what
    looks wrong with the inputs, or is empty.
    """

    yi: float
    vi: float
    level: float
    method: str
    assumption: str
    warning: str = ""
    derived: bool = field(default=True, init=False)

    @property
    def estimate(self) -> float:
        """The hazard ratio."""
        return float(np.exp(self.yi))

    @property
    def low(self) -> float:
        """Lower bound of the Wald interval at ``level``."""
        return float(np.exp(self.yi - self._half()))

    @property
    def high(self) -> float:
        """Upper bound of the Wald interval at ``level``."""
        return float(np.exp(self.yi + self._half()))

    def _half(self) -> float:
        return float(stats.norm.ppf((1 + self.level) / 2) * np.sqrt(self.vi))

    def row(self, study: str) -> dict:
        """A row for the frame that :func:`reviewbook.statistics.effects.effects` takes."""
        return {
            "study": study,
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "interval_level": self.level,
            **asdict(self),
        }


def hr_from_interval(
    hr: float, low: float, high: float, interval_level: float = 0.95, level: float = 0.95
) -> DerivedEffect:
    """From a hazard ratio and its interval (Parmar 1998, eq. 7).

    Args:
        hr: printed hazard ratio.
        low: lower bound of its interval.
        high: upper bound.
        interval_level: level of the printed interval (0.95; 0.70 where 70% intervals are printed).
        level: level of the interval to give back.

    Raises:
        InputError: unless 0 < low < hr < high.
    """
    if not 0 < low < hr < high:
        raise InputError([f"HR {hr} with interval {low} to {high}; expected 0 < low < HR < high"])
    width = np.log(high / low)
    se = width / (2 * stats.norm.ppf((1 + read_level(interval_level)) / 2))
    asymmetry = abs(np.log(hr) - np.log(low * high) / 2) / width
    return DerivedEffect(
        float(np.log(hr)),
        float(se**2),
        read_level(level),
        "HR and interval (Parmar 1998, eq. 7)",
        "The interval is symmetric on the log scale, as a Wald interval is.",
        "" if asymmetry <= READABLE_ASYMMETRY else "The printed interval is not symmetric.",
    )


def hr_from_p(hr: float, p: float, level: float = 0.95) -> DerivedEffect:
    """From a hazard ratio and its two-sided p value (Parmar 1998, eq. 7).

    Args:
        hr: printed hazard ratio, not 1.
        p: two-sided p value of the test that it is 1, between 0 and 1; not an inequality.
        level: level of the interval to give back.

    Raises:
        InputError: when the ratio is not positive or is 1, or p is not between 0 and 1.
    """
    _expect_p(p)
    if not (hr > 0 and hr != 1):
        raise InputError([f"HR {hr}; expected a ratio above 0 other than 1"])
    return DerivedEffect(
        float(np.log(hr)),
        float((np.log(hr) / stats.norm.isf(p / 2)) ** 2),
        read_level(level),
        "HR and p value (Parmar 1998, eq. 7)",
        "The p value is two-sided, exact and from a Wald test of this ratio.",
    )


def hr_from_p_and_events(
    p: float,
    events_1: float,
    events_0: float,
    arm_1_better: bool,
    n_1: float | None = None,
    n_0: float | None = None,
    level: float = 0.95,
) -> DerivedEffect:
    """From a log-rank p value and the events (Parmar 1998, eqs. 4, 6 and 10 to 14).

    With the patients of each arm, V = events·n₁n₀/(n₁+n₀)² (eq. 11); without, V = e₁e₀/(e₁+e₀)
    (eq. 12). Then log HR = ± z/√V and its variance is 1/V.

    Args:
        p: two-sided p value of the log-rank test, between 0 and 1.
        events_1: events in arm 1, above 0.
        events_0: events in arm 0, above 0.
        arm_1_better: whether arm 1 fared better, which the p value does not say.
        n_1: patients in arm 1, or None.
        n_0: patients in arm 0, or None.
        level: level of the interval to give back.

    Raises:
        InputError: on an impossible p value or count.
    """
    _expect_p(p)
    _expect_positive(events_1=events_1, events_0=events_0)
    if n_1 is not None and n_0 is not None:
        _expect_positive(n_1=n_1, n_0=n_0)
        information = (events_1 + events_0) * n_1 * n_0 / (n_1 + n_0) ** 2
        method = "log-rank p, events and patients (Parmar 1998, eq. 11 and 13)"
    else:
        information = events_1 * events_0 / (events_1 + events_0)
        method = "log-rank p and events (Parmar 1998, eq. 12 and 14)"
    size = stats.norm.isf(p / 2) / np.sqrt(information)
    return DerivedEffect(
        float(-size if arm_1_better else size),
        float(1 / information),
        read_level(level),
        method,
        "The p value is two-sided and exact, and hazards are proportional.",
    )


def hr_from_medians(
    median_1: float,
    median_0: float,
    events_1: float,
    events_0: float,
    allocation: str,
    level: float = 0.95,
) -> DerivedEffect:
    """From two medians and the events, if survival is exponential.

    The hazard of an exponential time is log 2 over its median, and the variance of its log is one
    over the events; so log HR = log(median₀ / median₁) with variance 1/e₁ + 1/e₀.

    Args:
        median_1: median time in arm 1, above 0.
        median_0: median time in arm 0, in the same unit and from the same time zero.
        events_1: events in arm 1, above 0.
        events_0: events in arm 0, above 0.
        allocation: how patients came to the arms: one of `two_arms.COMPARABLE`.
        level: level of the interval to give back.

    Raises:
        UnmatchedArmsError: on any other allocation.
        InputError: unless all four numbers are above 0.
    """
    refuse_allocation(allocation)
    _expect_positive(median_1=median_1, median_0=median_0, events_1=events_1, events_0=events_0)
    return DerivedEffect(
        float(np.log(median_0 / median_1)),
        1 / events_1 + 1 / events_0,
        read_level(level),
        "ratio of medians with events",
        "Survival is exponential in both arms.",
    )


def hr_from_survival(
    survival_1: float,
    n_1: float,
    survival_0: float,
    n_0: float,
    allocation: str,
    level: float = 0.95,
) -> DerivedEffect:
    """From the survival of each arm at one time, with the patients.

    Under proportional hazards HR = log S₁ / log S₀. The variance of log(-log S) is
    (1 - S) / (n S log² S): Greenwood's formula without censoring, by the delta method.

    Args:
        survival_1: proportion alive in arm 1, between 0 and 1.
        n_1: patients in arm 1.
        survival_0: proportion alive in arm 0 at the same time.
        n_0: patients in arm 0.
        allocation: one of :data:`reviewbook.statistics.two_arms.COMPARABLE`.
        level: level of the interval to give back.

    Raises:
        UnmatchedArmsError: on any other allocation.
        InputError: unless survival lies between 0 and 1 and the patients are above 0.
    """
    refuse_allocation(allocation)
    _expect_positive(n_1=n_1, n_0=n_0)
    survival, n = np.array([survival_1, survival_0]), np.array([n_1, n_0])
    if not np.all((survival > 0) & (survival < 1)):
        raise InputError([f"survival {survival_1} and {survival_0}; expected between 0 and 1"])
    variance = (1 - survival) / (n * survival * np.log(survival) ** 2)
    return DerivedEffect(
        float(np.log(np.log(survival_1) / np.log(survival_0))),
        float(variance.sum()),
        read_level(level),
        "survival at one time",
        "Hazards are proportional and nobody was censored before that time.",
        CENSORED,
    )


def hr_from_survival_curve(
    curve: pd.DataFrame, n_1: float, n_0: float, allocation: str, level: float = 0.95
) -> DerivedEffect:
    """From survival at several times (Parmar 1998, eqs. 15 to 20), nobody censored.

    In each interval between times, the patients at risk R and the deaths D of each arm follow from
    its survival; log HR = log((D₁/R₁)/(D₀/R₀)) has variance 1/D₁ - 1/R₁ + 1/D₀ - 1/R₀; the
    intervals are pooled by inverse variance.

    Args:
        curve: ``time`` (any unit), ``survival_1`` and ``survival_0`` (0 to 1, falling), a row for
            each time after the start.
        n_1: patients in arm 1 at the start.
        n_0: patients in arm 0 at the start.
        allocation: one of :data:`reviewbook.statistics.two_arms.COMPARABLE`.
        level: level of the interval to give back.

    Raises:
        UnmatchedArmsError: on any other allocation.
        InputError: when a curve rises or leaves 0 to 1, or an interval has no death in an arm and
            must be joined to the next.
    """
    refuse_allocation(allocation)
    _expect_positive(n_1=n_1, n_0=n_0)
    columns = ["time", "survival_1", "survival_0"]
    known = read_values(curve.assign(study="curve"), columns).sort_values("time")
    survival = known[["survival_1", "survival_0"]].to_numpy()
    before = np.vstack([[1.0, 1.0], survival[:-1]])
    _expect_falling(known["time"].to_numpy(), before, survival)
    at_risk = before * np.array([n_1, n_0])
    deaths = at_risk * (before - survival) / before
    risk = deaths / at_risk
    effect = np.log(risk[:, 0] / risk[:, 1])
    weight = 1 / (1 / deaths - 1 / at_risk).sum(axis=1)
    coarse = risk.max() > LARGEST_INTERVAL_RISK
    return DerivedEffect(
        float(np.average(effect, weights=weight)),
        float(1 / weight.sum()),
        read_level(level),
        "survival at several times (Parmar 1998, eq. 15 to 20)",
        "Hazards are proportional within intervals and nobody was censored before the last time.",
        f"In an interval {risk.max():.0%} of those at risk died; above "
        f"{LARGEST_INTERVAL_RISK:.0%} the ratio of risks is no hazard ratio. {CENSORED}"
        if coarse
        else CENSORED,
    )


def _expect_p(p: float) -> None:
    if not 0 < p < 1:
        raise InputError([f"p value {p}; expected a number between 0 and 1"])


def _expect_positive(**numbers: float) -> None:
    wrong = [
        f"{name} {value}; expected above 0" for name, value in numbers.items() if not value > 0
    ]
    if wrong:
        raise InputError(wrong)


def _expect_falling(time: np.ndarray, before: np.ndarray, survival: np.ndarray) -> None:
    problems = [
        f"time {time[i]:g}, survival_{1 - arm} {survival[i, arm]:g}; expected above 0 and below "
        f"{before[i, arm]:g}, the survival before (join intervals without a death)"
        for i, arm in np.argwhere(~((survival > 0) & (survival < before)))
    ]
    if problems:
        raise InputError(problems)
