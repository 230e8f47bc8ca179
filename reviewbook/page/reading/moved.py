"""Where each section went that once stood elsewhere: the table of it, and the addresses."""

from posixpath import dirname, relpath

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.page.lookup import Lookup, lookup
from reviewbook.page.table import Link


def moved(book: Book, name: str) -> Lookup:
    """Show each move as a row that leads to the new place, on the page of the book for it."""
    here = book.page_of("moves")
    rows = book.evidence.printed["moves"].to_dict("records")
    shown = [
        {
            "from": book.chapters.get(row["chapter"], row["chapter"]),
            "section": in_words(row["section"]),
            "to": Link(place_in_words(book, row), address(book, row, here)),
        }
        for row in rows
    ]
    return lookup(
        pd.DataFrame(shown, columns=["from", "section", "to"]),
        "Where each section went",
        {"from": "Once on the page", "section": "Section", "to": "Now"},
        by=["Once on the page"],
        name=name,
    )


def in_words(section: str) -> str:
    """Return the name of a section as words."""
    return section.replace("-", " ").capitalize() or "The whole page"


def place_in_words(book: Book, row: dict[str, str]) -> str:
    """Name where a section is now."""
    section = row["to_section"]
    return book.chapters[row["to_chapter"]] + (f": {in_words(section)}" if section else "")


def address(book: Book, row: dict[str, str], page: str) -> str:
    """Return the new address of a section as seen from a page."""
    target = relpath(f"{book.page(row['to_chapter'])}.html", dirname(page) or ".")
    return f"{target}#{row['to_section']}" if row["to_section"] else target


def addresses(book: Book, page: str) -> dict[str, str]:
    """Give the new address of each section that left a page; that of the page itself is empty."""
    rows = book.evidence.printed["moves"].to_dict("records")
    return {
        row["section"]: address(book, row, page)
        for row in rows
        if book.page(row["chapter"]) == page
    }


def pages_gone(book: Book) -> list[str]:
    """List the pages that moved as a whole."""
    rows = book.evidence.printed["moves"]
    return [book.page(chapter) for chapter in rows.loc[rows["section"] == "", "chapter"]]
