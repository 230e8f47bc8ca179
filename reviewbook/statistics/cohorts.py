"""Reports of the same patients, counted once."""

from dataclasses import dataclass

import pandas as pd

__all__ = ["CohortCount", "count_cohorts_once"]


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
    stays = ranked.groupby("_cohort", sort=False)["study"].transform("first")
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
