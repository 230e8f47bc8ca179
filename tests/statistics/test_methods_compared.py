import numpy as np
import pandas as pd
import pytest
from books import ROOT

from reviewbook import Book
from reviewbook.statistics.effects import proportion_effects
from reviewbook.statistics.methods_compared import (
    forest_rows_of,
    intervals_compared,
    known_ratio_derived,
    methods_compared,
    predictions_compared,
    ratio_again,
    scales_compared,
)
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.pairs import counted_pairs

COUNTS = pd.DataFrame({"study": ["a", "b", "c"], "k": [38, 46, 30], "n": [86, 120, 43]})
VACCINATED = counted_pairs(Book(ROOT / "examples" / "bcg").evidence, "tuberculosis")
TRIALS = two_arm_effects(VACCINATED, "RR")


def test_every_interval_of_each_proportion_in_percent():
    table = intervals_compared(COUNTS)
    assert len(table) == 9
    assert (table["low"] < table["proportion"]).all()
    assert (table["high"] <= 100).all()
    wide = table.pivot(index="study", columns="method", values="low")
    assert (wide["clopper-pearson"] < wide["jeffreys"]).all()


def test_every_method_and_interval():
    table = methods_compared(TRIALS)
    assert len(table) == 12
    # Pooled risk ratios of the trials as Viechtbauer (2010) prints their logarithms.
    reml = table.query("method == 'REML' and interval == 'wald'").iloc[0]
    assert np.log(reml["estimate"]) == pytest.approx(-0.7145, abs=5e-5)
    assert reml["tau2"] == pytest.approx(0.3132, abs=5e-5)
    assert table.query("method == 'common'")["prediction_low"].isna().all()


def test_proportions_are_in_percent():
    table = scales_compared(COUNTS)
    assert table["scale"].tolist() == ["logit", "double arcsine", "binomial-normal"]
    assert table["estimate"].between(38, 70).all()
    assert methods_compared(proportion_effects(COUNTS))["estimate"].between(38, 70).all()


def test_fewer_degrees_of_freedom_make_a_wider_prediction():
    table = predictions_compared(TRIALS)
    for _, part in table.groupby("interval"):
        width = np.log(part["prediction_high"] / part["prediction_low"])
        assert part["reference"].tolist() == ["normal", "t with k − 1", "t with k − 2"]
        assert width.is_monotonic_increasing


def test_rows_of_a_forest_plot_carry_both_models():
    rows = forest_rows_of(pool(TRIALS, "common", "wald"), pool(TRIALS))
    assert rows["row"].value_counts().to_dict() == {"study": 13, "pooled": 2, "prediction": 1}
    assert rows["weight"].sum() == pytest.approx(100)
    assert rows.loc[0, "arms"] == "4/123 : 11/139"


def test_each_route_gives_back_the_ratio_put_in():
    table = known_ratio_derived()
    truth, routes = table["estimate"].iloc[0], table.iloc[1:]
    assert truth == pytest.approx(2 / 3)
    exact = routes[~routes["route"].str.contains("several")]
    np.testing.assert_allclose(exact["estimate"], truth, rtol=1e-9)
    rough = routes.loc[routes["route"].str.contains("several"), "estimate"]
    np.testing.assert_allclose(rough, truth, rtol=0.02)
    assert (routes["low"] < truth).all()
    assert (routes["high"] > truth).all()
    assert (routes["assumption"] != "").all()


def test_the_error_behind_a_printed_interval():
    rows = pd.DataFrame(
        {
            "label": ["x", "y"],
            "estimate": [0.28, np.nan],
            "low": [0.15, np.nan],
            "high": [0.52, np.nan],
        }
    )
    table = ratio_again(rows)
    assert len(table) == 1
    assert table["se"][0] == pytest.approx(np.log(0.52 / 0.15) / (2 * 1.959964), rel=1e-6)
