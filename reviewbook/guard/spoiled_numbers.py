"""Would the checks notice? Numbers are spoiled on purpose, one at a time, and judged again.

Spoiled is every number that has been judged and every cell that a check has read, in the ways in
which a pen slips. A change is noticed if the tables are refused or if a verdict is no longer the
accepted one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

import pandas as pd

from reviewbook.checks.findings import worst
from reviewbook.ledger.analyses import judged_tables
from reviewbook.ledger.bearing import Bearing
from reviewbook.ledger.entries import entries
from reviewbook.ledger.ledger import as_accepted, bearings, by_entries
from reviewbook.tables.entry_names import OWNERS, SUFFIXES, number_tables
from reviewbook.tables.load import Evidence
from reviewbook.tables.rules import ROW_RULES
from reviewbook.tables.selection import Records

JUDGED = ("value", "low", "high", "numerator", "denominator", "refs", "p")
OTHERWISE = ("threshold", "n", "year", "period_start")
"""Columns that are judged or read by a check, in tables with a value and in the others.

``k`` repeats numbers that have rows of their own.
"""
ENTRY_COLUMNS = {
    "n": "value",
    "threshold": "value",
    "period_start": "low",
}
"""Columns that the ledger calls otherwise."""
KINDS = ("a digit", "two digits exchanged", "the last digit by one", "the next row")
REFUSED, MOVED, UNNOTICED = "refused", "verdict moved", "unnoticed"


@dataclass(frozen=True)
class Change:
    """One cell spoiled in one way."""

    table: str
    row: str
    column: str
    kind: str
    before: str
    after: str


def seeded_errors(evidence: Evidence) -> pd.DataFrame:
    """Spoil each judged number and each cell behind one, and say what became of it.

    Columns: those of `Change`, ``found`` (refused, verdict moved or unnoticed) and ``moved``
    (whether a verdict moved, the refusal left aside).
    """
    trial = _Trial(evidence)
    rows = []
    for change in trial.changes():
        refused, moved = trial.refuses(change), trial.moves(change)
        found = REFUSED if refused else MOVED if moved else UNNOTICED
        rows.append(asdict(change) | {"found": found, "moved": moved})
    return pd.DataFrame(rows)


class _Trial:
    """The evidence as it is judged, and as it would be with one cell changed."""

    def __init__(self, evidence: Evidence):
        self.tables = judged_tables(evidence)
        self.cells = _cells(evidence)
        self.rows = {row["entry_id"]: row for row in entries(evidence).to_dict("records")}
        self.found = bearings(self.tables, self.rows)
        self.read = {row for bearing in self.found for row in bearing.compared}
        self.listed = {c["entry_id"] for c in self.tables["checks"] if "@refs" in c["inputs"]}
        judged = by_entries(self.found, self.rows)
        self.judged = {entry for entry, given in judged.items() if given}

    def changes(self) -> Iterator[Change]:
        """Give every change of every cell that is judged or read by a check."""
        for table, columns in self.cells.items():
            rows = self.tables[table]
            for column in columns:
                stated = [row for row in rows if row[column]]
                for row, following in zip(stated, stated[1:] + stated[:1], strict=True):
                    name = next(iter(row.values()))
                    if self._counts(name, column):
                        for kind, after in slips(row[column], following[column]):
                            yield Change(table, name, column, kind, row[column], after)

    def _counts(self, name: str, column: str) -> bool:
        if column == "refs":
            return name in self.listed
        entry = name + SUFFIXES.get(column, "")
        return bool({name, entry} & (self.judged | self.read))

    def refuses(self, change: Change) -> bool:
        """Tell whether the rules of the table refuse the changed row."""
        row = self._changed(change)
        rules = [rule for rule, needs in ROW_RULES.items() if needs <= set(row)]
        return any(True for rule in rules for _ in rule(row))

    def moves(self, change: Change) -> bool:
        """Tell whether a verdict is not the accepted one, or a check cannot be run any more."""
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
        row = next(r for r in self.tables[change.table] if next(iter(r.values())) == change.row)
        return {**row, change.column: change.after}

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


def _cells(evidence: Evidence) -> dict[str, list[str]]:
    """Name the columns with judged numbers of each table."""
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
    first = re.search(r"[1-9]", number) or re.search(r"\d", number)
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


def noticed(evidence: Evidence) -> pd.DataFrame:
    """Spoil every number and count what was noticed: `summary` of `seeded_errors`."""
    return summary(seeded_errors(evidence))


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count by kind of change, and in all: tried, refused, moved, unnoticed, share noticed in %.

    ``alone`` is the share in percent that the verdicts notice without the rules of the tables.
    """
    parts: Sequence[tuple[str, pd.DataFrame]] = [
        *((kind, found[found["kind"] == kind]) for kind in KINDS),
        ("all", found),
    ]
    return pd.DataFrame(
        [
            {
                "kind": kind,
                "tried": len(rows),
                "refused": int((rows["found"] == REFUSED).sum()),
                "moved": int((rows["found"] == MOVED).sum()),
                "unnoticed": int((rows["found"] == UNNOTICED).sum()),
                "noticed": 100 * float((rows["found"] != UNNOTICED).mean()),
                "alone": 100 * float(rows["moved"].mean()),
            }
            for kind, rows in parts
        ]
    )
