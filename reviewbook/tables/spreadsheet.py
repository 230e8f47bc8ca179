"""What a spreadsheet would reckon where a table has text, and how such text stays text.

A program that opens a table takes a cell for a formula by its first character. The loader refuses
such a cell, so that the tables themselves need no mark; what is computed is marked as it leaves.
"""

import pandas as pd

from reviewbook.tables.rules.text import is_formula

MARK = "'"
"""What a spreadsheet shows nothing of, and takes for the beginning of a text."""


def as_text(cell: object) -> object:
    """Give a cell as it may leave the book: text that looks like a formula gets a mark."""
    return MARK + cell if isinstance(cell, str) and is_formula(cell) else cell


def csv_text(frame: pd.DataFrame) -> str:
    """Write a frame as CSV that no spreadsheet takes for formulas; headings, too.

    A line break within a cell is written as one kind, which is put in quotes: another kind would
    end the row for a program that knows it.
    """
    safe = frame.map(_cell).rename(columns=_cell)
    return safe.to_csv(index=False, lineterminator="\n")


def _cell(cell: object) -> object:
    if isinstance(cell, str) and "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return as_text(cell)
