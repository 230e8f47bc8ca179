"""What changes in the book when its tables change: rows, pooled numbers, verdicts, sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from reviewbook.commands.changes import Difference, TableChange
from reviewbook.commands.sentences import Sentence, quoting_sentences
from reviewbook.explorer.pooled_numbers import BOUNDS, pooled_numbers
from reviewbook.ledger.book import Book
from reviewbook.tables.dictionary import NUMERIC_TYPES
from reviewbook.tables.load import Evidence, load
from reviewbook.tables.problems import DataError
from reviewbook.tables.records.text import read_records

SAME = 1e-9
"""Relative change of a pooled number that is not a change but the end of a computer's digits."""
FAULT_PARTS = ("verdict", "severity", "found", "instead")


def read_old_or_new(folder: Path) -> tuple[Evidence, list[str]]:
    """Read a data folder under its own dictionary, and say what today's rules find wrong with it.

    Tables that do not pass are compared as they are: their text is kept, and a cell that is no
    number counts as missing.

    Raises:
        DataError: the dictionary or a table cannot be read at all.
    """
    try:
        return load(folder), []
    except DataError as error:
        count = len(error.problems)
        note = (
            f"{count} cell{'s do' if count > 1 else ' does'} not pass the rules of today, such as: "
        )
        return _unchecked(folder), [f"{note}{error.problems[0]}."]


def _unchecked(folder: Path) -> Evidence:
    described = _text(folder / "dictionary.csv")
    types = described.set_index(["table", "column"])["type"]
    printed = {
        name: _text(folder / f"{name}.csv")
        for name in dict.fromkeys(described["table"])
        if (folder / f"{name}.csv").is_file()
    }
    return Evidence(
        {name: _typed(table, types.get(name)) for name, table in printed.items()}, printed
    )


def _text(path: Path) -> pd.DataFrame:
    header, *body = read_records(path)
    width = len(header)
    rows = [[*row, *[""] * width][:width] for row in body]
    return pd.DataFrame(rows, columns=header, dtype=str)


def _typed(table: pd.DataFrame, types: pd.Series | None) -> pd.DataFrame:
    typed = table.mask(table == "", None)
    for column, kind in ({} if types is None else types.to_dict()).items():
        if kind in NUMERIC_TYPES and column in typed:
            numbers = pd.to_numeric(typed[column], errors="coerce")
            whole = kind != "number" and (numbers.dropna() % 1 == 0).all()
            typed[column] = numbers.astype("Int64" if whole else "float")
    return typed


def alike(evidence: Evidence, other: Evidence) -> tuple[Evidence, list[str]]:
    """Give the evidence with the tables and columns that only the other has, and name them.

    Such a table is empty; such a column has the other's cells where a row is in both.
    """
    tables, printed, notes = dict(evidence.tables), dict(evidence.printed), []
    described = _described(evidence)
    for name, columns in _described(other).items():
        if name not in described:
            notes.append(f"There is no table {name}.")
            tables[name], printed[name] = other.tables[name].head(0), other.printed[name].head(0)
            continue
        absent = [column for column in columns if column not in described[name]]
        if absent:
            notes.append(f"The table {name} has no column {', '.join(absent)}.")
            known = {row: place for place, row in enumerate(other.printed[name].iloc[:, 0])}
            places = [known.get(row, -1) for row in printed[name].iloc[:, 0]]
            for mine, its in ((printed, other.printed[name]), (tables, other.tables[name])):
                lent = its[absent].reindex(places).set_axis(mine[name].index)
                own = mine[name].drop(columns=absent, errors="ignore")
                order = [*its, *(column for column in own if column not in its)]
                mine[name] = own.join(lent)[order]
            printed[name] = printed[name].fillna("")
    return Evidence(tables, printed), notes


def _described(evidence: Evidence) -> dict[str, list[str]]:
    """Give the columns of every table that the dictionary describes."""
    dictionary = evidence.printed["dictionary"]
    return {name: list(rows) for name, rows in dictionary.groupby("table", sort=False)["column"]}


def difference(
    old: Book, new: Book, progress: Callable[[str], None] = lambda step: None
) -> Difference:
    """Compare the evidence of two books, as the chapters and explorers of the new one use it.

    A table that one of them lacks counts as empty. `progress` is told what is being done.
    """
    found = Difference(tables=_tables(old.evidence.printed, new.evidence.printed))
    if not found.tables:
        return found
    before, old_lacks = _alike(old, new.evidence, new.folder)
    after, new_lacks = _alike(new, old.evidence, new.folder)
    for side, lacks in {"Old": old_lacks, "New": new_lacks}.items():
        found.notes.extend(f"{side}: {note}" for note in lacks)
    for chapter in new.explorers:
        progress(f"pooling for {chapter}")
        found.pooled.extend(_pooled(before, after, chapter, found))
    progress("recomputing the verdicts")
    was, now = _judged(before, "old", found), _judged(after, "new", found)
    if was is not None and now is not None:
        found.verdicts.extend(_verdicts(was.entries, now.entries))
        found.register.extend(_faults(was.register, now.register))
        sentences = quoting_sentences(new.folder)
        found.sentences.extend(_sentences(was.quotable, now.quotable, sentences))
    else:
        found.broken.extend(["the verdicts"] if was is not None else [])
        return replace(found, judged=False)
    return found


def _alike(book: Book, other: Evidence, folder: Path) -> tuple[Book, list[str]]:
    evidence, lacks = alike(book.evidence, other)
    return Book(folder, evidence), lacks


def _tables(old: Mapping, new: Mapping) -> dict[str, TableChange]:
    none = pd.DataFrame()
    changes = {
        name: _table(old.get(name, none), new.get(name, none))
        for name in dict.fromkeys([*new, *old])
    }
    return {
        name: change
        for name, change in changes.items()
        if change.added or change.removed or change.changed
    }


def _table(old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    before, after = _by_name(old), _by_name(new)
    changed = {
        name: {
            column: (before[name].get(column, ""), row.get(column, ""))
            for column in dict.fromkeys([*row, *before[name]])
            if before[name].get(column, "") != row.get(column, "")
        }
        for name, row in after.items()
        if name in before
    }
    return TableChange(
        {name: row for name, row in after.items() if name not in before},
        {name: row for name, row in before.items() if name not in after},
        {name: cells for name, cells in changed.items() if cells},
    )


def _by_name(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give the rows by their first cell, or by the first two where the first is not unique."""
    if table.empty:
        return {}
    first, second = table.iloc[:, 0], table.iloc[:, 1]
    names = first if first.is_unique else first + "." + second
    count = names.groupby(names).cumcount()
    names = names.where(count == 0, names + " (" + (count + 1).astype(str) + ")")
    return dict(zip(names, table.to_dict("records"), strict=True))


def _pooled(old: Book, new: Book, chapter: str, found: Difference) -> list[dict]:
    before, after = _pools(old, chapter, "old", found), _pools(new, chapter, "new", found)
    if before is None or after is None:
        if before is not None:
            found.broken.append(f"the pooled numbers of {chapter}")
        return []
    moved = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if _moved(was, now):
            titled = after.get(name) or before[name]
            moved.append(
                {"name": name, "title": titled["title"], "unit": titled["unit"]}
                | {"old": was, "new": now}
            )
    return moved


def _pools(book: Book, chapter: str, side: str, found: Difference) -> dict | None:
    """Give the pooled numbers by name, None where older tables do not allow them."""
    try:
        rows = pooled_numbers(book, chapter).astype(object)
    except Exception as error:
        found.notes.append(
            f"The {side} tables do not give the pooled numbers of {chapter}: {_why(error)}"
        )
        return None
    rows = rows.where(rows.notna(), None)
    return {row["name"]: row for row in rows.to_dict("records")}


def _why(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else ""
    return f"{type(error).__name__}, {text}" if text else type(error).__name__


def _moved(was: Mapping | None, now: Mapping | None) -> bool:
    if was is None or now is None:
        return was is not now
    if (was["status"], was["k"]) != (now["status"], now["k"]):
        return True
    return any(_apart(was[name], now[name]) for name in BOUNDS)


def _apart(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > SAME * max(abs(one), abs(other))


@dataclass(frozen=True)
class _Judged:
    entries: dict[str, dict]
    register: dict[str, dict]
    quotable: dict[str, dict]


def _judged(book: Book, side: str, found: Difference) -> _Judged | None:
    try:
        _refuse_repeated(book.ledger.entries["entry_id"])
        faults, quotable = book.register, book.quotable
    except Exception as error:
        found.notes.append(
            f"The {side} tables cannot be judged by the checks of today: {_why(error)}"
        )
        return None
    return _Judged(
        {row["entry_id"]: row for row in book.ledger.entries.to_dict("records")},
        {row["fault_id"]: row for row in faults.to_dict("records")},
        {row["entry_id"]: row for row in quotable.to_dict("records")},
    )


def _refuse_repeated(names: pd.Series) -> None:
    """Old tables may give two numbers one name; their verdicts cannot be told apart."""
    repeated = names[names.duplicated()].unique()
    if len(repeated):
        raise ValueError(f"several entries share the name {', '.join(repeated)}")


def _verdicts(before: dict[str, dict], after: dict[str, dict]) -> list[dict]:
    return [
        {
            "entry_id": name,
            "wording": row["wording"],
            "old": before[name]["verdict"],
            "new": row["verdict"],
            "why": row["sentence"],
        }
        for name, row in after.items()
        if name in before and before[name]["verdict"] != row["verdict"]
    ]


def _faults(before: dict[str, dict], after: dict[str, dict]) -> list[dict]:
    found = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was and now and all(was[part] == now[part] for part in FAULT_PARTS):
            continue
        change = "changed" if was and now else "new" if now else "gone"
        fault = after.get(name) or before[name]
        what = fault["what"] or fault["place"]
        told = {"old": was and _told(was), "new": now and _told(now)}
        found.append({"fault_id": name, "change": change, "what": what} | told)
    return found


def _told(fault: dict) -> str:
    instead = f" Read instead: {fault['instead']}." if fault["instead"] else ""
    return f"{fault['verdict']}, {fault['severity']}: {fault['found']}{instead}"


def _sentences(before: dict, after: dict, sentences: Sequence[Sentence]) -> list[dict]:
    read = ((s.page, s.read(before), s.read(after)) for s in sentences)
    return [{"page": page, "old": old, "new": new} for page, old, new in read if old != new]
