"""Copies of the data folder with chosen faults, for the tests of the loader."""

import csv
import io
import shutil
from pathlib import Path

from bclm.data import DATA, load
from bclm.problems import DataError


def copy_of_data(folder: Path) -> Path:
    """Copy the tables into a folder."""
    folder.mkdir(exist_ok=True)
    for path in DATA.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


def records(path: Path) -> list[list[str]]:
    """Header and rows of a file."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def write(path: Path, rows: list[list[str]]) -> None:
    """Write header and rows."""
    quoting = (
        csv.QUOTE_ALL if any("\r" in cell for row in rows for cell in row) else csv.QUOTE_MINIMAL
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=quoting).writerows(rows)


def edit(path: Path, changes: dict[tuple[int, str], str]) -> None:
    """Set cells, each named by row, as a spreadsheet counts, and column."""
    rows = records(path)
    for (row, column), value in changes.items():
        rows[row - 1][rows[0].index(column)] = value
    write(path, rows)


def row_of(path: Path, identifier: str) -> int:
    """The row, as a spreadsheet counts, that begins with an identifier."""
    return [row[0] for row in records(path)].index(identifier) + 1


def problems(folder: Path) -> list:
    """What the loader says about a folder; nothing where it loads."""
    try:
        load(folder)
    except DataError as error:
        return error.problems
    return []


def small_copy_of_data(folder: Path, *tables: str) -> Path:
    """Copy some tables, and those their keys lead to, with the rows of two studies only.

    The loader is quick on such a folder, so that many faults can be tried.
    """
    copy_of_data(folder)
    tables = {"dictionary", "sources", "studies", "arms", *tables}
    kept = {"", "abbott-2012", "ruiz-2018"}
    for name in ("studies", "arms", *sorted(tables - {"dictionary", "sources", "studies", "arms"})):
        header, *rows = records(folder / f"{name}.csv")
        keys = [i for i, column in enumerate(header) if column in ("study_id", "arm_id")]
        keys = keys[:1] if name == "studies" else [i for i in keys if i > 0]
        rows = [row for row in rows if {row[i] for i in keys} <= kept]
        kept |= {row[0] for row in rows}
        write(folder / f"{name}.csv", [header, *rows[:30]])
    header, *rows = records(folder / "dictionary.csv")
    write(folder / "dictionary.csv", [header, *(row for row in rows if row[0] in tables)])
    for path in folder.glob("*.csv"):
        if path.stem not in tables:
            path.unlink()
    return folder
