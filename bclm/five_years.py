"""Survival at five years after resection: every figure this book gives, and why they differ."""

import pandas as pd

from bclm import resection
from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrected
from reviewbook.ledger.figure_rows import figure_numbers
from reviewbook.statistics.pooled_rows import NOT_STATED, percentages, with_pooled_percentage
from reviewbook.tables.reports import groups, impossible, outcome, values

FIGURE = "five-year survival"
SOUGHT = outcome("overall survival", "survival", 60)
ONCE = "Pooled, each cohort once"


def answers(book: Book, everything: str) -> pd.DataFrame:
    """Give every figure of five-year survival with the reports, the rule and the method behind it.

    `everything` names the explorer that holds all series read. Columns: ``reports``, ``method``,
    ``value``, ``low``, ``high``, ``new_low`` and ``new_high`` (underlying survival of a new
    series), ``k``, ``n``.
    """
    table = resection.at_five_years(resection.series(book.evidence))
    stated = table[table["row"] == "study"]
    printed = figure_numbers(book, FIGURE).iloc[0]
    middle = {
        "reports": f"{resection.TABLES[0]} of the review",
        "method": "Median as the review prints it: every row counts, whatever its size",
        "value": printed["value"],
        "k": len(stated),
        "n": stated["n"].sum(),
    }
    abstracts = resection.at_five_years(resection.series(corrected(book.evidence)))
    possible = table[~table["impossible"]]
    own = table.assign(cohort_id=None)
    rows = [
        pooled(table, f"{resection.TABLES[0]} of the review", ONCE),
        pooled(possible, "The same, without what cannot be as printed", ONCE),
        pooled(abstracts, "The same, as the primary reports correct it", ONCE),
        pooled(every_series(book, everything), "All series read, clock not stated", ONCE),
        pooled(own, f"{resection.TABLES[0]} of the review", "An error: shared patients twice"),
    ]
    return pd.DataFrame([middle, *rows])


def beside_in_words(book: Book) -> str:
    """Say what the review gives for its own series, and what the same series give when pooled."""
    printed = figure_numbers(book, FIGURE).iloc[0]["value"]
    found = pooled(resection.at_five_years(resection.series(book.evidence)), "", "")
    return (
        f"The narrative review that this book checks prints {printed:g}%, the median of its "
        f"series. This book pools the same series, each group of patients once, and finds "
        f"{found['value']:.0f}%; a new series may lie anywhere from {found['new_low']:.0f}% to "
        f"{found['new_high']:.0f}%."
    )


def every_series(book: Book, everything: str) -> pd.DataFrame:
    """Give the series of all sources, those whose time zero is not stated, as forest rows."""
    evidence = book.evidence
    told = book.settings.explorers[everything].parts[0]
    rows = groups(evidence, told.arms)
    rows = rows.assign(share=values(evidence, rows, SOUGHT).astype(float))
    rows = rows[(rows["time_zero"] == NOT_STATED) & rows["n"].notna()]
    found = percentages(rows.rename(columns={"year": "published"}), "share")
    return found.assign(impossible=impossible(evidence, rows, SOUGHT))


def pooled(rows: pd.DataFrame, reports: str, method: str) -> dict:
    """Pool rows of one clock and name what was done."""
    found = with_pooled_percentage(rows).set_index("row")
    whole, ahead = found.loc["pooled"], found.loc["prediction"]
    return {
        "reports": reports,
        "method": method,
        "value": whole["estimate"],
        "low": whole["low"],
        "high": whole["high"],
        "new_low": ahead["low"],
        "new_high": ahead["high"],
        "k": whole["k"],
        "n": whole["n"],
    }
