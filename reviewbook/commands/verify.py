"""The ledger for a terminal and for machines: what was checked, what is wrong, what has moved."""

import sys
from typing import TextIO

from reviewbook.checks.findings import FAULTS, SEVERITIES
from reviewbook.commands.terminal_table import aligned
from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.export import counts

BAR = 30


class Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, stream: TextIO = sys.stderr):
        """Write to `stream` if it is a terminal."""
        self.stream = stream if stream.isatty() else None

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` checks have run; the last one clears the line."""
        if self.stream is None:
            return
        filled = BAR * done // total
        bar = "█" * filled + "░" * (BAR - filled)
        line = f"\r{bar} {done} of {total} checks" if done < total else "\r\033[K"
        print(line, end="", file=self.stream, flush=True)


def report(ledger: Ledger, documents: dict[str, str], width: int = 0) -> str:
    """Write the faults, the counts and what has moved."""
    entries = ledger.entries
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
    return "\n\n".join(
        [aligned(rows, columns, width), _summary(ledger, documents), _moved(ledger, width)]
    )


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
