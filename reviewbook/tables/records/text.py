"""The rows of a table of text, before anything is known of its columns."""

import csv
import io
from pathlib import Path

from reviewbook.tables.problems import DataError, Problem

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_records(path: Path, file: str = "") -> list[list[str]]:
    """Read the header and the rows of any table; `file` is what faults call it.

    Raises:
        DataError: there is no such file, or it is not a table in UTF-8.
    """
    content = path.read_bytes() if path.is_file() else None
    return records(file or path.name, content, [])


def records(
    file: str, content: bytes | None, columns: list[str], separator: str = ","
) -> list[list[str]]:
    """Read the header and the rows of a table's content.

    `file` is what faults call it; ``columns`` are those that a header is known by, if any.

    Raises:
        DataError: there is no content, or it is not a table in UTF-8.
    """
    if content is None:
        raise DataError([Problem(file, 0, "", "", "this file")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = _row_after(content[: error.start].decode("utf-8"))
        byte = f"byte {content[error.start]:#04x}"
        raise DataError([Problem(file, row, "", byte, "text in UTF-8")]) from None
    before, null, _ = text.partition("\x00")
    if null:
        raise DataError([Problem(file, _row_after(before), "", "a null byte", "text in UTF-8")])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = []
    try:
        for record in csv.reader(io.StringIO(text), delimiter=separator, strict=True):
            found.append(record)
    except csv.Error as error:
        expected = "cells separated by commas, quotes in pairs, one row a line"
        fault = f"a cell that cannot be read ({str(error).split(' - ')[0]})"
        raise DataError([Problem(file, len(found) + 1, "", fault, expected)]) from None
    header = f"a header with the columns {', '.join(columns)}" if columns else "a header and rows"
    if not found:
        raise DataError([Problem(file, 0, "", "", header)])
    fault = _not_a_table(found, columns)
    if fault:
        raise DataError([Problem(file, 1, "", fault, f"{header}, separated by commas")])
    return found


def _not_a_table(found: list[list[str]], columns: list[str]) -> str:
    """Say in words what stands in the place of a header, if nothing of it can be read."""
    first = found[0]
    if not columns or set(first) & set(columns):
        glued = len(columns) and len(first) > 2 * len(columns)
        return f"one line with {len(first)} cells" if glued and len(found) == 1 else ""
    for mark, name in SEPARATORS.items():
        if set(mark.join(first).split(mark)) & set(columns):
            return f"cells separated by {name}"
    return "no header"


def _row_after(before: str) -> int:
    """Number the row that a text breaks off in."""
    row = 0
    reader = csv.reader(io.StringIO(before.removeprefix("\ufeff").replace("\r\n", "\n") + "x"))
    try:
        while next(reader, None) is not None:
            row += 1
    except csv.Error:
        row += 1
    return row
