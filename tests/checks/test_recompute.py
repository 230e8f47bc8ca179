import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.checks.printed_number import read
from reviewbook.checks.recompute import (
    STATISTICS,
    _tie,
    analysis,
    between_counts,
    every_value,
    ratio,
    readings,
    recompute,
    relative_reduction,
    share,
    value_range,
)

SERIES = [86, 34, 51, 42, 12, 13, 43, 24, 120, 131, 49]
THREE_YEARS = ["81", "73", "64", "67", "46", "74", "50", "75", "81"]


@pytest.mark.parametrize(
    ("statistic", "printed", "values", "verdict"),
    [
        ("sum", 605, SERIES, "reproduced"),
        ("median", 43, SERIES, "reproduced"),
        ("count", 11, SERIES, "reproduced"),
        ("sum", 604, SERIES, "discrepant"),
        (
            "median",
            "39.5",
            ["57", "36", "43", "29", "26", "32", "53", "35", "53", "82"],
            "reproduced",
        ),
        ("median", "23", ["14", "29", "22", "24"], "reproduced"),
        ("median", "89.5", ["85", "100", "80", "93", "86", "99"], "reproduced"),
        (
            "median",
            "38",
            ["44", "26", "50", "38", "34", "11", "58", "33", "38", "69"],
            "reproduced",
        ),
        ("median", "70", THREE_YEARS, "discrepant"),
        ("median", "26.5", ["28", "35", "7", "45", "25", "13"], "reproduced"),
        ("median", "26.6", ["28", "35", "7", "45", "25", "13"], "consistent"),
        ("median", "86", ["90", "62", "82", "83", "92", "91", "86", "53", "91"], "reproduced"),
        ("median", "28", ["21", "24", "18", "36", "42", "32", "23", "34"], "reproduced"),
        ("median", "8.5", ["6", "7", "11", "10"], "reproduced"),
        ("median", "4", ["1.8", "5.1", "4", "5.2", "3.2"], "reproduced"),
        ("count", 8, ["1.8", "5.1", "4", "5.2", "3.2"], "discrepant"),
        (
            "minimum",
            "11",
            ["44", "26", "50", "38", "34", "11", "58", "33", "38", "69"],
            "reproduced",
        ),
        (
            "maximum",
            "96",
            ["44", "26", "50", "38", "34", "11", "58", "33", "38", "69"],
            "discrepant",
        ),
    ],
)
def test_hand_worked_statistics(statistic, printed, values, verdict):
    assert recompute(statistic, printed, values).verdict == verdict


def test_a_discrepancy_says_what_the_data_give_and_how_it_may_have_come_about():
    found = recompute("median", "70", THREE_YEARS, unit="percent")
    assert (found.computed, found.computed_low, found.computed_high) == (73, 72.5, 73.5)
    assert (found.severity, found.instead, found.tolerance) == ("major", "73%", 0.5)
    assert "73%" in found.sentence
    assert "if one value (74%, 75% or 81%) were left out" in found.sentence


def test_another_reading_is_named():
    values = ["10", "20", "60"]
    assert readings("30", values) == ["mean"]
    assert "right as the mean" in recompute("median", "30", values).sentence
    assert readings("35", values) == ["midpoint of the range"]
    assert readings("52", values, weights=[1, 1, 8]) == []
    assert readings("51", values, weights=[1, 1, 8]) == ["weighted mean"]


@pytest.mark.parametrize(("printed", "word"), [("20", "median"), ("30", "mean"), ("51", "size")])
def test_an_average_of_unstated_kind_is_tried_under_each_reading(printed, word):
    found = recompute("average", printed, ["10", "20", "60"], weights=[1, 1, 8])
    assert found.verdict == "reproduced"
    assert word in found.sentence
    assert recompute("average", "45", ["10", "20", "60"], [1, 1, 8]).verdict == "discrepant"


@pytest.mark.parametrize("name", ["sum", "median", "mean", "weighted mean", "minimum", "maximum"])
@given(data=st.data())
def test_statistics_and_their_bounds_agree_with_numpy(name, data):
    values = data.draw(st.lists(st.integers(0, 100), min_size=1, max_size=12))
    weights = data.draw(st.lists(st.integers(1, 90), min_size=len(values), max_size=len(values)))
    numpy = {
        "sum": np.sum,
        "median": np.median,
        "mean": np.mean,
        "weighted mean": lambda x: np.average(x, weights=weights),
        "minimum": np.min,
        "maximum": np.max,
    }[name]
    found = recompute(name, 1, [str(value) for value in values], weights)
    for computed, shift in (
        (found.computed, 0),
        (found.computed_low, -0.5),
        (found.computed_high, 0.5),
    ):
        assert computed == pytest.approx(float(numpy(np.array(values) + shift)))


def test_a_range_is_checked_at_both_ends():
    assert value_range("46", "81", THREE_YEARS).verdict == "reproduced"
    assert value_range("46", "82", THREE_YEARS).verdict == "consistent"
    assert value_range("46", "83", THREE_YEARS).verdict == "discrepant"
    wrong = value_range("64", "81", THREE_YEARS, "percent")
    assert (wrong.verdict, wrong.severity) == ("discrepant", "major")
    assert wrong.instead == "46 to 81%"


@pytest.mark.parametrize(
    ("printed", "k", "n", "verdict"),
    [
        ("42", 16, 38, "reproduced"),
        ("21", 6, 29, "reproduced"),
        ("55", 16, 29, "reproduced"),
        ("47", 259, 556, "reproduced"),
        ("42.5", 153, 360, "reproduced"),
        ("13.5", 15, 111, "reproduced"),
        ("15", 10, 69, "discrepant"),
        ("12.5", 1, 8, "reproduced"),
        ("12", 1, 8, "reproduced"),
        ("13", 1, 8, "reproduced"),
        ("10", 11, 10, "infeasible"),
        ("10", 1, 0, "not recomputable"),
    ],
)
def test_shares(printed, k, n, verdict):
    assert share(printed, k, n).verdict == verdict


def test_a_share_of_an_unstated_whole_may_be_of_a_smaller_one_and_not_of_a_larger():
    found = share("15", 10, 69, stated=False)
    assert found.verdict == "consistent"
    assert "not printed" in found.sentence
    assert share("14", 10, 67, stated=False).verdict == "discrepant"


def test_a_wrong_share_names_denominators_that_would_do():
    found = share("15", 10, 69)
    assert (found.severity, found.instead) == ("minor", "")
    assert "65, 66, 67 or 68" in found.sentence
    assert share("50", 10, 69).instead == "14%"


def test_ratios():
    assert ratio(">2", "82", "31").verdict == "reproduced"
    assert ratio("1.9", 135, 69).verdict == "discrepant"
    assert ratio("2.0", 135, 69).verdict == "reproduced"
    assert ratio("2.70", "82", "31").verdict == "consistent"
    assert ratio("2", "82", "0").verdict == "not recomputable"


def test_statements_about_every_value():
    assert every_value(">50", ["62", "65", "52", "67", "56", "55", "52"]).verdict == "reproduced"
    found = every_value(">100", [120, 131, 100], "patients")
    assert found.verdict == "discrepant"
    assert "100 patients" in found.sentence
    assert every_value(">50", []).verdict == "not recomputable"


def test_counts_of_items_that_cannot_all_be_classed():
    certain, possible = ["a", "b"], ["a", "b", "c"]
    assert between_counts("2", certain, possible).verdict == "consistent"
    assert between_counts("3", certain, possible).verdict == "consistent"
    assert between_counts("3", possible, possible).verdict == "reproduced"
    found = between_counts("5", certain, possible)
    assert (found.verdict, found.severity, found.instead) == (
        "discrepant",
        "major",
        "2 to 3 studies",
    )
    assert between_counts("1", certain, possible).severity == "minor"


def test_what_cannot_be_computed_is_said():
    assert recompute("median", "70", []).verdict == "not recomputable"
    assert value_range("1", "2", []).verdict == "not recomputable"
    with pytest.raises(ValueError, match="mode") as error:
        recompute("mode", "70", THREE_YEARS)
    assert all(name in str(error.value) for name in STATISTICS)
    with pytest.raises(ValueError, match="needs weights"):
        recompute("weighted mean", "70", THREE_YEARS)
    with pytest.raises(ValueError, match="2 weights for 9 values"):
        recompute("weighted mean", "70", THREE_YEARS, [1, 2])


@pytest.mark.parametrize(
    ("printed", "computed", "verdict"),
    [
        ("0.49", "0.4896", "reproduced"),
        ("-0.7145", -0.714532, "reproduced"),
        ("-0.7145", 0.714532, "discrepant"),
        ("0.0764", "0.07634796396", "discrepant"),
    ],
)
def test_a_printed_result_is_held_against_the_unrounded_one(printed, computed, verdict):
    found = analysis(printed, computed)
    assert found.verdict == verdict
    assert found.computed == float(computed)


@pytest.mark.parametrize(
    ("printed", "risk_ratio", "verdict"),
    [
        ("51", "0.49", "reproduced"),
        ("51.4", "0.49", "consistent"),
        ("49", "0.49", "discrepant"),
        ("-20", "1.20", "reproduced"),
    ],
)
def test_a_reduction_is_one_less_the_ratio(printed, risk_ratio, verdict):
    assert relative_reduction(printed, risk_ratio).verdict == verdict


def test_rounded_values_may_explain_a_difference_and_a_wrong_count_has_no_other_reading():
    found = recompute("median", "26.6", ["28", "35", "7", "45", "25", "13"])
    assert "rounded, and that can explain" in found.sentence
    assert "explain" not in recompute("median", "26.5", ["28", "25"]).sentence
    assert (
        recompute("count", 8, ["1", "2"]).sentence == "The number in the tables is 2; printed is 8."
    )


@pytest.mark.parametrize(
    ("values", "left_out"), [(["1", "5", "9"], "9"), (["5", "9"], ""), (["1", "2", "60"], "60")]
)
def test_the_value_without_which_it_would_be_right_is_named(values, left_out):
    sentence = recompute("mean", {"9": "3", "60": "1.5", "": "5"}[left_out], values).sentence
    assert (f"if one value ({left_out}) were left out" in sentence) == bool(left_out)


def test_weights_are_left_out_with_their_values():
    sentence = recompute("weighted mean", "13.0", ["10", "20", "60"], [7, 3, 10]).sentence
    assert "if one value (60)" in sentence


def test_a_range_is_weighed_by_its_worse_end_and_keeps_the_wider_tolerance():
    found = value_range("46", "81.0", ["46", "60", "81"], "percent")
    assert (found.verdict, found.tolerance) == ("reproduced", 0.5)
    assert (found.computed_low, found.computed_high, found.instead) == (46, 81, "")
    assert value_range("47.0", "70", ["46", "81"], "percent").severity == "major"
    assert value_range("47", "83", ["46.0", "81.0"], "percent").severity == "minor"


@pytest.mark.parametrize(
    ("printed", "k", "n", "sentence"),
    [
        ("15", 10, 69, "10 of 69 is 14.49%; printed is 15%. It would be right with"),
        ("50", 0, 10, "0 of 10 is 0%; printed is 50%."),
        (
            "91",
            10,
            10,
            "10 of 10 is 100%; printed is 91%. It would be right with a denominator of 11.",
        ),
    ],
)
def test_a_share_is_written_out(printed, k, n, sentence):
    assert share(printed, k, n).sentence.startswith(sentence)


def test_a_share_may_be_all_or_nothing_and_never_less():
    assert share("100", 10, 10).verdict == "reproduced"
    assert share("0", 0, 10).verdict == "reproduced"
    assert share("0", -1, 10).verdict == "infeasible"
    assert share("100", 1, 1).verdict == "reproduced"
    assert share("90", 9, 11).instead == ""
    assert "denominator of 10." in share("90", 9, 11).sentence
    assert "denominator" not in share("50", 9, 11).sentence
    assert "denominator" not in share(">90", 9, 11).sentence


def test_a_quotient_is_bounded_by_the_rounding_of_both():
    found = ratio("9", "6", "2")
    assert (found.computed, found.computed_low, found.computed_high) == (
        3,
        5.5 / 2.5,
        6.5 / 1.5,
    )
    assert ratio("5", "5", "1").verdict == "reproduced"
    assert ratio("5", 5, 0).verdict == "not recomputable"
    assert found.sentence == "6 divided by 2 is 3; printed is 9."


def test_a_reduction_is_bounded_by_the_rounding_of_the_ratio():
    found = relative_reduction("49", "0.49")
    bounds = (found.computed, found.computed_low, found.computed_high)
    assert bounds == pytest.approx((51, 50.5, 51.5))


def test_a_statement_about_every_value_names_those_it_does_not_hold_for():
    found = every_value(">50", ["60", "40", "45"], "percent")
    assert found.sentence == ("1 of 3 values are more than 50%; it does not hold for 40% or 45%.")
    assert (found.computed_low, found.computed_high, found.severity) == (40, 60, "major")
    assert every_value(">50", ["45"], "percent").sentence == "45% is not more than 50%."
    assert every_value("50", ["50"], "percent").sentence == "50% is 50%."
    assert every_value("50", ["50", "53.0"], "percent").severity == "major"
    assert every_value("50", ["50", "51"], "percent").verdict == "consistent"


def test_a_count_is_held_against_the_nearest_bound():
    found = between_counts("5", ["a", "b"], ["a", "b", "c"])
    bounds = (found.computed, found.computed_low, found.computed_high, found.tolerance)
    assert bounds == (3, 2, 3, 1)
    assert between_counts("1", ["a", "b"], ["a", "b", "c"]).computed == 2
    assert between_counts("4", [], ["a"]).instead == "at most 1 study"
    assert between_counts("4", ["a"], ["a"]).instead == "1 study"


@pytest.mark.parametrize(
    ("printed", "computed", "instead"),
    [("4", "2.5", "2.5"), ("4", "2.4", "2"), ("4.0", "2.45", "2.45")],
)
def test_what_to_read_instead_is_no_rounding_of_a_tie(printed, computed, instead):
    assert analysis(printed, computed).instead == instead


def test_the_readings_of_a_summary_are_the_middle_values_and_the_midpoint():
    assert readings("2", ["1", "2", "4", "9"]) == ["lower of the two middle values"]
    assert readings("4", ["1", "2", "4", "9"]) == ["mean", "upper of the two middle values"]
    assert readings("5", ["1", "2", "4", "9"]) == ["midpoint of the range"]
    assert readings("6", ["2", "5", "8"], [1, 1, 1]) == []


def test_of_several_failing_values_the_worst_gives_the_weight():
    assert every_value("50", ["51.0", "90"], "percent").severity == "major"
    assert every_value("50", ["51.0", "50"], "percent").severity == "minor"


def test_one_value_is_not_counted():
    assert recompute("mean", "5", ["5"]).sentence == "The mean of the one value is 5; printed is 5."
    assert "of the 2 values" in recompute("mean", "5", ["5", "5"]).sentence


@pytest.mark.parametrize(
    ("certain", "possible", "words"),
    [
        ("abc", "abcde", "3 to 5 studies"),
        ("", "abcde", "at most 5 studies"),
        ("abcd", "abcd", "4 studies"),
    ],
)
def test_a_count_is_told_with_what_the_lists_allow(certain, possible, words):
    found = between_counts("4", certain, possible)
    assert found.sentence == f"The data hold {words} of this kind; printed is 4."


@pytest.mark.parametrize(
    ("value", "printed", "tie"),
    [(1.5, "2", True), (2.5, "2", True), (0.3, "0", False), (1.3, "1", False), (1.25, "1.2", True)],
)
def test_a_value_midway_between_two_printed_ones_is_a_tie(value, printed, tie):
    assert _tie(value, read(printed)) is tie
