"""What rows must hold before they are pooled: usable numbers, and each patient once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

__all__ = [
    "CohortCount",
    "InputError",
    "asymmetric_intervals",
    "clocks",
    "count_cohorts_once",
    "read_counts",
    "read_effects",
    "read_level",
    "read_values",
    "refuse_repeated_studies",
]

LARGEST, SMALLEST_VARIANCE, LARGEST_VARIANCE = 1e30, 1e-30, 1e30
APART = 1e12
"""So many times may the largest variance exceed the smallest: beyond, no digit is left."""
GROSS_ASYMMETRY = 0.1
"""So far from the centre, in widths of its interval, may an estimate lie without a word."""


class InputError(ValueError):
    """One or more rows cannot be used; ``problems`` holds a sentence for each."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


class _Reader:
    """Numeric columns of a frame, and what is wrong with them."""

    def __init__(self, frame: pd.DataFrame, columns: list[str]):
        absent = [column for column in ["study", *columns] if column not in frame]
        if absent and not frame.empty:
            raise InputError([f"column {column!r} is missing" for column in absent])
        self.stated = frame.reindex(columns=list(dict.fromkeys([*frame, "study", *columns])))
        self.numbers = self.stated.copy()
        for column in columns:
            self.numbers[column] = pd.to_numeric(self.stated[column], errors="coerce").astype(float)
        self.problems: list[str] = []

    def expect(self, column: str, right: pd.Series, expectation: str) -> None:
        for position in np.flatnonzero(~right.to_numpy(bool)):
            study, value = self.stated["study"].iloc[position], self.stated[column].iloc[position]
            self.problems.append(
                f"row {position} (study {study}), column {column!r}: value {value}; "
                f"expected {expectation}"
            )

    def checked(self) -> pd.DataFrame:
        if self.problems:
            raise InputError(self.problems)
        return self.numbers


def read_level(level: float) -> float:
    """The confidence level, a number between 0 and 1, or a ValueError."""
    if not 0 < level < 1:
        raise ValueError(f"level {level!r}: expected a number between 0 and 1")
    return level


def read_counts(frame: pd.DataFrame, events: list[str], totals: list[str]) -> pd.DataFrame:
    """The frame with its counts as floats; each of ``events`` must fit into its total.

    Totals are whole. Events may be a fraction, as they are when reckoned from a printed percentage.

    Raises:
        InputError: naming row, study, column, value and expectation of every impossible count.
    """
    reader = _Reader(frame, [*events, *totals])
    for event, total in zip(events, totals, strict=True):
        k, n = reader.numbers[event], reader.numbers[total]
        reader.expect(total, (n >= 1) & (n % 1 == 0), "a whole number from 1")
        reader.expect(event, k >= 0, "a number from 0")
        reader.expect(event, ~(k > n), f"at most {total!r}")
    return reader.checked()


def read_effects(frame: pd.DataFrame, ratio: bool, interval_level: float) -> pd.DataFrame:
    """The frame with ``yi`` and ``vi`` on the analysis scale.

    Either ``yi`` and ``vi`` are there, or ``estimate``, ``low`` and ``high`` are, with an optional
    ``interval_level`` of its own in each row. With ``ratio`` those three are positive ratios and
    are put on the log scale. The variance is that of Parmar, Torri and Stewart 1998, eq. 7: the
    width of the interval over twice its normal quantile, squared.

    Raises:
        InputError: naming row, study, column, value and expectation of every problem.
    """
    if {"yi", "vi"} <= set(frame.columns):
        return _poolable(frame)
    stated = frame.get("interval_level", pd.Series(np.nan, index=frame.index, dtype=float))
    reader = _Reader(
        frame.assign(interval_level=stated.fillna(interval_level)),
        ["estimate", "low", "high", "interval_level"],
    )
    _expect_interval(reader, ratio)
    checked = reader.checked()
    scale = np.log if ratio else np.asarray
    estimate, low, high = (scale(checked[c].to_numpy()) for c in ("estimate", "low", "high"))
    quantile = stats.norm.ppf((1 + checked["interval_level"].to_numpy()) / 2)
    return _poolable(checked.assign(yi=estimate, vi=((high - low) / (2 * quantile)) ** 2))


def _poolable(frame: pd.DataFrame) -> pd.DataFrame:
    reader = _Reader(frame, ["yi", "vi"])
    yi, vi = reader.numbers["yi"], reader.numbers["vi"]
    reader.expect("yi", yi.abs() <= LARGEST, f"a number of at most {LARGEST:g}")
    right = (vi >= SMALLEST_VARIANCE) & (vi <= LARGEST_VARIANCE)
    reader.expect(
        "vi", right, f"a variance above 0, from {SMALLEST_VARIANCE:g} to {LARGEST_VARIANCE:g}"
    )
    near = ~(vi > APART * vi.where(right).min())
    reader.expect("vi", near, f"at most {APART:g} times the smallest variance")
    return reader.checked()


def asymmetric_intervals(studies: pd.DataFrame) -> list[str]:
    """Name the studies whose ``yi`` is far from the centre of their ``low`` and ``high``.

    ``low`` and ``high`` are on the analysis scale. Far is more than a tenth of the width.
    """
    width = studies["high"] - studies["low"]
    off = (studies["yi"] - (studies["low"] + studies["high"]) / 2).abs()
    return studies.loc[off > GROSS_ASYMMETRY * width, "study"].astype(str).tolist()


def refuse_repeated_studies(studies: pd.DataFrame) -> None:
    """Raise InputError, naming row and study, where two rows to be pooled have one name."""
    if studies.empty:
        return
    reader = _Reader(studies, [])
    reader.expect("study", ~studies["study"].duplicated(), "a name that no other row has")
    reader.checked()


def _expect_interval(reader: _Reader, ratio: bool) -> None:
    numbers = reader.numbers
    for column in ("estimate", "low", "high"):
        usable = np.isfinite(numbers[column]) & ((numbers[column] > 0) | (not ratio))
        reader.expect(column, usable, "a ratio above 0" if ratio else "a number")
    reader.expect("low", ~(numbers["low"] >= numbers["high"]), "a value below 'high'")
    outside = (numbers["estimate"] < numbers["low"]) | (numbers["estimate"] > numbers["high"])
    reader.expect("estimate", ~outside, "a value between 'low' and 'high'")
    level = numbers["interval_level"]
    reader.expect("interval_level", (level > 0) & (level < 1), "a number between 0 and 1")


def read_values(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The frame with ``columns`` as floats of a usable size.

    Raises:
        InputError: naming row, study, column and value of every one that is no such number.
    """
    reader = _Reader(frame, columns)
    for column in columns:
        usable = reader.numbers[column].abs() <= LARGEST
        reader.expect(column, usable, f"a number of at most {LARGEST:g}")
    return reader.checked()


def clocks(frame: pd.DataFrame) -> list[str]:
    """Where the rows start to count, each ``time_zero`` once; ``not stated`` is one of its own.

    The rule of clocks: rows are pooled when this is one. A stated time zero is never pooled with
    another, nor with one that is not stated. Without the column the rows have no clock.
    """
    if "time_zero" not in frame:
        return []
    zeros = frame["time_zero"].astype("object")
    return list(dict.fromkeys(zeros.where(zeros.notna(), "not stated")))


@dataclass(frozen=True)
class CohortCount:
    """The rows that count and the rows that were left out.

    ``kept`` has the columns and the order of the input, numbered anew. ``left_out`` has them too,
    with ``stays`` (the study that speaks for the cohort) and ``reason``.
    """

    kept: pd.DataFrame
    left_out: pd.DataFrame


def count_cohorts_once(frame: pd.DataFrame) -> CohortCount:
    """Keep one row for each ``cohort_id``.

    The rule: the report of most patients (``n``) stays; among equals the latest ``year``; among
    those the first by name of ``study``. A row without a ``cohort_id`` is a cohort of its own.

    Args:
        frame: one row per report with ``study`` and, where cohorts overlap, ``cohort_id``, ``n``
            (patients) and ``year``.

    Raises:
        ValueError: when two rows share a cohort and neither ``n`` nor ``year`` can decide.
    """
    if "cohort_id" not in frame or frame.empty:
        return CohortCount(frame, frame.head(0).assign(stays="", reason=""))
    frame = frame.reset_index(drop=True)
    cohort = frame["cohort_id"].mask(frame["cohort_id"].astype("string").str.strip() == "")
    shared = cohort.notna() & cohort.duplicated(keep=False)
    _refuse_undecidable(frame[shared], cohort[shared])
    order = [column for column in ("n", "year") if column in frame]
    ranked = frame[shared].assign(_cohort=cohort[shared])
    ranked = ranked.sort_values(
        ["_cohort", *order, "study"],
        ascending=[True, *[False] * len(order), True],
        na_position="last",
        kind="stable",
    )
    stays = ranked.groupby("_cohort")["study"].transform("first")
    dropped = ranked.duplicated("_cohort")
    left_out = frame.loc[ranked.index[dropped]].assign(
        stays=stays[dropped],
        reason=[
            f"same patients as {study}, which stays by size, then by year, then by name"
            for study in stays[dropped]
        ],
    )
    return CohortCount(frame.drop(index=left_out.index), left_out)


def _refuse_undecidable(shared: pd.DataFrame, cohort: pd.Series) -> None:
    known = [
        column for column in ("n", "year") if column in shared and shared[column].notna().any()
    ]
    if len(shared) and not known:
        raise ValueError(
            f"column 'cohort_id': {', '.join(sorted(cohort.astype(str).unique()))} is shared by "
            "several rows; expected 'n' or 'year' to decide which of them counts"
        )
