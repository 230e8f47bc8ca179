"""Groups beside each other: as printed, joined only if matched, never subtracted."""

import dataclasses

import pandas as pd
import pytest
from books import BOOK

from bclm.review_comparisons import (
    MATCHED,
    against_systemic,
    arm_survival,
    arm_survivals,
    case_control,
    comparisons,
    hazard_ratios,
    matched_factors,
    paired_readings,
    stages_found,
    survival_pairs,
)
from reviewbook.statistics.two_arms import MixedTimeZeroError, UnmatchedArmsError, compare_arms


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def with_printed(evidence, **cells):
    """The evidence with other printed values of some outcomes."""
    rows = evidence.printed["outcomes"].copy()
    for name, value in cells.items():
        rows.loc[rows["outcome_id"] == name.replace("_", "-"), "value"] = value
    return dataclasses.replace(evidence, printed={**evidence.printed, "outcomes": rows})


def test_the_comparisons_with_systemic_therapy_are_found_by_their_groups(evidence):
    assert against_systemic(evidence) == ["mariani-2013", "ruiz-2018", "sadot"]


@pytest.mark.parametrize(
    ("time", "stated"),
    [
        ("three years", {"Mariani 2013": [80.7, 50.9], "Ruiz 2018": [81, 69]}),
        ("five years", {"Ruiz 2018": [33, 24], "Sadot": [38, 39]}),
    ],
)
def test_pairs_are_as_printed_and_gaps_stay(evidence, time, stated):
    rows = survival_pairs(evidence, time)
    assert len(rows) == 2 * len(against_systemic(evidence))
    known = rows.dropna(subset=["value"]).groupby("study")["value"].apply(list)
    assert known.to_dict() == stated


def test_pairs_of_several_times_are_told_apart(evidence):
    both = survival_pairs(evidence, "three years", "five years")
    assert len(both) == 2 * len(survival_pairs(evidence, "five years"))
    assert not both.duplicated(["label", "arm"]).any()
    assert both["label"].str.endswith("years").all()


def test_a_title_says_what_differs_between_the_stages_and_nothing_else(evidence):
    rows = paired_readings(evidence)
    said = stages_found(rows)
    assert said.count("as printed") == said.count("as the checks read it") == 2
    assert "33% as printed, 69% as the checks read it" in said
    assert "33" not in stages_found(rows.assign(value=rows["value"].replace(33, 69)))


def test_only_matched_groups_are_joined_and_their_names_say_how(evidence):
    rows = survival_pairs(evidence, "three years")
    assert rows.groupby("study")["joined"].first().to_dict() == {
        "Mariani 2013": True,
        "Ruiz 2018": True,
        "Sadot": False,
    }
    assert "Sadot, unmatched" in set(rows["label"])


@pytest.mark.parametrize(
    ("study", "refusal"),
    [("Sadot", UnmatchedArmsError), ("Ruiz 2018", MixedTimeZeroError)],
)
def test_no_pair_of_the_review_may_be_subtracted(evidence, study, refusal):
    rows = survival_pairs(evidence, "five years").query("study == @study")
    with pytest.raises(refusal):
        compare_arms(rows, "risk difference")


def test_a_report_that_is_announced_but_not_described_keeps_its_row(evidence):
    rows = case_control(evidence).set_index("study")
    assert rows.loc["Polistina 2013"].dropna().to_dict() == {
        "journal": "World J Surg",
        "published": 2013,
        "ref": 38,
    }
    assert rows.loc["Ruiz 2018", "hazard_ratio"] == "0.28 (0.15–0.52)"
    assert rows.loc["Mariani 2013", "p"].split() == ["<", "0.0001"]
    assert rows.loc["Sadot", "patients"] == "69 and 98"
    assert pd.isna(rows.loc["Ruiz 2018", "patients"])


def test_hazard_ratios_show_what_is_not_printed(evidence):
    rows = hazard_ratios(evidence).set_index("label")
    assert rows["row"].to_dict() == {
        "Mariani 2013": "not stated",
        "Ruiz 2018": "study",
        "Sadot": "not stated",
        "Polistina 2013": "not stated",
    }
    assert list(rows.loc["Ruiz 2018", ["estimate", "low", "high", "level"]]) == [
        0.28,
        0.15,
        0.52,
        0.95,
    ]


def test_each_matching_criterion_in_the_data_is_known_or_no_factor_of_the_review(evidence):
    criteria = set("; ".join(comparisons(evidence)["matched_on"].dropna()).split("; "))
    assert set(MATCHED) <= criteria
    assert criteria - set(MATCHED) == {
        "year of breast cancer diagnosis",
        "decade of diagnosis",
        "tumour pathology",
        "chemotherapy",
        "hormonal or targeted therapy",
    }


def test_matched_factors_follow_the_printed_criteria(evidence):
    rows = matched_factors(evidence).set_index("factor")
    assert rows.loc["hormone receptor status", ["Mariani 2013", "Ruiz 2018"]].to_list() == [
        "matched",
        "not matched",
    ]
    assert rows.loc["tumour size", ["Mariani 2013", "Ruiz 2018"]].to_list() == [
        "not matched",
        "matched",
    ]
    assert (rows["Sadot"] == "not matched").all()
    assert (rows.loc["extrahepatic disease"].iloc[1:] == "not matched").all()
    assert "resection margin" not in rows.index


def test_a_pair_read_as_one_group_gives_two_possible_curves(evidence):
    rows = paired_readings(evidence)
    read = rows.query("stage != 'as printed'").set_index("label")
    short, long = "Systemic treatment only", "Resection with systemic treatment"
    assert read.loc[f"{long}, 3 years", "value"] > read.loc[f"{long}, 5 years", "value"] > 50
    assert read.loc[f"{short}, 3 years", "value"] < 50
    assert sorted(read["value"]) == sorted(rows.query("stage == 'as printed'")["value"])


def test_pairs_that_are_possible_as_printed_are_not_read_otherwise(evidence):
    sound = with_printed(evidence, ruiz_2018_surgery_os_60="69", ruiz_2018_systemic_os_36="33")
    assert paired_readings(sound).empty


def test_survival_of_both_groups_keeps_its_time_zero(evidence):
    rows = arm_survival(evidence, "ruiz-2015-repeat")
    assert set(rows["time_zero"]) == {"first hepatectomy"}
    assert rows.groupby("panel", sort=False)["estimate"].apply(sorted).to_dict() == {
        "3 years": [50.0, 95.0],
        "5 years": [38.0, 84.0],
    }


def test_the_group_that_was_not_resected_stands_beside_the_other(evidence):
    rows = arm_survival(evidence, "weinrich-2014").set_index("treatment")["estimate"]
    assert rows.to_dict() == {"resection": 86.0, "no resection": 37.5}


def test_groups_without_a_number_of_patients_have_no_interval(evidence):
    rows = arm_survival(evidence, "ruiz-2015-number")
    assert rows["low"].isna().all()
    assert set(rows["interval"]) == {"none"}


def test_groups_of_several_comparisons_keep_their_series_and_clock(evidence):
    rows = arm_survivals(evidence, ["ruiz-2015-repeat", "weinrich-2014"])
    assert list(rows["series"].unique()) == ["Ruiz 2015", "Weinrich 2014"]
    of_ruiz = rows["series"] == "Ruiz 2015"
    assert set(rows.loc[of_ruiz, "time_zero"]) == {"first hepatectomy"}
    parts = [arm_survival(evidence, each) for each in ("ruiz-2015-repeat", "weinrich-2014")]
    assert list(rows["estimate"]) == [*parts[0]["estimate"], *parts[1]["estimate"]]
