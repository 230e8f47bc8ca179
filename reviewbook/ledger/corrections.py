"""Where another source contradicts a judged document: both readings, and which one to take.

``data/corrections.csv`` names the two rows of each pair. Nothing is changed in the data, and the
ledger judges the documents as they are printed.
"""

from functools import partial

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import study_name
from reviewbook.ledger.quoting import in_figures
from reviewbook.tables.entry_names import OWNERS, SUFFIXES, name_of, number_tables
from reviewbook.tables.load import Evidence, each
from reviewbook.tables.selection import joined

COPIED = ["statistic", "status", "raw", "value", "low", "high", "interval", "unit"]
COPIED += ["numerator", "denominator"]
SUBJECTS = ("factor", "measure", "outcome")


def corrected(evidence: Evidence) -> Evidence:
    """Give the evidence as the primary reports have it, in the rows of the documents.

    Sizes of groups, study periods, characteristics and outcomes take the values of the other row
    where ``corrections.csv`` says so; their wording, place and source stay. A correction that
    changes what a number is about, and not the number, changes nothing here.
    """
    found = each(evidence, lambda _, table: table.copy())
    for row in evidence.printed["corrections"].query("use == 'other'").to_dict("records"):
        for old, new in ((evidence.tables, found.tables), (evidence.printed, found.printed)):
            _take(old, new, row["entry_id"], row["other_id"])
    return found


def _take(old: dict, new: dict, entry: str, other: str) -> None:
    (table, row, columns), source = _cells(old, entry), _cells(old, other)
    if not columns or len(columns) != len(source[2]):
        return
    values = old[source[0]].loc[source[1], source[2]].to_numpy()
    new[table].loc[row, columns] = values


def _cells(tables: dict, name: str) -> tuple[str, pd.Series, list[str]]:
    """Find the cells a name stands for: table, rows, columns; no columns if it is not of a cell."""
    for table in number_tables(tables):
        rows = tables[table].iloc[:, 0] == name
        if rows.any() and "arm_id" in tables[table]:
            years = tables[table].loc[rows, "unit"].iloc[0] == "year"
            return table, rows, ["low", "high"] if years else COPIED
    for table, own in OWNERS.items():
        rows = tables[table].iloc[:, 0].map(partial(name_of, table)) == name
        if rows.any():
            return table, rows, [c for c, end in SUFFIXES.items() if end == SUFFIXES[own]]
    return "", pd.Series(dtype=bool), []


def corrections(book: Book) -> pd.DataFrame:
    """Give each contradiction as a reader meets it.

    Columns: ``what`` (of the document), ``printed``, ``place``, ``other`` (what the other source
    says), ``source`` (its short name), ``relation``, ``taken`` (which of the two the corrected
    reading takes), ``why``.
    """
    evidence, entries = book.evidence, book.quotable
    rows = evidence.printed["corrections"]
    tables = [name for name in number_tables(evidence.printed) if _subject(evidence, name)]
    unlisted = pd.concat([_unlisted(evidence, table) for table in tables])
    labels = evidence.printed["sources"].set_index("source_id")["label"]

    def side(name: str) -> dict:
        found = (entries if name in entries.index else unlisted).loc[name]
        text = in_figures(found)
        where = {"source": labels[found["source_id"]], "place": found["place"]}
        return {"what": found["wording"], "text": text} | where

    sides = [(side(row["entry_id"]), side(row["other_id"])) for row in rows.to_dict("records")]
    return rows[["correction_id", "entry_id", "other_id", "relation", "why"]].assign(
        what=[one["what"] for one, _ in sides],
        printed=[one["text"] for one, _ in sides],
        place=[f"{one['source']}, {one['place']}" for one, _ in sides],
        other=[other["text"] for _, other in sides],
        source=[other["source"] for _, other in sides],
        taken=[
            (one if use == "entry" else other)["source"]
            for (one, other), use in zip(sides, rows["use"], strict=True)
        ],
    )


def _subject(evidence: Evidence, table: str) -> str:
    """Name the column that says what a row is about, if there is one."""
    return next((c for c in SUBJECTS if c in evidence.printed[table]), "")


def _unlisted(evidence: Evidence, table: str) -> pd.DataFrame:
    """Give rows that are no entry of the ledger, because they hold no number.

    Where none of their words was at hand they say the level that does better.
    """
    rows = joined(evidence, table)
    if "favourable" in rows:
        rows["raw"] = rows["raw"].mask(rows["raw"] == "", rows["favourable"])
    subject = rows[_subject(evidence, table)]
    wording = [
        f"{study_name(row)}: {what}"
        for (_, row), what in zip(rows.iterrows(), subject, strict=True)
    ]
    return rows.assign(wording=wording).set_index(rows.columns[0])
