from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.checks.printed_number import overlap, quote, read, slack, write


@pytest.mark.parametrize(
    ("text", "value", "decimals", "relation"),
    [
        ("39.5", 39.5, 1, "="),
        ("70", 70.0, 0, "="),
        ("1.0", 1.0, 1, "="),
        ("<0.001", 0.001, 3, "<"),
        ("80.7%", 80.7, 1, "="),
        ("76,257", 76257.0, 0, "="),
        ("−4.01", -4.01, 2, "="),
        (">.05", 0.05, 2, ">"),
        ("≈80", 80.0, 0, "~"),
    ],
)
def test_printed_text_keeps_its_decimals(text, value, decimals, relation):
    number = read(text)
    assert (number.value, number.decimals, number.relation) == (value, decimals, relation)
    assert not number.exact


@pytest.mark.parametrize("text", ["", "NS", "12-69", "1.2.3", "nan", "12 months", "1..2"])
def test_text_that_is_no_number_is_named_in_the_error(text):
    with pytest.raises(ValueError, match="printed number") as error:
        read(text)
    assert repr(text) in str(error.value)


def test_a_float_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="nan"):
        read(float("nan"))


def test_counts_are_exact_and_text_is_rounded():
    assert (read(43).low, read(43).high) == (43, 43)
    assert (read("43").low, read("43").high) == (42.5, 43.5)
    assert read("43.0").high == pytest.approx(43.05)


@given(
    cents=st.integers(-10_000_000, 10_000_000),
    decimals=st.integers(0, 3),
    rule=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_no_rounding_rule_leaves_the_band(cents, decimals, rule):
    exact = Decimal(cents) / 100_000
    printed = exact.quantize(Decimal(1).scaleb(-decimals), rule)
    assert read(f"{printed:f}").holds(float(exact))


@given(cents=st.integers(-10_000_000, 10_000_000), decimals=st.integers(0, 3))
def test_digits_cut_off_stay_in_the_truncated_band(cents, decimals):
    exact = Decimal(cents) / 100_000
    printed = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
    low, high = read(f"{printed:f}").truncated()
    assert overlap((low, high), (float(exact), float(exact)))


@given(value=st.decimals("-9999", "9999", places=1), away=st.decimals("0.0501", "5", places=4))
def test_values_beyond_the_band_do_not_fit(value, away):
    assert not read(str(value)).holds(float(value + away))
    assert not read(str(value)).holds(float(value - away))


def test_strict_relations_are_strict():
    assert not read(">50").holds(50)
    assert read("≥50").holds(50)
    assert not read("<3").holds(3)
    assert read("≤3").holds(3)


def test_about_is_rounded_to_the_last_digit_that_is_not_zero():
    assert (read("~80").low, read("~80").high) == (75, 85)
    assert (read("~600").low, read("~600").high) == (550, 650)
    assert (read("~27").low, read("~27").high) == (26.5, 27.5)
    assert (read("~100").low, read("~100").high) == (50, 150)


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "text"),
    [
        (0.5, 0, "", "1"),
        (14.4927, 2, "percent", "14.49%"),
        (73.0, 2, "percent", "73%"),
        (39.5, 1, "months", "39.5 months"),
        (266120, 0, "", "266,120"),
        (-0.001, 1, "", "0"),
    ],
)
def test_numbers_are_written_half_up_without_idle_zeros(value, decimals, unit, text):
    assert write(value, decimals, unit) == text


def test_a_printed_number_is_quoted_with_its_zeros():
    assert quote(read("1.0"), "cm") == "1.0 cm"
    assert quote(read(">50"), "percent") == "more than 50%"


def test_the_slack_grows_with_large_numbers_and_does_not_shrink_with_small_ones():
    assert slack(1000) == pytest.approx(1e-6)
    assert slack(-1000) == pytest.approx(1e-6)
    assert slack(0.001) == pytest.approx(1e-9)
    assert slack(float("inf")) == 0


def test_intervals_share_their_ends():
    assert overlap((1, 2), (2, 3))
    assert overlap((2, 3), (1, 2))
    assert overlap((0, 0.1 + 0.2), (0.3, 1))
    assert not overlap((1, 2), (2.001, 3))
    assert overlap((-3, -2), (-2 + 1e-10, -1))


def test_a_band_may_be_met_from_either_side():
    assert read("5").holds(5.5, 9)
    assert not read("5").holds(5.6, 9)
    assert read(">5").holds(4, 6)
    assert not read(">5").holds(4, 5)
    assert read("<5").holds(4, 6)


def test_digits_cut_off_widen_the_band_away_from_zero():
    assert read("6").truncated() == (5.5, 7)
    assert read("-6").truncated() == (-7, -5.5)
    assert read("0.6").truncated() == pytest.approx((0.55, 0.7))
    assert read(6).truncated() == (6, 6)
    assert read(">6").truncated() == (6, float("inf"))


@pytest.mark.parametrize(
    ("number", "text", "decimals"), [(39.5, "39.5", 1), (100.0, "100.0", 0), (0.25, "0.25", 2)]
)
def test_a_float_keeps_its_decimals_and_is_exact(number, text, decimals):
    found = read(number)
    assert (found.text, found.decimals, found.tolerance) == (text, decimals, 0)


def test_an_about_number_with_decimals_counts_its_last_digit_that_is_not_zero():
    assert (read("~0").low, read("~0").high) == (-0.5, 0.5)
    assert (read("~1.50").low, read("~1.50").high) == pytest.approx((1.45, 1.55))
    assert read("~-20").low == -25


def test_a_year_has_no_comma_and_one_patient_no_plural():
    assert write(1999, 0, "year") == "1999"
    assert quote(read("1999"), "year") == "1999"
    assert quote(read("1"), "months") == "1 month"
    assert write(1, 0, "months") == "1 month"
    assert write(1.25, 1) == "1.3"
