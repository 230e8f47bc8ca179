from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.checks.granularity import (
    denominators,
    feasible_percentage,
    granularity,
    granularity_any,
    shared_denominators,
)


def prints(k, n, decimals, rule):
    exact = Fraction(100 * k, n)
    scaled = exact * 10**decimals
    whole, rest = divmod(scaled, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rule == ROUND_HALF_UP or whole % 2))
    return Decimal(int(whole) + up).scaleb(-decimals)


@given(
    n=st.integers(1, 140),
    decimals=st.integers(0, 1),
    rule=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
    tenths=st.integers(0, 1000),
)
def test_feasible_means_that_some_count_is_printed_so(n, decimals, rule, tenths):
    percent = Decimal(tenths).scaleb(-1) if decimals else Decimal(tenths // 10)
    exact = {k for k in range(n + 1) if prints(k, n, decimals, rule) == percent}
    fits, ks = feasible_percentage(float(percent), n, decimals)
    assert exact <= set(ks)
    assert fits == bool(ks)
    half = Fraction(1, 2 * 10**decimals)
    assert all(abs(Fraction(100 * k, n) - Fraction(percent)) <= half for k in ks)


@pytest.mark.parametrize(
    ("printed", "n", "verdict"),
    [
        ("42", 12, "consistent"),
        ("92", 12, "consistent"),
        ("55", 29, "consistent"),
        ("53", 19, "consistent"),
        ("55", 24, "infeasible"),
        ("67", 13, "infeasible"),
        ("25", 13, "infeasible"),
        ("14", 24, "infeasible"),
        ("15", 69, "infeasible"),
        ("39", 120, "consistent"),
        ("66", 3, "infeasible"),
        ("55", 0, "not recomputable"),
    ],
)
def test_hand_worked_percentages(printed, n, verdict):
    assert granularity(printed, n).verdict == verdict


def test_digits_cut_off_are_named_as_the_likely_slip():
    assert "cut off" in granularity("66", 3).sentence
    assert "cut off" not in granularity("67", 3).sentence


def test_an_estimate_of_survival_is_never_accused_while_patients_may_be_censored():
    assert granularity("80.7", 51, censored=True).verdict == "not recomputable"
    assert granularity("80.7", 51).verdict == "infeasible"
    assert granularity("67", 12, censored=True).verdict == "consistent"


def test_a_misfit_names_its_neighbours_and_other_denominators():
    found = granularity("55", 24, candidates=[22, 24, 29])
    assert "13 of 24" in found.sentence
    assert "14 of 24" in found.sentence
    assert "22, 29" in found.sentence
    assert found.severity == "minor"
    assert granularity("67", 13).severity == "major"


def test_a_percentage_of_some_group_is_tried_on_each():
    assert granularity_any("10", [86, 12, 43]).verdict == "consistent"
    assert granularity_any("32", [86, 12, 43]).verdict == "not recomputable"
    assert granularity_any("33", [86, 12, 43]).verdict == "consistent"
    assert "1 of 43" in granularity_any("2.3", upto=69).sentence
    assert "2 of 29" in granularity_any("6.9", upto=69).sentence
    found = granularity_any("1.1", upto=69)
    assert (found.check, found.verdict) == ("granularity_any", "not recomputable")
    assert "has 87" in found.sentence
    assert granularity_any("1.1").verdict == "not recomputable"


def test_several_misfits_point_to_the_denominator_they_share():
    assert shared_denominators(["55", "86", "14"], range(20, 32)) == [22, 29]
    assert shared_denominators(["55", "86", "14"], [24]) == []


def test_the_nearest_denominators_on_both_sides_are_named():
    assert "fits: 11, 20, 22, 29, 31" in granularity("55", 24).sentence
    assert "fits: 6, 9, 12, 15" in granularity("67", 13).sentence


def test_denominators_come_with_their_counts():
    assert denominators("55", [24, 29]) == {29: [16]}
    assert list(denominators("1.1", range(1, 100))) == [87, 88, 89, 90, 91, 92, 93, 94, 95]
    assert denominators("2.3", [43])[43] == [1]


@pytest.mark.parametrize(
    ("printed", "n", "counts", "computed"),
    [
        ("55", 29, "16 of 29", 100 * 16 / 29),
        ("50", 500, "248 to 252 of 500", 50),
        ("13", 8, "1 of 8", 12.5),
        ("12", 8, "1 of 8", 12.5),
        ("<5", 10, "0 of 10", 0),
        ("0", 300, "0 to 1 of 300", 100 / 300),
        ("100", 300, "299 to 300 of 300", 100),
        (">89", 10, "9 to 10 of 10", 100),
        ("100", 1, "1 of 1", 100),
    ],
)
def test_the_counts_that_fit_are_named_and_the_middle_one_is_computed(printed, n, counts, computed):
    found = granularity(printed, n)
    assert found.sentence.startswith(f"{counts} patients gives ")
    assert found.computed == found.computed_low == found.computed_high == pytest.approx(computed)
    assert found.severity == "none"


@pytest.mark.parametrize(
    ("printed", "n", "near", "computed"),
    [
        ("55", 24, "13 of 24 is 54.2% and 14 of 24 is 58.3%", 100 * 13 / 24),
        ("57.9", 24, "13 of 24 is 54.17% and 14 of 24 is 58.33%", 100 * 14 / 24),
        ("0.4", 100, "0 of 100 is 0% and 1 of 100 is 1%", 0),
        ("99.6", 100, "99 of 100 is 99% and 100 of 100 is 100%", 100),
    ],
)
def test_a_misfit_is_held_against_the_nearest_count(printed, n, near, computed):
    found = granularity(printed, n)
    assert f": {near}." in found.sentence
    assert found.computed == pytest.approx(computed)
    assert found.tolerance == pytest.approx(0.05 if "." in printed else 0.5)


def test_denominators_are_sought_up_to_twice_the_printed_one():
    assert "fits: 2." in granularity("50", 1).sentence
    assert "fits" not in granularity("33", 1).sentence


def test_an_estimate_is_held_against_the_nearest_count():
    found = granularity("80.7", 51, censored=True)
    assert found.computed == pytest.approx(100 * 41 / 51)


def test_a_share_of_some_group_names_the_smallest_that_fits_or_the_nearest_share():
    found = granularity_any("33", [86, 12, 43])
    assert found.sentence == "4 of 12, for one, gives 33%."
    assert found.computed == pytest.approx(100 * 4 / 12)
    found = granularity_any("32", [86, 12, 43])
    assert found.sentence.startswith("No whole number of 12 or 43 or 86 patients is 32%.")
    assert found.sentence.endswith("has 19.")
    assert found.computed == pytest.approx(100 * 14 / 43)
    assert granularity_any("1.1", upto=69).sentence.startswith("No group of up to 69 patients")


def test_groups_are_tried_from_one_patient_to_the_largest_and_no_further():
    assert granularity_any("100", upto=1).verdict == "consistent"
    assert granularity_any("6.9", upto=29).verdict == "consistent"
    assert granularity_any("6.9", upto=28).verdict == "not recomputable"
    assert granularity_any("0.1", [10]).sentence.endswith("has 667.")
    assert "smallest" not in granularity_any("0.0999", [10]).sentence


def test_the_band_is_half_a_unit_of_the_last_decimal():
    assert feasible_percentage(12.5, 2000, 1) == (True, [249, 250, 251])
    assert feasible_percentage(12.5, 7, 1) == (False, [])


def test_the_nearest_whole_number_of_patients_is_computed():
    assert granularity("41", 3).computed == pytest.approx(100 / 3)
    assert granularity("41", 3, censored=True).computed == pytest.approx(100 / 3)
    assert granularity("2.6", 20, censored=True).computed == 5
    assert granularity("63", 50, censored=True).verdict == "not recomputable"
    assert granularity("63", 50, censored=True).computed == 64
    assert granularity_any("63", [50]).computed == 64
