"""Immortal time: against scipy's Weibull, and against patients drawn one by one."""

import numpy as np
import pytest
from books import BOOK
from scipy.stats import weibull_min

from bclm import immortal_time
from bclm.immortal_time import SECOND_OPERATION, chosen_survival, weibull

POINTS = {36.0: 0.5, 60.0: 0.38}

GROUPS = ("ruiz-2015-single", "ruiz-2015-repeat")


def test_the_curve_goes_through_both_points():
    shape, scale = weibull(POINTS)
    assert weibull_min.sf(list(POINTS), shape, scale=scale) == pytest.approx(list(POINTS.values()))


@pytest.mark.parametrize("chosen_at", [0, 12, 36, 50])
def test_survival_of_the_chosen_agrees_with_drawn_patients(chosen_at):
    shape, scale = weibull(POINTS)
    lives = weibull_min.rvs(shape, scale=scale, size=400_000, random_state=5)
    chosen = lives[lives > chosen_at]
    for months in POINTS:
        drawn = np.mean(chosen > months)
        assert chosen_survival((shape, scale), months, chosen_at) == pytest.approx(drawn, abs=0.005)


def test_choosing_nobody_by_survival_gives_the_printed_curve():
    rows = immortal_time.simulated(BOOK.evidence, *GROUPS).query("label == 'Everybody'")
    printed = {36.0: 50.0, 60.0: 38.0}
    assert rows["value"].to_list() == pytest.approx(list(printed.values()))


def test_the_later_they_are_chosen_the_longer_they_seem_to_live():
    rows = immortal_time.simulated(BOOK.evidence, *GROUPS)
    for _, part in rows[~rows["label"].str.startswith("Printed")].groupby("measure"):
        assert len(part) == len(SECOND_OPERATION)
        assert part["value"].is_monotonic_increasing
        assert part["value"].is_unique


@pytest.mark.parametrize("points", [{36.0: 0.5}, {36.0: 0.4, 60.0: 0.5}, {36.0: 1.0, 60.0: 0.4}])
def test_points_that_are_no_falling_curve_are_refused(points):
    with pytest.raises(ValueError, match="expected"):
        weibull(points)


def test_the_title_sets_choosing_beside_what_is_printed():
    rows = immortal_time.simulated(BOOK.evidence, *GROUPS)
    last = rows[rows["measure"] == rows["measure"].iloc[-1]]
    said = immortal_time.in_words(rows)
    for label in ("Everybody", "Chosen 36 months later"):
        value = last.loc[last["label"] == label, "value"].iloc[0]
        assert f" {value:.0f}% of" in said
    assert said.endswith("84%.")
    assert immortal_time.in_words(rows.assign(value=rows["value"] + 1)) != said
