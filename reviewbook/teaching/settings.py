"""What a reader may move in a simulation, and what is fixed: the table ``simulations``."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from reviewbook.page.table import NO_CELL
from reviewbook.tables.load import Evidence

Values = dict[str, Any]
"""Numbers by the names of their settings, whole or not, as those who draw take them."""


class Setting(NamedTuple):
    """Something a reader can set, in even steps."""

    name: str
    label: str
    low: float
    high: float
    step: float
    start: float

    def values(self) -> list[float]:
        """Every value that can be set."""
        steps = round((self.high - self.low) / self.step)
        return [_plain(self.low + at * self.step) for at in range(steps + 1)]


@dataclass(frozen=True)
class Settings:
    """The settings of a simulation in their order, and the values of what is fixed, by name."""

    free: list[Setting]
    fixed: Values

    def states(self) -> Iterator[Values]:
        """Give the values of every state, the last setting moving first."""
        for values in product(*(each.values() for each in self.free)):
            yield dict(zip([each.name for each in self.free], values, strict=True))

    def start(self) -> Values:
        """The values at first, those of what is fixed among them."""
        return {each.name: _plain(each.start) for each in self.free} | self.fixed

    def place(self, values: Values) -> int:
        """The place of a state among all of them."""
        wanted = {each.name: values[each.name] for each in self.free}
        return list(self.states()).index(wanted)

    def drawn_from(self, *others: str) -> Values:
        """What is fixed, but for the seed of the random numbers and some `others`."""
        return {name: value for name, value in self.fixed.items() if name not in ("seed", *others)}

    def generator(self) -> np.random.Generator:
        """Random numbers, the same at every call."""
        return np.random.default_rng(self.fixed["seed"])


def settings(rows: pd.DataFrame) -> Settings:
    """Read settings from rows with the columns of the table ``simulations``.

    Raises:
        ValueError: a start is none of the values that can be set.
    """
    told = rows.to_dict("records")
    free = [_setting(row) for row in told if not np.isnan(row["step"])]
    fixed = {row["setting"]: _plain(row["start"]) for row in told if np.isnan(row["step"])}
    for each in free:
        if _plain(each.start) not in each.values():
            raise ValueError(f"{each.name} begins at {each.start:g}, which no step reaches")
    return Settings(free, fixed)


def settings_of(evidence: Evidence, simulation: str) -> Settings:
    """Read the settings of a simulation.

    Raises:
        KeyError: the tables have no such simulation.
    """
    rows = evidence.simulations
    if simulation not in set(rows["simulation"]):
        raise KeyError(f"simulations.csv has no simulation {simulation!r}")
    return settings(rows[rows["simulation"] == simulation])


def _setting(row: dict) -> Setting:
    unit = row["unit"] if isinstance(row["unit"], str) and row["unit"] else ""
    label = f"{row['label']}, {unit}" if unit and unit not in row["label"].lower() else row["label"]
    return Setting(row["setting"], label, row["low"], row["high"], row["step"], row["start"])


def _plain(value: float) -> float:
    """A whole number without its point."""
    value = round(float(value), 9)
    return int(value) if value.is_integer() else value


def put_in(evidence: Evidence) -> pd.DataFrame:
    """Give every setting for a table of them: with ``range``, what a reader can set."""
    rows = evidence.simulations
    free = rows["step"].notna()
    ends = [f"{low:g} to {high:g}" for low, high in zip(rows["low"], rows["high"], strict=True)]
    return rows.assign(
        range=pd.Series(ends, index=rows.index).where(free, "fixed"),
        unit=without_gaps(rows["unit"]),
        note=without_gaps(rows["note"]),
    )


def without_gaps(column: pd.Series) -> pd.Series:
    """Give a column of made-up things, in which a gap means that there is nothing to state."""
    return column.astype(object).where(column.notna(), NO_CELL)
