"""Rows as an aligned table for a terminal."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence

NARROWEST = 40
"""Columns left to the last cell at least, however narrow the terminal is."""


def aligned(rows: Sequence[Mapping[str, str]], headings: Mapping[str, str], width: int = 0) -> str:
    """Write rows under their headings, the last column wrapped to what the terminal leaves.

    `headings` maps the columns to show to what stands above them. `width` is that of the terminal
    if zero.
    """
    *fixed, last = headings
    widths = [max([len(headings[c]), *(len(row[c]) for row in rows)]) for c in fixed]
    indent = sum(widths) + 2 * len(widths)
    total = width or shutil.get_terminal_size((120, 40)).columns
    room = max(total - indent, NARROWEST)
    lines = [_line([headings[c] for c in fixed], widths) + headings[last]]
    longest = max([len(headings[last]), *(len(row[last]) for row in rows)])
    lines.append(_line(["─" * n for n in widths], widths) + "─" * min(room, longest))
    for row in rows:
        text = textwrap.wrap(row[last], room) or [""]
        lines.append(_line([row[c] for c in fixed], widths) + text[0])
        lines += [" " * indent + part for part in text[1:]]
    return "\n".join(line.rstrip() for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:<{width}}  " for cell, width in zip(cells, widths, strict=True))
