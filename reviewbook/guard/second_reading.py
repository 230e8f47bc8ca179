"""Double entry: every number is read twice, and the two readings are held against each other.

``data/second_reading/`` has a file for each table with numbers. It bears the name of the table,
begins with the names of its rows, and repeats the columns that were read again, whoever read them
having had the sources before them and not the table. ``read_once`` names the columns of a row that
could not be read again (or says ``all``), ``why`` the reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from reviewbook.guard.fault import Fault
from reviewbook.tables.dictionary import NUMERIC_TYPES
from reviewbook.tables.files import rows_named, with_rows, without_rows
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError, Problem
from reviewbook.tables.records.text import read_records
from reviewbook.tables.rules.text import TESTS

FOLDER = "second_reading"
READ_ONCE, WHY = "read_once", "why"
ALL = "all"
UNREAD = "Added, and not read again yet"
LISTS = "numbers"
DESCRIPTION = "dictionary"
ACCEPT = "Look into the source, and correct the reading that is wrong."
ADDED = f"Read the row again from its source into {FOLDER}/, or say there why it was read once."


@dataclass(frozen=True)
class Reading:
    """The second reading of one table: rows by name, each with its number in the file."""

    file: str
    rows: dict[str, dict[str, str]]
    numbers: dict[str, int]


def second_reading(data: Path, evidence: Evidence) -> dict[str, Reading]:
    """Read the second reading of a data folder, by table; a book without one has none.

    Raises:
        DataError: with every fault of form of every file.
    """
    found, problems = {}, []
    for path in sorted((data / FOLDER).glob("*.csv")):
        try:
            found[path.stem] = _reading(path, evidence)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return found


def read_twice(evidence: Evidence) -> dict[str, list[str]]:
    """Name the columns of each table that are to be read twice: numbers, and the printed text.

    The bounds in the dictionary are no reading of anything.
    """
    rows = evidence.printed[DESCRIPTION]
    wanted = rows["type"].isin([*NUMERIC_TYPES, LISTS]) | (rows["column"] == "raw")
    rows = rows[wanted & (rows["table"] != DESCRIPTION)]
    return {table: list(columns) for table, columns in rows.groupby("table")["column"]}


def differences(evidence: Evidence, readings: Mapping[str, Reading]) -> Iterator[Fault]:
    """Give every cell on which the readings differ, and every row that only one of them has."""
    if not readings:
        return
    for table, columns in read_twice(evidence).items():
        rows = evidence.printed[table]
        if table in readings:
            yield from _of_table(table, rows, columns, readings[table])
        elif (rows[columns] != "").any(axis=None):
            problem = Problem(
                f"{FOLDER}/{table}.csv", 0, "", "", f"a second reading of {table}.csv"
            )
            yield Fault(problem, ADDED)


def with_new_rows(tables: Mapping[str, bytes], new: Mapping[str, list[str]]) -> dict[str, bytes]:
    """Give whole files in which the new rows of each table are said to be read once so far.

    `tables` are the files of a data folder, `new` the names of the rows by table.
    """
    changed = dict(tables)
    for table, names in new.items():
        file = f"{FOLDER}/{table}"
        if file in tables:
            first = tables[file].decode("utf-8").lstrip('\ufeff"').partition(",")[0].rstrip('"')
            said = {READ_ONCE: ALL, WHY: UNREAD}
            changed[file] = with_rows(tables[file], [{first: name} | said for name in names])
    return changed


def without_old_rows(
    tables: Mapping[str, bytes], gone: Mapping[str, list[str]]
) -> dict[str, bytes]:
    """Give whole files without the second reading of rows that go, by table."""
    files = {f"{FOLDER}/{table}": names for table, names in gone.items()}
    return {
        file: without_rows(content, rows_named(content, files.get(file, ())))
        for file, content in tables.items()
    }


def differing(row: Mapping[str, str], columns: list[str], second: Mapping[str, str]) -> list[str]:
    """Name the columns in which a row differs from its second reading.

    Of the ``columns`` that are to be read twice an empty cell is read, too; of others it is not.
    """
    once = _once(second, columns)
    must = [c for c in columns if c not in once and row[c] != second.get(c, "")]
    also = [c for c, said in second.items() if c in row and c not in columns and said]
    return must + [c for c in also if row[c] != second[c]]


def counted(evidence: Evidence, readings: Mapping[str, Reading]) -> pd.DataFrame:
    """Count the cells that were read twice and once, by table.

    Columns: ``file``, ``twice``, ``once`` (cells that could not be read again), ``why``.
    """
    found = []
    for table, columns in read_twice(evidence).items():
        once, reasons = 0, []
        for row in evidence.printed[table].to_dict("records"):
            second = _second(readings, table, next(iter(row.values())))
            cells = [c for c in _once(second, columns) if row[c]]
            once += len(cells)
            reasons += [second[WHY]] if cells else []
        filled = int((evidence.printed[table][columns] != "").sum().sum())
        found.append(
            {
                "file": f"{table}.csv",
                "twice": filled - once if table in readings else 0,
                "once": once if table in readings else filled,
                "why": "; ".join(dict.fromkeys(reasons)),
            }
        )
    return pd.DataFrame(found)


def _second(readings: Mapping[str, Reading], table: str, row: str) -> Mapping[str, str]:
    return readings[table].rows.get(row, {}) if table in readings else {}


def _once(second: Mapping[str, str], columns: list[str]) -> list[str]:
    named = second.get(READ_ONCE, "").split()
    return [c for c in columns if c in named or ALL in named]


def _of_table(
    table: str, rows: pd.DataFrame, columns: list[str], reading: Reading
) -> Iterator[Fault]:
    file, name = f"{table}.csv", rows.columns[0]
    for number, row in enumerate(rows.to_dict("records"), start=2):
        if row[name] not in reading.rows:
            expected = f"a row that {reading.file} has, too"
            yield Fault(Problem(file, number, name, row[name], expected), ADDED)
            continue
        second = reading.rows[row[name]]
        at = f"row {reading.numbers[row[name]]} of {reading.file}"
        for column in differing(row, columns, second):
            said = second.get(column, "")
            expected = f"{said!r}, as in {at}" if said else f"nothing, as in {at}"
            yield Fault(Problem(file, number, column, row[column], expected), ACCEPT)
    for lost in reading.rows.keys() - set(rows[name]):
        expected = f"the row {lost!r}, as row {reading.numbers[lost]} of {reading.file}"
        yield Fault(Problem(file, 0, name, "", expected), ACCEPT)


def _reading(path: Path, evidence: Evidence) -> Reading:
    file, table = f"{FOLDER}/{path.name}", path.stem
    if table not in evidence.printed or table == DESCRIPTION:
        raise DataError([Problem(file, 0, "", "a file", "the name of a table")])
    known = list(evidence.printed[table].columns)
    header, *rows = read_records(path, file)
    problems = _faults_of_form(file, header, rows, known)
    if problems:
        raise DataError(problems)
    named = {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}
    numbers = {row[0]: number for number, row in enumerate(rows, start=2)}
    return Reading(file, named, numbers)


def _faults_of_form(
    file: str, header: list[str], rows: list[list[str]], known: list[str]
) -> list[Problem]:
    wanted = [known[0], READ_ONCE, WHY]
    found = [Problem(file, 1, c, "", "this column") for c in wanted if c not in header]
    found += [
        Problem(file, 1, c, c, f"a column of {Path(file).name} or one of {READ_ONCE}, {WHY}, once")
        for at, c in enumerate(header)
        if c not in [*known, READ_ONCE, WHY] or c in header[:at]
    ]
    if not found and header[0] != known[0]:
        found.append(Problem(file, 1, header[0], header[0], f"{known[0]} as the first column"))
    if found:
        return found
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            expected = f"{len(header)} cells, as in the header"
            found.append(Problem(file, number, "", f"{len(row)} cells", expected))
            continue
        found += _faults_of_row(file, number, dict(zip(header, row, strict=True)), known, seen)
        seen.add(row[0])
    return found


def _faults_of_row(
    file: str, number: int, row: dict[str, str], known: list[str], seen: set[str]
) -> Iterator[Problem]:
    if row[known[0]] in seen:
        yield Problem(file, number, known[0], row[known[0]], "a name used once")
    for column in row[READ_ONCE].split():
        if column not in [*known, ALL]:
            yield Problem(file, number, READ_ONCE, column, f"columns of the table, or {ALL}")
    for column, text in row.items():
        for holds, expected in TESTS:
            if not holds(text):
                yield Problem(file, number, column, text, expected)
    if row[READ_ONCE] and not row[WHY]:
        yield Problem(file, number, WHY, "", "why it could not be read again")
