"""Nothing is built that ``verify`` refuses, and the message says how it would be accepted."""

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from reviewbook.ledger.book import Book
from reviewbook.page.claim_role import has_tables
from reviewbook.tables.problems import DataError
from reviewbook.tables.selection import SelectionError


def refuse(app: Sphinx) -> None:
    """Stop before anything is read if the tables are unsound or not as accepted.

    Raises:
        ExtensionError: with each fault, and how to accept it.
    """
    if not has_tables(app.book):
        return
    try:
        found = _faults(app.book)
    except (DataError, SelectionError) as error:
        raise ExtensionError(str(error)) from error
    if found:
        raise ExtensionError("\n  ".join(["The tables are not as accepted:", *found]))


def _faults(book: Book) -> list[str]:
    return [
        f"{row['entry_id']}: accepted {row['accepted'] or 'no fault'!r}, found {row['verdict']!r}"
        for row in book.ledger.moved.to_dict("records")
    ]


def setup(app: Sphinx) -> dict:
    """Stand before every build."""
    app.connect("builder-inited", refuse, priority=2)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
