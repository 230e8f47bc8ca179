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
)
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


def test_a_treatment_that_works_is_still_found():
    rng = np.random.default_rng(3)
    cohort = null_cohort(rng, 12, 24, 4000, 50, 240)
    left = cohort.death - cohort.start
    death = np.where(np.isfinite(cohort.start), cohort.start + 2 * left, cohort.death)
    found = analyses(cohort._replace(death=death), 12)
    del found["ever treated"]
    for name, ratio in found.items():
        # a rate that is halved; in both plans of the clones all are alike until the treatment
        ends = (0.45, 0.72) if name == "clones" else (0.45, 0.55)
        assert ends[0] < ratio.estimate < ends[1], name


def test_at_a_landmark_only_those_alive_are_compared():
    death = np.array([1.0, 20, 30, 40, 50])
    cohort = Cohort(death, np.array([np.inf, 6, np.inf, 8, np.inf]), 60)
    later = Cohort(death[1:] - 10, np.array([0, np.inf, 0, np.inf]), 50)
    assert at_landmark(cohort, 10) == pytest.approx(as_ever_treated(later))
