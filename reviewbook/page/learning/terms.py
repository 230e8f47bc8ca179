"""The words of the book, each explained: what a term's note leads to."""

import html

from reviewbook.ledger.book import Book
from reviewbook.page.learning.linked import Linked, link


def terms(book: Book) -> Linked:
    """List every term of ``glossary.csv`` with its other forms and its meaning, by the alphabet."""
    rows = sorted(
        book.evidence.printed["glossary"].to_dict("records"), key=lambda row: row["term"].lower()
    )
    items = "".join(map(lambda row: term_html(book, row), rows))
    text = "\n".join(f"{named(row)}: {row['meaning']}" for row in rows)
    return Linked(f'<dl class="rb-learn rb-terms">{items}</dl>', text)


def term_html(book: Book, row: dict[str, str]) -> str:
    """Return one term, which can be linked to."""
    chapter, _, section = row["more"].partition("#")
    more = f" {link(book, {'chapter': chapter, 'section': section})}" if chapter else ""
    return (
        f'<dt id="term-{row["term_id"]}">{html.escape(named(row))}</dt>'
        f"<dd>{html.escape(row['meaning'])}{more}</dd>"
    )


def named(row: dict[str, str]) -> str:
    """Return a term with its other forms."""
    return f"{row['term']} ({row['also'].replace(';', ', ')})" if row["also"] else row["term"]
