"""What an explorer explores: its reports, the outcomes they state, and the filters."""

from typing import NamedTuple

import pandas as pd


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


class Outcome(NamedTuple):
    """What is looked at: the values of the reports, as rows of a forest plot with ``key``.

    ``kind`` is that of `states.states`, or ``listed`` where nothing may be pooled and
    ``reason`` says why. ``unit`` is ``percent``, ``ratio``, ``months``, ``cm`` or ``years``.
    """

    key: str
    title: str
    kind: str
    unit: str
    rows: pd.DataFrame
    reason: str = ""


class Material(NamedTuple):
    """All an explorer needs; ``reports`` has ``key``, ``label``, ``n``, ``cohort_id``, ``year``."""

    name: str
    title: str
    reports: pd.DataFrame
    choices: list[Choice]
    ranges: list[Range]
    outcomes: list[Outcome]
