"""Parts of a page that lead to other pages of the book, and texts of tables that quote numbers."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import QuotingError, asked, quoted
from reviewbook.page.parts import bundle
from reviewbook.tables.problems import DataError, Problem

QUOTED = re.compile(r"\{([^{}]+)\}")


class Linked:
    """HTML in which an address ``page:NAME#anchor`` is that of a page of the book."""

    def __init__(self, body: str, text: str):
        self.body, self.text = body, text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return bundle({"kind": "linked", "body": self.body}, self.body, self.text)


def link(book: Book, row: Mapping[str, str]) -> str:
    """Return a link to the ``chapter`` of a row, at its ``section`` if it has one."""
    anchor = f"#{row['section']}" if row.get("section") else ""
    name = html.escape(book.chapters[row["chapter"]])
    return f'<a href="page:{row["chapter"]}{anchor}">{name}</a>'


def filled(book: Book, text: str) -> str:
    """Put the numbers into a text that names them: ``{smith-os-36}``, ``{smith-os-36 range}``.

    Raises:
        QuotingError: a number is not known, or has no such part.
    """

    def number(found: re.Match) -> str:
        name, part, _ = asked(found[1])
        if name not in book.quotable.index:
            raise QuotingError(f"there is no number {name!r}")
        return quoted(book.quotable.loc[name].to_dict(), part)

    return QUOTED.sub(number, text)


def rows_of(book: Book, table: str, made: Mapping[str, Callable[[dict], object]]) -> list[dict]:
    """Give the rows of a table with what is made of each for some of its columns.

    Raises:
        DataError: with every cell of which nothing can be made; the ValueError says why.
    """
    rows, problems = book.evidence.printed[table].to_dict("records"), []
    for at, row in enumerate(rows, start=2):
        told = dict(row)
        for column, make in made.items():
            try:
                row[column] = make(told)
            except ValueError as error:
                problems.append(Problem(f"{table}.csv", at, column, told[column], str(error)))
    if problems:
        raise DataError(problems)
    return rows


def with_numbers(book: Book, table: str, columns: Sequence[str]) -> list[dict]:
    """Give the rows of a table, the numbers put into the texts of some columns; see `rows_of`."""
    return rows_of(book, table, {c: partial(_filled, book, c) for c in columns})


def _filled(book: Book, column: str, row: Mapping[str, str]) -> str:
    return filled(book, row[column])
