"""The two groups of each comparison side by side, with what is known of their study."""

import pandas as pd

from reviewbook.tables.load import Evidence

ONE_COMPARISON = ["comparison_id", "time_months"]
COUNTS = ["numerator", "denominator"]


def counted_pairs(evidence: Evidence, outcome: str) -> pd.DataFrame:
    """Give how often an outcome was counted in both groups of each comparison.

    Returns:
        One row a comparison that states all four counts, in the order of the arms: the columns of
        ``studies.csv``; ``study``, author and year; ``comparison_id``, ``time_months``;
        ``allocation``; ``events_1`` of ``n_1`` in the intervention group, ``events_2`` of ``n_2``
        in the other.
    """
    stated = evidence.outcomes.query("outcome == @outcome").dropna(subset=COUNTS)
    arms = evidence.arms[["arm_id", "study_id", "comparison_id", "role", "allocation"]]
    rows = arms.merge(stated[["arm_id", "time_months", *COUNTS]], on="arm_id")
    one = rows[rows["role"] == "intervention"].drop(columns=["arm_id", "role"])
    two = rows.loc[rows["role"] == "comparator", ONE_COMPARISON + COUNTS]
    pairs = one.merge(two, on=ONE_COMPARISON, suffixes=("_1", "_2"), validate="one_to_one")
    pairs.columns = [_renamed(name) for name in pairs.columns]
    pairs = pairs.merge(evidence.studies, on="study_id")
    named = pairs["author"].fillna("") + " " + pairs["year"].astype("string").fillna("")
    return pairs.assign(study=named.str.strip())


def _renamed(column: str) -> str:
    return column.replace("numerator_", "events_").replace("denominator_", "n_")
