"""Printed percentages as rows of a forest plot, with an approximate interval."""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from reviewbook.checks.granularity import feasible_percentage

NOT_STATED = "not stated"
YEARS = {12: "1 year", 36: "3 years", 60: "5 years"}


def percentages(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give one column of percentages as rows of a forest plot.

    Wilson intervals on the printed N (Wilson, J Am Stat Assoc 1927; 22:209-212): approximate,
    because they know nothing of censoring and the number behind a percentage may be smaller than
    N. Where no N is printed there is no interval. ``feasible`` is False where no whole number of N
    patients is the printed percentage.
    """
    stated, sized = rows[column].notna(), rows[column].notna() & rows["n"].notna()
    share, n = rows.loc[sized, column] / 100, rows.loc[sized, "n"].astype(float)
    low, high = proportion_confint(share * n, n, method="wilson")
    return rows.assign(
        row=stated.map({True: "study", False: NOT_STATED}),
        estimate=rows[column],
        low=(100 * low).reindex(rows.index),
        high=(100 * high).reindex(rows.index),
        interval=sized.map({True: "approximate", False: "none"}),
        feasible=[
            not known or _feasible(value, n)
            for known, value, n in zip(sized, rows[column], rows["n"], strict=True)
        ],
    )


def _feasible(percent: float, n: int) -> bool:
    decimals = len(f"{percent:g}".partition(".")[2])
    return feasible_percentage(percent, int(n), decimals)[0]
