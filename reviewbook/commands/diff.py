"""What changes in the book when its tables change: rows, pooled numbers, verdicts, sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from reviewbook.commands.pooled_numbers import BOUNDS, CHAPTERS, pooled_numbers
from reviewbook.commands.sentences import Sentence
from reviewbook.ledger.book import Book
from reviewbook.ledger.entries import stated
from reviewbook.ledger.ledger import ledger
from reviewbook.ledger.register import register
from reviewbook.tables.dictionary import NUMERIC_TYPES
from reviewbook.tables.load import Evidence, later_evidence, load, read_records
from reviewbook.tables.problems import DataError

SAME = 1e-9
"""Relative change of a pooled number that is not a change but the end of a computer's digits."""
FAULT_PARTS = ("verdict", "severity", "found", "instead")


@dataclass(frozen=True)
class TableChange:
    """Rows of a table that came, went or changed, by name.

    ``changed`` maps the name of a row to its changed cells, each with the old and the new text.
    """

    added: dict[str, dict[str, str]]
    removed: dict[str, dict[str, str]]
    changed: dict[str, dict[str, tuple[str, str]]]


@dataclass(frozen=True)
class Difference:
    """What differs between two states of the evidence; empty parts where nothing does.

    ``pooled``: ``name``, ``title``, ``unit``, ``old``, ``new`` (rows of
    `pooled_numbers.pooled_numbers`, None where there is none). ``verdicts``:
    ``entry_id``, ``wording``, ``old``, ``new``, ``why``. ``register``: ``fault_id``, ``change``,
    ``what``, ``old``, ``new``. ``sentences``: ``page``, ``old``, ``new``. ``notes`` say what could
    not be compared, and why; ``broken`` what could be computed from the old evidence only;
    ``judged`` whether verdicts, register and sentences were compared.
    """

    tables: dict[str, TableChange] = field(default_factory=dict)
    pooled: list[dict] = field(default_factory=list)
    verdicts: list[dict] = field(default_factory=list)
    register: list[dict] = field(default_factory=list)
    sentences: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    judged: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        parts = (self.tables, self.pooled, self.verdicts, self.register, self.sentences)
        return not any(parts)


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
    """Give the evidence with the tables and columns that only the other has, empty, named."""
    tables, printed, notes = dict(evidence.tables), dict(evidence.printed), []
    for name, model in other.printed.items():
        if name not in printed:
            notes.append(f"There is no table {name}.")
            tables[name], printed[name] = other.tables[name].head(0), model.head(0)
            continue
        absent = [column for column in model if column not in printed[name]]
        if absent:
            notes.append(f"The table {name} has no column {', '.join(absent)}.")
            order = [*model, *(column for column in printed[name] if column not in model)]
            printed[name] = printed[name].reindex(columns=order).fillna("")
            tables[name] = _with_empty(tables[name], other.tables[name], absent)[order]
    return Evidence(tables, printed), notes


def _with_empty(table: pd.DataFrame, model: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    empty = {
        column: pd.Series([None] * len(table), index=table.index).astype(model[column].dtype)
        for column in columns
    }
    return table.assign(**empty)


def difference(
    old: Evidence,
    new: Evidence,
    sentences: Sequence[Sentence] = (),
    progress: Callable[[str], None] = lambda step: None,
) -> Difference:
    """Compare two states of the evidence; a table or column that one lacks counts as empty.

    `sentences` are those of the chapters; `progress` is told what is being done.
    """
    (old, old_lacks), (new, new_lacks) = alike(old, new), alike(new, old)
    notes = [f"Old: {note}" for note in old_lacks] + [f"New: {note}" for note in new_lacks]
    found = Difference(tables=_tables(old, new), notes=notes)
    if not found.tables:
        return found
    for chapter in CHAPTERS:
        progress(f"pooling for {chapter}")
        found.pooled.extend(_pooled(old, new, chapter, found))
    progress("recomputing the verdicts")
    before, after = _judged(old, "old", found), _judged(new, "new", found)
    if before is not None and after is not None:
        found.verdicts.extend(_verdicts(before.entries, after.entries))
        found.register.extend(_faults(before.register, after.register))
        found.sentences.extend(_sentences(before.quotable, after.quotable, sentences))
    else:
        found.broken.extend(["the verdicts"] if before is not None else [])
        return replace(found, judged=False)
    return found


def _tables(old: Evidence, new: Evidence) -> dict[str, TableChange]:
    changes = {name: _table(old.printed[name], new.printed[name]) for name in new.printed}
    return {
        name: change
        for name, change in changes.items()
        if change.added or change.removed or change.changed
    }


def _table(old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    before, after = _by_name(old), _by_name(new)
    changed = {
        name: {
            column: (before[name].get(column, ""), value)
            for column, value in row.items()
            if before[name].get(column, "") != value
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


def _pooled(old: Evidence, new: Evidence, chapter: str, found: Difference) -> list[dict]:
    before, after = _pools(old, chapter, "old", found), _pools(new, chapter, "new", found)
    if before is None or after is None:
        if before is not None:
            found.broken.append(f"the pooled numbers of {chapter}")
        return []
    moved = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if _moved(was, now):
            titled = now or was
            moved.append(
                {"name": name, "title": titled["title"], "unit": titled["unit"]}
                | {"old": was, "new": now}
            )
    return moved


def _pools(evidence: Evidence, chapter: str, side: str, found: Difference) -> dict | None:
    """Give the pooled numbers by name, None where older tables do not allow them."""
    try:
        rows = pooled_numbers(Book(evidence=evidence), chapter).astype(object)
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


def _judged(evidence: Evidence, side: str, found: Difference) -> _Judged | None:
    try:
        judged = ledger(evidence)
        _refuse_repeated(judged.entries["entry_id"])
        faults = register(evidence, judged)
    except Exception as error:
        found.notes.append(
            f"The {side} tables cannot be judged by the checks of today: {_why(error)}"
        )
        return None
    return _Judged(
        {row["entry_id"]: row for row in judged.entries.to_dict("records")},
        {row["fault_id"]: row for row in faults.to_dict("records")},
        {row["entry_id"]: row for row in _quotable(evidence, judged.entries).to_dict("records")},
    )


def _refuse_repeated(names: pd.Series) -> None:
    """Old tables may give two numbers one name; their verdicts cannot be told apart."""
    repeated = names[names.duplicated()].unique()
    if len(repeated):
        raise ValueError(f"several entries share the name {', '.join(repeated)}")


def _quotable(evidence: Evidence, judged: pd.DataFrame) -> pd.DataFrame:
    if later_evidence(evidence).printed["outcomes"].empty:
        return judged
    return pd.concat([judged, stated(evidence)], ignore_index=True)


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
        what = (now or was)["what"] or (now or was)["place"]
        told = {"old": was and _told(was), "new": now and _told(now)}
        found.append({"fault_id": name, "change": change, "what": what} | told)
    return found


def _told(fault: dict) -> str:
    instead = f" Read instead: {fault['instead']}." if fault["instead"] else ""
    return f"{fault['verdict']}, {fault['severity']}: {fault['found']}{instead}"


def _sentences(before: dict, after: dict, sentences: Sequence[Sentence]) -> list[dict]:
    read = ((s.page, s.read(before), s.read(after)) for s in sentences)
    return [{"page": page, "old": old, "new": new} for page, old, new in read if old != new]
