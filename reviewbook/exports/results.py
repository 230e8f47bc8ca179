"""What is computed from the tables, as tables: verdicts, faults, findings, pooled numbers."""

import pandas as pd

from reviewbook.explorer.pooled_numbers import BOUNDS, pooled_numbers
from reviewbook.exports.columns import described
from reviewbook.exports.counts import absolutes
from reviewbook.ledger.book import Book
from reviewbook.page.findings.absolute import Absolute
from reviewbook.tables.certainty import findings

POOLED = ["name", "title", "unit", "status", "k", *BOUNDS]
ABSOLUTE = ["without", "without_low", "without_high", "with_it", "with_low", "with_high"]


def results(book: Book) -> dict[str, pd.DataFrame]:
    """Give the computed tables by name, as text, with the columns that `columns.described` names.

    ``ledger``, ``checks_made``, ``register``, ``summary_of_findings`` and ``pooled_numbers``.
    """
    ledger = book.ledger
    agreed = ledger.entries["agreed"].map({True: "yes", False: "no"})
    made = {
        "ledger": ledger.entries.assign(agreed=agreed),
        "checks_made": ledger.findings,
        "register": book.register,
        "summary_of_findings": _summary(book),
        "pooled_numbers": _pooled(book),
    }
    columns = described().groupby("table", sort=False)["column"].agg(list)
    return {name: rows.reindex(columns=columns[name]).map(_text) for name, rows in made.items()}


def _summary(book: Book) -> pd.DataFrame:
    rows, given = findings(book.evidence), absolutes(book)
    counts = [_counts(given[question]) for question in rows["question_id"]]
    kept = rows.drop(columns=["per", "counted"]).assign(level=rows["level"].replace(0, None))
    columns = [*ABSOLUTE, "per", "counted", "reckoned"]
    return kept.join(pd.DataFrame(counts, index=rows.index, columns=columns, dtype=object))


def _counts(found: Absolute | None) -> dict:
    if found is None:
        return {}
    counts = [found.without, found.with_it]
    ends = [(one.number, one.low, one.high) if one else (None,) * 3 for one in counts]
    told = {"per": found.per, "counted": found.counted, "reckoned": "yes" * found.reckoned}
    return dict(zip(ABSOLUTE, [*ends[0], *ends[1]], strict=True)) | told


def _pooled(book: Book) -> pd.DataFrame:
    found = [pooled_numbers(book, explorer) for explorer in book.explorers]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=POOLED)


def _text(cell: object) -> str:
    """Give a cell as text: a number with ten digits, several values with semicolons between."""
    if isinstance(cell, tuple):
        return "; ".join(map(str, cell))
    if pd.isna(cell):
        return ""
    return format(cell, ".10g") if isinstance(cell, float) else str(cell)
