"""A reader's own table as text: a file of cells with separators, or a workbook of a spreadsheet."""

import codecs
import re
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.records.text import records

SEPARATORS = ",;\t"
ENCODINGS = ("utf-8", "cp1252", "latin-1")
"""How spreadsheets save text, the surest first; the last one reads whatever there is."""
WORKBOOK = (".xlsx", ".xlsm")
OLD = (".xls", ".ods", ".numbers")
DECIMALS = re.compile(r"0\.(0+)")


def printed_cells(path: Path) -> list[list[str]]:
    """Give the header and the rows of a table as they are printed.

    Of a workbook it is the first sheet that holds anything, each number with the decimals that the
    sheet shows. Of several separators the one counts that the first line has most of; a row without
    a word is empty.

    Raises:
        DataError: the file is not there, or is not a table that can be read.
    """
    if path.suffix.lower() in OLD:
        expected = "a workbook saved as .xlsx, or a .csv"
        raise DataError([Problem(path.name, 0, "", path.suffix, expected)])
    if not path.is_file():
        raise DataError([Problem(path.name, 0, "", "", "this file")])
    if path.suffix.lower() not in WORKBOOK:
        text = _decoded(path.read_bytes())
        first = text.partition("\n")[0]
        rows = records(path.name, text.encode(), [], max(SEPARATORS, key=first.count))
        return [row if "".join(row).strip() else [] for row in rows]
    try:
        book = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        expected = "a workbook that a spreadsheet can open"
        found = f"a file that cannot be read ({type(error).__name__})"
        raise DataError([Problem(path.name, 0, "", found, expected)]) from None
    for sheet in book.worksheets:
        rows = [[shown(cell) for cell in row] for row in sheet.iter_rows()]
        if rows := [row for row in rows if any(row)]:
            return _without_margin(rows)
    raise DataError([Problem(path.name, 0, "", "no cell", "a sheet with a header and rows")])


def _decoded(content: bytes) -> str:
    """Give the text of a file in whichever way a spreadsheet saved it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def shown(cell) -> str:
    """Give the text that a sheet shows in a cell: percent and decimals as its format asks."""
    value, form = cell.value, cell.number_format or "General"
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    percent = form.rstrip().endswith("%")
    number = value * 100 if percent else value
    decimals = DECIMALS.search(form)
    if decimals:
        text = f"{number:.{len(decimals[1])}f}"
    else:
        text = f"{number:.0f}" if form.startswith("0") else f"{number:.12g}"
    return f"{text}%" if percent else text


def _without_margin(rows: list[list[str]]) -> list[list[str]]:
    """Leave out the columns of a sheet that are empty from top to bottom."""
    kept = [at for at in range(len(rows[0])) if any(row[at] for row in rows)]
    return [[row[at] for at in kept] for row in rows]
