import math
from itertools import combinations_with_replacement
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewbook.checks.feasibility import (
    inside_range,
    median_on_grid,
    patients_for_lesions,
    summary_feasibility,
)


def sums(k, low, high, middle):
    """Every sum of k whole numbers with this range and median, by trying them all."""
    rows = combinations_with_replacement(range(low, high + 1), k)
    return {sum(r) for r in rows if r[0] == low and r[-1] == high and median(r) == middle}


@settings(deadline=None, max_examples=150)
@given(
    k=st.integers(1, 6),
    low=st.integers(0, 4),
    width=st.integers(0, 6),
    halves=st.integers(0, 20),
    total=st.integers(0, 60),
)
def test_whole_numbers_are_feasible_exactly_when_a_search_finds_them(k, low, width, halves, total):
    high, middle = low + width, halves / 2
    possible = sums(k, low, high, middle)
    found = summary_feasibility(k, low, high, median=middle, total=total, whole=True)
    assert (found.verdict == "consistent") == (total in possible)
    if possible:
        bounds = summary_feasibility(k, low, high, median=middle, whole=True)
        assert (bounds.computed_low, bounds.computed_high) == (min(possible), max(possible))


def test_hand_worked_totals():
    rfa = summary_feasibility(7, 12, 69, median=43, total=225, whole=True, unit="patients")
    assert rfa.verdict == "infeasible"
    assert rfa.sentence.endswith("printed is 225 patients. No data can give this.")
    assert rfa.computed_low == 234 == 3 * 12 + 43 + 2 * 43 + 69
    assert rfa.computed_high == 348 == 12 + 2 * 43 + 43 + 3 * 69
    resection = summary_feasibility(11, 12, 131, median=43, total=605, whole=True)
    assert "No data" not in resection.sentence
    assert resection.verdict == "consistent"


def test_a_mean_of_rounded_values_has_bounds_too():
    assert summary_feasibility(7, "40", "83", mean="46", unit="percent").verdict == "consistent"
    assert summary_feasibility(7, "40", "83", mean="36", unit="percent").verdict == "infeasible"
    assert summary_feasibility(2, "40", "83", mean="46").verdict == "infeasible"
    assert summary_feasibility(2, "40", "83", mean="61.5").verdict == "consistent"
    assert summary_feasibility(3, 1, 9, mean="4.5", whole=True).verdict == "infeasible"
    assert summary_feasibility(4, 1, 9, mean="4.5", whole=True).verdict == "consistent"


def test_values_that_are_known_must_fit_in():
    sizes = ["1.8", "5.1", "4", "5.2", "3.2"]
    assert summary_feasibility(8, "1.8", "5.2", "4", known=sizes).verdict == "consistent"
    assert summary_feasibility(8, "2.0", "5.2", "4", known=["1.8"]).verdict == "infeasible"
    assert summary_feasibility(5, 1, 9, 3, known=[5, 6, 7]).verdict == "infeasible"
    assert summary_feasibility(5, 1, 9, 5, known=[5, 6, 7]).verdict == "consistent"
    assert summary_feasibility(3, 1, 9, total=11, known=[1, 9]).verdict == "consistent"
    assert summary_feasibility(3, 1, 9, total=30, known=[1, 9]).verdict == "infeasible"


def test_one_value_has_no_range():
    assert summary_feasibility(1, 12, 12, total=12).verdict == "consistent"
    assert summary_feasibility(1, 12, 69).verdict == "infeasible"
    with pytest.raises(ValueError, match="at least 2"):
        summary_feasibility(1, 12, 12, known=[12, 12])


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        ("36", "40", "83", "infeasible"),
        ("46", "40", "83", "consistent"),
        ("39.5", "26", "82", "consistent"),
        ("39.5", "40", "83", "consistent"),
        ("39.4", "40", "83", "infeasible"),
        ("38.1", "10.9", "57", "consistent"),
        ("5", "9", "3", "infeasible"),
    ],
)
def test_a_summary_lies_inside_its_range(value, low, high, verdict):
    assert inside_range(value, low, high, "mean", "percent").verdict == verdict


def test_severity_is_weighed_by_the_distance_from_the_range():
    assert inside_range("36", "40", "83", "mean", "percent").severity == "major"
    assert inside_range("38", "40", "83", "mean", "percent").severity == "minor"


@pytest.mark.parametrize(
    ("value", "k", "decimals", "verdict"),
    [
        ("55.5", 7, 0, "infeasible"),
        ("55.5", 6, 0, "consistent"),
        ("42.5", 8, 0, "consistent"),
        ("42.3", 8, 0, "infeasible"),
        ("42.25", 8, 1, "consistent"),
        ("42.25", 7, 1, "infeasible"),
        ("43", 7, 0, "consistent"),
        ("44", 8, 0, "consistent"),
    ],
)
def test_a_median_lies_on_the_grid_of_its_values(value, k, decimals, verdict):
    assert median_on_grid(value, k, decimals).verdict == verdict


LESIONS = {
    "k": 7,
    "smallest": "12",
    "largest": "69",
    "lesion_median": "87",
    "lesion_maximum": "135",
    "most_per_patient": "2.1",
}


def test_lesions_need_patients():
    found = patients_for_lesions("225", **LESIONS)
    assert (found.verdict, found.computed_low) == ("infeasible", 3 * 12 + 3 * 41 + 69)
    assert patients_for_lesions("228", **LESIONS).verdict == "consistent"
    assert patients_for_lesions("225", **{**LESIONS, "most_per_patient": "3"}).fault is False


@given(
    st.lists(
        st.tuples(st.integers(1, 80), st.floats(1, 4)).map(
            lambda r: (r[0], math.ceil(r[0] * r[1]))
        ),
        min_size=1,
        max_size=12,
    )
)
def test_reports_that_exist_have_patients_enough(reports):
    patients, lesions = zip(*reports, strict=True)
    most = max(b / a for a, b in reports)
    found = patients_for_lesions(
        str(sum(patients)),
        len(reports),
        str(min(patients)),
        str(max(patients)),
        f"{median(lesions):.1f}",
        str(max(lesions)),
        f"{most:.1f}",
    )
    assert found.verdict == "consistent"


def test_a_range_is_told_with_the_tolerance_of_its_ends():
    found = inside_range("36", "40", "83.0", "mean", "percent")
    assert (found.computed_low, found.computed_high, found.tolerance) == (40, 83, 1)
    assert inside_range("85", "40", "83", "mean", "percent").severity == "minor"
    assert inside_range("5", 3, 3).verdict == "infeasible"
    assert inside_range(3, 3, 3).verdict == "consistent"
    assert inside_range("5", "9", "3").severity == "major"


def test_a_median_off_the_grid_is_weighed_against_the_nearest_value():
    found = median_on_grid("42.3", 8, unit="patients")
    assert (found.severity, found.tolerance) == ("minor", pytest.approx(0.05))
    assert "even number of whole numbers (8) cannot be 42.3" in found.sentence
    assert "It must be one of the values." in median_on_grid("42.3", 7).sentence
    assert "It must" not in found.sentence
    assert "values with 1 decimals" in median_on_grid("42.25", 8, 1).sentence


@pytest.mark.parametrize(
    ("k", "arguments", "low", "high"),
    [
        (1, {"minimum": 3, "maximum": 3}, 3, 3),
        (1, {"minimum": "3", "maximum": "4"}, 3.5, 3.5),
        (1, {"minimum": "3", "maximum": "3.4", "median": "3.4"}, 3.35, 3.45),
        (1, {"minimum": "3.4", "maximum": "3", "median": "3"}, 3.35, 3.45),
        (1, {"minimum": "3", "maximum": "3.4", "median": "3"}, 3.35, 3.45),
        (1, {"minimum": "3", "maximum": "3", "median": "3.4"}, 3.35, 3.45),
        (2, {"minimum": 3, "maximum": 9}, 12, 12),
        (2, {"minimum": 3, "maximum": 9, "median": 6}, 12, 12),
        (2, {"minimum": "3", "maximum": "9", "median": "6.0"}, 11.9, 12.1),
        (4, {"minimum": 3, "maximum": 9}, 3 * 3 + 9, 3 + 3 * 9),
        (4, {"minimum": 3, "maximum": 9, "known": [3, 5]}, 3 + 5 + 2 * 3, 3 + 5 + 2 * 9),
        (5, {"minimum": 3, "maximum": 9, "median": 5}, 3 + 3 + 5 + 5 + 9, 3 + 5 + 5 + 9 + 9),
        (4, {"minimum": 3, "maximum": 9, "median": 5}, 3 + 5 + 5 + 9, 3 + 5 + 5 + 9),
        (6, {"minimum": 3, "maximum": 9, "median": 5}, 3 + 3 + 3 * 5 + 9, 3 + 3 * 5 + 9 + 9),
        (4, {"minimum": 3, "maximum": 9, "median": "5.5", "whole": True}, 3 + 5 + 6 + 9, 23),
    ],
)
def test_the_sum_is_bounded_by_pushing_free_values_to_the_ends(k, arguments, low, high):
    found = summary_feasibility(k, **arguments)
    assert (found.computed_low, found.computed_high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("k", "arguments"),
    [
        (2, {"minimum": 3, "maximum": 9, "median": 7}),
        (3, {"minimum": 9, "maximum": 3}),
        (3, {"minimum": 3, "maximum": 9, "median": 2}),
        (3, {"minimum": 3, "maximum": 9, "median": 10}),
        (3, {"minimum": 3, "maximum": 9, "median": "5.5", "whole": True}),
        (3, {"minimum": 3, "maximum": 9, "known": [2]}),
        (3, {"minimum": 3, "maximum": 9, "known": [10]}),
        (4, {"minimum": 1, "maximum": 9, "median": 3, "known": [4, 5, 6]}),
    ],
)
def test_no_values_can_have_such_a_summary(k, arguments):
    found = summary_feasibility(k, **arguments)
    assert (found.verdict, found.severity, found.computed_low) == ("infeasible", "major", None)


def test_known_values_are_counted_in_words_and_the_sum_is_told():
    assert "with the 1 that are known" in summary_feasibility(3, 3, 9, known=[2]).sentence
    assert "known" not in summary_feasibility(3, 9, 3).sentence
    assert "their sum is 15 to 21." in summary_feasibility(3, 3, 9).sentence
    assert "their sum is 12." in summary_feasibility(2, 3, 9).sentence
    with pytest.raises(ValueError, match="at least 1 values, found k=0"):
        summary_feasibility(0, 3, 9)


@pytest.mark.parametrize(
    ("mean", "severity", "low", "high"),
    [("4", "major", 5, 7), ("6", "none", 5, 7), ("30", "major", 5, 7)],
)
def test_a_mean_is_held_against_the_nearer_bound(mean, severity, low, high):
    found = summary_feasibility(3, 3, 9, mean=mean, unit="patients")
    assert (found.computed_low, found.computed_high) == (low, high)
    assert found.tolerance == 0.5
    assert (found.severity, found.fault) == ({"4": "minor"}.get(mean, severity), mean != "6")


def test_patients_are_counted_from_below():
    least = {
        "smallest": 2,
        "largest": 5,
        "lesion_median": 1,
        "lesion_maximum": 1,
        "most_per_patient": 1,
    }
    assert patients_for_lesions(7, 2, **least).computed_low == 2 + 5
    assert patients_for_lesions(5, 1, **least).computed_low == 5
    assert patients_for_lesions(9, 3, **least).computed_low == 2 + 2 + 5
    many = {**least, "lesion_median": 6, "lesion_maximum": 20, "most_per_patient": 2}
    assert patients_for_lesions(9, 4, **many).computed_low == 2 + 2 + 3 + 10
    assert patients_for_lesions(17, 4, **many).verdict == "consistent"
    assert patients_for_lesions(16, 4, **many).severity == "minor"
    assert "2 of 4 reports have at least 6 lesions" in patients_for_lesions(9, 4, **many).sentence
    with pytest.raises(ValueError, match="found k=0"):
        patients_for_lesions(9, 0, **least)


def test_a_range_that_starts_above_its_end_is_told_as_such():
    found = inside_range("5", "9", "3", unit="cm")
    assert found.sentence == "The range 9 to 3 cm starts above its end."


def test_a_mean_just_above_its_bounds_is_weighed_against_the_upper_one():
    found = summary_feasibility(3, 3, 9, mean="8", unit="patients")
    assert (found.computed_high, found.verdict, found.severity) == (7, "infeasible", "minor")
    assert "have a mean of 5 to 7 patients; printed is 8 patients." in found.sentence


def test_a_sum_is_told_with_one_decimal():
    assert "their sum is 5.8." in summary_feasibility(2, 1.25, 4.5).sentence
    assert "their sum is 7 to 10.3." in summary_feasibility(3, 1.25, 4.51).sentence
