"""What a document prints on a subject, with verdicts: frames for the tables of a chapter."""

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_names
from reviewbook.ledger.quoting import quoted


def printed(book: Book, chapter: str) -> pd.DataFrame:
    """Give the claims that belong to a chapter, in the order of the document.

    Columns, all text, missing where nothing is printed: ``entry_id``, ``what``, ``statistic``,
    ``value`` and ``range`` (with their unit), ``k`` (reports behind it), ``verdict``, ``place``.

    Raises:
        ValueError: no claim belongs to this chapter.
    """
    rows = book.ledger.entries.query("chapter == @chapter and table == 'claims'")
    if rows.empty:
        raise ValueError(f"no claim belongs to the chapter {chapter!r}")
    return _texts(rows).assign(what=rows["wording"], k=rows["k"].replace("", None))


def reported(book: Book, chapter: str) -> pd.DataFrame:
    """Give what is printed of single reports in a chapter's part, one row each.

    Columns, all text: ``entry_id``, ``report``, ``what``, ``printed`` (as it stands there),
    ``value``, ``range``, ``verdict``, ``place``.
    """
    rows = book.ledger.entries.query("chapter == @chapter and table != 'claims'")
    named = rows["wording"].str.partition(": ")
    return _texts(rows).assign(report=named[0], what=named[2], printed=rows["raw"])


def cited(book: Book, chapter: str) -> pd.DataFrame:
    """Give the references that the claims of a chapter carry, in the order of their numbers.

    Columns: ``ref`` (its number), ``label`` (author and year where the text names them)
    and ``cited_for``, what the number stands behind.
    """
    entries = book.ledger.entries
    rows = entries.query("chapter == @chapter and refs != ''")
    rows = rows.assign(ref=rows["refs"].str.split()).explode("ref").astype({"ref": int})
    wordings = rows.groupby("ref")["wording"].agg(lambda texts: "; ".join(dict.fromkeys(texts)))
    names = {int(ref): name.split(" (")[0] for ref, name in study_names(book.evidence).items()}
    found = wordings.rename("cited_for").reset_index()
    return found.assign(label=found["ref"].map(names).fillna("named by number only"))


def _texts(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return rows[["entry_id", "verdict", "place"]].assign(
        statistic=rows["statistic"].replace("not stated", None),
        value=[quoted(row) if row["value"] else None for row in records],
        range=[quoted(row, "range") if row["low"] else None for row in records],
    )
