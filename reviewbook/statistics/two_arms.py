"""Contrasts between two arms, for arms that may be contrasted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from reviewbook.statistics.effects import Effects, effects
from reviewbook.statistics.inputs import (
    InputError,
    clocks,
    read_counts,
    read_level,
    refuse_repeated_studies,
)
from reviewbook.statistics.pooling import Pooled
from reviewbook.tables.rules.findings import COMPARABLE

__all__ = [
    "COMPARABLE",
    "Contrast",
    "MixedTimeZeroError",
    "UnmatchedArmsError",
    "compare_arms",
    "labbe",
    "pool_rare_events",
    "refuse_allocation",
    "refuse_mixed_time_zeros",
    "refuse_unmatched",
    "two_arm_effects",
]

RARE_METHODS = ("Mantel-Haenszel", "Peto")
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
        float(back(y[0])),
        float(back(y[0] - half)),
        float(back(y[0] + half)),
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
    silent = _says_nothing(counts)
    if silent.any():
        names = ", ".join(counts.loc[silent, "study"].astype(str))
        raise InputError([f"{names}: no event, or only events, in both arms; a ratio has no value"])
    yi, vi, _ = _two_by_two(one, n_1, two, n_2, measure)
    total = counts.assign(yi=yi, vi=vi, n=n_1 + n_2)
    return effects(total, measure, count_cohorts_twice=count_cohorts_twice)


def pool_rare_events(
    frame: pd.DataFrame,
    measure: str = "OR",
    method: str = "Mantel-Haenszel",
    level: float = 0.95,
) -> Pooled:
    """Pool the counts of two arms without adding anything to empty cells.

    A common effect, for complications so rare that the normal approximation of each study fails.
    Mantel-Haenszel with the variance of Robins, Breslow and Greenland 1986 (OR) or of Greenland and
    Robins 1985 (RR); or the one-step odds ratio of Yusuf et al. 1985 (Peto), which is biased where
    the arms differ much in size or the effect is large.

    Args:
        frame: ``study``, ``events_1``, ``n_1``, ``events_2``, ``n_2`` and ``allocation``.
        measure: ``RR`` or ``OR``, arm 1 over arm 2; Peto has ``OR`` alone.
        method: ``Mantel-Haenszel`` or ``Peto``.
        level: of the Wald interval, between 0 and 1.

    Returns:
        A `pooling.Pooled` without tau². ``left_out`` has the studies that say nothing of a ratio:
        no event in both arms or, of an odds ratio, events only. ``q`` is given for Peto. The status
        is ``no event`` where an arm has none (or only events) in all studies together.

    Raises:
        UnmatchedArmsError: naming the studies whose arms were neither matched nor randomised.
        InputError: listing impossible counts and studies named twice.
        ValueError: on an unknown measure or method.
    """
    if method not in RARE_METHODS:
        raise ValueError(f"method {method!r}: expected one of {', '.join(RARE_METHODS)}")
    if measure not in ("RR", "OR") or (method, measure) == ("Peto", "RR"):
        raise ValueError(f"measure {measure!r}: expected OR, or RR with Mantel-Haenszel")
    read_level(level)
    counts = _two_arm_counts(frame)
    refuse_repeated_studies(counts)
    silent = _says_nothing(counts) if measure == "OR" else _no_event(counts)
    told = counts[~silent].reset_index(drop=True)
    ready = Effects(told, measure, "log", counts[silent].reset_index(drop=True))
    settings: dict[str, Any] = {"method": method, "interval": "wald", "level": level}
    a, n_1, c, n_2 = (told[name].to_numpy() for name in ("events_1", "n_1", "events_2", "n_2"))
    pools = {"Peto": _peto, "Mantel-Haenszel": _mantel_haenszel}[method]
    found = pools(a, n_1, c, n_2, measure) if len(told) else None
    if found is None:
        said = "An arm has no event, or only events, in all studies together: no ratio has a value."
        return Pooled.without_number("no event", said, ready, **settings)
    mu, se, more = found
    half = stats.norm.ppf((1 + level) / 2) * se
    return Pooled(
        "pooled",
        f"{len(told)} studies with an event are pooled with a common effect.",
        measure,
        "log",
        k=len(told),
        estimate=float(np.exp(mu)),
        mu=mu,
        se=se,
        statistic=mu / se,
        p=float(2 * stats.norm.sf(abs(mu) / se)),
        studies=told,
        left_out=ready.left_out,
        low=float(np.exp(mu - half)),
        high=float(np.exp(mu + half)),
        mu_low=mu - half,
        mu_high=mu + half,
        **more,
        **settings,
    )


def _mantel_haenszel(a, n_1, c, n_2, measure: str) -> tuple[float, float, dict] | None:
    """Log ratio and standard error, or None where it has no value."""
    b, d, n = n_1 - a, n_2 - c, n_1 + n_2
    if measure == "RR":
        r, s = (a * n_2 / n).sum(), (c * n_1 / n).sum()
        variance = ((n_1 * n_2 * (a + c) - a * c * n) / n**2).sum()
        return (float(np.log(r / s)), float(np.sqrt(variance / (r * s))), {}) if r and s else None
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    top, bottom = r.sum(), s.sum()
    if not (top and bottom):
        return None
    variance = (p * r).sum() / top**2 + (q * s).sum() / bottom**2
    variance += (p * s + q * r).sum() / (top * bottom)
    return float(np.log(top / bottom)), float(np.sqrt(variance / 2)), {}


def _peto(a, n_1, c, n_2, measure: str) -> tuple[float, float, dict]:
    """Log odds ratio from observed less expected events over their hypergeometric variances."""
    n, events = n_1 + n_2, a + c
    excess = a - n_1 * events / n
    v = n_1 * n_2 * events * (n - events) / (n**2 * (n - 1))
    mu = float(excess.sum() / v.sum())
    q, q_df = float((v * (excess / v - mu) ** 2).sum()), len(a) - 1
    more = {"q": q, "q_df": q_df, "q_p": float(stats.chi2.sf(q, q_df)) if q_df else None}
    return mu, float(np.sqrt(1 / v.sum())), more


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
    zeros = clocks(arms)
    if len(zeros) > 1 or (len(arms) > 1 and "not stated" in zeros):
        stated = arms["time_zero"].astype("object").where(arms["time_zero"].notna(), "not stated")
        listed = ", ".join(
            f"{study}: {zero}" for study, zero in zip(arms["study"], stated, strict=True)
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


def _no_event(counts: pd.DataFrame) -> pd.Series:
    """Whether neither arm has an event."""
    return (counts["events_1"] == 0) & (counts["events_2"] == 0)


def _says_nothing(counts: pd.DataFrame) -> pd.Series:
    """Whether both arms have no event, or events only."""
    return _no_event(counts) | (
        (counts["events_1"] == counts["n_1"]) & (counts["events_2"] == counts["n_2"])
    )


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
