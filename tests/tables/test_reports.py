"""Groups and comparisons as rows: nothing is lost, and one group read twice is one row."""

import pandas as pd
import pytest
from books import BOOK, ROOT

from reviewbook.tables.load import Evidence, load
from reviewbook.tables.reports import (
    Sought,
    arms,
    characteristic,
    comparisons,
    counted_pairs,
    groups,
    impossible,
    outcome,
    selected,
    study_labels,
    values,
)

TRIALS = load(ROOT / "examples" / "bcg" / "data")
EACH = TRIALS.arms["comparison_id"].unique()
STUDIES = [
    {"study_id": "a", "author": "Ash", "year": "2001", "ref": "1"},
    {"study_id": "b", "author": "", "year": "", "ref": "2"},
]
ARMS = [
    ("a-text", "a", "Whole series", "surgery", "series", "", 10, "Results"),
    ("a-table", "a", "Series", "surgery", "series", "", 10, "Table 3"),
    ("a-abstract", "a", "Series", "surgery", "series", "", 10, "abstract"),
    ("b-one", "b", "Vaccinated", "vaccine", "intervention", "b", 40, "Table 3"),
    ("b-two", "b", "Not vaccinated", "none", "comparator", "b", 40, "Table 3"),
]
ARM = ["arm_id", "study_id", "label", "treatment", "role", "comparison_id", "n", "place"]
OUTCOMES = [
    ("a-text", "overall survival", "survival", 60, "stated", 41.0, "surgery", "Results"),
    ("a-table", "overall survival", "survival", 60, "not stated", None, "not stated", "Table 3"),
    ("a-table", "overall survival", "survival", 12, "stated", 80.0, "diagnosis", "Table 3"),
    ("b-one", "stay", "median", None, "stated", 3.0, "not applicable", "Table 3"),
]
OUTCOME = [
    *("arm_id", "outcome", "statistic", "time_months", "status", "value", "time_zero", "place")
]
AGES = [
    {"arm_id": "a-abstract", "measure": "age", "value": 50.0, "place": "abstract"},
    {"arm_id": "b-two", "measure": "age", "value": 30.0, "place": "Table 3"},
]


def made() -> Evidence:
    """Two studies: one read in three places, one comparison."""
    arms = pd.DataFrame(ARMS, columns=ARM).replace({"comparison_id": {"": None}})
    tables = {
        "studies": pd.DataFrame(STUDIES).assign(year=[2001, None], source_id="s"),
        "arms": arms.assign(source_id="s"),
        "outcomes": pd.DataFrame(OUTCOMES, columns=OUTCOME),
        "characteristics": pd.DataFrame(AGES),
    }
    sources = pd.DataFrame({"source_id": ["s", "b"], "label": ["A review", "A trial"]})
    return Evidence(tables, {"studies": pd.DataFrame(STUDIES), "sources": sources})


def test_a_group_read_in_three_places_is_one_row_with_what_each_place_states():
    rows = groups(made(), {"role": "series"})
    assert list(rows["key"]) == ["a-table"]
    assert rows["aliases"][0] == ("a-table", "a-text", "a-abstract")
    assert rows["label"][0] == "Ash 2001"
    assert rows["time_zero"][0] == "diagnosis"
    assert list(values(made(), rows, outcome("overall survival", "survival", 60))) == [41.0]
    assert list(values(made(), rows, characteristic("age"))) == [50.0]


def test_a_value_that_cannot_be_is_told_by_the_verdict_of_the_row_it_is_read_in():
    evidence = made()
    faulty = ["infeasible", "", "", ""]
    known = evidence.outcomes.assign(outcome_id=list("pqrs"), accepted=faulty)
    evidence.tables["outcomes"] = known[["outcome_id", *known.columns.drop("outcome_id")]]
    rows = groups(evidence, {"role": "series"})
    at = {months: outcome("overall survival", "survival", months) for months in (12, 60)}
    assert list(impossible(evidence, rows, at[60])) == [True]
    assert list(impossible(evidence, rows, at[12])) == [False]


def test_the_arms_of_one_study_with_other_treatments_stay_apart():
    rows = groups(made(), {"study_id": "b"})
    assert list(rows["key"]) == ["b-one", "b-two"]
    assert list(rows["label"]) == ["A trial, vaccinated", "A trial, not vaccinated"]
    assert set(rows["time_zero"]) == {"not stated"}


def test_a_comparison_is_one_row_with_the_patients_of_both_arms():
    rows = comparisons(made())
    assert list(rows["key"]) == ["b"]
    assert list(rows["n"]) == [80.0]
    assert list(rows["comparator"]) == ["b-two"]
    assert list(rows["label"]) == ["A trial"]
    assert list(values(made(), rows, characteristic("age"))) == [30.0]
    assert comparisons(made(), {"treatment": "surgery"}).empty


def test_rows_are_selected_by_a_value_by_several_and_by_an_empty_cell():
    arms = made().arms
    assert list(selected(arms, {"place": ["abstract", "Results"]})["arm_id"]) == [
        "a-text",
        "a-abstract",
    ]
    assert len(selected(arms, {"comparison_id": ""})) == 3


def test_every_group_of_the_book_is_a_row_or_an_alias_of_one():
    rows = groups(BOOK.evidence)
    named = [arm for arms in rows["aliases"] for arm in arms]
    arms = BOOK.evidence.arms.dropna(subset=["study_id"])
    assert sorted(named) == sorted(arms["arm_id"])


def test_every_study_of_the_book_has_a_name():
    assert study_labels(BOOK.evidence).str.len().min() > 2


def test_a_table_comes_before_the_text_whichever_stands_first():
    evidence = made()
    texts = pd.DataFrame(
        [{"arm_id": "a-abstract", "measure": "age", "value": 48.0, "place": "Table 3"}]
    )
    evidence.tables["characteristics"] = pd.concat([evidence.characteristics, texts])
    rows = groups(evidence, {"role": "series"})
    assert list(values(evidence, rows, characteristic("age"))) == [48.0]


def test_what_a_table_without_places_says_of_a_study_is_looked_up_by_the_study():
    rows = groups(made(), {"study_id": ["a", "b"]})
    evidence = made()
    evidence.tables["studies"] = evidence.studies.assign(centre=["north", "south"])
    sought = Sought("studies", {"centre": "south"}, "centre")
    assert list(values(evidence, rows, sought).fillna("")) == ["", "south", "south"]
    assert list(impossible(evidence, rows, sought)) == [False] * 3


def test_rows_of_reports_are_numbered_from_zero_and_keep_their_columns():
    for rows in (arms(made()), comparisons(made()), groups(made(), {"study_id": "b"})):
        assert list(rows.index) == list(range(len(rows)))
        assert "index" not in rows
    only = arms(made(), {"study_id": "b"})
    assert list(only["key"]) == ["b-one", "b-two"]
    assert only["aliases"].tolist() == [("b-one",), ("b-two",)]


def test_a_study_without_a_name_is_called_by_its_number():
    evidence = made()
    named = evidence.printed["sources"].query("source_id != 'b'")
    evidence.printed["sources"] = named
    assert study_labels(evidence).to_dict() == {"a": "Ash 2001", "b": "Reference 2"}


def changed(table, column, value, where, evidence=TRIALS):
    rows = getattr(evidence, table).copy()
    rows.loc[where(rows), column] = value
    return Evidence(evidence.tables | {table: rows}, evidence.printed)


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
    ("column", "value", "rows"), [("role", "intervention", 2), ("comparison_id", "", 1)]
)
def test_a_comparison_without_one_group_of_each_role_is_left_out(column, value, rows):
    found = changed("arms", column, value or pd.NA, lambda arms: arms.index < rows)
    assert list(counted_pairs(found, "tuberculosis")["comparison_id"]) == list(EACH[1:])


def test_both_groups_are_counted_at_the_same_time():
    rows = TRIALS.outcomes.iloc[:2]
    second = rows.iloc[1:]
    later = rows.assign(time_months=24, numerator=rows["numerator"] + 1)
    times = [second.assign(time_months=12, numerator=1), later, later.assign(numerator=0)]
    outcomes = pd.concat([*times, TRIALS.outcomes.iloc[2:]], ignore_index=True)
    found = counted_pairs(
        Evidence(TRIALS.tables | {"outcomes": outcomes}, TRIALS.printed), "tuberculosis"
    )
    assert list(found["comparison_id"]) == list(EACH)
    assert found["time_months"].iloc[0] == 24
    assert found[["events_1", "events_2"]].iloc[0].tolist() == later["numerator"].tolist()


def test_a_group_whose_counted_patients_are_not_stated_is_counted_whole():
    found = changed("outcomes", "denominator", pd.NA, lambda rows: rows.index < 1)
    found = changed("arms", "n", 200, lambda rows: rows.index < 1, found)
    assert counted_pairs(found, "tuberculosis")[["n_1", "n_2"]].iloc[0].tolist() == [200, 139]
