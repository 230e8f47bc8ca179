"""What changed, written down for the readers of the feed: rows of ``changes.csv``."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewbook.commands.changes import Difference
from reviewbook.commands.diff_report import NONE, parts
from reviewbook.ledger.book import Book
from reviewbook.tables.files import alone, contents, stage, table_of, with_rows, write_all
from reviewbook.tables.known import KNOWN
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError, Problem

TABLE = "changes"
KINDS = ("pooled number", "verdict", "register")
"""The parts of a report that are recorded, in its order."""
NAMES = ("title", "wording", "what")
"""What says in each of them what has changed."""


def record(book: Book, found: Difference, day: str) -> int:
    """Write what differs into the book's ``changes.csv``, as of a day; say how many rows.

    Raises:
        DataError: the book does not describe this table, or what was written would not pass.
    """
    folder = book.folder / "data"
    with alone(book.folder):
        old = contents(folder)
        if TABLE not in set(book.evidence.printed["dictionary"]["table"]):
            raise DataError([Problem("dictionary.csv", 0, "table", "", f"a table {TABLE}")])
        known = old.get(TABLE) or table_of(KNOWN[TABLE], [])
        rows = list(changes(book, found, day, known.count(f"\n{day}-".encode())))
        new = old | {TABLE: with_rows(known, rows)}
        with TemporaryDirectory() as aside:
            stage(Path(aside), new)
            load(Path(aside))
        write_all(folder, old, new)
    return len(rows)


def changes(book: Book, found: Difference, day: str, taken: int) -> Iterator[dict[str, str]]:
    """Give a row for each table of evidence that changed, and for each result that moved.

    `taken` is how many rows of the day there are already.
    """
    told = [*_evidence(book, found), *_results(found)]
    for number, row in enumerate(told, start=taken + 1):
        yield {"change_id": f"{day}-{number}", "date": day} | row


def _evidence(book: Book, found: Difference) -> Iterator[dict[str, str]]:
    for name, change in found.tables.items():
        if "source_id" not in book.evidence.printed[name]:
            continue
        counts = {
            "added": len(change.added),
            "changed": len(change.changed),
            "removed": len(change.removed),
        }
        said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        yield {"kind": "evidence", "what": f"{name}.csv", "now": f"Rows: {said}"}


def _results(found: Difference) -> Iterator[dict[str, str]]:
    for kind, part in zip(KINDS, parts(found), strict=False):
        for row in part.rows:
            what = next(row[name] for name in NAMES if row.get(name))
            was, now = ("" if row[side] == NONE else row[side] for side in ("was", "now"))
            yield {"kind": kind, "what": what, "was": was, "now": now, "why": row.get("why", "")}
