"""Copies of the data folder with chosen faults, for the tests of the loader."""

import csv
import io
import shutil
from pathlib import Path

from books import ROOT

from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError


def copy_of_data(folder: Path) -> Path:
    """Copy the tables into a folder."""
    folder.mkdir(exist_ok=True)
    for path in (ROOT / "data").glob("*.csv"):
        shutil.copy(path, folder)
    return folder


def copy_of_book(folder: Path) -> Path:
    """Copy what the commands read of a book into a folder."""
    for name in ("data", "chapters"):
        shutil.copytree(ROOT / name, folder / name)
    for path in (*ROOT.glob("*.yml"), ROOT / "intro.md"):
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

    The loader is quick on such a folder, so that many faults can be tried. Names of entries are
    plain identifiers there, since most entries are gone.
    """
    copy_of_data(folder)
    header, *described = records(folder / "dictionary.csv")
    key = header.index("references")
    kept = {}

    def keep(table: str) -> None:
        columns, *rows = records(folder / f"{table}.csv")
        keys = {row[1]: row[key].split(".")[0] for row in described if row[0] == table and row[key]}
        for target in set(keys.values()) - kept.keys():
            keep(target)
        if table == "studies":
            rows = [row for row in rows if row[0] in ("abbott-2012", "ruiz-2018")]
        places = [(columns.index(column), target) for column, target in keys.items()]
        rows = [row for row in rows if all(row[i] in kept[target] for i, target in places)]
        kept[table] = {"", *(row[0] for row in rows[:30])}
        write(folder / f"{table}.csv", [columns, *rows[:30]])

    for table in ("studies", "arms", *tables):
        if table not in kept:
            keep(table)
    rows = [row for row in described if row[0] in {"dictionary", *kept}]
    kind = header.index("type")
    rows = [["text" if i == kind and c == "entry" else c for i, c in enumerate(r)] for r in rows]
    write(folder / "dictionary.csv", [header, *rows])
    for path in folder.glob("*.csv"):
        if path.stem not in {"dictionary", *kept}:
            path.unlink()
    return folder
