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
from reviewbook.statistics.effects import proportion_effects, proportion_intervals
from reviewbook.statistics.influence import baujat, egger, influence
from reviewbook.statistics.medians import median_of_medians
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.pairs import counted_pairs

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
