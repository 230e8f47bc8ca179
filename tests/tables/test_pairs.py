"""Both groups of each comparison side by side."""

import pandas as pd
import pytest
from books import ROOT

from reviewbook.tables.load import Evidence, load
from reviewbook.tables.pairs import counted_pairs

TRIALS = load(ROOT / "examples" / "bcg" / "data")


def changed(table, column, value, where):
    rows = getattr(TRIALS, table).copy()
    rows.loc[where(rows), column] = value
    return Evidence(TRIALS.tables | {table: rows}, TRIALS.printed)


def test_each_comparison_is_one_row_with_its_study_beside_it():
    pairs = counted_pairs(TRIALS, "tuberculosis")
    rows, arms = TRIALS.outcomes.merge(TRIALS.arms, on="arm_id"), TRIALS.arms
    assert len(pairs) == arms["comparison_id"].nunique()
    for role, events, n in (("intervention", "events_1", "n_1"), ("comparator", "events_2", "n_2")):
        group = rows[rows["role"] == role].set_index("comparison_id")
        there = pairs.set_index("comparison_id")
        pd.testing.assert_series_equal(there[events], group["numerator"], check_names=False)
        pd.testing.assert_series_equal(there[n], group["denominator"], check_names=False)
    latitudes = TRIALS.studies.set_index("study_id")["latitude"]
    assert (pairs["latitude"].to_numpy() == latitudes.loc[pairs["study_id"]].to_numpy()).all()
    assert pairs["study"].is_unique


def test_a_comparison_that_does_not_state_all_counts_is_left_out():
    first = TRIALS.outcomes["outcome_id"].iloc[0]
    gap = changed("outcomes", "numerator", pd.NA, lambda rows: rows["outcome_id"] == first)
    assert len(counted_pairs(gap, "tuberculosis")) == TRIALS.arms["comparison_id"].nunique() - 1


def test_another_outcome_has_no_rows():
    assert counted_pairs(TRIALS, "death").empty


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("role", "intervention", lambda rows: rows["role"] == "comparator"),
        ("comparison_id", TRIALS.arms["comparison_id"].iloc[0], lambda rows: rows.index < 4),
    ],
)
def test_two_groups_of_one_role_in_one_comparison_are_refused(column, value, where):
    with pytest.raises(pd.errors.MergeError):
        counted_pairs(changed("arms", column, value, where), "tuberculosis")
