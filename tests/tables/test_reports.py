"""Groups and comparisons as rows: nothing is lost, and one group read twice is one row."""

import pandas as pd
from books import BOOK

from reviewbook.tables.load import Evidence
from reviewbook.tables.reports import (
    Sought,
    arms,
    characteristic,
    comparisons,
    groups,
    impossible,
    outcome,
    selected,
    study_labels,
    values,
)

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
