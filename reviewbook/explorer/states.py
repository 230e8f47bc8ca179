"""Every pooled result an explorer can show, computed before the reader asks.

A state is a set of reports. Up to `EVERY_SUBSET` reports each subset is computed that counts every
cohort once; above that the subsets that the explorer can reach. Numbers are kept as the whole
numbers of their last printed digit, so that a page shows exactly what is computed here and
calculates nothing.
"""

import base64
import zlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from reviewbook.statistics.effects import Effects, effects
from reviewbook.statistics.inputs import count_cohorts_once
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooled_rows import percentage_effects
from reviewbook.statistics.pooling import pool_subsets
from reviewbook.statistics.sensitivity import shrunk

EVERY_SUBSET = 14
LEVEL = 0.95
MISSING, BEYOND = -(2**31), 2**31 - 1
GREATEST = 1000
"""A bound from here on is shown as being beyond it: it says only that nothing is known."""

STATUSES = (
    "pooled",
    "no study",
    "one study",
    "no event",
    "only events",
    "no spread",
    "no maximum",
)
SPREAD = ("prediction_low", "prediction_high", "tau2", "i2")
COLUMNS = ("status", "k", "patients", "estimate", "low", "high", *SPREAD, "change")
PLACES = {"percent": 1, "ratio": 2, "months": 1}


@dataclass(frozen=True)
class States:
    """The pooled results of subsets of some reports.

    ``reports`` has one row per report that can be pooled: ``key``, ``label``, ``n``, ``estimate``.
    ``table`` has one row per subset with ``subset`` (bit i set when report i is in) and `COLUMNS`:
    whole numbers, `MISSING` where there is none. ``weights`` has shape (states, reports): each
    report's weight in whole per cent. ``cohorts[i]`` has the bits of the reports of report i's
    patients, its own among them; ``chosen`` those of the reports that stand for their cohorts.
    """

    kind: str
    unit: str
    reports: pd.DataFrame
    table: pd.DataFrame
    weights: np.ndarray = field(repr=False)
    cohorts: list[int]
    chosen: int

    def __len__(self) -> int:
        return len(self.table)

    @property
    def overlap(self) -> bool:
        """Whether some reports describe the same patients."""
        return self.chosen != (1 << len(self.reports)) - 1

    def standing(self, asked: int = 0) -> int:
        """The reports that stand for their cohorts: those chosen, or asked for in their place."""
        found = self.chosen
        for i, cohort in enumerate(self.cohorts):
            if asked >> i & 1:
                found = found & ~cohort | 1 << i
        return found

    def counted(self, subset: int, twice: bool = False, asked: int = 0) -> int:
        """The reports of a subset that count: those that stand for their cohorts, unless all do."""
        return subset if twice else subset & self.standing(asked)

    def row(self, subset: int) -> dict[str, int] | None:
        """The whole numbers of a subset, or None if it was not computed."""
        place = self.place.get(subset)
        if place is None:
            return None
        return dict(zip(COLUMNS, self.numbers[place].tolist(), strict=True))

    @cached_property
    def numbers(self) -> np.ndarray:
        """The table as an array of shape (states, `COLUMNS`)."""
        return self.table[list(COLUMNS)].to_numpy(np.int32)

    @cached_property
    def place(self) -> dict[int, int]:
        """The row of each subset."""
        return {subset: row for row, subset in enumerate(self.table["subset"])}

    def places(self, column: str) -> int:
        """Decimals of a column."""
        if column in ("status", "k", "patients", "i2"):
            return 0
        return 3 if column == "tau2" else PLACES[self.unit]

    def packed(self) -> dict:
        """The table for a page: bytes of subsets, numbers and weights, compressed, as base64."""
        k = len(self.reports)
        members = np.array([[bits >> i & 1 for i in range(k)] for bits in self.table["subset"]])
        subsets = np.packbits(members.reshape(len(self), k).astype(bool), 1, bitorder="little")
        return {
            "places": {column: self.places(column) for column in COLUMNS},
            "cohorts": [format(bits, "x") for bits in self.cohorts],
            "chosen": format(self.chosen, "x"),
            "states": len(self),
            "large": k > EVERY_SUBSET,
            "subsets": compressed(subsets),
            "table": compressed(steps(beside_estimates(self.numbers))),
            "weights": compressed(self.weights) if self.weights.size else "",
        }


def beside_estimates(numbers: np.ndarray) -> np.ndarray:
    """The numbers with each change less its estimate, which leaves one number for nearly all."""
    found = numbers.copy()
    found[:, COLUMNS.index("change")] -= found[:, COLUMNS.index("estimate")]
    return found


def steps(numbers: np.ndarray) -> np.ndarray:
    """Each row's difference from the row before, shape and type kept: 0, −1, 1, −2 … become 0 to 3.

    Neighbouring states differ little, and small numbers compress well. Wraps around at 32 bits.
    """
    difference = np.diff(numbers, axis=0, prepend=np.zeros_like(numbers[:1]))
    return difference << 1 ^ difference >> 31


def compressed(numbers: np.ndarray) -> str:
    """A table of whole numbers as zlib's bytes in base64: column after column, and of each column
    first every lowest byte, then every next one, which halves what is left."""
    little = np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"))
    return base64.b64encode(zlib.compress(little.view(np.uint8).T.tobytes(), 9)).decode("ascii")


def states(
    rows: pd.DataFrame, kind: str, reachable: np.ndarray | None = None, informed: float = 1.0
) -> States:
    """Compute the states of some reports.

    Args:
        rows: ``key``, ``label``, ``estimate``, ``n``, ``cohort_id`` and ``year``, one row per
            report that can be pooled; ratios have ``low`` and ``high`` too, and ``level`` (0-1)
            where their intervals are not all of 95%.
        kind: ``proportion`` (per cent; events are reckoned from the percentage and N), ``ratio``
            (hazard ratios) or ``median`` (months).
        reachable: boolean array of shape (s, k), needed above `EVERY_SUBSET` reports and where
            reports share patients.
        informed: the share of the patients that informed a percentage (`sensitivity.shrunk`).

    Returns:
        Proportions on the logit scale and ratios on the log scale, by REML with Knapp-Hartung
        intervals (`pooling.pool_subsets`); medians by the median of medians
        (`medians.median_of_medians`). Weights up to `EVERY_SUBSET` reports. Every change is
        measured against all reports with each cohort counted once.

    Raises:
        ValueError: too many reports and no reachable subsets.
    """
    rows = rows.reset_index(drop=True)
    same, chosen = same_patients(rows), chosen_beforehand(rows)
    subsets = subsets_to_compute(same, chosen, reachable)
    unit = {"proportion": "percent", "ratio": "ratio", "median": "months"}[kind]
    if kind == "median":
        numbers, weights = medians_of_subsets(rows, subsets), np.zeros((len(subsets), 0), np.uint8)
    else:
        numbers, weights = pooled_subsets(ready_to_pool(rows, kind, informed), subsets, unit)
    numbers["patients"] = patients(rows, subsets)
    bits = np.array([bits_of(subset) for subset in subsets], dtype=object)
    table = in_digits(numbers, unit, bits)
    pooled = numbers["status"].isin(["pooled", "no spread"])
    table.insert(len(table.columns), "change", changes(table, pooled, bits_of(chosen)))
    return States(kind, unit, rows, table, weights, [bits_of(row) for row in same], bits_of(chosen))


def same_patients(rows: pd.DataFrame) -> np.ndarray:
    """Boolean array of shape (k, k): which reports describe patients of one cohort."""
    cohort = rows["cohort_id"].to_numpy(object)
    shared = (cohort[:, None] == cohort) & pd.notna(cohort)
    return shared.astype(bool) | np.eye(len(rows), dtype=bool)


def chosen_beforehand(rows: pd.DataFrame) -> np.ndarray:
    """Tell which reports stand for their cohorts, by :func:`count_cohorts_once`."""
    left_out = count_cohorts_once(rows.assign(study=rows["label"])).left_out
    return ~rows.index.isin(left_out.index)


def subsets_to_compute(
    same: np.ndarray, chosen: np.ndarray, reachable: np.ndarray | None
) -> np.ndarray:
    """Each subset once, shape (s, k), in the order of its bits.

    Up to `EVERY_SUBSET` reports all that count no patients twice; above, what can be reached while
    the chosen reports stand for their cohorts, or another is asked for; and what can be reached
    while all count.
    """
    k = len(same)
    if k <= EVERY_SUBSET:
        every = np.arange(2**k)[:, None] >> np.arange(k) & 1 == 1
        found = [every[(every.astype(int) @ same * every <= 1).all(axis=1)]]
    elif reachable is None:
        raise ValueError(f"{k} reports have too many subsets: say which can be reached")
    else:
        asked = [chosen & ~same[i] | (np.arange(k) == i) for i in range(k)]
        found = [reachable & standing for standing in np.unique([chosen, *asked], axis=0)]
    found += [] if reachable is None else [reachable]
    return np.unique(np.concatenate(found)[:, ::-1], axis=0)[:, ::-1]


def bits_of(subset: np.ndarray) -> int:
    """A subset as a whole number, bit i set when report i is in."""
    return int("".join("1" if inside else "0" for inside in subset[::-1]) or "0", 2)


def ready_to_pool(rows: pd.DataFrame, kind: str, informed: float) -> Effects:
    """Reports on their analysis scale, each as if its patients were its own.

    Which report of a cohort counts is settled subset by subset.
    """
    named = rows.assign(study=rows["key"])
    if kind == "ratio":
        levels = named.rename(columns={"level": "interval_level"})
        return effects(levels.filter(["study", "estimate", "low", "high", "interval_level"]), "HR")
    return shrunk(percentage_effects(named[["study", "estimate", "n"]]), informed)


def pooled_subsets(
    ready: Effects, subsets: np.ndarray, unit: str
) -> tuple[pd.DataFrame, np.ndarray]:
    """The pooled results on the reader's scale, and the weights in per cent."""
    table = pool_subsets(ready, subsets, level=LEVEL)
    scale = 100.0 if unit == "percent" else 1.0
    bounds = ["estimate", "low", "high", "prediction_low", "prediction_high"]
    table[bounds] *= scale
    alone = table["k"].to_numpy() == 1
    own = scale * ready.studies[["estimate", "low", "high"]].to_numpy(float)
    table.loc[alone, ["estimate", "low", "high"]] = own[np.argmax(subsets[alone], axis=1)]
    if len(ready) > EVERY_SUBSET:
        return table, np.zeros((len(subsets), 0), np.uint8)
    weight = subsets / (ready.vi + table["tau2"].fillna(0.0).to_numpy()[:, None])
    total = weight.sum(axis=1, keepdims=True)
    share = 100 * np.divide(weight, total, where=total > 0, out=np.zeros_like(weight))
    return table, np.rint(share).astype(np.uint8)


def medians_of_subsets(rows: pd.DataFrame, subsets: np.ndarray) -> pd.DataFrame:
    """The median of the medians of each subset, with its interval.

    Which of k medians in their order bound the interval depends on k alone, so
    `medians.median_of_medians` is asked once for each k, about the places 0 to k - 1.
    """
    size = subsets.sum(axis=1)
    table = pd.DataFrame(dict.fromkeys(("estimate", "low", "high", *SPREAD), np.nan), subsets[:, 0])
    table = table.reset_index(drop=True).assign(k=size)
    table["status"] = np.select([size == 0, size == 1], ["no study", "one study"], "pooled")
    values = rows["estimate"].to_numpy(float)
    for k in np.unique(size[size > 0]):
        here = np.flatnonzero(size == k)
        ordered = np.sort(values[np.nonzero(subsets[here])[1].reshape(-1, k)], axis=1)
        table.loc[here, "estimate"] = np.median(ordered, axis=1)
        if k == 1:
            continue
        place = median_of_medians(pd.DataFrame({"study": range(k), "median": range(k)}), LEVEL)
        if place.low is not None and place.high is not None:
            table.loc[here, ["low", "high"]] = ordered[:, [int(place.low), int(place.high)]]
        table.loc[here, ["prediction_low", "prediction_high"]] = ordered[:, [0, -1]]
    return table


def patients(rows: pd.DataFrame, subsets: np.ndarray) -> np.ndarray:
    """The patients of each subset; not a number where a report does not print how many."""
    n = rows["n"].to_numpy(float)
    unknown = subsets @ np.isnan(n)
    return np.where(unknown, np.nan, subsets @ np.nan_to_num(n))


def in_digits(numbers: pd.DataFrame, unit: str, bits: np.ndarray) -> pd.DataFrame:
    """The columns but the change, as whole numbers of their last printed digit."""
    places = {"k": 0, "patients": 0, "i2": 0, "tau2": 3}
    table = {"subset": bits, "status": numbers["status"].map(STATUSES.index).to_numpy()}
    for column in COLUMNS[1:-1]:
        decimals = places.get(column, PLACES[unit])
        largest = np.inf if column == "patients" else GREATEST
        table[column] = [digits(value, decimals, largest) for value in numbers[column].to_numpy()]
    return pd.DataFrame(table)


def changes(table: pd.DataFrame, pooled: pd.Series, chosen: int) -> np.ndarray:
    """How far each estimate is from that of the chosen reports, both as they are printed."""
    estimate = table["estimate"].to_numpy()
    whole = estimate[(table["subset"] == chosen).to_numpy()][0]
    known = pooled.to_numpy() & (np.abs(estimate) < BEYOND) & (abs(whole) < BEYOND)
    return np.where(known, estimate - whole, MISSING)


def digits(value: float, places: int, largest: float = GREATEST) -> int:
    """A number as the whole number of its last printed digit."""
    if np.isnan(value):
        return MISSING
    if abs(value) >= largest:
        return BEYOND if value > 0 else -BEYOND
    return int(f"{value:.{places}f}".replace(".", ""))


def shown(whole: int, places: int, sign: bool = False) -> str:
    """What a page shows for a number of the table; empty where there is none."""
    if whole == MISSING:
        return ""
    if abs(whole) == BEYOND:
        return f"> {GREATEST}" if whole > 0 else f"< −{GREATEST}"
    text = f"{abs(whole):0{places + 1}d}"
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"{'−' if whole < 0 else '+' if sign and whole > 0 else ''}{text}"
