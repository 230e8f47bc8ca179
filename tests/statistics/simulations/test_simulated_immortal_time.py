import numpy as np
import pytest
from books import BOOK, ROOT

from reviewbook.statistics.simulations.immortal_time import (
    Cohort,
    analyses,
    as_ever_treated,
    at_landmark,
    including_one,
    null_cohort,
    null_cohorts,
    with_clones,
)
from reviewbook.statistics.simulations.selection import ratio_between
from reviewbook.teaching.proof import null_cohorts_found
from reviewbook.teaching.settings import settings_of

START = settings_of(BOOK.evidence, "immortal time").start()
SAMPLE, LEAST = 60, 93


@pytest.fixture(scope="module")
def sample():
    return null_cohorts(**START | {"cohorts": SAMPLE})


def test_the_error_excludes_one_and_the_other_analyses_include_it(sample):
    share = including_one(sample)
    assert 100 - share.pop("ever treated") >= LEAST
    assert len(share) == 3
    # of sixty, chance may take two more than of a thousand
    assert (share >= LEAST - 100 * 2 / SAMPLE).all(), share


def test_the_pinned_thousand_keep_what_is_promised():
    found = null_cohorts_found(ROOT).set_index("analysis")
    assert (found["cohorts"] == 1000).all()
    share = 100 * found["including_one"] / found["cohorts"]
    assert 100 - share.pop("ever treated") >= LEAST
    assert len(share) == 3
    assert (share >= LEAST).all(), share
    assert found["median_ratio"].drop("ever treated").between(0.98, 1.02).all()


def test_a_longer_draw_begins_with_the_same_cohorts(sample):
    few = null_cohorts(**START | {"cohorts": 2})
    assert few.equals(sample.head(len(few)))


def test_the_error_grows_with_the_immortal_time():
    settings = START | {"cohorts": 40}
    middle = [
        null_cohorts(**settings | {"latest_start": late})
        .query("analysis == 'ever treated'")["estimate"]
        .median()
        for late in (0, 6, 12, 24)
    ]
    assert middle == sorted(middle, reverse=True)
    assert middle[0] == pytest.approx(1, abs=0.05)
    assert middle[-1] < 0.65


MANY, LATEST, FOLLOW_UP = 40_000, 12, 120


def longer(death, start):
    """Return deaths after a treatment that makes what is left of life three times as long."""
    return np.where(start < death, death + 2 * (death - np.minimum(start, death)), death)


@pytest.fixture(scope="module")
def working():
    """Return patients whose treatment works."""
    cohort = null_cohort(np.random.default_rng(5), LATEST, 24, MANY, 50, FOLLOW_UP)
    return cohort._replace(death=longer(cohort.death, cohort.start))


def test_a_treatment_that_works_is_still_found(working):
    found = analyses(working, LATEST)
    for name in ("landmark", "time-varying"):
        assert found[name].estimate == pytest.approx(1 / 3, rel=0.03), name


def test_clones_find_what_a_trial_of_both_plans_would_find(working):
    rng = np.random.default_rng(6)
    death, treated = rng.exponential(24 / np.log(2), 2 * MANY), np.arange(2 * MANY) < MANY
    late = rng.uniform(size=2 * MANY) < 0.5
    start = np.where(late, LATEST, LATEST * rng.uniform(size=2 * MANY))
    death = np.where(treated, longer(death, start), death)
    trial = ratio_between(death, treated, FOLLOW_UP)
    # without either weight it would be 8% away
    assert with_clones(working, LATEST).estimate == pytest.approx(trial.estimate, rel=0.03)


def test_at_a_landmark_only_those_alive_are_compared():
    death = np.array([1.0, 20, 30, 40, 50])
    cohort = Cohort(death, np.array([np.inf, 6, np.inf, 8, np.inf]), 60)
    later = Cohort(death[1:] - 10, np.array([0, np.inf, 0, np.inf]), 50)
    assert at_landmark(cohort, 10) == pytest.approx(as_ever_treated(later))
