"""A frame as a table for readers: escaped, aligned, scrollable, with its gaps marked."""

import html
import re
from collections.abc import Mapping, Sequence
from numbers import Number
from urllib.parse import quote

import pandas as pd

from reviewbook.page.parts import bundle, table_html
from reviewbook.tables.spreadsheet import csv_text


class NoCell:
    """The mark of a cell that cannot exist, such as a factor a series did not study."""

    def __repr__(self) -> str:
        return ""


NO_CELL = NoCell()


class Written(str):
    """A text of a cell that is written into a page as HTML of its own."""

    written: str

    def __new__(cls, text: str, written: str):
        """Take the text, and the HTML in which it stands on a page."""
        made = super().__new__(cls, text)
        made.written = written
        return made


class Link(Written):
    """A text of a cell that leads to another place of the book."""

    def __new__(cls, text: str, address: str):
        """Take the text, and the address as seen from the page of the table."""
        to = html.escape(address)
        return super().__new__(
            cls, text, f'<a class="reference internal" href="{to}">{html.escape(text)}</a>'
        )


NOT_STATED_HTML = (
    '<span class="not-stated"><span aria-hidden="true">–</span>'
    '<span class="visually-hidden">not stated</span></span>'
)
NO_CELL_HTML = '<span class="visually-hidden">no such entry</span>'
LONG = 15
RESOLVERS = {"DOI": "https://doi.org/", "PMID": "https://pubmed.ncbi.nlm.nih.gov/"}
"""Headings of columns of identifiers, and where their links lead when a reader follows them."""


class Table:
    """A frame with a caption, shown as HTML in the book and as text in a notebook's baseline."""

    kind = "table"
    kinds: tuple[str, ...] = ()

    def __init__(self, frame, caption, columns=None, formats=None, notes=(), name=None):
        self.caption = caption
        self.name = name or slug(caption)
        self.notes = (notes,) if isinstance(notes, str) else tuple(notes)
        headings = chosen(frame, columns)
        formats = formats or {}
        self.frame = frame[list(headings)]
        self.headings = list(headings.values())
        self.numeric = [is_numeric(frame[column]) for column in headings]
        self.cells = [
            [shown(value, formats.get(column)) for value in frame[column]] for column in headings
        ]

    def text(self) -> str:
        """Return the table as aligned plain text."""
        columns = [["not stated" if c is None else c for c in column] for column in self.cells]
        plain = pd.DataFrame(dict(enumerate(columns)), dtype=object)
        plain.columns = self.headings
        return plain.to_string(index=False, max_colwidth=None) if len(plain) else "(no rows)"

    def csv(self) -> str:
        """Return the rows unrounded, as a file that no spreadsheet takes for formulas."""
        return csv_text(self.frame.map(as_cell).set_axis(self.headings, axis=1))

    def inner_html(self) -> str:
        """Return the head and body of the table."""
        head = "".join(
            f'<th scope="col"{numeric_class(numeric)}>{html.escape(heading)}</th>'
            for heading, numeric in zip(self.headings, self.numeric, strict=True)
        )
        places = [decimals(column) for column in self.cells]
        rows = zip(*self.cells, strict=True)
        body = "".join(self.row_html(row, places) for row in rows)
        return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"

    def row_html(self, row, places) -> str:
        """Return one row; its first cell is its header."""
        cells = [
            cell_html(cell, "th" if i == 0 else "td", self.numeric[i], places[i], self.headings[i])
            for i, cell in enumerate(row)
        ]
        return f"<tr>{''.join(cells)}</tr>"

    def notes_html(self) -> str:
        """Return the notes, and what the marks in the table mean."""
        lines = [html.escape(note) for note in self.notes]
        cells = [cell for column in self.cells for cell in column]
        if None in cells:
            lines.append(f"{NOT_STATED_HTML.replace('visually-hidden', 'meaning')} in the source")
        if "" in cells:
            lines.append('<span class="no-cell-key" aria-hidden="true"></span> no such entry')
        if not lines:
            return ""
        return f'<div class="rb-notes">{"".join(f"<p>{line}</p>" for line in lines)}</div>'

    def opening(self, kind: str = "Table") -> str:
        """Return what opens the scrolling region around the table, called by its kind."""
        kinds = " ".join(
            ["rb-table", *self.kinds, *(["rb-long"] if len(self.frame) > LONG else [])]
        )
        label = html.escape(f"{kind}: {self.caption}")
        return (
            f'<div class="{kinds}">{self.controls_html()}<div class="rb-scroll" tabindex="0" '
            f'role="region" aria-label="{label}">'
        )

    def closing(self) -> str:
        """Return what closes the region, with the notes."""
        return f"</div>{self.notes_html()}</div>"

    def controls_html(self) -> str:
        """Return what stands above the table: nothing."""
        return ""

    def body_html(self) -> str:
        """Return the table without its caption, as a figure's twin."""
        return (
            f"{self.opening('Figure as a table')}<table>{self.inner_html()}</table>{self.closing()}"
        )

    def parts(self) -> dict[str, str]:
        """Return what the page is made of: `parts.table_html`."""
        return {
            "kind": self.kind,
            "name": self.name,
            "caption": self.caption,
            "before": self.opening(),
            "body": self.inner_html(),
            "after": self.closing(),
        }

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        parts, notes = self.parts(), "".join(f"\n{note}" for note in self.notes)
        return bundle(parts, table_html(parts), f"{self.caption}\n\n{self.text()}{notes}")


def table(
    frame: pd.DataFrame,
    caption: str,
    columns: Mapping[str, str] | Sequence[str] | None = None,
    formats: Mapping[str, str] | None = None,
    notes: str | Sequence[str] = (),
    name: str | None = None,
) -> Table:
    """Show a frame as a table; its first column heads the rows.

    Args:
        frame: one row per row of the table. A missing value is shown as *not stated*, the value
            ``NO_CELL`` as a cell that cannot exist; zero stays zero.
        caption: plain text.
        columns: which columns, in order, or a mapping of column to heading.
        formats: a format specification per column, such as ``{"share": ".1f"}``.
        notes: lines below the table, plain text.
        name: the anchor, for ``{numref}``; otherwise made from the caption.

    Raises:
        ValueError: the caption is empty, or a named column is not in the frame.
    """
    if not caption.strip():
        raise ValueError("A table needs a caption.")
    return Table(frame, caption, columns, formats, notes, name)


def as_cell(value) -> object:
    """Return a value as a cell of a file, with every digit."""
    if value is NO_CELL or pd.isna(value):
        return ""
    if isinstance(value, Number) and not isinstance(value, bool):
        return format(value, ".10g")
    return str(value)


def slug(text: str) -> str:
    """Return an anchor made from text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].rstrip("-")


def chosen(frame: pd.DataFrame, columns) -> dict[str, str]:
    """Return the heading of each chosen column."""
    columns = list(frame.columns) if columns is None else columns
    headings = columns if isinstance(columns, Mapping) else {c: str(c) for c in columns}
    absent = [c for c in headings if c not in frame.columns]
    if absent:
        raise ValueError(f"Not in the frame: {absent}; it has {list(frame.columns)}.")
    return dict(headings)


def is_numeric(column: pd.Series) -> bool:
    """Tell whether every stated value of a column is a number."""
    stated = [v for v in column if v is not NO_CELL and not pd.isna(v)]
    return bool(stated) and all(isinstance(v, Number) and not isinstance(v, bool) for v in stated)


def shown(value, spec: str | None) -> str | None:
    """Return a cell's text: ``None`` where the value is not stated, empty where it cannot be."""
    if value is NO_CELL:
        return ""
    if pd.isna(value):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, Number):
        return value if isinstance(value, Written) else str(value)
    return format(value, spec or ".10g").replace("-", "\N{MINUS SIGN}", 1)


def decimals(column: list[str | None]) -> int:
    """Return the longest decimal part, its point included."""
    return max((len(cell) - cell.find(".") for cell in column if cell and "." in cell), default=0)


def numeric_class(numeric: bool) -> str:
    """Return the class attribute of a numeric cell."""
    return ' class="number"' if numeric else ""


def cell_html(cell: str | None, tag: str, numeric: bool, places: int, heading: str = "") -> str:
    """Return one cell; numbers are padded so that their decimal points stand in line.

    An identifier under one of the headings of `RESOLVERS` is a link.
    """
    attributes = ' scope="row"' if tag == "th" else ""
    if cell == "":
        return f'<{tag}{attributes} class="no-cell">{NO_CELL_HTML}</{tag}>'
    if cell is None:
        return f"<{tag}{attributes}{numeric_class(numeric)}>{NOT_STATED_HTML}</{tag}>"
    text = cell.written if isinstance(cell, Written) else html.escape(cell)
    if numeric:
        missing = places - (len(cell) - cell.find(".") if "." in cell else 0)
        if missing:
            filler = ("." if "." not in cell else "0") + "0" * (missing - 1)
            text += f'<span style="visibility: hidden" aria-hidden="true">{filler}</span>'
    if heading in RESOLVERS:
        address = html.escape(RESOLVERS[heading] + quote(cell))
        text = f'<a class="reference external" rel="noreferrer" href="{address}">{text}</a>'
    return f"<{tag}{attributes}{numeric_class(numeric)}>{text}</{tag}>"
