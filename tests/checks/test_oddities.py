"""What deserves a second look, on plain values."""

import pytest

from reviewbook.checks.oddities import few_patients, repeated_value, unlike


@pytest.mark.parametrize(
    ("printed", "n", "severity"),
    [
        ("11", 13, "minor"),
        ("2", 42, "minor"),
        ("5", 42, "minor"),
        ("7", 42, "none"),
        ("23", 13, "none"),
        ("0", 13, "none"),
        ("5", 0, "none"),
    ],
)
def test_a_share_of_one_or_two_patients_is_named(printed, n, severity):
    assert few_patients(printed, n).severity == severity


def test_the_step_of_one_patient_is_said():
    assert "7.7 percentage points" in few_patients("11", 13).sentence


@pytest.mark.parametrize(
    ("first", "second", "unit", "severity"),
    [
        ("86", "86", "percent", "minor"),
        ("86", "86.0", "percent", "none"),
        ("0", "0", "percent", "none"),
        ("100", "100", "percent", "none"),
        ("0", "0", "months", "minor"),
        ("85", "86", "percent", "none"),
    ],
)
def test_one_value_for_two_things_is_named_unless_it_is_none_or_all(first, second, unit, severity):
    assert repeated_value(first, second, ("this", "that"), unit).severity == severity


def test_unlike_neighbours_are_named_and_the_unknown_left_out():
    found = unlike({"ablation": "mean", "resection": "median", "both": ""})
    assert found.severity == "minor"
    assert "mean (ablation); median (resection)" in found.sentence
    assert unlike({"a": "median", "b": "median", "c": ""}).severity == "none"


def test_a_handful_needs_patients_and_one_is_a_handful():
    assert few_patients("50", 0).verdict == "not recomputable"
    one = few_patients("100", 1)
    assert one.verdict == "consistent"
    assert one.severity == "minor"
    assert one.sentence == (
        "100% of 1 patient is 1; one more or less moves it by 100 percentage points."
    )
    assert few_patients("0", 40).severity == "none"


def test_two_figures_of_unlike_things_are_named_each_with_its_own():
    found = repeated_value("40", "41", ("age", "weight"), "percent")
    assert found.sentence == "40% for age, 41% for weight."
    same = repeated_value("40", "40", ("age", "weight"), "percent")
    assert same.sentence == "40% is printed for age and for weight."
