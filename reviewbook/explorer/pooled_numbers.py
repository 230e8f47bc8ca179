"""Every pooled number of the book by name: what an explorer pools before anything is filtered."""

from collections.abc import Callable

import pandas as pd

from reviewbook.explorer.material import material
from reviewbook.explorer.outcomes import Outcome
from reviewbook.ledger.book import Book
from reviewbook.statistics.effects import effects
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooled_rows import percentage_effects
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.sensitivity import shrunk

COLUMNS = ["name", "title", "unit", "status", "k"]
BOUNDS = ["estimate", "low", "high", "prediction_low", "prediction_high"]


def pooled_numbers(book: Book, explorer: str) -> pd.DataFrame:
    """Give the pooled numbers of one of `Book.explorers`, one row each.

    Columns: ``name``, ``title``, ``unit`` (``percent``, ``ratio`` or ``months``), ``status`` as in
    `pooling.Pooled`, ``k``, and, missing where there is none, ``estimate``, ``low``,
    ``high``, ``prediction_low``, ``prediction_high`` in the unit. Reports of the same patients
    count once. Proportions on the logit scale and ratios on the log scale, REML with Knapp-Hartung
    intervals; medians by the median of medians.

    Raises:
        KeyError: the book has no explorer of this name.
    """
    outcomes = material(book, explorer).outcomes
    rows = [
        {"name": f"{explorer}/{outcome.key}", "title": outcome.title, "unit": outcome.unit}
        | POOLS[outcome.kind](outcome)
        for outcome in outcomes
        if outcome.kind in POOLS
    ]
    return pd.DataFrame(rows, columns=COLUMNS + BOUNDS)


def _stated(outcome: Outcome, needed: list[str]) -> pd.DataFrame:
    rows = outcome.rows[outcome.rows["row"] == "study"].dropna(subset=needed)
    return rows.assign(study=rows["key"])


def _proportion(outcome: Outcome) -> dict:
    ready = percentage_effects(_stated(outcome, ["estimate", "n"]))
    return _numbers(pool(shrunk(ready, outcome.informed)), 100.0)


def _ratio(outcome: Outcome) -> dict:
    rows = _stated(outcome, ["estimate", "low", "high"])
    columns = ["study", "estimate", "low", "high", "interval_level", "n", "cohort_id", "year"]
    rows = rows.rename(columns={"level": "interval_level"})
    return _numbers(pool(effects(rows.filter(columns), "HR")), 1.0)


def _median(outcome: Outcome) -> dict:
    rows = _stated(outcome, ["estimate"]).assign(median=lambda rows: rows["estimate"])
    return _numbers(
        median_of_medians(rows.filter(["study", "median", "n", "cohort_id", "year"])), 1.0
    )


def _numbers(result, scale: float) -> dict:
    found = {name: getattr(result, name, None) for name in BOUNDS}
    bounds = {name: None if value is None else scale * value for name, value in found.items()}
    return {"status": result.status, "k": result.k} | bounds


POOLS: dict[str, Callable[[Outcome], dict]] = {
    "proportion": _proportion,
    "ratio": _ratio,
    "median": _median,
}
