"""The ways through a book, as steps that a reader may tick; and its words, each explained."""

import html

from reviewbook.ledger.book import Book
from reviewbook.page.learning.linked import Linked, link

KEPT = (
    "Ticks and right answers are kept in this browser, on this device, and nowhere else. "
    "Where the browser keeps nothing, they last until the page is left."
)


def path(book: Book, way: str) -> Linked:
    """Show the steps of one way through the book, rows of ``steps.csv``.

    Raises:
        ValueError: no step belongs to this way.
    """
    steps = [row for row in book.evidence.printed["steps"].to_dict("records") if row["way"] == way]
    if not steps:
        raise ValueError(f"no step of steps.csv belongs to the way {way!r}")
    items = "".join(
        f'<li><label><input type="checkbox" data-step="{row["step_id"]}" autocomplete="off"> '
        f"{html.escape(row['what'])}</label> {link(book, row)}</li>"
        for row in steps
    )
    text = "\n".join(f"- {row['what']} ({book.chapters[row['chapter']]})" for row in steps)
    return Linked(f'<ol class="rb-learn rb-path">{items}</ol>', text)


def progress(book: Book) -> Linked:
    """Show how far the reader is, and a way to forget it; both need a script."""
    ways = len(book.evidence.printed["steps"])
    asked = len(book.evidence.printed["quiz"])
    body = (
        f'<div class="rb-learn rb-progress" data-steps="{ways}" data-questions="{asked}">'
        f"<p>{KEPT}</p></div>"
    )
    return Linked(body, KEPT)
