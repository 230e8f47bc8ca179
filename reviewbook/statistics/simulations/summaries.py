"""What a summary of series hides: means of medians, small numbers, patients counted twice."""

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.random_effects import fit


def series_of_sizes(
    rng: np.random.Generator,
    series: int,
    advantage: float,
    median_survival: float,
    smallest: int,
    largest: int,
) -> list[np.ndarray]:
    """Draw the survival of the patients of some series, the smallest first.

    Sizes grow by an equal factor. The median survival of the largest series is `median_survival`
    months; that of the smallest is longer by `advantage` (%), and of the others in proportion to
    the order. Within a series survival is exponential.
    """
    sizes = np.geomspace(smallest, largest, series).round().astype(int)
    medians = median_survival * (1 + np.linspace(advantage / 100, 0, series))
    return [rng.exponential(m / np.log(2), n) for m, n in zip(medians, sizes, strict=True)]


def medians_of(series: list[np.ndarray]) -> dict[str, float]:
    """Give the mean of the medians of the series, and the median of all their patients."""
    return {
        "mean of medians": float(np.mean([np.median(each) for each in series])),
        "median of all": float(np.median(np.concatenate(series))),
    }


def events_expected(risk: float, patients: int) -> pd.DataFrame:
    """Give how often each number of events is seen: ``events``, ``observed`` (%), ``often`` (%).

    The binomial distribution; rarer than one in a thousand is left out.
    """
    events = np.arange(patients + 1)
    often = 100 * stats.binom.pmf(events, patients, risk / 100)
    rows = pd.DataFrame({"events": events, "observed": 100 * events / patients, "often": often})
    return rows[rows["often"] >= 0.1].reset_index(drop=True)


def most_after_none(patients: int) -> float:
    """Give the upper end (%) of the exact 95% interval where no event was seen.

    Clopper and Pearson, Biometrika 1934; 26:404-413.
    """
    return float(100 * (1 - 0.025 ** (1 / patients)))


def repeated_reports(
    rng: np.random.Generator,
    repeated: int,
    spread: float,
    cohorts: int,
    patients: int,
    survival: float,
    draws: int,
) -> dict[str, np.ndarray]:
    """Draw many reviews of `cohorts` cohorts, and pool each with patients counted once or twice.

    The logit of survival varies between cohorts around that of `survival` (%) with the standard
    deviation `spread` (hundredths); each has `patients`. The first `repeated` cohorts have a
    second report of the same patients. Pooled by REML with the interval of the book.

    Returns:
        For ``once`` and ``twice`` an array of the shape (3, draws): estimate, low and high (%),
        and ``each`` (%), of shape (cohorts, draws).
    """
    truth = stats.logistic.ppf(survival / 100)
    chances = stats.logistic.cdf(truth + spread / 100 * rng.normal(size=(cohorts, draws)))
    alive = rng.binomial(patients, chances)
    y = np.log((alive + 0.5) / (patients - alive + 0.5))
    v = 1 / (alive + 0.5) + 1 / (patients - alive + 0.5)
    found = {"each": 100 * alive / patients}
    for name, rows in (("once", []), ("twice", range(repeated))):
        every = [*range(cohorts), *rows]
        found[name] = _pooled(y[every], v[every])
    return found


def _pooled(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    fitted = fit(y, v, np.ones((len(y), 1)), "REML", "ad hoc")
    reach = fitted.critical(0.95) * fitted.se[0]
    return 100 * stats.logistic.cdf(fitted.beta[0] + np.outer([0, -1, 1], reach))


def covering(pooled: np.ndarray, survival: float) -> float:
    """Give the share (%) of pooled intervals that hold the true survival (%)."""
    return float(100 * np.mean((pooled[1] <= survival) & (survival <= pooled[2])))
