import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewbook.statistics.conversion import (
    hr_from_interval,
    hr_from_medians,
    hr_from_p,
    hr_from_p_and_events,
    hr_from_survival,
    hr_from_survival_curve,
)
from reviewbook.statistics.effects import effects
from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import UnmatchedArmsError

forty = settings(max_examples=40, deadline=None, derandomize=True)
log_hrs = st.floats(-2, 2).filter(lambda y: abs(y) > 0.01)
errors = st.floats(0.05, 1)


@forty
@given(log_hrs, errors, st.sampled_from([0.7, 0.9, 0.95]))
def test_interval_and_p_value_lead_back_to_the_same_standard_error(y, se, level):
    assume(stats.norm.sf(abs(y) / se) > 0)
    half = stats.norm.ppf((1 + level) / 2) * se
    by_interval = hr_from_interval(np.exp(y), np.exp(y - half), np.exp(y + half), level)
    by_p = hr_from_p(np.exp(y), 2 * stats.norm.sf(abs(y) / se))
    for derived in (by_interval, by_p):
        assert derived.yi == pytest.approx(y)
        assert np.sqrt(derived.vi) == pytest.approx(se, rel=1e-5)
        assert derived.derived
        assert derived.method
        assert derived.assumption


def test_a_seventy_percent_interval_is_not_read_as_ninety_five():
    """NRG-BR002 prints 70% intervals: HR 0.92 (0.71 to 1.17), Chmura et al. 2022."""
    derived = hr_from_interval(0.92, 0.71, 1.17, interval_level=0.7)
    assert np.sqrt(derived.vi) == pytest.approx(np.log(1.17 / 0.71) / (2 * 1.0364), rel=1e-4)
    assert derived.low < 0.71 < 1.17 < derived.high


def test_an_asymmetric_interval_is_warned_of():
    assert hr_from_interval(0.7, 0.5, 0.98).warning == ""
    assert "not symmetric" in hr_from_interval(0.55, 0.5, 0.98).warning


@forty
@given(st.floats(0.001, 0.9), st.integers(10, 300), st.integers(10, 300), st.booleans())
def test_log_rank_p_and_events_give_the_p_value_back(p, events_1, events_0, better):
    for patients in ({}, {"n_1": 400, "n_0": 350}):
        derived = hr_from_p_and_events(p, events_1, events_0, better, **patients)
        assert 2 * stats.norm.sf(abs(derived.yi) / np.sqrt(derived.vi)) == pytest.approx(p)
        assert (derived.estimate < 1) == better


def test_equal_arms_have_the_variance_four_over_events():
    """Parmar et al. 1998, eq. 8: V is a quarter of the events when arms are of one size."""
    with_patients = hr_from_p_and_events(0.03, 50, 70, True, n_1=100, n_0=100)
    assert with_patients.vi == pytest.approx(4 / 120)
    assert hr_from_p_and_events(0.03, 60, 60, True).vi == pytest.approx(4 / 120)
    assert hr_from_p_and_events(0.03, 50, 70, True).vi == pytest.approx(120 / (50 * 70))


def exponential(hazard, times):
    return np.exp(-hazard * np.asarray(times, float))


@forty
@given(st.floats(0.01, 0.1), st.floats(0.3, 3))
def test_exponential_arms_give_their_hazard_ratio_whatever_is_printed(hazard, ratio):
    medians = np.log(2) / np.array([hazard * ratio, hazard])
    assert hr_from_medians(*medians, 40, 50, "randomised").estimate == pytest.approx(ratio)
    at_36 = hr_from_survival(
        exponential(hazard * ratio, 36), 80, exponential(hazard, 36), 90, "matched"
    )
    assert at_36.estimate == pytest.approx(ratio)
    times = np.linspace(0.02, 0.4, 20) / (hazard * max(1, ratio))
    curve = pd.DataFrame(
        {
            "time": times,
            "survival_1": exponential(hazard * ratio, times),
            "survival_0": exponential(hazard, times),
        }
    )
    derived = hr_from_survival_curve(curve, 500, 500, "randomised")
    assert derived.estimate == pytest.approx(ratio, rel=0.02)
    assert "censored" in derived.warning
    assert "no hazard ratio" not in derived.warning


def test_survival_at_one_time_warns_of_censoring():
    assert "censored" in hr_from_survival(0.6, 200, 0.4, 150, "matched").warning


def test_variance_of_survival_at_one_time_is_that_of_simulated_arms():
    generator = np.random.default_rng(20)
    alive = generator.binomial([[200], [150]], [[0.6], [0.4]], (2, 40_000)) / [[200], [150]]
    simulated = np.log(np.log(alive[0]) / np.log(alive[1])).var()
    assert hr_from_survival(0.6, 200, 0.4, 150, "matched").vi == pytest.approx(simulated, rel=0.05)


def test_variance_from_the_curve_is_near_that_of_the_events():
    times = np.arange(1, 41)
    curve = pd.DataFrame({"time": times, "survival_1": 0.98**times, "survival_0": 0.98**times})
    derived = hr_from_survival_curve(curve, 300, 300, "randomised")
    events = 300 * (1 - 0.98**40)
    assert derived.vi == pytest.approx(2 / events, rel=0.05)
    assert derived.estimate == pytest.approx(1)


def test_one_interval_of_a_curve_by_hand():
    curve = pd.DataFrame({"time": [12], "survival_1": [0.9], "survival_0": [0.8]})
    derived = hr_from_survival_curve(curve, 50, 40, "matched")
    assert derived.estimate == pytest.approx((5 / 50) / (8 / 40))
    assert derived.vi == pytest.approx(1 / 5 - 1 / 50 + 1 / 8 - 1 / 40)


def test_coarse_intervals_are_warned_of():
    curve = pd.DataFrame({"time": [12, 60], "survival_1": [0.9, 0.5], "survival_0": [0.8, 0.3]})
    assert "is no hazard ratio" in hr_from_survival_curve(curve, 50, 50, "matched").warning


@pytest.mark.parametrize("allocation", ["unmatched", "single arm", "not stated", ""])
def test_our_own_contrasts_need_matched_or_randomised_arms(allocation):
    curve = pd.DataFrame({"time": [12], "survival_1": [0.9], "survival_0": [0.8]})
    for contrast in (
        lambda: hr_from_medians(30, 20, 40, 40, allocation),
        lambda: hr_from_survival(0.9, 50, 0.8, 50, allocation),
        lambda: hr_from_survival_curve(curve, 50, 50, allocation),
    ):
        with pytest.raises(UnmatchedArmsError, match="expected matched or randomised"):
            contrast()


@pytest.mark.parametrize(
    ("wrong", "expectation"),
    [
        (lambda: hr_from_interval(0.5, 0.6, 0.9), "expected 0 < low < HR < high"),
        (lambda: hr_from_p(1, 0.5), "a ratio above 0 other than 1"),
        (lambda: hr_from_p(0.5, 0), "p value 0; expected a number between 0 and 1"),
        (lambda: hr_from_p_and_events(0.1, 0, 5, True), "events_1 0; expected above 0"),
        (lambda: hr_from_medians(30, 0, 4, 4, "matched"), "median_0 0; expected above 0"),
        (lambda: hr_from_survival(1, 9, 0.5, 9, "matched"), "expected between 0 and 1"),
    ],
)
def test_impossible_inputs_are_refused(wrong, expectation):
    with pytest.raises(InputError, match=expectation):
        wrong()


def test_a_curve_that_rises_or_stays_is_refused_by_time():
    curve = pd.DataFrame({"time": [12, 24], "survival_1": [0.9, 0.95], "survival_0": [0.8, 0.8]})
    with pytest.raises(InputError) as caught:
        hr_from_survival_curve(curve, 50, 50, "matched")
    assert "time 24, survival_1 0.95" in str(caught.value)
    assert "time 24, survival_0 0.8" in str(caught.value)


def test_derived_rows_can_be_pooled_and_stay_marked():
    rows = [
        hr_from_interval(0.7, 0.5, 0.98).row("a"),
        hr_from_p_and_events(0.04, 40, 60, True).row("b"),
    ]
    result = pool(effects(pd.DataFrame(rows), "HR"), "common", "wald")
    assert result.status == "pooled"
    assert result.studies["derived"].all()
    weights = 1 / result.studies["vi"]
    assert result.mu == pytest.approx(np.average(result.studies["yi"], weights=weights))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: hr_from_interval(0.5, 0.5, 0.9),
        lambda: hr_from_interval(0.9, 0.5, 0.9),
        lambda: hr_from_interval(0.5, 0, 0.9),
        lambda: hr_from_p(0, 0.5),
        lambda: hr_from_p(-2, 0.5),
        lambda: hr_from_p(0.5, 1),
        lambda: hr_from_p_and_events(0.1, 5, 0, True),
        lambda: hr_from_p_and_events(0.1, 5, 5, True, 0, 5),
        lambda: hr_from_survival(0.5, 9, 0, 9, "matched"),
        lambda: hr_from_survival(0.5, 9, 1, 9, "matched"),
        lambda: hr_from_survival(0.5, 0, 0.5, 9, "matched"),
    ],
)
def test_a_number_at_the_edge_of_what_can_be_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


def test_a_log_rank_p_needs_the_patients_of_both_arms_to_use_them():
    without = hr_from_p_and_events(0.1, 20, 30, True)
    assert without.vi == pytest.approx(1 / 20 + 1 / 30)
    assert hr_from_p_and_events(0.1, 20, 30, True, n_1=50).vi == without.vi
    both = hr_from_p_and_events(0.1, 20, 30, True, 50, 100)
    assert both.vi == pytest.approx(150**2 / (50 * 50 * 100))


def test_survival_of_one_time_and_medians_by_hand():
    found = hr_from_survival(0.5, 10, 0.25, 40, "matched")
    assert found.estimate == pytest.approx(1 / 2)
    assert found.vi == pytest.approx((1 / 10 + 3 / 40 / 4) / np.log(2) ** 2)
    medians = hr_from_medians(30, 20, 10, 40, "matched", level=0.7)
    assert (medians.estimate, medians.vi) == (pytest.approx(2 / 3), 1 / 10 + 1 / 40)
    assert np.log(medians.high / medians.estimate) == pytest.approx(1.0364 * 0.125**0.5, rel=1e-4)


def test_two_intervals_of_a_curve_are_weighed_by_their_information():
    curve = pd.DataFrame({"time": [2, 1], "survival_1": [0.5, 0.8], "survival_0": [0.2, 0.5]})
    found = hr_from_survival_curve(curve, 10, 10, "matched")
    first, second = 1 / (1 / 2 + 1 / 5 - 2 / 10), 1 / (1 / 3 - 1 / 8 + 1 / 3 - 1 / 5)
    effect = first * np.log(2 / 5) + second * np.log((3 / 8) / (3 / 5))
    assert found.yi == pytest.approx(effect / (first + second))
    assert found.vi == pytest.approx(1 / (first + second))
    assert "60% of those at risk died; above 20% the" in found.warning


def test_a_curve_is_coarse_only_above_a_fifth_and_never_reaches_zero():
    curve = pd.DataFrame({"time": [1], "survival_1": [0.9], "survival_0": [0.81]})
    assert "hazard ratio" not in hr_from_survival_curve(curve, 50, 50, "matched").warning
    with pytest.raises(InputError, match="survival_0 0; expected above 0 and below 1,"):
        hr_from_survival_curve(curve.assign(survival_0=0.0), 50, 50, "matched")
    with pytest.raises(InputError, match="survival_1 1; expected"):
        hr_from_survival_curve(curve.assign(survival_1=1.0), 50, 50, "matched")


def test_an_interval_is_read_as_symmetric_within_a_twentieth_of_its_width():
    def shifted(part):
        return hr_from_interval(np.exp(0.5 + part), 1, np.e).warning

    assert shifted(0.04) == shifted(-0.04) == ""
    assert "not symmetric" in shifted(0.06)
    assert "not symmetric" in shifted(-0.06)


def test_more_than_a_fifth_of_those_at_risk_makes_an_interval_coarse():
    curve = pd.DataFrame({"time": [1], "survival_1": [0.9], "survival_0": [0.7]})
    assert "30% of those at risk died" in hr_from_survival_curve(curve, 50, 50, "matched").warning


def test_a_derived_ratio_comes_with_the_interval_asked_for():
    for derived in (
        hr_from_interval(0.7, 0.5, 0.98, level=0.7),
        hr_from_p(0.7, 0.04, level=0.7),
        hr_from_p_and_events(0.04, 40, 60, True, level=0.7),
        hr_from_survival(0.6, 50, 0.4, 50, "matched", level=0.7),
    ):
        row = derived.row("a")
        assert (row["interval_level"], row["study"]) == (0.7, "a")
        half = stats.norm.ppf(0.85) * np.sqrt(derived.vi)
        assert (row["low"], row["high"]) == pytest.approx(
            (np.exp(derived.yi - half), np.exp(derived.yi + half))
        )
