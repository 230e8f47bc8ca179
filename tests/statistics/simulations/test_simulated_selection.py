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


class Given:
    """Chance that gives what was put in."""

    def __init__(self, **given):
        self.given = {name: np.array(each) for name, each in given.items()}

    def normal(self, size):
        return self.given["normal"]

    def uniform(self, low=0, high=1, size=None):
        return low + (high - low) * self.given["uniform"]

    def exponential(self, scale, size):
        return scale * self.given["exponential"]


def test_intervals_and_lives_follow_from_the_pace_by_hand():
    drawn = selection.by_interval(Given(normal=[[1.0, -1], [2, 0]]), 20, 60, 30, 40, 50, 2)
    # the interval is 30 e^±0.5; of the pace 0.6 and of what is its own 0.8 tell of survival
    assert drawn.chosen.tolist() == [True, False]
    assert drawn.death == pytest.approx(40 * np.exp([0.5 * (0.6 + 1.6), 0.5 * -0.6]))
    edges = selection.by_interval(Given(normal=[[1.0], [0]]), 30 * np.exp(0.505), 0, 30, 40, 50, 1)
    assert not edges.chosen[0]


def test_responders_die_more_slowly_by_hand():
    drawn = selection.by_response(
        Given(uniform=[0.3975, 0.41], exponential=[1.0, 1]), 40, 60, 24, 2
    )
    assert drawn.chosen.tolist() == [True, False]
    assert drawn.death * np.log(2) == pytest.approx([40, 24])


def test_who_dies_in_a_month_is_not_alive_at_its_end():
    assert selection.alive_at(np.array([4.0, 8]), np.array([3.9, 4, 8])).tolist() == [100, 50, 0]


def test_a_death_at_the_end_of_watching_counts():
    death, treated = np.array([1.0, 2, 3, 4]), np.array([True, False, True, False])
    assert selection.ratio_between(death, treated, 3).estimate == pytest.approx(
        (1 + np.sqrt(17)) / 2
    )
