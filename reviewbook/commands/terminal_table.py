"""Rows as an aligned table for a terminal."""

import shutil
from collections.abc import Mapping, Sequence

from tabulate import tabulate

NARROWEST = 40
"""Columns left to the last cell at least, however narrow the terminal is."""
BETWEEN = 2


def aligned(rows: Sequence[Mapping[str, str]], headings: Mapping[str, str], width: int = 0) -> str:
    """Write rows under their headings, the last column wrapped to what the terminal leaves.

    `headings` maps the columns to show to what stands above them. `width` is that of the terminal
    if zero.
    """
    *fixed, _ = headings
    widths = [max([len(headings[c]) + BETWEEN, *(len(row[c]) for row in rows)]) for c in fixed]
    total = width or shutil.get_terminal_size((120, 40)).columns
    room = max(total - sum(widths) - BETWEEN * len(widths), NARROWEST)
    table = tabulate(
        [[row[column] for column in headings] for row in rows],
        list(headings.values()),
        tablefmt="simple",
        disable_numparse=True,
        maxcolwidths=[None] * len(fixed) + [room] if rows else None,
    )
    return "\n".join(line.rstrip() for line in table.split("\n"))
