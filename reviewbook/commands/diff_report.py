"""The evidence diff in words: for a terminal, as Markdown for a pull request, and for machines."""

import json
import re
import shutil
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

from reviewbook.commands.changes import Difference, TableChange

PLACES = {"percent": 1, "ratio": 2, "months": 1}
MOST_PLACES = 6
WIDEST = 110
SIGN = {"percent": "%", "ratio": "", "months": " months"}
SPECIAL = re.compile(r"([\\`*_|\[\]#~])")
NONE = "–"


class Part(NamedTuple):
    """A part of the report: a heading, its table, and what is said where the table is empty."""

    heading: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    otherwise: str


def parts(found: Difference) -> list[Part]:
    """Give pooled numbers, verdicts, register and sentences, each as a table of text."""
    moved = {"was": "From", "now": "To"}
    unknown = None if found.judged else "Not compared: see the end."
    return [
        Part(
            "Pooled numbers",
            {"title": "What", "name": "Where"} | moved,
            _together([_pooled(row) for row in found.pooled]),
            "No pooled number moves.",
        ),
        Part(
            "Verdicts",
            {"entry_id": "Entry", "was": "From", "now": "To", "why": "Why"},
            [row | {"was": row["old"], "now": row["new"]} for row in found.verdicts],
            unknown or "No verdict moves.",
        ),
        Part(
            "Register of discrepancies",
            {"change": "Change", "what": "What"} | moved,
            [
                row | {"was": row["old"] or NONE, "now": row["new"] or NONE}
                for row in found.register
            ],
            unknown or "The register stays as it is.",
        ),
        Part(
            "Sentences",
            {"page": "Page"} | moved,
            [row | {"was": row["old"], "now": row["new"]} for row in found.sentences],
            unknown or "No sentence changes.",
        ),
    ]


def _pooled(row: Mapping) -> dict[str, str]:
    places = PLACES[row["unit"]]
    was, now = (_number(row[side], row["unit"], places) for side in ("old", "new"))
    while was == now and places < MOST_PLACES:
        places += 1
        was, now = (_number(row[side], row["unit"], places) for side in ("old", "new"))
    return {"name": row["name"], "title": row["title"], "was": was, "now": now}


def _together(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Say once what moves in the same way in several places."""
    merged: dict[tuple, dict[str, str]] = {}
    for row in rows:
        known = merged.setdefault((row["title"], row["was"], row["now"]), row | {"name": ""})
        known["name"] = ", ".join(filter(None, [known["name"], row["name"]]))
    return list(merged.values())


def _number(row: Mapping | None, unit: str, places: int) -> str:
    if row is None:
        return NONE
    if row["estimate"] is None:
        return f"{row['status']} (k = {row['k']})"

    def ends(name: str) -> str:
        low, high = row[f"{name}low"], row[f"{name}high"]
        return "" if low is None or high is None else f"{low:.{places}f} to {high:.{places}f}"

    said = [f"{row['estimate']:.{places}f}{SIGN[unit]}"]
    said += [f"interval {ends('')}"] if ends("") else []
    said += [f"prediction {ends('prediction_')}"] if ends("prediction_") else []
    return "; ".join([*said, f"k = {row['k']}"])


def in_terminal(found: Difference, width: int = 0) -> str:
    """Write what moves, for a terminal."""
    width = width or min(shutil.get_terminal_size((100, 40)).columns, WIDEST)
    told = [
        f"{part.heading}\n{_stacked(part, width)}" if part.rows else part.otherwise
        for part in parts(found)
    ]
    return "\n\n".join([*told, *found.notes])


def _stacked(part: Part, width: int) -> str:
    """Write old and new below each other: side by side they do not fit."""
    lead = [column for column in part.columns if column not in ("was", "now", "why")]
    lines = []
    for row in part.rows:
        lines += _wrapped("  ", ": ".join(row[column] for column in lead), width)
        lines += _wrapped("    from  ", row["was"], width) + _wrapped(
            "    to    ", row["now"], width
        )
        lines += _wrapped("    why   ", row["why"], width) if row.get("why") else []
    return "\n".join(lines)


def _wrapped(start: str, text: str, width: int) -> list[str]:
    indent = " " * len(start)
    return textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False
    )


def as_markdown(found: Difference, old: str, new: str) -> str:
    """Write the whole difference as Markdown, long lists folded."""
    said = [f"## Evidence diff: {escaped(old)} → {escaped(new)}"]
    if found.empty:
        said.append("The evidence is the same.")
    else:
        said += ["### Rows", _counts(found.tables)]
        for part in parts(found):
            said += [f"### {part.heading}", _table(part) if part.rows else part.otherwise]
        said.append("### Row by row")
        said += [_rows(name, change) for name, change in found.tables.items()]
    if found.notes:
        said += [
            "### What could not be compared",
            "\n".join(f"- {escaped(n)}" for n in found.notes),
        ]
    return "\n\n".join(said) + "\n"


def escaped(text: str) -> str:
    """Let text stand in a cell of a Markdown table as it is."""
    text = SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _counts(tables: Mapping[str, TableChange]) -> str:
    rows = [
        [escaped(name), *(str(len(part)) for part in (c.added, c.removed, c.changed))]
        for name, c in tables.items()
    ]
    return _grid(["Table", "Added", "Removed", "Changed"], rows)


def _table(part: Part) -> str:
    cells = [[escaped(row[column]) for column in part.columns] for row in part.rows]
    return _grid(list(part.columns.values()), cells)


def _rows(name: str, change: TableChange) -> str:
    rows = [[escaped(row), "added", _cells(cells)] for row, cells in change.added.items()]
    rows += [[escaped(row), "removed", _cells(cells)] for row, cells in change.removed.items()]
    rows += [
        [escaped(row), "changed", escaped("; ".join(_changes(cells)))]
        for row, cells in change.changed.items()
    ]
    summary = f"<details><summary>{escaped(name)}: {len(rows)}</summary>"
    return f"{summary}\n\n{_grid(['Row', 'Change', 'Cells'], rows)}\n\n</details>"


def _cells(cells: Mapping[str, str]) -> str:
    named = list(cells.items())[1:]
    return escaped("; ".join(f"{column} {value}" for column, value in named if value))


def _changes(cells: Mapping[str, tuple[str, str]]) -> list[str]:
    return [f"{column} {was or NONE} → {now or NONE}" for column, (was, now) in cells.items()]


def as_json(found: Difference) -> str:
    """Write the whole difference for machines."""
    return json.dumps(asdict(found) | {"empty": found.empty}, ensure_ascii=False, indent=1)
