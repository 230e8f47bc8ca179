"""The outcomes of an explorer with the pooled result of every state a reader can reach."""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from reviewbook.explorer.filters import filters
from reviewbook.explorer.material import Choice, Material, Range
from reviewbook.explorer.outcomes import Outcome
from reviewbook.explorer.states import EVERY_SUBSET, States, states
from reviewbook.statistics.two_arms import COMPARABLE

MOST_STATES = 60_000


class Prepared(NamedTuple):
    """An outcome with its states; ``members`` maps each drawn report to its place, or None."""

    outcome: Outcome
    drawn: pd.DataFrame
    labels: dict[str, str]
    states: States | None
    members: dict[str, int | None]

    @property
    def keys(self) -> list[str]:
        """The reports that can be pooled, by their places."""
        return [key for key, place in self.members.items() if place is not None]

    @property
    def impossible(self) -> int:
        """The reports whose value cannot be as it is printed, as a subset."""
        faulty = self.drawn.loc[self.drawn["impossible"].astype(bool), "key"]
        return self.bits(faulty)

    def bits(self, keys: Iterable[str]) -> int:
        """Those of some reports that can be pooled, as a subset."""
        places = (self.members.get(key) for key in keys)
        return sum(1 << place for place in set(places) if place is not None)

    @property
    def origin(self) -> str:
        """How groups of ratios came about: ``randomised``, ``allotted``, ``matched`` or empty.

        ``allotted``: at random or by turns, as in quasi-randomised trials.
        """
        if self.outcome.kind != "ratio":
            return ""
        kinds = set(self.drawn.loc[self.drawn["key"].isin(self.keys), "allocation"])
        if kinds == {"randomised"}:
            return "randomised"
        return "allotted" if kinds <= {"randomised", "quasi-randomised"} else "matched"


def prepared(outcome: Outcome, source: Material) -> Prepared:
    """Compute every state of an outcome."""
    drawn = outcome.rows[outcome.rows["estimate"].notna()].reset_index(drop=True)
    labels = dict(zip(drawn["key"], drawn["label"], strict=True))
    if outcome.kind == "listed":
        return Prepared(outcome, drawn, labels, None, dict.fromkeys(drawn["key"]))
    pooled = drawn[poolable(drawn, outcome.kind)].reset_index(drop=True)
    reachable = None
    if len(pooled) > EVERY_SUBSET or pooled["cohort_id"].dropna().duplicated().any():
        reachable = reachable_subsets(source, list(pooled["key"]))
    if reachable is not None:
        reachable = np.concatenate([reachable, reachable & ~pooled["impossible"].to_numpy(bool)])
    computed = states(pooled, outcome.kind, reachable, outcome.informed)
    place = {key: at for at, key in enumerate(pooled["key"])}
    members = {key: place.get(key) for key in drawn["key"]}
    return Prepared(outcome, drawn, labels, computed, members)


def reachable_subsets(source: Material, keys: list[str]) -> np.ndarray:
    """The subsets that filters and leaving one report out can make.

    Filters are combined as far as that keeps the subsets below `MOST_STATES`; beyond, one filter at
    a time can be set.
    """
    every = np.ones(len(keys), dtype=bool)
    masked = [filter_masks(source, keys, each) for each in filters(source)]
    count = np.prod([len(masks) for masks in masked], dtype=float) * (len(keys) + 1)
    if count <= MOST_STATES:
        masks = [np.logical_and.reduce(parts) for parts in product(*masked)]
    else:
        masks = [mask for part in masked for mask in part]
    distinct = np.unique(np.array([every, *masks]), axis=0)
    alone = ~np.eye(len(keys), dtype=bool)
    return np.unique(np.concatenate([distinct, *(mask & alone for mask in distinct)]), axis=0)


def filter_masks(source: Material, keys: list[str], each: Choice | Range) -> list[np.ndarray]:
    """Every distinct set of reports that one filter can keep."""
    found: list[np.ndarray]
    if isinstance(each, Choice):
        found = [np.array([key in kept for key in keys]) for kept in each.options.values()]
    else:
        place = pd.Series(range(len(source.reports)), index=source.reports["key"])
        low = each.low.to_numpy(float)[place[keys]]
        high = each.high.to_numpy(float)[place[keys]]
        silent = np.isnan(low)
        steps = range_steps(each)
        found = [
            np.where(silent, unknown, (low >= a - 1e-9) & (high <= b + 1e-9))
            for i, a in enumerate(steps)
            for b in steps[i:]
            for unknown in (True, False)
        ]
    return list(np.unique(np.array(found, dtype=bool), axis=0))


def range_steps(each: Range) -> list[float]:
    """The values a slider can be set to."""
    low, high = each.ends
    return [float(low + i * each.step) for i in range(round((high - low) / each.step) + 1)]


def poolable(drawn: pd.DataFrame, kind: str) -> pd.Series:
    """Tell which reports may be pooled: of ratios those of groups that may be compared."""
    if kind == "median":
        return drawn["estimate"].notna()
    if kind != "ratio":
        return drawn["n"].notna()
    told = drawn["allocation"] if "allocation" in drawn else pd.Series(pd.NA, index=drawn.index)
    return drawn["low"].notna() & (told.isna() | told.isin(COMPARABLE))
