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
    assert "fits 11, 20, 22, 29, 31" in granularity("55", 24).sentence
    assert "fits 6, 9, 12, 15" in granularity("67", 13).sentence


def test_denominators_come_with_their_counts():
    assert denominators("55", [24, 29]) == {29: [16]}
    assert list(denominators("1.1", range(1, 100))) == [87, 88, 89, 90, 91, 92, 93, 94, 95]
    assert denominators("2.3", [43])[43] == [1]
