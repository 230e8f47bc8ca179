"""What the book file names of the tables: each table, column, value and claim must be there."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from reviewbook.guard.fault import Fault
from reviewbook.ledger.book import Book
from reviewbook.ledger.settings import FILE, Filter, Outcome, Part
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import Problem
from reviewbook.tables.reports import arms

ACCEPT = f"Correct the name in {FILE}: an explorer can only show what the tables hold."


def broken_settings(book: Book) -> Iterator[Fault]:
    """Give every name of the book file that the tables do not have, with where it stands."""
    settings = book.settings
    if not settings.explorers:
        return
    known = _Known(book.evidence)
    for name, one in settings.filters.items():
        yield from _of_filter(known, f"filters › {name}", one)
    for name, outcome in settings.outcomes.items():
        yield from _of_outcome(known, f"outcomes › {name}", outcome)
    for name, explorer in settings.explorers.items():
        place = f"explorers › {name}"
        for own in explorer.filters:
            if isinstance(own, Filter):
                yield from _of_filter(known, f"{place} › filters", own)
        for part in explorer.parts:
            yield from _of_part(known, f"{place} › parts", part)


class _Known:
    """The names that the tables hold."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self.arms = arms(evidence)

    def table(self, name: str) -> pd.DataFrame | None:
        """Give a table, with what it does without as columns without values."""
        if name not in self.evidence.printed:
            return None
        return getattr(self.evidence, name)

    def values(self, table: str, column: str) -> set[str]:
        """Give the values of a column."""
        rows = self.table(table)
        return set() if rows is None else set(rows[column].dropna().astype(str))


def _of_filter(known: _Known, place: str, one: Filter) -> Iterator[Fault]:
    if one.characteristic:
        names = known.values("characteristics", "measure")
        yield from _named(place, "characteristic", [one.characteristic], names)
    if one.table:
        yield from _of_table(known, place, one.table, one.where, [one.column or "value"])
    for label, option in one.options.items():
        inside = f"{place} › options › {label}"
        if option.claim:
            yield from _named(inside, "claim", [option.claim], known.values("claims", "claim_id"))
        if option.table:
            yield from _of_table(known, inside, option.table, option.where, [])


def _of_outcome(known: _Known, place: str, one: Outcome) -> Iterator[Fault]:
    if one.characteristic:
        names = known.values("characteristics", "measure")
        yield from _named(place, "characteristic", [one.characteristic], names)
    if one.outcome:
        yield from _named(place, "outcome", [one.outcome], known.values("outcomes", "outcome"))
    if one.table:
        columns = [one.column] if one.column else []
        yield from _of_table(known, place, one.table, one.where, columns)


def _of_part(known: _Known, place: str, part: Part) -> Iterator[Fault]:
    for where in (part.arms, part.comparisons):
        if where:
            yield from _of_rows(known.arms, place, where, [])
    for one in part.outcomes:
        if isinstance(one, Outcome):
            yield from _of_outcome(known, f"{place} › outcomes", one)


def _of_table(
    known: _Known, place: str, table: str, where: Mapping, columns: list[str]
) -> Iterator[Fault]:
    rows = known.table(table)
    if rows is None:
        yield from _named(place, "table", [table], known.evidence.printed)
    else:
        yield from _of_rows(rows, place, where, columns)


def _of_rows(rows: pd.DataFrame, place: str, where: Mapping, columns: list[str]) -> Iterator[Fault]:
    yield from _named(place, "column", [*where, *columns], rows.columns)
    for column, wanted in where.items():
        if column in rows:
            values = {"", *rows[column].dropna().astype(str)}
            wanted = wanted if isinstance(wanted, list) else [wanted]
            yield from _named(f"{place} › where", column, map(str, wanted), values)


def _named(place: str, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    known = list(known)
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(filter(None, known))[:12]) or "there are none"
            problem = Problem(FILE, 0, f"{place} › {what}", name, f"what the tables have: {listed}")
            yield Fault(problem, ACCEPT)
