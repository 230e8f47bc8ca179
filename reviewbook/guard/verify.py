"""Everything that keeps a book from being published, each with its place and how to accept it."""

from collections.abc import Iterator

import pandas as pd

from reviewbook.guard.accepted import changed_findings
from reviewbook.guard.fault import Fault
from reviewbook.guard.second_reading import differences, second_reading
from reviewbook.guard.settings_ties import broken_settings
from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.book import Book
from reviewbook.tables.entry_names import name_of
from reviewbook.tables.problems import Problem
from reviewbook.tables.selection import SelectionError

COLUMNS = ["file", "row", "column", "value", "expected", "accept"]
MEND = "Correct the row: a check can only read what is there."


def problems(book: Book) -> pd.DataFrame:
    """Give every difference of the readings, moved verdict, changed finding and broken name.

    Columns: ``file``, ``row`` (as a spreadsheet counts; 0 is the file as a whole), ``column``,
    ``value``, ``expected`` and ``accept``, what to do if the book is right as it is.

    Raises:
        DataError: the tables or the book file cannot be used.
    """
    found = sorted(set(_faults(book)))
    return pd.DataFrame([vars(f.problem) | {"accept": f.accept} for f in found], columns=COLUMNS)


def in_words(found: pd.DataFrame) -> str:
    """Write `problems` for a reader: each with its place, and once what to do about its kind."""
    lines = []
    for accept, rows in found.groupby("accept", sort=False):
        for row in rows.drop(columns="accept").to_dict("records"):
            lines.append(str(Problem(**row)))
        lines.append(f"  → {accept}")
    return "\n".join(lines)


def _faults(book: Book) -> Iterator[Fault]:
    yield from broken_settings(book)
    yield from differences(book.evidence, second_reading(book.folder / "data", book.evidence))
    try:
        ledger = book.ledger
    except SelectionError as error:
        yield from (Fault(problem, MEND) for problem in error.problems)
        return
    yield from _moved(book, ledger)
    yield from changed_findings(book, ledger)


def _moved(book: Book, ledger: Ledger) -> Iterator[Fault]:
    for entry in ledger.moved.to_dict("records"):
        rows = book.evidence.printed[entry["table"]]
        names = [name_of(entry["table"], row) for row in rows.iloc[:, 0]]
        column = "accepted" if "accepted" in rows else rows.columns[0]
        value = rows[column].iloc[names.index(entry["entry_id"])]
        expected = f"the verdict {entry['verdict']!r}: {entry['sentence']}"
        yield Fault(
            Problem(
                f"{entry['table']}.csv",
                names.index(entry["entry_id"]) + 2,
                column,
                value,
                expected,
            ),
            "Correct the number; or, if the source prints it so, write the verdict into the column "
            "accepted of its row.",
        )
