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
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


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


def small_copy_of_data(folder: Path) -> Path:
    """Copy the tables with a few studies only, so that many faults can be tried in a short time."""
    copy_of_data(folder)
    kept = {"abbott-2012", "ruiz-2018", "review", "qa"}
    for name, key in [
        ("studies", "study_id"),
        ("arms", "study_id"),
        ("effects", "study_id"),
        ("factors", "study_id"),
        ("characteristics", "arm_id"),
        ("outcomes", "arm_id"),
    ]:
        header, *rows = records(folder / f"{name}.csv")
        rows = [row for row in rows if row[header.index(key)] in kept]
        kept |= {row[0] for row in rows}
        write(folder / f"{name}.csv", [header, *rows])
    for name in ("claims", "guidance", "checks"):
        write(folder / f"{name}.csv", records(folder / f"{name}.csv")[:9])
    return folder
