"""Draw a thousand cohorts in which a treatment does nothing, and pin what four analyses find.

Writes null_cohorts.csv: a row for each analysis, with how many intervals include one. Run by
``make simulations``.
"""

import csv
from pathlib import Path

from reviewbook.ledger.book import Book
from reviewbook.statistics.simulations.immortal_time import including_one, null_cohorts
from reviewbook.teaching.settings import settings_of

COHORTS = 1000
HERE = Path(__file__).parent


def main() -> None:
    """Draw, analyse, write."""
    told = settings_of(Book(HERE.parents[1]).evidence, "immortal time")
    drawn = null_cohorts(**told.start() | {"cohorts": COHORTS})
    middle = drawn.groupby("analysis")["estimate"].median()
    with open(HERE / "null_cohorts.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["analysis", "cohorts", "including_one", "median_ratio"])
        for analysis, share in including_one(drawn).items():
            including = round(share / 100 * COHORTS)
            rows.writerow([analysis, COHORTS, including, f"{middle[analysis]:.3f}"])


if __name__ == "__main__":
    main()
