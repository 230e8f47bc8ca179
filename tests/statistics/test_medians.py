from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.medians import median_of_medians, weighted_median

forty = settings(max_examples=40, deadline=None, derandomize=True)
series = st.lists(
    st.tuples(st.integers(5, 120), st.integers(5, 90)),
    min_size=2,
    max_size=9,
    unique_by=lambda r: r[0],
)


def frame(rows) -> pd.DataFrame:
    medians, n = zip(*rows, strict=True)
    return pd.DataFrame({"study": [f"s{i}" for i in range(len(rows))], "median": medians, "n": n})


@forty
@given(series)
def test_estimate_and_range(rows):
    result = median_of_medians(frame(rows))
    medians = [m for m, _ in rows]
    assert result.estimate == np.median(medians)
    assert (result.smallest, result.largest, result.k) == (min(medians), max(medians), len(rows))


@pytest.mark.parametrize("k", range(2, 25))
def test_interval_of_equal_weights_is_the_sign_test_of_the_tables(k):
    result = median_of_medians(frame([(i + 1, 10) for i in range(k)]))
    depths = [d for d in range(1, k // 2 + 1) if 1 - 2 * stats.binom.cdf(d - 1, k, 0.5) >= 0.95]
    if not depths:
        assert k < 6
        assert (result.low, result.high, result.coverage) == (None, None, None)
        assert "too few" in result.sentence
    else:
        assert (result.low, result.high) == (depths[-1], k + 1 - depths[-1])
        assert result.coverage == pytest.approx(1 - 2 * stats.binom.cdf(depths[-1] - 1, k, 0.5))


@forty
@given(series, st.sampled_from([0.5, 0.8, 0.95]))
def test_weighted_interval_inverts_the_weighted_sign_test(rows, level):
    """Every side assignment is written out; a middle between two medians is tested for each gap."""
    ordered = sorted(rows)
    weights = np.array([n for _, n in ordered])
    sums = np.array([np.dot(sides, weights) for sides in product([0, 1], repeat=len(rows))])
    alpha = (1 - level) / 2

    def accepted(j):
        below = weights[:j].sum()
        return min(np.mean(sums <= below), np.mean(sums >= below)) > alpha + 1e-12

    gaps = [j for j in range(len(rows) + 1) if accepted(j)]
    result = weighted_median(frame(rows), level)
    if 0 in gaps:
        assert (result.low, result.high, result.coverage) == (None, None, None)
    else:
        assert (result.low, result.high) == (ordered[gaps[0] - 1][0], ordered[gaps[-1]][0])
        assert result.coverage >= level - 1e-9


@forty
@given(series)
def test_weighted_median_is_that_of_the_patients(rows):
    patients = np.repeat([m for m, _ in rows], [n for _, n in rows])
    assert weighted_median(frame(rows)).estimate == np.median(patients)


@forty
@given(series, st.integers(2, 5))
def test_equal_sizes_weigh_as_none(rows, n):
    equal = frame([(m, n) for m, _ in rows])
    weighted, plain = weighted_median(equal), median_of_medians(equal)
    assert (weighted.estimate, weighted.low, weighted.high) == (
        plain.estimate,
        plain.low,
        plain.high,
    )


def test_none_and_one_are_answers_in_words():
    none, one = median_of_medians(frame([(1, 1)]).head(0)), weighted_median(frame([(38, 20)]))
    assert (none.status, none.k, none.estimate, none.low) == ("no study", 0, None, None)
    assert (one.status, one.k, one.estimate, one.low) == ("one study", 1, None, None)
    assert "s0" in one.sentence


def test_a_cohort_counts_once_unless_asked():
    rows = frame([(30, 50), (40, 60), (50, 70)]).assign(cohort_id=["x", "x", "y"], year=2015)
    result = median_of_medians(rows)
    assert result.estimate == 45
    assert result.left_out["study"].tolist() == ["s0"]
    assert median_of_medians(rows, count_cohorts_twice=True).estimate == 40


def test_a_median_not_reached_is_refused_by_name():
    rows = frame([(30, 50), (40, 60)]).assign(median=["NR", 40])
    with pytest.raises(InputError, match=r"row 0 \(study s0\), column 'median': value NR"):
        median_of_medians(rows)
    with pytest.raises(InputError, match="column 'n' is missing"):
        weighted_median(frame([(30, 50), (40, 60)]).drop(columns="n"))
