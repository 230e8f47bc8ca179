"""Studies on the scale they are pooled on, and the way back to the scale they are read on."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import special

from reviewbook.statistics.inputs import (
    asymmetric_intervals,
    count_cohorts_once,
    read_counts,
    read_effects,
    read_level,
    refuse_repeated_studies,
)

__all__ = [
    "INTERVAL_METHODS",
    "PROPORTION_SCALES",
    "RATIO_MEASURES",
    "TAKEN_LEVEL",
    "Effects",
    "effects",
    "printed_ratios",
    "proportion_effects",
    "proportion_intervals",
]

RATIO_MEASURES = ("HR", "OR", "RR")
TAKEN_LEVEL = 95.0
"""Level taken for a printed interval whose level was not read; rows say so in ``level_taken``."""

INTERVAL_METHODS = {"wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys"}
PROPORTION_SCALES = ("logit", "double arcsine")


@dataclass(frozen=True)
class Effects:
    """Studies ready to be pooled.

    ``studies`` has one row per study: ``study``, ``yi`` and ``vi`` on the analysis scale,
    ``estimate``, ``low`` and ``high`` as a reader sees them, and whatever came with the input.
    ``measure`` is HR, OR, RR, ``proportion`` or ``difference``; ``scale`` is log, logit, double
    arcsine or identity. ``left_out`` holds the reports that share their patients with another.
    ``note`` says what was done to the inputs, or is empty.
    """

    studies: pd.DataFrame
    measure: str
    scale: str
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    note: str = ""

    def __len__(self) -> int:
        return len(self.studies)

    @property
    def yi(self) -> np.ndarray:
        """Effects on the analysis scale, shape (k,)."""
        return self.studies["yi"].to_numpy(float)

    @property
    def vi(self) -> np.ndarray:
        """Sampling variances on the analysis scale, shape (k,)."""
        return self.studies["vi"].to_numpy(float)

    @property
    def null(self) -> float | None:
        """The analysis-scale value of no effect; None for a proportion, which has none."""
        return None if self.measure == "proportion" else 0.0

    def inverse_n(self) -> np.ndarray:
        """One over the patients of each study, shape (k,); only the double arcsine needs it."""
        if self.scale != "double arcsine":
            return np.zeros(len(self))
        return 1 / self.studies["n"].to_numpy(float)

    def back(self, values, harmonic_n=None) -> np.ndarray:
        """From the analysis scale to the reader's: ratios, or proportions from 0 to 1.

        ``harmonic_n`` is the harmonic mean of the patients, used by the double arcsine only
        (Miller 1978, p. 138); by default that of all studies.
        """
        values = np.asarray(values, dtype=float)
        match self.scale:
            case "log":
                return np.exp(values)
            case "logit":
                return special.expit(values)
            case "double arcsine":
                default = 1 / self.inverse_n().mean() if len(self) else np.nan
                return _from_double_arcsine(values, default if harmonic_n is None else harmonic_n)
        return values

    def only(self, rows) -> "Effects":
        """The same for some rows: a boolean mask, or positions, of the studies."""
        picked = self.studies[rows] if np.asarray(rows).dtype == bool else self.studies.iloc[rows]
        return Effects(picked.reset_index(drop=True), self.measure, self.scale, note=self.note)


def effects(
    frame: pd.DataFrame,
    measure: str = "HR",
    interval_level: float = 0.95,
    count_cohorts_twice: bool = False,
) -> Effects:
    """Ratios with their intervals, or ``yi`` with ``vi``, made ready to be pooled.

    Args:
        frame: ``study`` with ``estimate``, ``low``, ``high`` (as printed: ratios for HR, OR and
            RR) and optionally ``interval_level`` (0.95, or 0.70 where 70% intervals are printed);
            or ``study`` with ``yi`` and ``vi`` on the analysis scale. ``cohort_id``, ``n`` and
            ``year`` decide which report counts when several describe the same patients.
        measure: HR, OR, RR (log scale) or ``difference`` (identity scale).
        interval_level: level of the intervals of rows that do not state their own.
        count_cohorts_twice: pool reports of the same patients as if they were different patients.
            An error, kept for teaching.

    Raises:
        InputError: listing every row that cannot be used, or whose ``study`` is another row's.
        ValueError: on an unknown measure, or an undecidable overlap.
    """
    if measure not in (*RATIO_MEASURES, "difference"):
        raise ValueError(f"measure {measure!r}: expected HR, OR, RR or difference")
    counted, left_out, note = _count_once(frame, count_cohorts_twice)
    ratio = measure in RATIO_MEASURES
    refuse_repeated_studies(counted)
    studies = read_effects(counted, ratio, interval_level).reset_index(drop=True)
    ready = Effects(studies, measure, "log" if ratio else "identity", left_out, note)
    if not {"estimate", "low", "high"} <= set(studies.columns):
        half = special.ndtri((1 + interval_level) / 2) * np.sqrt(ready.vi)
        studies = studies.assign(
            estimate=ready.back(ready.yi),
            low=ready.back(ready.yi - half),
            high=ready.back(ready.yi + half),
            interval_level=interval_level,
        )
    else:
        note = " ".join(filter(None, [note, _asymmetry_note(studies, ratio)]))
    return Effects(studies, measure, ready.scale, left_out, note)


def printed_ratios(rows: pd.DataFrame, turned: pd.Series) -> pd.DataFrame:
    """Give printed ratios as rows of a forest plot, some of them turned the other way round.

    Args:
        rows: ``value``, ``low``, ``high`` and ``level`` (%), as printed.
        turned: which of them are shown as one over what is printed.

    Returns:
        `rows` with ``estimate``, ``low``, ``high``, ``interval`` (``printed`` or ``none``),
        ``level`` (0-1) and ``level_taken`` (True where the level was not read).
    """
    ends = rows[["value", "low", "high"]].astype(float)
    ends = ends.where(~turned, 1 / ends.rename(columns={"low": "high", "high": "low"}))
    bounded = rows["low"].notna()
    return rows.assign(
        estimate=ends["value"],
        low=ends["low"],
        high=ends["high"],
        interval=bounded.map({True: "printed", False: "none"}),
        level=rows["level"].fillna(TAKEN_LEVEL).where(bounded) / 100,
        level_taken=bounded & rows["level"].isna(),
    )


def proportion_effects(
    frame: pd.DataFrame, scale: str = "logit", count_cohorts_twice: bool = False
) -> Effects:
    """Proportions put on the logit or the Freeman-Tukey double arcsine scale.

    Logit: y = log(k / (n - k)), v = 1/k + 1/(n - k); where a study has no event or only events,
    one half is added to both cells of that study and the note says so. Double arcsine (Freeman
    and Tukey 1950): y is half of arcsin sqrt(k/(n+1)) + arcsin sqrt((k+1)/(n+1)), v = 1/(4n + 2);
    its way back depends on one size for all studies and can mislead when sizes differ widely
    (Schwarzer et al. 2019). Each study's own interval is Wilson's.

    Args:
        frame: ``study``, ``k`` events and ``n`` patients; ``cohort_id`` and ``year`` as in
            :func:`effects`.
        scale: one of ``PROPORTION_SCALES``.
        count_cohorts_twice: as in :func:`effects`.

    Raises:
        InputError: listing every impossible count.
        ValueError: on an unknown scale, or an undecidable overlap.
    """
    if scale not in PROPORTION_SCALES:
        raise ValueError(f"scale {scale!r}: expected one of {', '.join(PROPORTION_SCALES)}")
    counted, left_out, note = _count_once(frame, count_cohorts_twice)
    refuse_repeated_studies(counted)
    studies = read_counts(counted, ["k"], ["n"]).reset_index(drop=True)
    k, n = studies["k"].to_numpy(), studies["n"].to_numpy()
    if scale == "logit":
        yi, vi = logit(k, n)
        note = " ".join(filter(None, [note, _correction_note(studies)]))
    else:
        yi = 0.5 * (np.arcsin(np.sqrt(k / (n + 1))) + np.arcsin(np.sqrt((k + 1) / (n + 1))))
        vi = 1 / (4 * n + 2)
    own = proportion_intervals(studies).rename(columns={"proportion": "estimate"})
    studies = studies.assign(
        yi=yi, vi=vi, estimate=own["estimate"], low=own["low"], high=own["high"]
    )
    return Effects(studies, "proportion", scale, left_out, note)


def proportion_intervals(
    frame: pd.DataFrame, method: str = "wilson", level: float = 0.95
) -> pd.DataFrame:
    """Each row's proportion with its interval; ``k`` and ``n`` are kept.

    Wilson 1927 (the default), Clopper and Pearson 1934, or Jeffreys, all as in Brown, Cai and
    DasGupta 2001 (section 3.1); the Jeffreys bound is 0 where there is no event and 1 where there
    are only events, as they advise. No interval here knows of censoring.

    Args:
        frame: ``study``, ``k`` events (a fraction where reckoned from a printed percentage) and
            ``n`` patients, 0 <= k <= n.
        method: one of ``INTERVAL_METHODS``.
        level: confidence level, between 0 and 1.

    Returns:
        The input with ``proportion``, ``low``, ``high`` (0 to 1), ``method`` and ``level``.

    Raises:
        InputError: naming each row and column with an impossible count.
        ValueError: on an unknown method or a level outside 0 to 1.
    """
    from statsmodels.stats.proportion import proportion_confint

    if method not in INTERVAL_METHODS:
        raise ValueError(f"method {method!r}: expected one of {', '.join(INTERVAL_METHODS)}")
    counts = read_counts(frame, ["k"], ["n"])
    k, n = counts["k"].to_numpy(), counts["n"].to_numpy()
    alpha = 1 - read_level(level)
    low, high = proportion_confint(k, n, alpha=alpha, method=INTERVAL_METHODS[method])
    return counts.assign(
        proportion=k / n,
        low=np.where(k == 0, 0.0, low),
        high=np.where(k == n, 1.0, high),
        method=method,
        level=level,
    )


def logit(k: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log odds and their variances; one half is added to both cells where one is empty."""
    add = np.where((k == 0) | (k == n), 0.5, 0.0)
    events, others = k + add, n - k + add
    return np.log(events / others), 1 / events + 1 / others


def _asymmetry_note(studies: pd.DataFrame, ratio: bool) -> str:
    scale = np.log if ratio else np.asarray
    bounds = {name: scale(studies[name].to_numpy(float)) for name in ("low", "high")}
    names = ", ".join(asymmetric_intervals(studies.assign(**bounds)))
    said = f"Printed off the centre of its interval, of which only the width counts: {names}."
    return said if names else ""


def _correction_note(studies: pd.DataFrame) -> str:
    empty = (studies["k"] == 0) | (studies["k"] == studies["n"])
    if not empty.any():
        return ""
    names = ", ".join(studies.loc[empty, "study"].astype(str))
    return f"One half was added to both cells of {names}, where one cell is empty."


def _count_once(frame: pd.DataFrame, twice: bool) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    count = count_cohorts_once(frame)
    if count.left_out.empty:
        return frame, count.left_out, ""
    names = ", ".join(count.left_out["study"].astype(str))
    if twice:
        note = f"An error shown for teaching: the patients of {names} are counted twice."
        return frame, count.left_out.head(0), note
    return count.kept, count.left_out, f"Left out as reports of the same patients: {names}."


def _from_double_arcsine(values: np.ndarray, n) -> np.ndarray:
    """Miller 1978, p. 138, held at 0 and 1 outside the values that counts can give."""
    n = np.broadcast_to(np.asarray(n, dtype=float), values.shape)
    lowest = 0.5 * np.arcsin(np.sqrt(1 / (n + 1)))
    highest = 0.5 * (np.arcsin(np.sqrt(n / (n + 1))) + np.pi / 2)
    inside = np.clip(values, lowest, highest)
    sine = np.sin(2 * inside)
    root = np.sqrt(np.maximum(0.0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    proportion = 0.5 * (1 - np.sign(np.cos(2 * inside)) * root)
    return np.where(values < lowest, 0.0, np.where(values > highest, 1.0, proportion))
