import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.influence import (
    _is_influential,
    all_subsets,
    baujat,
    cumulative,
    egger,
    funnel,
    influence,
    leave_one_out,
)
from reviewbook.statistics.pooling import pool


def ready(k=12, seed=3):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "study": [f"s{i:02}" for i in range(k)],
            "yi": generator.normal(-0.4, 0.5, k),
            "vi": generator.uniform(0.02, 0.3, k),
            "year": generator.permutation(k) + 2000,
        }
    )
    return effects(frame, "HR")


def test_leave_one_out_names_the_study_that_is_gone():
    many = ready()
    table = leave_one_out(many)
    assert table["left_out"].tolist() == many.studies["study"].tolist()
    rest = pool(many.only(np.arange(12) != 4))
    assert table.loc[4, ["estimate", "low", "prediction_high"]].tolist() == pytest.approx(
        [rest.estimate, rest.low, rest.prediction_high]
    )


def test_influence_finds_the_study_that_was_made_to_stand_out():
    many = ready()
    many.studies.loc[7, "yi"] = 6.0
    table = influence(many)
    assert table.loc[table["influential"], "study"].tolist() == ["s07"]
    assert table["cooks_distance"].idxmax() == 7
    assert baujat(many)["heterogeneity"].idxmax() == 7


def test_among_many_studies_a_shift_of_the_fit_is_enough_to_stand_out():
    many = ready(40)
    many.studies.loc[7, ["yi", "vi"]] = [1.2, 0.02]
    row = influence(many).loc[7]
    assert abs(row["dffits"]) > 3 * np.sqrt(1 / 39)
    assert max(row["cooks_distance"] / 0.455, abs(row["dfbetas"]), row["hat"] * 40 / 3) < 1
    assert row["influential"]


def test_hat_values_are_the_weights():
    many = ready()
    table = influence(many, "DL", "wald")
    assert table["hat"].sum() == pytest.approx(1)
    assert table["weight"].tolist() == pytest.approx(
        pool(many, "DL", "wald").studies["weight"].tolist()
    )


def test_baujat_of_the_common_effect_adds_up_to_q():
    many = ready()
    assert baujat(many, "common", "wald")["heterogeneity"].sum() == pytest.approx(pool(many).q)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_too_few_studies_are_an_answer_in_words(k):
    few = ready().only(np.arange(k))
    for table in (influence(few), baujat(few)):
        assert table["study"].tolist() == few.studies["study"].tolist()
        assert (table["status"] == "too few studies").all()
    statuses = {0: [], 1: ["no study"], 2: ["one study", "one study"]}
    assert leave_one_out(few)["status"].tolist() == statuses[k]
    assert egger(few).status == "too few studies"
    assert (egger(few).p, egger(few).limit) == (None, None)


def test_identical_studies_have_no_spread_to_diagnose():
    frame = pd.DataFrame({"study": list("abcd"), "yi": 0.3, "vi": 0.1})
    plain = {"interval": "knapp-hartung"}
    assert (influence(effects(frame), **plain)["status"] == "no spread").all()
    assert (baujat(effects(frame), **plain)["status"] == "no spread").all()
    assert (influence(effects(frame))["status"] == "diagnosed").all()


def test_cumulative_adds_by_year_and_ends_with_all():
    many = ready()
    table = cumulative(many)
    assert table["year"].is_monotonic_increasing
    assert table["k"].tolist() == list(range(1, 13))
    assert table.loc[0, "status"] == "one study"
    assert table["estimate"].iloc[-1] == pytest.approx(pool(many).estimate)
    first_three = many.studies.nsmallest(3, "year").index
    assert table.loc[2, "low"] == pytest.approx(pool(many.only(np.sort(first_three))).low)


def test_cumulative_needs_a_year_for_each_study():
    many = ready()
    many.studies.loc[[2, 5], "year"] = np.nan
    with pytest.raises(ValueError, match="'year' is not stated for s02, s05"):
        cumulative(many)


def test_all_subsets_are_all_of_them_and_only_so_many():
    table = all_subsets(ready(6))
    assert len(table) == 2**6 - 7
    assert table["subset"].is_unique
    assert table["subset"].is_monotonic_increasing
    assert table["estimate"].notna().all()
    with pytest.raises(ValueError, match="63 studies: expected at most 62"):
        all_subsets(ready(63))


def test_funnel_contours_mark_where_the_p_value_turns():
    many = ready()
    shape = funnel(many, levels=(0.95,))
    assert shape.centre == 0
    widest = shape.contours.loc[shape.contours["se"].idxmax()]
    assert widest["high"] == pytest.approx(1.959963984540054 * np.sqrt(many.vi).max())
    assert widest["low"] == -widest["high"]
    assert (shape.contours.loc[shape.contours["se"] == 0, ["low", "high"]] == 0).all(axis=None)


def test_funnel_of_proportions_stands_around_their_middle():
    frame = pd.DataFrame({"study": list("abc"), "k": [5, 9, 30], "n": [20, 30, 90]})
    proportions = proportion_effects(frame)
    assert funnel(proportions).centre == pytest.approx(pool(proportions, "common", "wald").mu)
    empty = funnel(proportion_effects(frame.head(0)))
    assert (empty.centre, len(empty.points), len(empty.contours)) == (None, 0, 0)


def test_egger_finds_the_asymmetry_that_was_made():
    se = np.linspace(0.1, 0.6, 14)
    wobble = 0.05 * np.resize([1, -1], 14) * se
    frame = pd.DataFrame(
        {"study": [f"s{i}" for i in range(14)], "yi": 0.2 + 1.5 * se + wobble, "vi": se**2}
    )
    for model in ("classical", "mixed"):
        result = egger(effects(frame), model)
        assert result.asymmetry == pytest.approx(1.5, abs=0.05)
        assert result.limit == pytest.approx(0.2, abs=0.02)
        assert result.limit_low < 0.2 < result.limit_high
    assert egger(effects(frame)).p < 0.001


@pytest.mark.parametrize(("k", "warned"), [(9, True), (10, False)])
def test_egger_warns_below_ten_studies(k, warned):
    result = egger(ready(k))
    assert result.status == "tested"
    assert ("little power" in result.sentence) == warned


def test_equally_precise_studies_make_no_funnel():
    frame = pd.DataFrame({"study": list("abcd"), "yi": [0.1, 0.2, 0.4, 0.1], "vi": 0.1})
    assert egger(effects(frame)).status == "equal precision"
    with pytest.raises(ValueError, match="expected classical or mixed"):
        egger(effects(frame), "begg")


def test_above_sixteen_studies_subsets_are_sampled():
    many = ready(18)
    table = all_subsets(many, method="DL", interval="wald")
    assert len(table) == 2**16
    assert table["subset"].is_unique
    assert table["k"].between(2, 18).all()
    # Each of 18 studies is in with a chance of one half, so that sizes spread by the root of 18/4.
    assert table["k"].mean() == pytest.approx(9, abs=0.05)
    assert table["k"].std() == pytest.approx(np.sqrt(18 / 4), rel=0.02)
    assert table.equals(all_subsets(many, method="DL", interval="wald"))
    row = table.iloc[1234]
    alone = pool(many.only((int(row["subset"]) >> np.arange(18)) & 1 == 1), "DL", "wald")
    assert row["mu"] == pytest.approx(alone.mu)


def test_few_studies_are_all_there():
    table = all_subsets(ready(10), smallest=0)
    assert table["subset"].tolist() == list(range(2**10))
    with pytest.raises(ValueError, match="at most half of 20"):
        all_subsets(ready(20), smallest=15)


def test_memory_does_not_grow_with_the_studies():
    def peak(k):
        tracemalloc.start()
        all_subsets(ready(k), method="DL", interval="wald")
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    assert peak(24) < 1.2 * peak(16)


def test_precision_is_equal_only_up_to_the_digits_of_a_computer():
    frame = pd.DataFrame({"study": list("abcd"), "yi": [0.1, 0.2, 0.4, 0.1], "vi": 4.0})
    nearly = frame.assign(vi=[4, 4, 4, 4 * (1 + 1e-9)])
    assert egger(effects(nearly)).status == "equal precision"
    assert egger(effects(frame.assign(vi=[4, 4, 4, 4 * (1 + 1e-8)]))).status == "tested"


def test_egger_needs_three_studies_and_has_two_degrees_of_freedom_less():
    assert egger(ready(2)).status == "too few studies"
    found = egger(ready(3))
    assert (found.status, found.df) == ("tested", 1)
    assert found.statistic == pytest.approx(found.asymmetry / found.se)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.statistic), 1))


@pytest.mark.parametrize("bound", ["dffits", "cooks_distance", "hat", "dfbetas"])
def test_a_study_stands_out_by_any_of_four_bounds(bound):
    """Viechtbauer and Cheung 2010: DFFITS above 3√(p/(k-p)), Cook's past the median of chi²."""
    limit = {
        "dffits": 3 * np.sqrt(1 / 9),
        "cooks_distance": stats.chi2.ppf(0.5, 1),
        "hat": 3 / 10,
        "dfbetas": 1,
    }[bound]
    calm = {"dffits": 0.0, "cooks_distance": 0.0, "hat": 0.1, "dfbetas": 0.0}
    table = pd.DataFrame([calm | {bound: limit * 0.99}, calm | {bound: limit * 1.01}])
    assert _is_influential(table, 10).tolist() == [False, True]
