"""How often the test between groups finds a difference where there is none.

    python validation/subgroup_test.py        writes validation/subgroup_test.csv

Two groups of studies with the same mean. Sampling variances are spread as those of small studies
are, known, and drawn anew for each set of studies. Columns: studies in each group, the true tau2,
then the share of p values below 0.05 by each test:

- ``knapp-hartung, chi2``: Knapp-Hartung standard errors with a chi-squared reference, which this
  book used until it was shown here not to hold its level
- ``wald, chi2``: separate tau2, Wald standard errors
- ``plain, welch`` and ``ad hoc, welch``: separate tau2, Welch's F on Knapp-Hartung standard errors
- ``plain, common`` and ``ad hoc, common``: one tau2 for both groups, F on k - 2 degrees
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.random_effects import fit

SETS = 20_000
SIZES = ((2, 2), (2, 5), (3, 3), (5, 5), (10, 10))
TAU2 = (0.0, 0.05, 0.2)
ALPHA = 0.05
HERE = Path(__file__).parent


def simulated(size: tuple[int, int], tau2: float, generator) -> dict:
    """The share of false alarms of each test."""
    k = sum(size)
    v = generator.uniform(0.02, 0.3, (k, SETS))
    y = generator.normal(0, np.sqrt(v + tau2))
    group = np.repeat([0, 1], size)
    p = {
        "knapp-hartung, chi2": apart(y, v, group, "knapp-hartung", "chi2"),
        "wald, chi2": apart(y, v, group, "wald", "chi2"),
        "plain, welch": apart(y, v, group, "knapp-hartung", "welch"),
        "ad hoc, welch": apart(y, v, group, "ad hoc", "welch"),
        "plain, common": together(y, v, group, "knapp-hartung"),
        "ad hoc, common": together(y, v, group, "ad hoc"),
    }
    return {name: float((values < ALPHA).mean()) for name, values in p.items()}


def apart(y, v, group, interval: str, reference: str) -> np.ndarray:
    """p values with a tau2 for each group."""
    fits = [
        fit(y[group == g], v[group == g], np.ones(((group == g).sum(), 1)), "REML", interval)
        for g in (0, 1)
    ]
    variance = np.array([each.se[0] ** 2 for each in fits])
    square = (fits[0].beta[0] - fits[1].beta[0]) ** 2 / variance.sum(axis=0)
    if reference == "chi2":
        return stats.chi2.sf(square, 1)
    own = np.array([[each.q_df] for each in fits])
    df = variance.sum(axis=0) ** 2 / (variance**2 / own).sum(axis=0)
    return stats.f.sf(square, 1, df)


def together(y, v, group, interval: str) -> np.ndarray:
    """p values with one tau2."""
    X = np.column_stack([np.ones(len(group)), group])
    return fit(y, v, X, "REML", interval).p_values()[1]


def main() -> None:
    generator = np.random.default_rng(20)
    rows = [
        {"studies": f"{size[0]} and {size[1]}", "tau2": tau2} | simulated(size, tau2, generator)
        for size in SIZES
        for tau2 in TAU2
    ]
    table = pd.DataFrame(rows)
    table.to_csv(HERE / "subgroup_test.csv", index=False, float_format="%.4f")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
