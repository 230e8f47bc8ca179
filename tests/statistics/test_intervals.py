import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.intervals import INTERVAL_METHODS, proportion_intervals

forty = settings(max_examples=40, deadline=None, derandomize=True)
counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def interval(k, n, method, level=0.95) -> tuple[float, float]:
    frame = pd.DataFrame({"study": ["a"], "k": [k], "n": [n]})
    row = proportion_intervals(frame, method, level).iloc[0]
    return row["low"], row["high"]


@forty
@given(counts, st.sampled_from([0.7, 0.95]))
def test_wilson_bounds_are_where_the_score_test_turns(count, level):
    k, n = count
    z = stats.norm.ppf((1 + level) / 2)
    for bound in interval(k, n, "wilson", level):
        if 0 < bound < 1:
            assert (k / n - bound) ** 2 == pytest.approx(z**2 * bound * (1 - bound) / n, rel=1e-6)


@forty
@given(counts)
def test_clopper_pearson_bounds_leave_half_of_alpha_in_each_tail(count):
    k, n = count
    low, high = interval(k, n, "clopper-pearson")
    assert low == 0 if k == 0 else stats.binom.sf(k - 1, n, low) == pytest.approx(0.025)
    assert high == 1 if k == n else stats.binom.cdf(k, n, high) == pytest.approx(0.025)


@forty
@given(counts)
def test_jeffreys_bounds_are_quantiles_of_its_posterior(count):
    k, n = count
    low, high = interval(k, n, "jeffreys")
    posterior = stats.beta(k + 0.5, n - k + 0.5)
    assert low == 0 if k == 0 else posterior.cdf(low) == pytest.approx(0.025)
    assert high == 1 if k == n else posterior.cdf(high) == pytest.approx(0.975)


@forty
@given(counts, st.sampled_from(list(INTERVAL_METHODS)), st.integers(2, 20))
def test_intervals_hold_the_proportion_and_shrink_with_n(count, method, times):
    k, n = count
    low, high = interval(k, n, method)
    assert 0 <= low <= k / n <= high <= 1
    more_low, more_high = interval(k * times, n * times, method)
    assert more_high - more_low < high - low


def test_published_example():
    """Newcombe 1998, Statistics in Medicine 17, 857, table I: 81 of 263, 15 of 148, 0 of 20."""
    assert np.round(interval(81, 263, "wilson"), 4).tolist() == [0.2553, 0.3662]
    assert np.round(interval(81, 263, "clopper-pearson"), 4).tolist() == [0.2527, 0.3676]
    assert np.round(interval(15, 148, "wilson"), 4).tolist() == [0.0624, 0.1605]
    assert np.round(interval(0, 20, "wilson"), 4).tolist() == [0.0, 0.1611]


def test_counts_stay_beside_the_interval_and_nothing_in_gives_nothing_out():
    frame = pd.DataFrame({"study": ["a"], "k": [2.5], "n": [10], "year": [2018]})
    assert proportion_intervals(frame).loc[0, ["k", "n", "year"]].tolist() == [2.5, 10, 2018]
    assert proportion_intervals(frame.head(0)).empty


def test_impossible_counts_are_all_named():
    frame = pd.DataFrame({"study": list("abcd"), "k": [5, -1, "x", 1], "n": [4, 9, 9, 0]})
    with pytest.raises(InputError) as caught:
        proportion_intervals(frame)
    text = str(caught.value)
    assert "row 0 (study a), column 'k': value 5; expected at most 'n'" in text
    assert "row 1 (study b), column 'k': value -1; expected a number from 0" in text
    assert "row 2 (study c), column 'k': value x; expected a number from 0" in text
    assert "row 3 (study d), column 'n': value 0; expected a whole number from 1" in text


def test_a_missing_column_an_unknown_method_and_a_percentage_level_are_refused():
    frame = pd.DataFrame({"study": ["a"], "k": [1], "n": [4]})
    with pytest.raises(InputError, match="column 'n' is missing"):
        proportion_intervals(frame.drop(columns="n"))
    with pytest.raises(ValueError, match="expected one of wilson, clopper-pearson, jeffreys"):
        proportion_intervals(frame, "wald")
    with pytest.raises(ValueError, match="expected a number between 0 and 1"):
        proportion_intervals(frame, level=95)
