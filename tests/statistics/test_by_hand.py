import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from books import ROOT

from reviewbook import Book
from reviewbook.statistics.by_hand import (
    cook_steps,
    egger_steps,
    median_steps,
    paule_mandel_steps,
    profile_steps,
    random_effects_steps,
    reml_steps,
    three_series,
    weights_by_hand,
    wilson_steps,
)
from reviewbook.statistics.effects import effects, proportion_effects, proportion_intervals
from reviewbook.statistics.influence import baujat, egger, influence
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.reports import counted_pairs

REFERENCE = Path(__file__).parents[2] / "validation" / "metafor" / "reference.json"
VACCINATED = counted_pairs(Book(ROOT / "examples" / "bcg").evidence, "tuberculosis")
TRIALS = two_arm_effects(VACCINATED, "RR")
COUNTS = pd.DataFrame({"study": ["a", "b", "c"], "k": [38, 46, 30], "n": [86, 120, 43]})


def value(steps: pd.DataFrame, step: str) -> float:
    return steps.set_index("step")["value"][step]


def test_the_trials_are_those_of_metadat():
    rows = pd.DataFrame(json.loads(REFERENCE.read_text("utf-8"))["datasets"]["bcg_rr"]["rows"])
    ours = VACCINATED
    for column, theirs in {"events_1": "ai", "n_1": "n1i", "events_2": "ci", "n_2": "n2i"}.items():
        assert ours[column].tolist() == rows[theirs].tolist()
    moderators = json.loads(REFERENCE.read_text("utf-8"))["moderators"]["bcg_rr"]
    assert ours["latitude"].tolist() == moderators["ablat"]
    assert ours["year"].tolist() == moderators["year"]
    assert ours["allotted"].tolist() == moderators["alloc"]


def test_wilson_by_hand_is_wilson():
    steps = wilson_steps(38, 86)
    row = proportion_intervals(COUNTS).iloc[0]
    assert value(steps, "lower bound") == pytest.approx(row["low"], rel=1e-9)
    assert value(steps, "upper bound") == pytest.approx(row["high"], rel=1e-9)


def test_weights_by_hand_are_those_of_the_logit():
    ready = proportion_effects(COUNTS)
    ours = weights_by_hand(COUNTS)
    np.testing.assert_allclose(ours["y"], ready.yi, rtol=1e-12)
    np.testing.assert_allclose(ours["w"] * ready.vi, 1, rtol=1e-12)


@pytest.mark.parametrize("ready", [TRIALS, proportion_effects(COUNTS)], ids=["trials", "series"])
def test_random_effects_by_hand(ready):
    steps = random_effects_steps(ready.yi, ready.vi)
    wald, hartung = pool(ready, "DL", "wald"), pool(ready, "DL")
    common = pool(ready, "common", "wald")
    pairs = {
        "common-effect mean": common.mu,
        "its standard error": common.se,
        "Q": wald.q,
        "p of Q": wald.q_p,
        "τ² (DerSimonian-Laird)": wald.tau2,
        "I² from Q, %": wald.i2_q,
        "H² from Q": wald.h2_q,
        "I² from τ², %": wald.i2,
        "H² from τ²": wald.h2,
        "random-effects mean": wald.mu,
        "its standard error (Wald)": wald.se,
        "Wald, lower bound": wald.mu_low,
        "Wald, upper bound": wald.mu_high,
        "standard error (Knapp-Hartung)": hartung.se,
        "Knapp-Hartung, lower bound": hartung.mu_low,
        "Knapp-Hartung, upper bound": hartung.mu_high,
        "prediction, lower bound": hartung.mu_prediction_low,
        "prediction, upper bound": hartung.mu_prediction_high,
    }
    for step, theirs in pairs.items():
        assert value(steps, step) == pytest.approx(theirs, rel=1e-7), step


@pytest.mark.parametrize(("steps", "method"), [(paule_mandel_steps, "PM"), (reml_steps, "REML")])
def test_iterations_end_at_the_fitted_variance(steps, method):
    last = steps(TRIALS.yi, TRIALS.vi).iloc[-1]
    assert last["tau2"] == pytest.approx(pool(TRIALS, method).tau2, rel=1e-6)


@pytest.mark.parametrize("steps", [paule_mandel_steps, reml_steps])
def test_iterations_stay_at_zero_when_studies_agree(steps):
    assert steps([0.1, 0.1, 0.11], [1.0, 2.0, 1.5])["tau2"].iloc[-1] == 0


def test_q_meets_its_quantile_at_the_bounds():
    result = pool(TRIALS)
    table = profile_steps(TRIALS.yi, TRIALS.vi, (result.tau2_low, result.tau2_high))
    np.testing.assert_allclose(table["q"], table["quantile"], rtol=1e-4)


def test_the_sign_test_offers_the_interval_of_the_medians():
    values = [26, 29, 32, 35, 36, 43, 53, 57, 82]
    result = median_of_medians(pd.DataFrame({"study": list("abcdefghi"), "median": values}))
    offered = median_steps(values)
    chosen = offered[offered["coverage"] >= result.level].iloc[-1]
    assert (chosen["low"], chosen["high"]) == (result.low, result.high)
    assert chosen["coverage"] == pytest.approx(result.coverage)


def test_deletion_by_hand():
    study = "Hart & Sutherland 1977"
    diagnosed = influence(TRIALS, interval="wald").set_index("study").loc[study]
    steps = cook_steps(TRIALS, study, pool(TRIALS).tau2, diagnosed["tau2_without"])
    point = baujat(TRIALS, interval="wald").set_index("study").loc[study]
    assert value(steps, "Cook's distance") == pytest.approx(diagnosed["cooks_distance"])
    assert value(steps, "hat value") == pytest.approx(diagnosed["hat"])
    assert value(steps, "DFFITS") == pytest.approx(diagnosed["dffits"])
    assert value(steps, "heterogeneity, Baujat's abscissa") == pytest.approx(point["heterogeneity"])
    assert value(steps, "influence, Baujat's ordinate") == pytest.approx(point["influence"])


def test_eggers_line_by_hand():
    steps, result = egger_steps(TRIALS.yi, TRIALS.vi), egger(TRIALS)
    assert value(steps, "intercept, the asymmetry") == pytest.approx(result.asymmetry)
    assert value(steps, "its standard error") == pytest.approx(result.se)
    assert value(steps, "p") == pytest.approx(result.p)
    assert value(steps, "slope, the effect at a standard error of zero") == pytest.approx(
        result.limit
    )


def test_three_series_take_no_cohort_twice_and_no_impossible_figure():
    rows = pd.DataFrame(
        {
            "row": ["study"] * 5 + ["not stated"],
            "label": list("abcdef"),
            "n": [100, 90, 80, 70, 60, 500],
            "estimate": [50.0, 40.0, 33.0, 30.0, 25.0, None],
            "feasible": [True, True, False, True, True, True],
            "cohort_id": ["x", "x", "y", "z", "w", "v"],
        }
    )
    chosen = three_series(rows)
    assert chosen["study"].tolist() == ["a", "d", "e"]
    assert chosen["k"].tolist() == [50, 21, 15]


def test_three_studies_whose_weights_are_small_whole_numbers():
    steps = random_effects_steps([0, 1, 2], [1, 1 / 2, 1 / 4])
    assert value(steps, "sum of w") == 1 + 2 + 4
    assert value(steps, "sum of wy") == 2 + 8
    assert value(steps, "common-effect mean") == pytest.approx(10 / 7)
    assert value(steps, "C") == 7 - (1 + 4 + 16) / 7
    assert value(steps, "typical variance s²") == pytest.approx(2 * 7 / (49 - 21))
    assert value(steps, "Q") == pytest.approx(2 + 4 * 4 - 100 / 7)


def test_studies_that_agree_leave_nothing_above_the_floor():
    steps = random_effects_steps([0.1, 0.1, 0.11], [1.0, 2.0, 1.5])
    for floor in ("τ² (DerSimonian-Laird)", "I² from Q, %", "I² from τ², %"):
        assert value(steps, floor) == 0
    assert value(steps, "H² from Q") == value(steps, "H² from τ²") == 1


@pytest.mark.parametrize("steps", [paule_mandel_steps, reml_steps])
def test_iterations_are_numbered_from_zero_and_end_when_nothing_moves(steps):
    table = steps(TRIALS.yi, TRIALS.vi)
    assert table["iteration"].tolist() == list(range(len(table)))
    assert table["tau2"][0] == 0
    assert 3 < len(table) < 40
    assert len(steps([0.1, 0.1, 0.11], [1.0, 2.0, 1.5])) == 1


def test_what_a_step_of_paule_and_mandel_is():
    first, second = paule_mandel_steps([0, 2, 4], [1, 1, 1]).to_dict("records")[:2]
    assert first == {"iteration": 0, "tau2": 0, "q": 8}
    assert second["tau2"] == (8 - 2) / 8


def test_deletion_of_one_of_two_equals():
    ready = effects(pd.DataFrame({"study": ["a", "b"], "yi": [0.0, 2.0], "vi": [1.0, 1.0]}), "RR")
    steps = cook_steps(ready, "b", 0, 0)
    assert steps["value"].tolist() == pytest.approx([1, 0, 0.5, 2, 0.5, 2**0.5, 1, 1])


def test_eggers_line_through_three_points():
    steps = egger_steps([1, 1.5, 4 / 3], [1, 1 / 4, 1 / 9])
    assert value(steps, "mean precision") == 2
    assert value(steps, "mean standardised effect") == pytest.approx((1 + 3 + 4) / 3)
    assert value(steps, "slope, the effect at a standard error of zero") == pytest.approx(1.5)
    assert value(steps, "intercept, the asymmetry") == pytest.approx(-1 / 3)
    error = (1 / 6 * (1 / 3 + 4 / 2)) ** 0.5
    assert value(steps, "its standard error") == pytest.approx(error)
    assert value(steps, "t") == pytest.approx(-1 / 3 / error)


def test_the_ranks_of_a_sign_test_of_four():
    rows = median_steps([4, 1, 3, 2]).to_dict("records")
    assert rows == [
        {"rank": 1, "low": 1, "high": 4, "coverage": pytest.approx(1 - 2 / 16)},
        {"rank": 2, "low": 2, "high": 3, "coverage": pytest.approx(1 - 2 * 5 / 16)},
    ]


def test_the_sums_of_weights_by_hand_are_made_of_logits():
    ours = weights_by_hand(pd.DataFrame({"k": [20], "n": [25]})).iloc[0]
    assert (ours["y"], ours["v"], ours["w"]) == pytest.approx((np.log(4), 1 / 4, 4))
    assert (ours["wy"], ours["wyy"]) == pytest.approx((4 * np.log(4), 4 * np.log(4) ** 2))


def test_the_three_largest_of_four_series_are_taken():
    rows = pd.DataFrame({"label": list("abcd"), "n": [40, 10, 30, 20], "estimate": 50.0})
    rows = rows.assign(row="study", feasible=True, cohort_id=rows["label"])
    assert three_series(rows)["n"].tolist() == [40, 30, 20]


def test_the_first_step_to_the_reml_variance_of_equal_studies():
    first, second = reml_steps([0, 2, 4], [1, 1, 1]).to_dict("records")[:2]
    assert first == {"iteration": 0, "tau2": 0, "step": pytest.approx((8 - 2) / 2)}
    assert second == {"iteration": 1, "tau2": pytest.approx(3), "step": pytest.approx(0)}
