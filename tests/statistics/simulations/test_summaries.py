import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from reviewbook.statistics.effects import effects
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.simulations import summaries


def test_the_mean_of_medians_gives_each_series_the_same_weight():
    series = [np.array([10.0, 10]), np.array([2.0, 2, 2, 2, 2, 2])]
    assert summaries.medians_of(series) == {"mean of medians": 6, "median of all": 2}


def test_small_series_are_the_first_and_live_longest():
    rng = np.random.default_rng(2)
    series = summaries.series_of_sizes(rng, 5, 100, 30, 4000, 64000)
    assert [len(each) for each in series] == [4000, 8000, 16000, 32000, 64000]
    middle = [np.median(each) for each in series]
    assert middle == pytest.approx([60, 52.5, 45, 37.5, 30], rel=0.06)


@pytest.mark.parametrize("risk", [1, 5, 12])
def test_how_often_none_is_seen(risk):
    rows = summaries.events_expected(risk, 20)
    assert rows["often"].iloc[0] == pytest.approx(100 * (1 - risk / 100) ** 20)
    assert rows["often"].sum() == pytest.approx(100, abs=1)
    assert (rows["observed"] == 5 * rows["events"]).all()


def test_none_of_few_leaves_room_for_much():
    for n in (5, 20, 100):
        high = proportion_confint(0, n, method="beta")[1]
        assert summaries.most_after_none(n) == pytest.approx(100 * high)


def test_who_counts_twice_is_surer_and_oftener_wrong():
    settings = {"spread": 40, "cohorts": 6, "patients": 60, "survival": 40, "draws": 300}

    def found(repeated):
        drawn = summaries.repeated_reports(np.random.default_rng(4), repeated, **settings)
        width = {n: (drawn[n][2] - drawn[n][1]).mean() for n in ("once", "twice")}
        return width, {n: summaries.covering(drawn[n], 40) for n in ("once", "twice")}

    width, holds = found(0)
    assert width["once"] == width["twice"]
    assert holds["once"] == holds["twice"] >= 93
    more = [found(repeated) for repeated in (2, 6)]
    widths, shares = ([each[part]["twice"] for each in more] for part in (0, 1))
    assert width["once"] > widths[0] > widths[1]
    assert holds["once"] > shares[0] > shares[1]


class Steady:
    """Chance that always gives its middle, and keeps what it was asked for."""

    def exponential(self, scale, size):
        return np.full(size, float(scale))

    def normal(self, size):
        return np.broadcast_to(np.array([[-1.0], [0.0], [1.0]]), size)

    def binomial(self, patients, chances):
        self.chances = chances
        return np.array([[3], [5], [6]])


def test_medians_fall_evenly_from_the_smallest_series_to_the_largest():
    series = summaries.series_of_sizes(Steady(), 3, 50, 20, 10, 1000)
    assert [len(each) for each in series] == [10, 100, 1000]
    assert [each[0] * np.log(2) for each in series] == pytest.approx([30, 25, 20])


def test_a_review_of_given_counts_is_pooled_as_the_book_pools():
    rng = Steady()
    found = summaries.repeated_reports(rng, 1, 50, 3, 10, 40, 1)
    odds = 40 / 60 * np.exp([-0.5, 0, 0.5])
    assert rng.chances[:, 0] == pytest.approx(odds / (1 + odds))
    assert found["each"][:, 0].tolist() == [30, 50, 60]
    k = np.array([3.5, 5.5, 6.5, 3.5])
    for name, count in (("once", 3), ("twice", 4)):
        y, v = np.log(k / (11 - k))[:count], (1 / k + 1 / (11 - k))[:count]
        rows = pd.DataFrame({"study": list("abcd")[:count], "yi": y, "vi": v})
        pooled = pool(effects(rows, "difference"), "REML", "ad hoc")
        ends = expit([pooled.mu, pooled.mu_low, pooled.mu_high])
        assert found[name][:, 0] == pytest.approx(100 * ends)


def test_an_interval_holds_what_lies_on_its_ends():
    pooled = np.array([[40, 40, 40, 40], [40, 30, 41, 20], [45, 40, 50, 39]])
    assert summaries.covering(pooled, 40) == 50


@pytest.mark.parametrize(("risk", "most"), [(1, 2), (5, 5), (12, 8)])
def test_numbers_rarer_than_one_in_a_thousand_are_left_out(risk, most):
    rows = summaries.events_expected(risk, 20)
    assert rows["events"].tolist() == list(range(most + 1))
    assert list(rows.index) == list(range(most + 1))
    often = [100 * binom.pmf(k, 20, risk / 100) for k in rows["events"]]
    assert rows["often"].tolist() == pytest.approx(often)
    every = summaries.events_expected(50, 3)
    assert every["events"].tolist() == [0, 1, 2, 3]
