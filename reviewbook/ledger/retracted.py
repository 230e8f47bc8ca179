"""What fell with a retracted source, and when notices were last looked for."""

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import in_figures
from reviewbook.tables.standing import RETRACTED, last_looked_for


def fallen(book: Book) -> pd.DataFrame:
    """Give the numbers of retracted sources: kept on record, used by nothing.

    Columns, all text: ``label`` (of the source), ``what``, ``printed``, ``seen`` (where the notice
    was), ``as_of`` (the day).
    """
    rows = book.quotable[book.quotable["verdict"] == RETRACTED].reset_index(drop=True)
    sources = book.evidence.printed["sources"].set_index("source_id")
    named = rows["source_id"].map(sources["label"])
    return pd.DataFrame(
        {
            "label": named,
            "what": [wording.partition(": ")[2] for wording in rows["wording"]],
            "printed": [in_figures(row) for row in rows.to_dict("records")],
            "seen": rows["source_id"].map(sources["status_seen"]),
            "as_of": rows["source_id"].map(sources["status_as_of"]),
        }
    )


def standing_in_words(book: Book) -> str:
    """Say how many sources are not valid, which ones, and when notices were last looked for."""
    sources = book.evidence.printed["sources"]
    others = sources[sources["status"] != "valid"]
    named = "; ".join(
        f"{status}: {', '.join(rows['label'])}" for status, rows in others.groupby("status")
    )
    return (
        f"{len(others)} of {len(sources)} sources are not simply valid ({named}). Notices of a "
        f"correction or a retraction were last looked for on {last_looked_for(sources)}; they are "
        "looked for again twice a year, and before each release. That none was found is no proof."
    )
