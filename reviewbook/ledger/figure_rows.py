"""Rows of figures and tables that set numbers of the ledger side by side.

``figure_rows.csv`` says which entry stands in which row, so that code names no entry.
"""

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence

NUMBERS = ("value", "low", "high")
WORDS = ("statistic", "verdict", "place")


def figure_rows(evidence: Evidence, figure: str) -> pd.DataFrame:
    """Give the rows of a figure in their order: ``panel``, ``label``, ``series``, ``entry_id``.

    All are text; ``entry_id`` is empty where no source prints the number.

    Raises:
        ValueError: no row belongs to such a figure.
    """
    rows = evidence.printed["figure_rows"]
    found = rows[rows["figure"] == figure]
    if found.empty:
        known = ", ".join(rows["figure"].unique())
        raise ValueError(f"figure_rows.csv has no figure {figure!r}; it has: {known}.")
    return found[["panel", "label", "series", "entry_id"]].reset_index(drop=True)


def figure_numbers(book: Book, figure: str) -> pd.DataFrame:
    """Give `figure_rows` with the numbers of each entry.

    More columns: ``value``, ``low``, ``high``, ``statistic``, ``verdict``, ``place``; missing where
    there is no entry or no number.

    Raises:
        ValueError: no row belongs to such a figure.
    """
    rows = figure_rows(book.evidence, figure)
    found = book.entries.reindex(rows["entry_id"]).reset_index(drop=True)
    numbers = {name: pd.to_numeric(found[name]) for name in NUMBERS}
    return rows.assign(**numbers, **{name: found[name] for name in WORDS})


def listed(evidence: Evidence, figure: str) -> dict[str, list[int]]:
    """Give the references that the claim of each row of a figure lists, by the row's label."""
    rows = figure_rows(evidence, figure)
    refs = evidence.printed["claims"].set_index("claim_id")["refs"]
    return {
        label: [int(ref) for ref in refs[entry].split()]
        for label, entry in zip(rows["label"], rows["entry_id"], strict=True)
    }
