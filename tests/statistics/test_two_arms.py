import numpy as np
import pandas as pd
import pytest

from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.two_arms import (
    MixedTimeZeroError,
    UnmatchedArmsError,
    compare_arms,
    labbe,
    pool_rare_events,
    refuse_mixed_time_zeros,
    two_arm_effects,
)


def arms(**columns) -> pd.DataFrame:
    frame = {
        "study": ["trial", "trial"],
        "arm": ["resection", "systemic"],
        "allocation": ["matched", "matched"],
        "time_zero": ["liver surgery", "liver surgery"],
        "k": [12, 24],
        "n": [40, 48],
    }
    return pd.DataFrame(frame | columns)


def trials(**columns) -> pd.DataFrame:
    frame = {
        "study": ["a", "b"],
        "events_1": [12, 5],
        "n_1": [40, 30],
        "events_2": [24, 9],
        "n_2": [48, 31],
        "allocation": ["randomised", "propensity matched"],
    }
    return pd.DataFrame(frame | columns)


def test_matched_arms_by_hand():
    ratio = compare_arms(arms(), "risk ratio")
    assert ratio.estimate == pytest.approx(0.6)
    se = np.sqrt(1 / 12 - 1 / 40 + 1 / 24 - 1 / 48)
    assert np.log(ratio.high / ratio.low) == pytest.approx(2 * 1.959963984540054 * se)
    assert compare_arms(arms(), "odds ratio").estimate == pytest.approx((12 / 28) / (24 / 24))
    assert compare_arms(arms(), "risk difference").estimate == pytest.approx(-0.2)


def test_the_level_and_the_p_value_belong_together():
    contrast = compare_arms(arms(), "risk ratio")
    touching = compare_arms(arms(), "risk ratio", level=1 - contrast.p)
    assert touching.high == pytest.approx(1)


@pytest.mark.parametrize(
    "allocation", ["single arm", "unmatched", "subgroup", "not stated", None, "Matched?"]
)
@pytest.mark.parametrize("measure", ["risk difference", "risk ratio", "odds ratio"])
def test_unmatched_arms_are_not_compared(allocation, measure):
    with pytest.raises(UnmatchedArmsError, match=r"trial .*neither matched nor randomised"):
        compare_arms(arms(allocation=["matched", allocation]), measure)


def test_arms_of_different_studies_are_not_compared():
    with pytest.raises(UnmatchedArmsError, match="one and two treated different patients"):
        compare_arms(arms(study=["one", "two"]), "risk ratio")


def test_arms_that_do_not_say_how_they_came_about_are_not_compared():
    with pytest.raises(UnmatchedArmsError, match="'allocation' is missing"):
        compare_arms(arms().drop(columns="allocation"), "risk ratio")


@pytest.mark.parametrize("zeros", [["liver surgery", "BCLM diagnosis"], [None, None]])
def test_time_zeros_are_not_mixed(zeros):
    with pytest.raises(MixedTimeZeroError, match="trial: "):
        compare_arms(arms(time_zero=zeros), "risk difference")


def test_one_time_zero_is_accepted_for_any_number_of_rows():
    refuse_mixed_time_zeros(arms())
    refuse_mixed_time_zeros(arms(time_zero=[None, None]).head(1))
    refuse_mixed_time_zeros(arms().head(0))


def test_an_empty_cell_is_corrected_and_said():
    contrast = compare_arms(arms(k=[0, 24]), "odds ratio")
    assert contrast.estimate == pytest.approx((0.5 / 40.5) / (24.5 / 24.5))
    assert "One half" in contrast.note
    assert compare_arms(arms(), "odds ratio").note == ""


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="3 arms; expected two"):
        compare_arms(pd.concat([arms(), arms().head(1)]), "risk ratio")
    with pytest.raises(InputError, match="column 'k': value 50; expected at most 'n'"):
        compare_arms(arms(k=[50, 1]), "risk ratio")
    with pytest.raises(ValueError, match="expected one of risk difference"):
        compare_arms(arms(), "hazard ratio")


def test_two_arm_effects_are_log_ratios_with_the_patients_of_both_arms():
    ready = two_arm_effects(trials(), "OR")
    assert ready.yi.tolist() == pytest.approx([np.log(12 / 28), np.log((5 / 25) / (9 / 22))])
    assert ready.studies["n"].tolist() == [88, 61]
    assert ready.studies["estimate"].tolist() == pytest.approx(np.exp(ready.yi).tolist())


def test_two_arm_effects_of_unmatched_arms_are_refused():
    with pytest.raises(UnmatchedArmsError, match=r"b \(single arm\)"):
        two_arm_effects(trials(allocation=["randomised", "single arm"]))
    with pytest.raises(UnmatchedArmsError):
        labbe(trials(allocation=["randomised", "single arm"]))


@pytest.mark.parametrize(("events", "measure"), [([0, 0], "RR"), ([40, 48], "OR")])
def test_a_trial_that_says_nothing_of_a_ratio_is_refused(events, measure):
    silent = trials(events_1=[events[0], 5], events_2=[events[1], 9])
    with pytest.raises(InputError, match="a: no event, or only events"):
        two_arm_effects(silent, measure)


def test_labbe_puts_the_first_arm_on_the_second():
    points = labbe(trials())
    assert points["x"].tolist() == pytest.approx([0.5, 9 / 31])
    assert points["y"].tolist() == pytest.approx([0.3, 5 / 30])
    assert points["n"].tolist() == [88, 61]
    assert labbe(trials().head(0)).empty


def test_rare_events_of_one_trial_are_its_odds_ratio():
    one = trials().iloc[[0]]
    result = pool_rare_events(one)
    alone = two_arm_effects(one, "OR")
    assert (result.mu, result.se**2) == pytest.approx((alone.yi[0], alone.vi[0]))


def test_trials_without_an_event_say_nothing_and_are_named():
    rows = pd.concat(
        [trials(), trials(study=["c", "d"], events_1=[0, 30], n_1=[20, 30], events_2=[0, 31])],
        ignore_index=True,
    )
    odds, risk = pool_rare_events(rows), pool_rare_events(rows, "RR")
    assert odds.left_out["study"].tolist() == ["c", "d"]
    assert risk.left_out["study"].tolist() == ["c"]
    assert odds.mu == pytest.approx(pool_rare_events(trials()).mu)


def test_an_arm_without_any_event_has_no_ratio():
    result = pool_rare_events(trials(events_1=[0, 0]))
    assert (result.status, result.estimate) == ("no event", None)
    assert pool_rare_events(trials(events_1=[0, 0]), method="Peto").status == "pooled"
    silent = trials(events_1=[0, 0], events_2=[0, 0])
    assert pool_rare_events(silent, method="Peto").status == "no event"


@pytest.mark.parametrize(
    ("how", "expectation"),
    [(("RD",), "expected OR"), (("RR", "Peto"), "expected OR"), (("OR", "REML"), "Mantel")],
)
def test_unknown_ways_to_pool_rare_events_are_refused(how, expectation):
    with pytest.raises(ValueError, match=expectation):
        pool_rare_events(trials(), *how)


def test_rare_events_of_unmatched_arms_are_not_pooled():
    with pytest.raises(UnmatchedArmsError):
        pool_rare_events(trials(allocation=["matched", "unmatched"]))


def test_peto_by_hand():
    """Yusuf et al. 1985: observed less expected events over their hypergeometric variance."""
    rows = trials(study=["a", "b"], events_1=[4, 2], n_1=[10, 20], events_2=[8, 5], n_2=[10, 20])
    found = pool_rare_events(rows, method="Peto")
    excess = [4 - 10 * 12 / 20, 2 - 20 * 7 / 40]
    variance = [10 * 10 * 12 * 8 / (20**2 * 19), 20 * 20 * 7 * 33 / (40**2 * 39)]
    mu, se = sum(excess) / sum(variance), np.sqrt(1 / sum(variance))
    assert (found.mu, found.se) == pytest.approx((mu, se))
    assert (found.low, found.high) == pytest.approx(
        (np.exp(mu - 1.959964 * se), np.exp(mu + 1.959964 * se)), rel=1e-6
    )
    q = sum(v * (e / v - mu) ** 2 for e, v in zip(excess, variance, strict=True))
    assert (found.q, found.q_df) == (pytest.approx(q), 1)


@pytest.mark.parametrize(("measure", "cells"), [("OR", (4 * 2, 6 * 8)), ("RR", (4 * 10, 8 * 10))])
def test_mantel_and_haenszel_of_one_trial_by_hand(measure, cells):
    one = trials(study=["a", "b"], events_1=[4, 4], n_1=[10, 10], events_2=[8, 8], n_2=[10, 10])
    found = pool_rare_events(one, measure)
    assert found.mu == pytest.approx(np.log(cells[0] / cells[1]))
    variance = {
        "OR": (1 / 4 + 1 / 6 + 1 / 8 + 1 / 2) / 2,
        "RR": (1 / 4 - 1 / 10 + 1 / 8 - 1 / 10) / 2,
    }[measure]
    assert found.se**2 == pytest.approx(variance)
