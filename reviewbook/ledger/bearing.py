"""What was found and on which numbers it bears: the parts a ledger is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from reviewbook.checks.findings import Finding

Rows = Mapping[str, Mapping[str, str]]
"""The entries of the ledger by their identifier."""


@dataclass(frozen=True)
class Bearing:
    """A finding with the entries it bears on and the reading under which it was made.

    ``compared`` names the rows that a declared check read besides the entry.
    """

    entry_ids: tuple[str, ...]
    finding: Finding
    note: str = ""
    compared: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Ledger:
    """Entries with their verdicts, and the findings the verdicts rest on.

    ``entries`` has the columns of `entries.COLUMNS` and: ``verdict``, ``severity``,
    ``computed`` (empty where nothing was recomputed), ``sentence`` (what the checks found),
    ``reading`` (how the printed statement was understood, where that matters),
    ``instead`` (what to read instead, where that is known), ``agreed`` (whether the verdict is the
    accepted one). ``findings`` has one row per finding and entry. ``bearings`` are the findings
    themselves, each once.
    """

    entries: pd.DataFrame
    findings: pd.DataFrame
    bearings: list[Bearing]

    @property
    def moved(self) -> pd.DataFrame:
        """Entries whose verdict is not the accepted one."""
        return self.entries[~self.entries["agreed"]]


def distinct(sentences: Iterable[str]) -> list[str]:
    """Leave out sentences that are said twice or that another one contains."""
    given = list(dict.fromkeys(sentences))
    return [one for one in given if not any(one != other and one in other for other in given)]
