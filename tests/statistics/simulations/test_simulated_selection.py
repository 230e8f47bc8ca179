import numpy as np
import pytest

from reviewbook.statistics.simulations import selection

MANY = 20_000


def rng():
    return np.random.default_rng(8)


def test_responders_die_at_the_rate_that_was_put_in():
    drawn = selection.by_response(rng(), 40, 60, 24, MANY)
    ratio = selection.ratio_between(drawn.death, drawn.chosen, 600)
    assert ratio.estimate == pytest.approx(0.6, rel=0.04)
    assert drawn.chosen.mean() == pytest.approx(0.4, abs=0.02)
    assert np.median(drawn.death[~drawn.chosen]) == pytest.approx(24, rel=0.05)


def test_a_response_that_tells_nothing_and_a_coin_change_nothing():
    alike = selection.by_response(rng(), 40, 100, 24, MANY)
    assert selection.ratio_between(alike.death, alike.chosen, 60).estimate == pytest.approx(
        1, abs=0.05
    )
    unlike = selection.by_response(rng(), 40, 40, 24, MANY)
    coin = selection.by_coin(rng(), unlike, 60)
    assert coin.low < 1 < coin.high


def test_long_intervals_choose_long_lives_only_where_they_are_linked():
    def gain(link):
        drawn = selection.by_interval(rng(), 36, link, 30, 30, 80, MANY)
        chosen, everybody = (
            selection.alive_at(each, 60)[0] for each in (drawn.death[drawn.chosen], drawn.death)
        )
        return chosen - everybody

    gains = [gain(link) for link in (0, 40, 80)]
    assert abs(gains[0]) < 1.5
    assert gains[0] + 5 < gains[1] < gains[2] - 5


def test_nobody_is_refused_without_a_limit():
    assert selection.by_interval(rng(), 0, 60, 30, 30, 80, 500).chosen.all()


def test_curves_fall_from_a_hundred():
    rows = selection.curves({"a": np.array([1.0, 5, 9, 13])}, 12, 4)
    assert list(rows["a"]) == [100, 75, 50, 25]
    assert list(rows["months"]) == [0, 4, 8, 12]
