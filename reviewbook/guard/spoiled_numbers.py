"""Would it be noticed? Numbers are spoiled on purpose, one at a time, and everything looks again.

Spoiled is every cell that holds a number, of every source, in the ways in which a pen slips. Three
guards may notice: the rules of the tables refuse the row; the second reading differs; a verdict is
no longer the accepted one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

import pandas as pd

from reviewbook.checks.findings import worst
from reviewbook.guard.second_reading import Reading, differing, read_twice, second_reading
from reviewbook.ledger.analyses import judged_tables
from reviewbook.ledger.bearing import Bearing
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import entries
from reviewbook.ledger.ledger import as_accepted, bearings, by_entries
from reviewbook.tables.entry_names import OWNERS, SUFFIXES, number_tables
from reviewbook.tables.load import Evidence
from reviewbook.tables.rules.row import ROW_RULES
from reviewbook.tables.selection import Records

JUDGED = ("value", "low", "high", "numerator", "denominator", "refs", "p", "time_months", "level")
OTHERWISE = ("threshold", "n", "year", "period_start")
"""Columns whose changes are judged again, in tables with a value and in the others."""
ENTRY_COLUMNS = {
    "n": "value",
    "threshold": "value",
    "period_start": "low",
}
"""Columns that the ledger calls otherwise."""
KINDS = ("a digit", "two digits exchanged", "the last digit by one", "the next row")
GUARDS = ("refused", "differs", "moved")
"""What may notice a change, in the order in which they look."""
UNNOTICED = "unnoticed"


@dataclass(frozen=True)
class Change:
    """One cell spoiled in one way."""

    table: str
    row: str
    column: str
    kind: str
    before: str
    after: str


def seeded_errors(book: Book) -> pd.DataFrame:
    """Spoil each number of each table, and say what became of it.

    Columns: those of `Change`; ``found``, the first of `GUARDS` that notices, or *unnoticed*; and
    each of `GUARDS`, whether it alone would have noticed.
    """
    evidence = book.evidence
    trial = _Trial(evidence, second_reading(book.folder / "data", evidence))
    rows = []
    for change in _changes(evidence):
        alone = {
            "refused": trial.refuses(change),
            "differs": trial.differs(change),
            "moved": trial.moves(change),
        }
        found = next((guard for guard, noticed in alone.items() if noticed), UNNOTICED)
        rows.append(asdict(change) | {"found": found} | alone)
    return pd.DataFrame(rows)


def _changes(evidence: Evidence) -> Iterator[Change]:
    """Give every change of every cell with a number."""
    for table, columns in read_twice(evidence).items():
        rows = evidence.printed[table]
        for column in columns:
            stated = rows[rows[column].str.contains("[0-9]")]
            cells = list(stated[column])
            for name, cell, following in zip(
                stated.iloc[:, 0], cells, cells[1:] + cells[:1], strict=True
            ):
                for kind, after in slips(cell, following):
                    yield Change(table, name, column, kind, cell, after)


class _Trial:
    """The evidence as it is judged, and as it would be with one cell changed."""

    def __init__(self, evidence: Evidence, readings: Mapping[str, Reading]):
        self.readings = readings
        self.columns = read_twice(evidence)
        self.printed = {
            table: {next(iter(row.values())): row for row in rows.to_dict("records")}
            for table, rows in evidence.printed.items()
            if table in self.columns
        }
        self.tables = judged_tables(evidence)
        self.cells = _judged_columns(evidence)
        self.rows = {row["entry_id"]: row for row in entries(evidence).to_dict("records")}
        self.found = bearings(self.tables, self.rows)
        self.read = {row for bearing in self.found for row in bearing.compared}
        self.listed = {c["entry_id"] for c in self.tables["checks"] if "@refs" in c["inputs"]}
        judged = by_entries(self.found, self.rows)
        self.judged = {entry for entry, given in judged.items() if given}

    def _counts(self, change: Change) -> bool:
        """Tell whether a check judges the cell, or reads it."""
        table, name, column = change.table, change.row, change.column
        if column not in self.cells.get(table, ()) or not self._judged_row(change):
            return False
        if column == "refs":
            return name in self.listed
        entry = name + SUFFIXES.get(column, "")
        return bool({name, entry} & (self.judged | self.read))

    def _judged_row(self, change: Change) -> Mapping[str, str]:
        rows = self.tables[change.table]
        return next((row for row in rows if next(iter(row.values())) == change.row), {})

    def differs(self, change: Change) -> bool:
        """Tell whether the second reading has another cell there."""
        if change.table not in self.readings:
            return False
        second = self.readings[change.table].rows.get(change.row, {})
        row = {**self.printed[change.table][change.row], change.column: change.after}
        return change.column in differing(row, self.columns[change.table], second)

    def refuses(self, change: Change) -> bool:
        """Tell whether the rules of the table refuse the changed row."""
        row = {**self.printed[change.table][change.row], change.column: change.after}
        rules = [rule for rule, needs in ROW_RULES.items() if needs <= set(row)]
        return any(True for rule in rules for _ in rule(row))

    def moves(self, change: Change) -> bool:
        """Tell whether a verdict is not the accepted one, or a check cannot be run any more."""
        if not self._counts(change):
            return False
        tables, rows = self._tables(change), self._rows(change)
        try:
            found = self._judged_again(change, tables, rows)
        except (ValueError, ZeroDivisionError):
            return True
        return any(
            not as_accepted(rows[entry]["accepted"], worst(b.finding for b in given))
            for entry, given in by_entries(found, rows).items()
        )

    def _judged_again(self, change: Change, tables: Records, rows: Mapping) -> list[Bearing]:
        """Run the structural checks, and the declared ones that read the table or the row."""
        checks = tables["checks"]
        again = [
            number for number, check in enumerate(checks) if self._reads(number, check, change)
        ]
        new = bearings({**tables, "checks": [checks[number] for number in again]}, rows)
        kept = set(range(len(checks))) - set(again)
        return [self.found[number] for number in sorted(kept)] + new

    def _reads(self, number: int, check: Mapping, change: Change) -> bool:
        entry = change.row + SUFFIXES.get(change.column, "")
        if entry == check["entry_id"] or check["check"] in ("paired_arms", "granularity_any"):
            return True
        if change.table == "arms":
            return ".n" in check["inputs"]
        chooses = f"{change.table}[" in check["inputs"] and f"{change.column}=" in check["inputs"]
        return chooses or bool({entry, change.row} & set(self.found[number].compared))

    def _changed(self, change: Change) -> dict:
        return {**self._judged_row(change), change.column: change.after}

    def _tables(self, change: Change) -> Records:
        changed = self._changed(change)
        tables = dict(self.tables)
        tables[change.table] = [
            changed if next(iter(row.values())) == change.row else row
            for row in tables[change.table]
        ]
        if change.table == "arms":
            others = [name for name, rows in tables.items() if rows and "arm_id" in rows[0]]
            for name in others:
                tables[name] = [
                    {**row, "n": change.after} if row["arm_id"] == change.row else row
                    for row in tables[name]
                ]
        return tables

    def _rows(self, change: Change) -> Mapping:
        entry = change.row + SUFFIXES.get(change.column, "")
        if entry not in self.rows:
            return self.rows
        column = ENTRY_COLUMNS.get(change.column, change.column)
        return {**self.rows, entry: {**self.rows[entry], column: change.after}}


def _judged_columns(evidence: Evidence) -> dict[str, list[str]]:
    """Name the columns of each table whose numbers checks judge or read."""
    printed = evidence.printed
    found = {}
    for table in [*number_tables(printed), *OWNERS]:
        columns = JUDGED if "value" in printed[table] else OTHERWISE
        found[table] = [column for column in columns if column in printed[table]]
    return found


def slips(number: str, following: str) -> Iterator[tuple[str, str]]:
    """Give the ways in which a number may be miswritten, each with its kind."""
    said = {number}
    for kind, after in _slips(number, following):
        if after not in said:
            said.add(after)
            yield kind, after


def _slips(number: str, following: str) -> Iterator[tuple[str, str]]:
    first, *_ = [*re.finditer(r"[1-9]", number), *re.finditer(r"\d", number)]
    digit = str(int(first[0]) % 9 + 1)
    yield KINDS[0], number[: first.start()] + digit + number[first.end() :]
    pair = re.search(r"(\d)(?!\1)(\d)", number)
    if pair and not (pair.start() == 0 and pair[2] == "0"):
        yield KINDS[1], number[: pair.start()] + pair[2] + pair[1] + number[pair.end() :]
    if re.fullmatch(r"\d+(\.\d+)?", number):
        unit = Decimal(1).scaleb(-len(number.partition(".")[2]))
        for step in (unit, -unit):
            if Decimal(number) + step >= 0:
                yield KINDS[2], f"{Decimal(number) + step:f}"
    yield KINDS[3], following


def noticed(book: Book) -> pd.DataFrame:
    """Spoil every number and count what was noticed: `summary` of `seeded_errors`."""
    return summary(seeded_errors(book))


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count by kind of change, and in all: tried, how many each guard noticed first, unnoticed.

    ``noticed`` is the share noticed in percent; ``alone_refused``, ``alone_differs`` and
    ``alone_moved`` are the shares that each guard would have noticed without the others; all are
    rounded down to a tenth, so that only nothing missed is 100%.
    """
    parts: Sequence[tuple[str, pd.DataFrame]] = [
        *((kind, found[found["kind"] == kind]) for kind in KINDS),
        ("all", found),
    ]
    return pd.DataFrame([{"kind": kind} | _counted(rows) for kind, rows in parts])


def _counted(rows: pd.DataFrame) -> dict:
    first = {name: int((rows["found"] == name).sum()) for name in (*GUARDS, UNNOTICED)}
    alone = {f"alone_{guard}": _percent(rows[guard]) for guard in GUARDS}
    noticed = _percent(rows["found"] != UNNOTICED)
    return {"tried": len(rows)} | first | {"noticed": noticed} | alone


def _percent(flags: pd.Series) -> float:
    return int(flags.sum()) * 1000 // len(flags) / 10
