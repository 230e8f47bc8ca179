"""A table a reader can search and narrow; without scripts, and on paper, all its rows are there."""

import html
from collections.abc import Mapping, Sequence

import pandas as pd

from reviewbook.page.table import Table

GAP = "not stated"


class Lookup(Table):
    """A table with a search field and a choice for some of its columns."""

    kinds = ("rb-lookup",)

    def __init__(self, frame, caption, columns, by=(), notes=(), name=None):
        super().__init__(frame, caption, columns, notes=notes, name=name)
        absent = [heading for heading in by if heading not in self.headings]
        if absent:
            raise ValueError(f"Not a heading: {absent}; the table has {self.headings}.")
        self.by = [self.headings.index(heading) for heading in by]

    def controls_html(self) -> str:
        """Return the controls, which the style sheet shows only where scripts run."""
        choices = [control(self.headings[at], select(at, self.cells[at])) for at in self.by]
        count = len(self.frame)
        found = f'<p role="status">{count} of {count} rows</p>'
        search = control("Search", '<input type="search">')
        return f'<div class="rb-controls">{"".join(choices)}{search}{found}</div>'


def control(label: str, field: str) -> str:
    """Return a labelled field."""
    name = f'<span class="vega-bind-name">{html.escape(label)}</span>'
    return f'<div class="vega-bind"><label>{name}{field}</label></div>'


def select(column: int, cells: list[str | None]) -> str:
    """Return a choice of the texts of a column, those not stated among them."""
    texts = dict.fromkeys(GAP if cell is None else cell for cell in cells)
    options = "".join(f"<option>{html.escape(text)}</option>" for text in texts)
    return f'<select data-column="{column}"><option value="">all</option>{options}</select>'


def lookup(
    frame: pd.DataFrame,
    caption: str,
    columns: Mapping[str, str] | Sequence[str],
    by: Sequence[str] = (),
    notes: str | Sequence[str] = (),
    name: str | None = None,
) -> Lookup:
    """Show a frame as a table with a search field and a choice for each heading in `by`.

    Other arguments and errors as in `table.table`; ValueError too if `by` names no heading.
    """
    if not caption.strip():
        raise ValueError("A table needs a caption.")
    return Lookup(frame, caption, columns, by, notes, name)
