"""What the checks found when a person last looked, kept beside the tables, and what has changed."""

from collections.abc import Iterator
from pathlib import Path

from reviewbook.guard.fault import Fault
from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.book import Book
from reviewbook.tables.files import table_of
from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.records.text import read_records

FILE = "accepted/findings.csv"
COLUMNS = ["entry_id", "sentence"]
ACCEPT = "If this is right: python -m reviewbook verify --accept"


def recorded(book: Book) -> bool:
    """Tell whether the findings of a book have been recorded."""
    return _path(book).is_file()


def changed_findings(book: Book, ledger: Ledger) -> Iterator[Fault]:
    """Give every finding that is not as recorded; nothing where none are recorded.

    An entry that is new is no fault: its verdict is held against the accepted one.

    Raises:
        DataError: the record is no table.
    """
    if not recorded(book):
        return
    found = _findings(ledger)
    for number, (entry, sentence) in enumerate(_rows(book), start=2):
        if entry not in found:
            expected = "an entry that the checks bear on"
            yield Fault(Problem(FILE, number, "entry_id", entry, expected), ACCEPT)
        elif found[entry] != sentence:
            expected = f"what is found now: {found[entry]!r}"
            yield Fault(Problem(FILE, number, "sentence", sentence, expected), ACCEPT)


def accept(book: Book) -> int:
    """Record what the checks find now, and give the number of entries."""
    found = _findings(book.ledger)
    rows = [{"entry_id": entry, "sentence": said} for entry, said in found.items()]
    _path(book).parent.mkdir(exist_ok=True)
    _path(book).write_bytes(table_of(COLUMNS, rows))
    return len(rows)


def _path(book: Book) -> Path:
    return book.folder / "data" / FILE


def _findings(ledger: Ledger) -> dict[str, str]:
    entries = ledger.entries[ledger.entries["entry_id"].isin(ledger.findings["entry_id"])]
    return dict(zip(entries["entry_id"], entries["sentence"], strict=True))


def _rows(book: Book) -> list[list[str]]:
    header, *rows = read_records(_path(book), FILE)
    if header != COLUMNS:
        expected = "the header " + ",".join(COLUMNS)
        raise DataError([Problem(FILE, 1, "", ",".join(header), expected)])
    ragged = [n for n, row in enumerate(rows, start=2) if len(row) != len(COLUMNS)]
    if ragged:
        raise DataError([Problem(FILE, n, "", "another number", "2 cells") for n in ragged])
    return rows
