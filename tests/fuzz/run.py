"""Spoils the tables of the book at random and sees what becomes of each: run by ``make fuzz``.

A spoiled table must be refused in words, or noticed by ``verify``, or mean the same as before. Any
other is accepted only for a reason that stands in ``accepted.csv``; an error that is not in words,
and an answer that does not come, are faults.
"""

import argparse
import atexit
import csv
import multiprocessing
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path

import pandas as pd
from fuzz.kinds import KINDS, Kind, read, written

from reviewbook.guard.verify import problems
from reviewbook.ledger.book import Book
from reviewbook.tables import load as loader
from reviewbook.tables.dictionary import table_schema
from reviewbook.tables.load import Evidence, load
from reviewbook.tables.problems import DataError

ROOT = Path(__file__).parents[2]
REASONS = Path(__file__).parent / "accepted.csv"
RESULT = ROOT / "validation" / "fuzz.csv"
CASES, SEED, SECONDS = 10_000, 10, 30
REFUSED, NOTICED, SAME, ACCEPTED = "refused", "noticed", "same", "accepted"
UNEXPLAINED, FAULT = "unexplained", "fault"
FOUND = (REFUSED, NOTICED, SAME, ACCEPTED, UNEXPLAINED, FAULT)
NUMERIC = ("number", "integer", "year")
NAMES = ("identifier", "key", "entry")
PARTS = (("table", "column"), ("entry_id", "check", "inputs"), ("section", "to_chapter"))


@dataclass(frozen=True)
class Case:
    """One spoiled table, ``content`` being nothing where the file is gone."""

    number: int
    kind: Kind
    table: str
    row: int
    column: str
    content: bytes | None


@dataclass(frozen=True)
class Outcome:
    """What became of a case, with what was said."""

    number: int
    family: str
    kind: str
    place: str
    found: str
    said: str


class Tables:
    """The sound tables as files, and the cells of them that a kind can be done to."""

    def __init__(self, folder: Path):
        """Read the tables of a data folder."""
        self.files = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
        self.rows = {name: read(content) for name, content in self.files.items()}
        described = (
            dict(zip(self.rows["dictionary"][0], row, strict=True))
            for row in self.rows["dictionary"][1:]
        )
        self.types = {(row["table"], row["column"]): row["type"] for row in described}

    def case(self, number: int) -> Case:
        """Make a case, the same for the same tables and number."""
        chance = random.Random(f"{SEED} {number}")
        kind = KINDS[number % len(KINDS)]
        if kind.of in ("bytes", "rows"):
            name = chance.choice([name for name, rows in self.rows.items() if len(rows) > 1])
            if kind.of == "bytes":
                return Case(number, kind, name, 0, "", kind.spoil(self.files[name], chance))
            rows = kind.spoil([list(row) for row in self.rows[name]], chance)
            return Case(number, kind, name, 0, "", written(rows))
        name, column = chance.choice(self.columns[kind.of])
        rows = [list(row) for row in self.rows[name]]
        at = rows[0].index(column)
        row = chance.choice([n for n, cells in enumerate(rows) if n and _fits(kind.of, cells[at])])
        cell = rows[row][at]
        if kind.of.startswith("another"):
            cell = sorted({cells[at] for cells in rows[1:]} - {cell, ""}) or [cell]
        rows[row][at] = kind.spoil(cell, chance)
        return Case(number, kind, name, row + 1, column, written(rows))

    @cached_property
    def columns(self) -> dict[str, list[tuple[str, str]]]:
        """The columns with a cell that each sort of kind can be done to."""
        sorts = {kind.of for kind in KINDS} - {"bytes", "rows"}
        return {
            of: [
                (table, column)
                for (table, column), type_ in self.types.items()
                if _of(of, column, type_) and self._any(of, table, column)
            ]
            for of in sorts
        }

    def _any(self, of: str, table: str, column: str) -> bool:
        at = self.rows[table][0].index(column)
        return any(_fits(of, row[at]) for row in self.rows[table][1:])


def _of(of: str, column: str, type_: str) -> bool:
    """Tell whether a kind can be done to a column."""
    return {
        "number": type_ in NUMERIC,
        "raw": column == "raw",
        "time": column == "time_months",
        "name": type_ in NAMES,
        "another name": type_ in NAMES,
        "choice": type_ == "choice",
        "another choice": type_ == "choice",
        "unit": column == "unit",
        "text": type_ == "text",
        "date": column.endswith("as_of"),
        "doi": type_ == "doi",
        "pmid": column == "pmid",
    }[of]


def _fits(of: str, cell: str) -> bool:
    return any(c.isdigit() for c in cell) if of in ("raw", "date") else cell != ""


class Bench:
    """A copy of the book in which one table at a time is spoiled."""

    def __init__(self, root: Path, copy: Path):
        """Copy the book; tables that are as before are not validated again."""
        self.tables, self.folder = Tables(root / "data"), copy
        for path in (*root.glob("*.yml"), *(p for p in (root / "data").rglob("*") if p.is_file())):
            place = copy / path.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
        _remember()
        self.sound = load(copy / "data")
        self.reasons = reasons()

    def outcome(self, number: int) -> Outcome:
        """Spoil one table, look, and put it back."""
        case = self.tables.case(number)
        path = self.folder / "data" / f"{case.table}.csv"
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            if case.content is None:
                path.unlink()
            else:
                path.write_bytes(case.content)
            return _told(case, *self._found(case))
        except Exception:
            return _told(case, FAULT, traceback.format_exc())
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            path.write_bytes(self.tables.files[case.table])

    def _found(self, case: Case) -> tuple[str, str]:
        try:
            evidence = load(self.folder / "data")
            if same(evidence, self.sound):
                return SAME, ""
            told = problems(Book(self.folder, evidence))
        except DataError as error:
            return REFUSED, str(error)
        if len(told):
            return NOTICED, told.to_string()
        left = [one for one in changed(evidence, self.sound) if not self._reason(case.kind, *one)]
        said = ", ".join(f"{table}.{column or 'rows'}" for table, column in left)
        return (UNEXPLAINED, f"changed {said}") if left else (ACCEPTED, "")

    def _reason(self, kind: Kind, table: str, column: str) -> str:
        """Give why a change may be accepted, empty if there is no reason."""
        names = (kind.name, table, column, self.tables.types.get((table, column), "rows"))
        return next((why for given, why in self.reasons if _covers(given, names)), "")


def _told(case: Case, found: str, said: str) -> Outcome:
    place = f"{case.table}.csv, row {case.row}, column {case.column}"
    return Outcome(case.number, case.kind.family, case.kind.name, place, found, said[-2000:])


def _covers(given: Sequence[str], names: Sequence[str]) -> bool:
    return all(one in ("", name) for one, name in zip(given, names, strict=True))


def reasons() -> list[tuple[tuple[str, ...], str]]:
    """Read for what there is a reason: kind, table, column and its type; an empty one is any."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return [(tuple(row[:4]), row[4]) for row in list(csv.reader(file))[1:]]


def same(one: Evidence, other: Evidence) -> bool:
    """Tell whether two evidences say the same, in whatever order."""
    return one.printed.keys() == other.printed.keys() and not changed(one, other)


def changed(one: Evidence, other: Evidence) -> list[tuple[str, str]]:
    """Name the columns in which two evidences differ, with their tables; rows have no column."""
    found = []
    for name in one.printed.keys() | other.printed.keys():
        rows, sound = _rows(one.printed[name]), _rows(other.printed[name])
        if [key for key, _ in rows] != [key for key, _ in sound]:
            found.append((name, ""))
        known = dict(sound)
        found += {
            (name, column)
            for key, row in rows
            for column, cell in row.items()
            if key in known and known[key][column] != cell
        }
    return found


def _rows(table: pd.DataFrame) -> list[tuple[str, dict[str, str]]]:
    """Give the rows with their names, by which they are sorted.

    That of a column has two parts; a check, to which nothing refers, is known by what it asks.
    """
    known = (parts for parts in PARTS if set(parts) <= set(table.columns))
    parts = list(next(known, table.columns[:1]))
    rows = table.to_dict("records")
    return sorted(((" ".join(row[part] for part in parts), row) for row in rows), key=itemgetter(0))


def _remember() -> None:
    """Let the loader read and measure what it has seen in this process only once."""
    read_file, measured = loader._read, {}

    @lru_cache(maxsize=64)
    def read_once(name: str, content: bytes | None, columns: tuple[str, ...]) -> tuple:
        return read_file(name, content, list(columns))

    def schema_once(rows: pd.DataFrame) -> _Schema:
        key = tuple(map(tuple, rows.to_numpy()))
        if key not in measured:
            measured[key] = _Schema(rows)
        return measured[key]

    def read_again(name: str, content: bytes | None, columns: list[str]) -> tuple:
        table, found = read_once(name, content, tuple(columns))
        return table, list(found)

    loader._read = read_again
    loader.table_schema = schema_once


class _Schema:
    """A schema that does not measure the first table again that it found sound."""

    def __init__(self, rows: pd.DataFrame):
        self.schema, self.sound = table_schema(rows), None

    def validate(self, table: pd.DataFrame, lazy: bool) -> None:
        """Measure a table."""
        if table is not self.sound:
            self.schema.validate(table, lazy=lazy)
            self.sound = table if self.sound is None else self.sound


_bench: Bench


def _prepare() -> None:
    """Furnish a process."""
    global _bench
    signal.signal(signal.SIGPROF, _late)
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, folder)
    _bench = Bench(ROOT, Path(folder))


def _late(*_: object) -> None:
    raise TimeoutError(f"no answer within {SECONDS} seconds of work")


def _outcome(number: int) -> Outcome:
    return _bench.outcome(number)


def outcomes(numbers: Sequence[int], processes: int) -> Iterator[Outcome]:
    """Give what becomes of each numbered case, as they come."""
    with multiprocessing.Pool(processes, _prepare) as pool:
        yield from pool.imap_unordered(_outcome, numbers, chunksize=4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases, say which were faults, and count them by kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=CASES, help="how many")
    asked = parser.parse_args(arguments)
    found, began = [], time.monotonic()
    for one in outcomes(range(asked.cases), multiprocessing.cpu_count()):
        found.append(one)
        if one.found in (UNEXPLAINED, FAULT):
            print("\r" + in_words(one))
        if sys.stderr.isatty() or len(found) == asked.cases:
            speed = len(found) / (time.monotonic() - began)
            said = f"\r{len(found)} of {asked.cases} tables, {speed:.0f} a second "
            print(said, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    _write(found)
    return any(one.found in (UNEXPLAINED, FAULT) for one in found)


def in_words(one: Outcome) -> str:
    """Say what became of a case."""
    return f"case {one.number}, {one.kind}: {one.place}: {one.found} {one.said}".rstrip()


def _write(found: Sequence[Outcome]) -> None:
    counts = Counter((one.family, one.found) for one in found)
    families = list(dict.fromkeys(kind.family for kind in KINDS))
    rows = [
        {
            "family": family,
            "kinds": sum(kind.family == family for kind in KINDS),
            "tried": sum(one.family == family for one in found),
        }
        | {said: counts[family, said] for said in FOUND}
        | {"seed": SEED, "date": date.today()}
        for family in families
    ]
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
