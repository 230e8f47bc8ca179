import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from reviewbook.checks.ratio_intervals import interval_centre, p_agrees, p_of_z, z_agrees

RULES = [ROUND_HALF_UP, ROUND_HALF_EVEN]


def printed(value, decimals, rule):
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-decimals), rule):f}"


def test_the_hazard_ratio_of_the_matched_comparison():
    centre = interval_centre("0.28", "0.15", "0.52")
    assert centre.verdict == "reproduced"
    assert centre.computed == pytest.approx(math.sqrt(0.15 * 0.52))
    p = p_agrees("<0.001", "0.15", "0.52", "0.28")
    assert p.verdict == "reproduced"
    error = (math.log(0.52) - math.log(0.15)) / (2 * norm.isf(0.025))
    assert p.computed == pytest.approx(2 * norm.sf(abs(math.log(0.28)) / error))
    z = z_agrees("-4.01", "0.28", "0.15", "0.52")
    assert z.computed == pytest.approx(-math.log(0.28) / error)
    assert z.verdict == "reproduced"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "verdict"),
    [
        ("0.82", "0.15", "0.52", "infeasible"),
        ("0.38", "0.15", "0.52", "discrepant"),
        ("0.28", "0.15", "0.62", "discrepant"),
        ("0.28", "0.51", "0.52", "infeasible"),
        ("0.28", "0.52", "0.15", "infeasible"),
        ("0.272", "0.15", "0.52", "discrepant"),
        ("0.274", "0.15", "0.52", "consistent"),
        ("0.1", "0.0", "0.5", "not recomputable"),
    ],
)
def test_centres(estimate, low, high, verdict):
    assert interval_centre(estimate, low, high).verdict == verdict


@pytest.mark.parametrize(
    ("p", "low", "high", "verdict", "severity"),
    [
        ("0.04", "0.8", "1.9", "discrepant", "major"),
        ("0.4", "0.15", "0.52", "discrepant", "major"),
        (">0.05", "0.15", "0.52", "discrepant", "major"),
        (">0.05", "0.8", "1.9", "reproduced", "none"),
        ("<0.05", "0.15", "0.52", "reproduced", "none"),
        ("0.02", "0.15", "0.52", "discrepant", "minor"),
        ("0.000", "0.15", "0.52", "reproduced", "none"),
        ("1.4", "0.15", "0.52", "infeasible", "major"),
        ("0.02", "0.0", "0.52", "not recomputable", "none"),
    ],
)
def test_p_against_the_interval(p, low, high, verdict, severity):
    found = p_agrees(p, low, high)
    assert (found.verdict, found.severity) == (verdict, severity)


@given(
    log_ratio=st.floats(-2, 2),
    error=st.floats(0.05, 0.8),
    decimals=st.integers(1, 3),
    p_decimals=st.integers(2, 4),
    rule=st.sampled_from(RULES),
    p_rule=st.sampled_from([*RULES, ROUND_DOWN]),
    level=st.sampled_from([90, 95, 99]),
)
def test_wald_intervals_rounded_as_journals_round_are_never_accused(
    log_ratio, error, decimals, p_decimals, rule, p_rule, level
):
    width = norm.ppf(0.5 + level / 200) * error
    estimate, low, high = (
        printed(math.exp(log_ratio + shift), decimals, rule) for shift in (0, -width, width)
    )
    z, p = log_ratio / error, 2 * norm.sf(abs(log_ratio / error))
    shown_p, shown_z = printed(p, p_decimals, p_rule), printed(z, 2, p_rule)
    less = [cut for cut in ("0.0001", "0.001", "0.01", "0.05") if p < float(cut)]
    assert not interval_centre(estimate, low, high).fault
    assert not p_agrees(shown_p, low, high, estimate, level).fault
    assert not p_agrees(shown_p, low, high, level=level).fault
    assert not p_of_z(shown_p, shown_z).fault
    assert not z_agrees(shown_z, estimate, low, high, level).fault
    assert not any(p_agrees("<" + cut, low, high, estimate, level).fault for cut in less)


@given(log_ratio=st.floats(-1.5, 1.5), error=st.floats(0.1, 0.4), factor=st.floats(1.3, 3))
def test_a_limit_far_off_is_caught(log_ratio, error, factor):
    low, high = (math.exp(log_ratio + side * 1.96 * error) for side in (-1, 1))
    assume(low > 0.05)
    shown = [printed(x, 3, ROUND_HALF_UP) for x in (math.exp(log_ratio), low, high * factor)]
    assert interval_centre(*shown).fault


@pytest.mark.parametrize(
    ("p", "z", "verdict"),
    [
        ("0.05", "1.96", "reproduced"),
        ("0.001", "3.29", "reproduced"),
        ("0.04", "1.96", "reproduced"),
        ("0.051", "1.96", "consistent"),
        ("0.053", "1.96", "discrepant"),
        ("0.5", "1.96", "discrepant"),
        ("0.03", "2.1", "reproduced"),
        ("0.02", "2.1", "consistent"),
        ("0.01", "2.1", "discrepant"),
        ("1.0", "0.00", "reproduced"),
    ],
)
def test_p_follows_from_z(p, z, verdict):
    assert p_of_z(p, z).verdict == verdict


def test_one_sided_p():
    assert p_of_z("0.025", "1.96", sides=1).verdict == "reproduced"
    assert p_of_z("0.05", "1.96", sides=1).verdict == "discrepant"


def test_a_z_within_the_digits_is_reproduced_whichever_way_they_were_cut():
    exact = 2 * norm.isf(0.025) * math.log(2) / math.log(4)
    assert z_agrees("1.96", 2, 1, 4).verdict == "reproduced"
    assert z_agrees("-1.96", 2, 1, 4).computed == pytest.approx(exact)
    assert z_agrees("1.9", 2, 1, 4).verdict == "reproduced"
    assert z_agrees("1.8", 2, 1, 4).verdict == "discrepant"
    found = z_agrees("1.0", 2, 1, 4)
    assert (found.severity, found.instead) == ("major", "z 1.96")
    assert z_agrees("1.8", 2, 1, 4).severity == "minor"


def test_a_z_of_ninety_per_cent_is_smaller():
    found = z_agrees("1.64", 2, 1, 4, level=90)
    assert found.verdict == "reproduced"
    assert found.computed == pytest.approx(norm.isf(0.05))


@pytest.mark.parametrize(
    ("p", "z", "computed", "severity", "instead"),
    [
        ("0.20", 1.96, 0.05, "major", "P = 0.05"),
        ("0.20", 1.0, 0.3173, "minor", "P = 0.317"),
        ("0.9", 3.5, 0.000465, "major", "P = 0.0005"),
        ("0.9", 5.0, 5.7e-7, "major", "P < 0.0001"),
        ("<0.05", 1.0, 0.3173, "major", "P = 0.317"),
    ],
)
def test_what_p_should_be_is_written_out(p, z, computed, severity, instead):
    found = p_of_z(p, z)
    assert found.computed == pytest.approx(computed, rel=0.01)
    assert (found.severity, found.instead) == (severity, instead)


def test_a_p_reaches_as_far_as_its_digits():
    assert p_of_z("0.32", 1).tolerance == pytest.approx(0.01)
    assert p_of_z("0.317", 1).tolerance == pytest.approx(0.001)
    assert p_of_z("0.16", 1, sides=1).computed == pytest.approx(norm.sf(1))


def test_a_z_around_nothing_allows_every_p_up_to_one():
    found = p_of_z("1.0", "0.0")
    assert (found.computed, found.computed_high) == (1, 1)
    assert found.computed_low == pytest.approx(2 * norm.sf(0.1))
    assert p_of_z("1.0", "0.4").computed_high == pytest.approx(2 * norm.sf(0.35))


def test_the_p_of_a_z_as_it_is_printed_stands_in_the_sentence():
    assert p_of_z("0.046", "2.0").sentence == "z 2.0 gives P = 0.046; printed is P = 0.046."


def test_sentences_name_the_limits_in_their_order():
    assert interval_centre("0.38", "0.15", "0.52").sentence.startswith(
        "The centre of 0.15 to 0.52 on a log scale is 0.2793; printed is 0.38."
    )
    outside = interval_centre("0.82", "0.15", "0.52").sentence
    assert outside.startswith("0.82 lies outside its own interval, 0.15 to 0.52.")
    assert interval_centre("0.3", "0.52", "0.15").sentence == (
        "The interval 0.52 to 0.15 starts above its end."
    )
    assert "The interval 0.15 to 0.52 gives P < 0.0001; printed is P = 0.02." in (
        p_agrees("0.02", "0.15", "0.52").sentence
    )
    assert z_agrees("1.0", 2, 1, 4).sentence == (
        "The ratio 2 with 1 to 4 gives z 1.96; printed is 1.0."
    )


def test_a_limit_of_nothing_leaves_no_error_to_find():
    assert p_agrees("0.04", 0, 2).verdict == "not recomputable"
    assert z_agrees("1.0", 1, 0, 4).verdict == "not recomputable"


def test_p_and_z_at_the_ends_of_what_they_can_be():
    assert p_agrees("1.0", "0.5", "2", "1.0").verdict == "reproduced"
    assert p_agrees(1, "0.5", "2", "1.0").verdict == "reproduced"
    assert p_agrees(0, "0.5", "2", "1.0").verdict == "discrepant"
    assert z_agrees(0, 1, 0.5, 2).verdict == "reproduced"


@pytest.mark.parametrize(("p", "z"), [("0.2", "1.88"), ("0.07", "1.0"), ("0.20", "1.95")])
def test_a_p_on_the_same_side_of_one_in_twenty_is_a_minor_fault(p, z):
    found = p_of_z(p, z)
    assert (found.verdict, found.severity) == ("discrepant", "minor")
