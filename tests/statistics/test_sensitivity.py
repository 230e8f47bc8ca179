import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.sensitivity import (
    e_value,
    observed_interval,
    pool_overlapping,
    with_effective_size,
)

SERIES = pd.DataFrame(
    {"study": list("abcdef"), "k": [12, 30, 8, 44, 20, 9], "n": [30, 60, 32, 90, 70, 20]}
)


def test_the_whole_size_is_the_pool_itself():
    ready = proportion_effects(SERIES)
    pools = with_effective_size(ready)
    whole = pool(ready)
    row = pools.table.set_index("share").loc[1.0]
    assert (row["estimate"], row["tau2"], row["prediction_low"]) == pytest.approx(
        (whole.estimate, whole.tau2, whole.prediction_low)
    )


def test_fewer_effective_patients_leave_less_heterogeneity():
    table = with_effective_size(proportion_effects(SERIES)).table
    assert table["share"].tolist() == [1.0, 0.8, 0.6]
    assert table["tau2"].is_monotonic_decreasing
    assert table["i2"].is_monotonic_decreasing
    common = with_effective_size(proportion_effects(SERIES), (1.0, 0.25)).pooled
    assert np.allclose(common[0.25].studies["vi"], 4 * common[1.0].studies["vi"])
    assert np.allclose(common[0.25].studies["yi"], common[1.0].studies["yi"])


@pytest.mark.parametrize("share", [0, 1.2, -0.5])
def test_an_impossible_share_is_refused(share):
    with pytest.raises(ValueError, match="expected a number above 0"):
        with_effective_size(proportion_effects(SERIES), (share,))
    with pytest.raises(ValueError, match="expected logit"):
        with_effective_size(proportion_effects(SERIES, "double arcsine"))


def test_binomial_chance_on_top_of_the_prediction():
    result = pool(proportion_effects(SERIES))
    ends = [observed_interval(result, patients) for patients in (20, 200, 1e12)]
    assert ends[0][0] < ends[1][0] < result.prediction_low
    assert ends[0][1] > ends[1][1] > result.prediction_high
    assert ends[2] == pytest.approx((result.prediction_low, result.prediction_high))
    assert observed_interval(pool(proportion_effects(SERIES.head(2))), 50) is None
    with pytest.raises(InputError, match="patients 0"):
        observed_interval(result, 0)


def test_the_observed_interval_holds_what_it_says():
    """Series drawn around a known mean, their own chance included."""
    generator = np.random.default_rng(8)
    inside, rounds = 0, 300
    for _ in range(rounds):
        n = generator.integers(40, 90, 9)
        chance = 1 / (1 + np.exp(-generator.normal(-0.3, 0.5, 9)))
        frame = pd.DataFrame(
            {"study": list("abcdefghi"), "k": generator.binomial(n, chance), "n": n}
        )
        low, high = observed_interval(pool(proportion_effects(frame.head(8))), n[8])
        inside += low <= frame["k"].iloc[8] / n[8] <= high
    assert inside / rounds == pytest.approx(0.95, abs=0.035)


def test_e_values_as_published():
    """VanderWeele and Ding 2017, Ann Intern Med 167, 268: RR 3.9 (1.8 to 8.7), 7.26 and 3.0."""
    assert e_value(3.9, 1.8, 8.7, "risk") == pytest.approx((7.26, 3.0), abs=0.005)


def test_an_e_value_does_what_it_promises():
    """A confounder as strong as the E-value explains the ratio away by the bound of Ding 2016."""
    strength = e_value(0.5, 0.3, 0.8, "risk")[0]
    assert strength**2 / (2 * strength - 1) == pytest.approx(2)


def test_e_values_turn_with_the_ratio_and_end_at_one():
    assert e_value(0.5, 0.4, 0.625) == pytest.approx(e_value(2, 1.6, 2.5))
    assert e_value(0.5, 0.2, 1.4)[1] == 1
    rare = "hazard of a rare event"
    assert e_value(0.5, 0.4, 0.6, rare) == e_value(0.5, 0.4, 0.6, "risk")
    assert e_value(0.5, 0.4, 0.6)[0] < e_value(0.5, 0.4, 0.6, rare)[0]
    with pytest.raises(InputError, match="expected in this order"):
        e_value(0.5, 0.6, 0.9)
    with pytest.raises(ValueError, match="expected one of risk"):
        e_value(0.5, 0.4, 0.6, "odds")


def reports(cohorts) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    rows = pd.DataFrame({"cohort_id": cohorts, "vi": 0.1, "n": 10})
    return rows.assign(study=[f"s{i}" for i in rows.index], yi=generator.normal(0, 0.6, len(rows)))


def test_unrelated_reports_of_equal_precision_are_a_t_test():
    rows = reports([None] * 8)
    result = pool_overlapping(effects(rows, "difference", count_cohorts_twice=True))
    theirs = stats.ttest_1samp(rows["yi"], 0)
    assert (result.cohorts, result.df) == (8, pytest.approx(7))
    assert (result.p, result.mu) == pytest.approx((theirs.pvalue, rows["yi"].mean()))


def test_a_report_given_twice_leaves_the_cohorts_to_count():
    rows = reports(list("abcdef"))
    again = rows.assign(study=rows["study"] + " again")
    twice = pd.concat([rows, again], ignore_index=True)
    result = pool_overlapping(effects(twice, "difference", count_cohorts_twice=True))
    theirs = stats.ttest_1samp(rows["yi"], 0)
    assert (result.reports, result.cohorts) == (12, 6)
    assert (result.p, result.df) == pytest.approx((theirs.pvalue, 5))


def test_one_cohort_has_no_spread():
    ready = effects(reports(["a", "a"]), "difference", count_cohorts_twice=True)
    assert pool_overlapping(ready).status == "too few cohorts"
    few = effects(reports(["a", "a", "b"]), "difference", count_cohorts_twice=True)
    assert "hardly known" in pool_overlapping(few).sentence
