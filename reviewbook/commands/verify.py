"""The ledger for a terminal and for machines: what was checked, what is wrong, what has moved."""

import pandas as pd

from reviewbook.checks.findings import FAULTS, SEVERITIES
from reviewbook.commands.terminal_table import aligned
from reviewbook.guard.accepted import changed_findings, recorded
from reviewbook.guard.second_reading import counted, differences, second_reading
from reviewbook.guard.verify import in_words
from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.book import Book
from reviewbook.ledger.export import counts


def report(book: Book, problems: pd.DataFrame, width: int = 0) -> str:
    """Write the faults, the counts, what has moved, and `problems`: those of `guard.verify`."""
    ledger, entries = book.ledger, book.ledger.entries
    told = entries[entries["verdict"].isin(FAULTS) | ~entries["agreed"]]
    order = told.assign(weight=told["severity"].map(SEVERITIES.index)).sort_values(
        ["weight", "verdict"], kind="stable"
    )
    rows = [
        row | {"found": _found(row), "printed": _shortened(row["raw"])}
        for row in order.to_dict("records")
    ]
    columns = {"severity": "Weight", "verdict": "Verdict", "entry_id": "Entry"}
    columns |= {"printed": "Printed", "found": "What the checks found"}
    parts = [aligned(rows, columns, width), _summary(ledger, book.documents), _moved(ledger, width)]
    parts += [_changed(book), _read_twice(book), _listed(problems)]
    return "\n\n".join(filter(None, parts))


def _shortened(text: str, longest: int = 28) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _found(row: dict) -> str:
    instead = f" Read instead: {row['instead']}." if row["instead"] else ""
    return row["sentence"] + instead


def _summary(ledger: Ledger, documents: dict[str, str]) -> str:
    table = counts(ledger)
    rows = [
        {"verdict": verdict, **{name: f"{n:>8}" for name, n in row.items()}}
        for verdict, row in table.iterrows()
    ]
    headings = {"verdict": f"{len(ledger.entries)} numbers"}
    headings |= {name: f"{documents.get(name, name):>8}" for name in table}
    return aligned(rows, headings)


def _moved(ledger: Ledger, width: int) -> str:
    moved = ledger.moved
    if moved.empty:
        return "Every verdict is the accepted one."
    rows = [
        {
            "entry_id": row["entry_id"],
            "change": f"{row['accepted'] or 'no fault'} → {row['verdict']}",
            "why": row["sentence"],
        }
        for row in moved.to_dict("records")
    ]
    some = "1 verdict is" if len(rows) == 1 else f"{len(rows)} verdicts are"
    columns = {"entry_id": "Entry", "change": "Accepted → found", "why": "Why"}
    return f"{some} not the accepted one:\n\n" + aligned(rows, columns, width)


def _changed(book: Book) -> str:
    if not recorded(book):
        return "No findings are recorded as accepted: python -m reviewbook verify --accept"
    changed = len(list(changed_findings(book, book.ledger)))
    return (
        f"{changed} findings are not as accepted." if changed else "Every finding is as accepted."
    )


def _read_twice(book: Book) -> str:
    readings = second_reading(book.folder / "data", book.evidence)
    if not readings:
        return "There is no second reading of the numbers (data/second_reading/)."
    cells, differ = (
        counted(book.evidence, readings),
        len(list(differences(book.evidence, readings))),
    )
    lines = [f"{cells['twice'].sum()} cells were read twice; {differ or 'no'} differences."]
    if cells["once"].any():
        lines.append(f"{cells['once'].sum()} cells were read once:")
    lines += [
        f"  {row['once']} in {row['file']}: {row['why']}"
        for row in cells.to_dict("records")
        if row["once"]
    ]
    return "\n".join(lines)


def _listed(problems: pd.DataFrame) -> str:
    if problems.empty:
        return ""
    some = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return f"{some} to settle before the book can be published:\n\n{in_words(problems)}"
