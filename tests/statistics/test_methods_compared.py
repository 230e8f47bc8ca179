import numpy as np
import pandas as pd
import pytest
from books import ROOT

from reviewbook import Book
from reviewbook.statistics.bayes import HalfNormal, pool_bayesian
from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.methods_compared import (
    forest_rows_of,
    intervals_compared,
    known_ratio_derived,
    methods_compared,
    predictions_compared,
    rare_events_compared,
    ratio_again,
    scales_compared,
    sharing_compared,
    with_e_values,
    without_many_studies,
)
from reviewbook.statistics.pooled_rows import percentage_effects
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.sensitivity import e_value, pool_overlapping
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.reports import counted_pairs

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


def test_rare_events_of_two_arms_by_hand():
    counts = pd.DataFrame(
        {"study": ["a"], "events_1": [1], "n_1": [10], "events_2": [3], "n_2": [10]}
    ).assign(allocation="randomised")
    table = rare_events_compared(pd.concat([counts, counts.assign(study="b")])).set_index("method")
    assert table.loc["Random effects", "estimate"] == pytest.approx(7 / 27)
    assert table.loc["Mantel-Haenszel", "estimate"] == pytest.approx(7 / 27)
    variance = 4 * 16 * 10 * 10 / (20**2 * 19)
    assert table.loc["Peto", "estimate"] == pytest.approx(np.exp((1 - 2) / variance))


def test_few_studies_are_pooled_by_themselves_and_with_a_weak_prior():
    ready = effects(pd.DataFrame({"study": ["a", "b"], "yi": [0.0, 0.2], "vi": 0.04}), "HR")
    table = without_many_studies(ready).set_index("method")
    assert table["estimate"].tolist() == pytest.approx([np.exp(0.1)] * 3, rel=1e-3)
    half = 1.959964 * 0.02**0.5
    assert np.log(table.loc["Wald", "high"]) == pytest.approx(0.1 + half)
    assert table.loc["Knapp-Hartung, never narrower", "high"] == pytest.approx(
        np.exp(0.1 + 12.7062 * 0.02**0.5), rel=1e-4
    )
    weak = pool_bayesian(ready, HalfNormal(0.5))
    assert table.iloc[2][["low", "high"]].tolist() == [weak.low, weak.high]


def test_all_reports_are_pooled_beside_each_cohort_once_in_percent():
    rows = pd.DataFrame(
        {
            "study": list("abcd"),
            "estimate": [40.0, 50.0, 60.0, 50.0],
            "n": [50, 60, 70, 80],
            "cohort_id": ["x", "x", "y", "z"],
            "year": [2001, 2002, 2003, 2004],
        }
    )
    table = sharing_compared(rows).set_index("method")
    once = pool(percentage_effects(rows))
    every = pool_overlapping(percentage_effects(rows, twice=True))
    assert len(once.studies) == 3
    for found, row in zip((once, every), table.to_dict("records"), strict=True):
        shown = (row["low"], row["estimate"], row["high"])
        assert shown == pytest.approx((100 * found.low, 100 * found.estimate, 100 * found.high))


def test_e_values_are_those_of_the_estimate_and_of_the_nearer_bound():
    ratios = pd.DataFrame({"estimate": [0.5, 2.0], "low": [0.25, 0.9], "high": [0.8, 4.0]})
    found = with_e_values(ratios)
    assert found["e"].tolist() == [e_value(0.5, 0.25, 0.8)[0], e_value(2, 0.9, 4)[0]]
    assert found["e_bound"].tolist() == [e_value(0.8, 0.8, 0.8)[0], 1]


def test_a_ratio_with_its_interval_is_told_in_percent_only_where_it_is_a_share():
    table = methods_compared(proportion_effects(COUNTS)).query("method == 'REML'")
    result = pool(proportion_effects(COUNTS), "REML", "wald")
    row = table[table["interval"] == "wald"].iloc[0]
    assert (row["low"], row["i2"]) == pytest.approx((100 * result.low, result.i2))
    rows = forest_rows_of(pool(TRIALS, "common", "wald"), pool(TRIALS))
    common, random = rows[rows["row"] == "pooled"].to_dict("records")
    assert (common["label"], random["label"]) == ("Common effect", "Random effects")
    assert pd.isna(common["tau2"])
    assert (common["k"], common["level"]) == (13, 0.95)
    assert random["tau2"] == pool(TRIALS).tau2
    assert set(rows.loc[rows["row"] == "study", "level"]) == {0.95}
