import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

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
