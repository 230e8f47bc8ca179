"""What an explorer explores: its reports, the outcomes they state, and the filters.

Everything follows from the tables and from what the book file declares.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from reviewbook.explorer.outcomes import Outcome, as_key, outcomes
from reviewbook.ledger import settings
from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence, documents
from reviewbook.tables.reports import (
    NOT_STATED,
    Sought,
    characteristic,
    comparisons,
    groups,
    selected,
    values,
)

ANY = "any"
COLUMNS = ("key", "label", "year", "n", "cohort_id", "study_id", "ref")


class Choice(NamedTuple):
    """A filter with named choices: for each the keys of the reports it keeps."""

    name: str
    label: str
    options: dict[str, frozenset[str]]


class Range(NamedTuple):
    """A filter by a number, or by a span of years: its ends and whether a value is stated."""

    name: str
    label: str
    low: pd.Series
    high: pd.Series
    step: float

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest stated value."""
        return float(self.low.min()), float(self.high.max())

    @property
    def places(self) -> int:
        """Decimals of its values."""
        return 0 if self.step >= 1 else 1


class Material(NamedTuple):
    """All an explorer needs; ``reports`` has ``key``, ``label``, ``n``, ``cohort_id``, ``year``.

    ``shown`` maps further columns of ``reports`` to what the explorer's table calls them.
    """

    name: str
    title: str
    reports: pd.DataFrame
    choices: list[Choice]
    ranges: list[Range]
    outcomes: list[Outcome]
    shown: Mapping[str, str] = MappingProxyType({})
    exercises: Sequence[settings.Exercise] = ()


def material(book: Book, name: str) -> Material:
    """Gather what the book file declares of an explorer.

    Raises:
        KeyError: the book has no explorer of this name.
    """
    if name not in book.explorers:
        known = ", ".join(book.explorers) or "none"
        raise KeyError(f"there is no explorer {name!r}; {settings.FILE} declares {known}")
    told = book.settings.explorers[name]
    filters = {each.name: each for each in map(book.settings.filter, (*told.filters, *told.shown))}
    parts, found = [], []
    for part in told.parts:
        rows = reports(book, part)
        evidence = documents(book.evidence) if part.judged else book.evidence
        described = with_filters(evidence, rows, list(filters.values()))
        parts.append(described)
        for each in map(book.settings.outcome, part.outcomes):
            found += outcomes(evidence, described, each, part)
    every = pd.concat(parts, ignore_index=True).drop_duplicates("key", ignore_index=True)
    used = [filters[book.settings.filter(each).name] for each in told.filters]
    return Material(
        name,
        told.title,
        every,
        [choice(book.evidence, every, each) for each in used if each.step is None],
        [limits(every, each, each.step) for each in used if each.step is not None],
        found,
        {each: filters[each].heading or filters[each].label for each in told.shown},
        told.exercises,
    )


def reports(book: Book, part: settings.Part) -> pd.DataFrame:
    """The reports of a part, one row each."""
    evidence = documents(book.evidence) if part.judged else book.evidence
    if part.rows:
        module, function = part.rows.split(":")
        rows = getattr(import_module(module), function)(book)
        if "key" not in rows:
            prefix = settings_key(part)
            rows = rows.assign(key=[f"{prefix}-{as_key(label)}" for label in rows["label"]])
        return rows.reset_index(drop=True)
    if part.comparisons is not None:
        return comparisons(evidence, part.comparisons)
    return groups(evidence, part.arms)


def settings_key(part: settings.Part) -> str:
    """The name of a part: that of its first outcome."""
    first = part.outcomes[0]
    return first if isinstance(first, str) else first.key


def with_filters(evidence: Evidence, rows: pd.DataFrame, filters: list) -> pd.DataFrame:
    """Add a column for each filter by a value that the rows do not have yet."""
    rows = rows.reindex(columns=list(dict.fromkeys([*COLUMNS, *rows.columns])))
    for each in filters:
        if each.characteristic:
            sought = characteristic(each.characteristic)
        elif each.table:
            sought = Sought(each.table, each.where, each.column or "value")
        else:
            continue
        if each.name not in rows:
            rows = rows.assign(**{each.name: values(evidence, rows, sought)})
    return rows


def column_of(rows: pd.DataFrame, each: settings.Filter) -> pd.Series:
    """What the reports state of a filter."""
    name = each.name if each.name in rows or not each.column else each.column
    return rows[name] if name in rows else pd.Series(None, rows.index, dtype=object)


def limits(rows: pd.DataFrame, each: settings.Filter, step: float) -> Range:
    """A filter by a number, in even steps."""
    low = column_of(rows, each).astype(float)
    high = rows[each.until].astype(float) if each.until else low
    return Range(each.name, each.label, low, high, step)


def choice(evidence: Evidence, rows: pd.DataFrame, each: settings.Filter) -> Choice:
    """A filter with named choices: every report first, those that state nothing last."""
    if each.options:
        kept = {name: listed(evidence, rows, one) for name, one in each.options.items()}
    else:
        stated = column_of(rows, each)
        stated = stated.where(stated.notna() & (stated != NOT_STATED))
        if each.contains:
            stated = stated.map(
                lambda text: "yes" if each.contains in text else "no", na_action="ignore"
            )
        names = ["yes", "no"] if each.contains else stated.dropna().unique()
        kept = {str(name): frozenset(rows.loc[stated == name, "key"]) for name in names}
    every = frozenset(rows["key"])
    silent = every - frozenset().union(*kept.values())
    return Choice(each.name, each.label, {ANY: every, **kept, NOT_STATED: silent})


def listed(evidence: Evidence, rows: pd.DataFrame, one: settings.Option) -> frozenset[str]:
    """The reports whose reference a claim lists, and those whose study has a row in a table."""
    found = pd.Series(False, rows.index)
    if one.claim:
        refs = evidence.claims.set_index("claim_id").loc[one.claim, "refs"].split()
        found |= rows["ref"].isin([int(ref) for ref in refs])
    if one.table:
        table = selected(getattr(evidence, one.table), one.where)
        if "arm_id" in table and "aliases" in rows:
            stating = frozenset(table["arm_id"])
            found |= rows["aliases"].map(lambda names: not stating.isdisjoint(names))
        else:
            found |= rows["study_id"].isin(table["study_id"])
    return frozenset(rows.loc[found, "key"])
