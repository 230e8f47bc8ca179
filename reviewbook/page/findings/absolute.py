"""Of so many patients, how many without and with a treatment: printed, or reckoned from a ratio.

A hazard ratio takes the share that is free of the event to its power; an odds ratio multiplies the
odds of the event, a risk ratio its share. The interval of a reckoned number is that of the ratio
alone: how uncertain the share without the treatment is does not enter.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from reviewbook.ledger.quoting import WORDS

YEAR = 12


def _by_hazards(event: float, ratio: float) -> float:
    return 1 - (1 - event) ** ratio


def _by_odds(event: float, ratio: float) -> float:
    odds = ratio * event / (1 - event) if event < 1 else float("inf")
    return odds / (1 + odds) if event < 1 else 1.0


def _by_risks(event: float, ratio: float) -> float:
    return min(ratio * event, 1.0)


RECKONED: dict[str, Callable[[float, float], float]] = {
    "hazard ratio": _by_hazards,
    "odds ratio": _by_odds,
    "risk ratio": _by_risks,
}


@dataclass(frozen=True)
class Count:
    """So many patients, with the ends of the interval where there is one."""

    number: int
    low: int | None = None
    high: int | None = None

    @property
    def text(self) -> str:
        """The number with its interval."""
        return str(self.number) + (f" ({self.low} to {self.high})" if self.low is not None else "")


@dataclass(frozen=True)
class Absolute:
    """Patients counted of ``per``, ``without`` the treatment and ``with_it``.

    Without a comparison only ``with_it`` is there. ``counted`` says whom the numbers count and
    when; ``reckoned`` that those with the treatment follow from the ratio.
    """

    per: int
    counted: str
    with_it: Count
    without: Count | None = None
    reckoned: bool = False


def absolute(finding: dict, effects: pd.DataFrame, outcomes: pd.DataFrame) -> Absolute | None:
    """Give the absolute numbers of a finding; None where they cannot be given.

    `finding` is a row of ``findings.csv``; `effects` and `outcomes` are indexed by their names.
    """
    result, baseline = finding["result_id"], finding["baseline_id"]
    ratio = effects.loc[result] if result in effects.index else None
    if finding["why"] or (ratio is not None and not baseline):
        return None
    printed = outcomes.loc[baseline if ratio is not None else result]
    per = int(finding["per"])
    counted = finding["counted"] + _time(printed["time_months"])
    if ratio is None:
        without = _share(outcomes.loc[baseline], finding, per) if baseline else None
        return Absolute(per, counted, _share(printed, finding, per), without)
    without, with_it = _share(printed, finding, per), _reckoned(printed, ratio, finding, per)
    return Absolute(per, counted, with_it, without, reckoned=True)


def _share(row: pd.Series, finding: dict, per: int) -> Count:
    """Count what is printed, or the rest of it."""
    return _count(*(_of(row[end], finding, per) for end in ("value", "low", "high")))


def _of(percent: float, finding: dict, per: int) -> float | None:
    if pd.isna(percent):
        return None
    return per * (percent if finding["counts"] == "share" else 100 - percent) / 100


def _reckoned(printed: pd.Series, ratio: pd.Series, finding: dict, per: int) -> Count:
    """Count those with the treatment from those without and the ratio.

    A share of the statistic ``survival`` is free of the event, any other has it.
    """
    free = printed["statistic"] == "survival"
    event = (100 - printed["value"] if free else printed["value"]) / 100
    rule = RECKONED[ratio["measure"]]
    found = []
    for end in ("value", "low", "high"):
        struck = None if pd.isna(ratio[end]) else 100 * rule(event, ratio[end])
        percent = struck if struck is None or not free else 100 - struck
        found.append(None if percent is None else _of(percent, finding, per))
    return _count(*found)


def _count(number: float | None, one: float | None, other: float | None) -> Count:
    if number is None:
        raise ValueError("expected a printed value to count from")
    if one is None or other is None:
        return Count(round(number))
    return Count(round(number), *sorted((round(one), round(other))))


def _time(months: float) -> str:
    if pd.isna(months):
        return ""
    if months % YEAR:
        return f" at {months:g} months"
    years = int(months // YEAR)
    return f" at {WORDS[years]} year{'s' * (years > 1)}"
