"""Contrasts between two arms, for arms that may be contrasted."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects, effects
from reviewbook.statistics.inputs import InputError, read_counts, read_level

__all__ = [
    "COMPARABLE",
    "Contrast",
    "MixedTimeZeroError",
    "UnmatchedArmsError",
    "compare_arms",
    "labbe",
    "refuse_allocation",
    "refuse_mixed_time_zeros",
    "refuse_unmatched",
    "two_arm_effects",
]

COMPARABLE = ("matched", "propensity matched", "randomised", "quasi-randomised")
MEASURES = {"risk difference": "RD", "risk ratio": "RR", "odds ratio": "OR"}


class UnmatchedArmsError(ValueError):
    """Arms of patients who were neither matched nor randomised are not compared."""


class MixedTimeZeroError(ValueError):
    """Times counted from different events are not put on one axis or into one number."""


@dataclass(frozen=True)
class Contrast:
    """Two arms compared: ``measure``, ``estimate``, ``low``, ``high``, ``level`` and ``p``.

    A risk difference runs from -1 to 1; ratios are above 0. ``note`` says whether one half was
    added to every cell because one was empty.
    """

    measure: str
    estimate: float
    low: float
    high: float
    level: float
    p: float
    note: str = ""


def compare_arms(arms: pd.DataFrame, measure: str, level: float = 0.95) -> Contrast:
    """Compare the first arm with the second.

    Args:
        arms: two rows with ``study``, ``arm``, ``allocation`` (one of ``COMPARABLE``),
            ``time_zero``, ``k`` events and ``n`` patients.
        measure: ``risk difference``, ``risk ratio`` or ``odds ratio``.
        level: of the Wald interval, between 0 and 1.

    Raises:
        UnmatchedArmsError: when the arms come from different studies, or were neither matched nor
            randomised; the message says which.
        MixedTimeZeroError: when the arms count their time from different events.
        InputError: on impossible counts, or other than two rows.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure {measure!r}: expected one of {', '.join(MEASURES)}")
    if len(arms) != 2:
        raise InputError([f"{len(arms)} arms; expected two"])
    refuse_unmatched(arms)
    refuse_mixed_time_zeros(arms)
    counts = read_counts(arms, ["k"], ["n"])
    k, n = counts["k"].to_numpy(), counts["n"].to_numpy()
    y, v, corrected = _two_by_two(k[[0]], n[[0]], k[[1]], n[[1]], MEASURES[measure])
    if not v[0] > 0:
        raise InputError([f"{measure}: both arms are all events or all non-events; no variance"])
    half = stats.norm.ppf((1 + read_level(level)) / 2) * np.sqrt(v[0])
    back = np.exp if measure != "risk difference" else np.asarray
    return Contrast(
        measure,
        *(float(back(value)) for value in (y[0], y[0] - half, y[0] + half)),
        level,
        float(2 * stats.norm.sf(abs(y[0]) / np.sqrt(v[0]))),
        "One half was added to every cell, because one is empty." if corrected[0] else "",
    )


def two_arm_effects(
    frame: pd.DataFrame, measure: str = "RR", count_cohorts_twice: bool = False
) -> Effects:
    """Log risk or odds ratios from the counts of two arms, ready to be pooled.

    One half is added to all four cells of a study where one is empty.

    Args:
        frame: ``study``, ``events_1``, ``n_1``, ``events_2``, ``n_2`` and ``allocation``; other
            columns as in :func:`reviewbook.statistics.effects.effects`.
        measure: ``RR`` or ``OR``, arm 1 over arm 2.
        count_cohorts_twice: as in :func:`reviewbook.statistics.effects.effects`.

    Raises:
        UnmatchedArmsError: naming the studies whose arms were neither matched nor randomised.
        InputError: listing impossible counts, and studies without any event (or with events
            only) in both arms, which say nothing of a ratio.
    """
    if measure not in ("RR", "OR"):
        raise ValueError(f"measure {measure!r}: expected RR or OR")
    counts = _two_arm_counts(frame)
    one, two = counts["events_1"].to_numpy(), counts["events_2"].to_numpy()
    n_1, n_2 = counts["n_1"].to_numpy(), counts["n_2"].to_numpy()
    silent = ((one == 0) & (two == 0)) | ((one == n_1) & (two == n_2))
    if silent.any():
        names = ", ".join(counts.loc[silent, "study"].astype(str))
        raise InputError([f"{names}: no event, or only events, in both arms; a ratio has no value"])
    yi, vi, _ = _two_by_two(one, n_1, two, n_2, measure)
    total = counts.assign(yi=yi, vi=vi, n=n_1 + n_2)
    return effects(total, measure, count_cohorts_twice=count_cohorts_twice)


def labbe(frame: pd.DataFrame) -> pd.DataFrame:
    """Coordinates of the plot of L'Abbé, Detsky and O'Rourke 1987: risk in arm 1 on that in arm 2.

    Args:
        frame: as in :func:`two_arm_effects`.

    Returns:
        ``study``, ``x`` (risk in arm 2), ``y`` (risk in arm 1), both 0 to 1, and ``n`` patients.

    Raises:
        UnmatchedArmsError: as in :func:`two_arm_effects`.
        InputError: listing impossible counts.
    """
    counts = _two_arm_counts(frame)
    return pd.DataFrame(
        {
            "study": counts["study"],
            "x": counts["events_2"] / counts["n_2"],
            "y": counts["events_1"] / counts["n_1"],
            "n": counts["n_1"] + counts["n_2"],
        }
    )


def refuse_unmatched(arms: pd.DataFrame) -> None:
    """Raise UnmatchedArmsError unless the rows are arms of one matched or randomised study."""
    studies = list(dict.fromkeys(arms["study"].astype(str)))
    if len(studies) > 1:
        raise UnmatchedArmsError(
            f"{' and '.join(studies)} treated different patients: a difference between them mixes "
            "the treatment with who was chosen for it"
        )
    _refuse_allocations(arms)


def refuse_mixed_time_zeros(arms: pd.DataFrame) -> None:
    """Raise MixedTimeZeroError when rows count time from different, or unstated, events."""
    zeros = arms["time_zero"].astype("object").where(arms["time_zero"].notna(), "not stated")
    if zeros.nunique() > 1 or (len(zeros) > 1 and (zeros == "not stated").any()):
        listed = ", ".join(
            f"{study}: {zero}" for study, zero in zip(arms["study"], zeros, strict=True)
        )
        raise MixedTimeZeroError(
            f"time is counted from different or unstated events ({listed}): the figures do not "
            "share an axis or a number"
        )


def refuse_allocation(allocation: str) -> None:
    """Raise UnmatchedArmsError unless patients were matched or randomised to the arms."""
    if allocation not in COMPARABLE:
        raise UnmatchedArmsError(
            f"allocation {allocation!r}: expected matched or randomised; otherwise a ratio would "
            "mix the treatment with who was chosen for it"
        )


def _refuse_allocations(frame: pd.DataFrame) -> None:
    if "allocation" not in frame:
        raise UnmatchedArmsError(
            "column 'allocation' is missing: expected matched or randomised for arms to be compared"
        )
    wrong = frame[~frame["allocation"].isin(COMPARABLE)]
    if len(wrong):
        listed = ", ".join(
            f"{row.study} ({'not stated' if pd.isna(row.allocation) else row.allocation})"
            for row in wrong.drop_duplicates("study").itertuples()
        )
        raise UnmatchedArmsError(
            f"the arms of {listed} were neither matched nor randomised: a difference would mix the "
            "treatment with who was chosen for it"
        )


def _two_arm_counts(frame: pd.DataFrame) -> pd.DataFrame:
    if len(frame):
        _refuse_allocations(frame)
    return read_counts(frame, ["events_1", "events_2"], ["n_1", "n_2"])


def _two_by_two(a, n_1, c, n_2, measure: str):
    """Estimate and variance on the analysis scale, and where one half was added."""
    b, d = n_1 - a, n_2 - c
    corrected = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    a, b, c, d = (cell + 0.5 * corrected for cell in (a, b, c, d))
    n_1, n_2 = a + b, c + d
    if measure == "OR":
        return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, corrected
    if measure == "RR":
        return np.log((a / n_1) / (c / n_2)), 1 / a - 1 / n_1 + 1 / c - 1 / n_2, corrected
    return a / n_1 - c / n_2, a * b / n_1**3 + c * d / n_2**3, corrected
