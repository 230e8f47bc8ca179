"""Filled templates of a study that nobody made, for the tests of adding."""

from pathlib import Path

from books import BOOK
from spoiled import edit, records, write

from reviewbook.commands.new_study import NewRow, completed, read_study
from reviewbook.commands.template import write_template

NAME = "made-up-1999"


def filled_template(folder: Path, **changes: dict[tuple[int, str], str]) -> Path:
    """Write the template, its example renamed; `changes` are cells by table, row and column."""
    write_template(folder, BOOK.evidence.printed["dictionary"])
    edit(folder / "studies.csv", {(2, "study_id"): NAME, (2, "author"): "Made-Up"})
    edit(folder / "sources.csv", {(2, "doi"): "10.9999/made-up"})
    for table, cells in changes.items():
        edit(folder / f"{table}.csv", cells)
    return folder


def repeat_row(path: Path, row: int, **cells: str) -> None:
    """Put a copy of a row, with other cells, at the end of a file."""
    rows = records(path)
    copy = dict(zip(rows[0], rows[row - 1], strict=True)) | cells
    write(path, [*rows, list(copy.values())])


def study_of(folder: Path) -> list[NewRow]:
    """Read a filled template, completed."""
    return completed(read_study(folder, BOOK.evidence.printed["dictionary"]))
