import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from reviewbook.statistics.binomial_normal import (
    homogeneity_tests,
    log_likelihood,
    pool_exact_proportions,
)
from reviewbook.statistics.effects import proportion_effects
from reviewbook.statistics.pooling import typical_variance

some = settings(max_examples=20, deadline=None, derandomize=True)
counts = st.integers(5, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(counts, min_size=3, max_size=8).filter(
    lambda rows: 0 < sum(k for k, _ in rows) < sum(n for _, n in rows)
)


def frame(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["k", "n"]).assign(study=[f"s{i}" for i in range(len(rows))])


@some
@given(tables, st.floats(-3, 3), st.floats(0.05, 3))
def test_likelihood_is_the_integral_it_stands_for(rows, mu, tau):
    total = 0.0
    for k, n in rows:

        def chance(u, k=k, n=n):
            eta = mu + tau * u
            return np.exp(k * eta - n * np.logaddexp(0, eta) + 0.5 * n) * stats.norm.pdf(u)

        peak = (special.logit((k + 0.5) / (n + 1)) - mu) / tau
        value, _ = integrate.quad(
            chance, -12, 12, points=[np.clip(peak, -11, 11)], limit=400, epsabs=0
        )
        total += np.log(value) - 0.5 * n
    k, n = np.array(rows, float).T
    assert log_likelihood(mu, tau, k, n) == pytest.approx(total, rel=1e-6)


@some
@given(tables)
def test_no_other_mu_and_tau_are_likelier(rows):
    result = pool_exact_proportions(frame(rows))
    assume(result.status == "pooled")
    k, n = np.array(rows, float).T
    best = log_likelihood(result.mu, np.sqrt(result.tau2), k, n)
    for mu in result.mu + np.array([-0.5, -1e-3, 0, 1e-3, 0.5]):
        for tau in np.sqrt(result.tau2) * np.array([0.5, 0.999, 1, 1.001, 2]) + 1e-3:
            assert log_likelihood(mu, tau, k, n) <= best + 1e-9


@some
@given(tables)
def test_standard_error_is_the_curvature_of_the_likelihood(rows):
    result = pool_exact_proportions(frame(rows))
    assume(result.status == "pooled")
    k, n = np.array(rows, float).T
    at, h = np.array([result.mu, np.sqrt(result.tau2)]), 1e-3
    step = h * np.eye(2)

    def second(a, b):
        corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
        values = [
            s * t * log_likelihood(*(at + s * step[a] + t * step[b]), k, n) for s, t in corners
        ]
        return sum(values) / (4 * h * h)

    information = -np.array([[second(a, b) for b in (0, 1)] for a in (0, 1)])
    assert result.se == pytest.approx(np.sqrt(np.linalg.inv(information)[0, 0]), rel=1e-3)


def test_equal_proportions_have_no_tau2_and_the_plain_binomial_interval():
    result = pool_exact_proportions(frame([(10, 40), (20, 80), (5, 20)]))
    assert result.tau2 == 0
    assert result.estimate == pytest.approx(0.25)
    assert result.se == pytest.approx(1 / np.sqrt(140 * 0.25 * 0.75))


def test_a_study_without_events_needs_no_correction():
    result = pool_exact_proportions(frame([(0, 20), (3, 30), (4, 25)]))
    assert result.status == "pooled"
    assert "One half" not in result.sentence
    assert "is not an effect of treatment" in result.sentence
    assert 0 < result.low < result.estimate < result.high < 1


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([], "no study"),
        ([(3, 9)], "one study"),
        ([(0, 9), (0, 30)], "no event"),
        ([(9, 9), (30, 30)], "only events"),
        ([(0, 9), (30, 30), (0, 12)], "no maximum"),
    ],
)
def test_nothing_to_pool_is_an_answer_in_words(rows, status):
    result = pool_exact_proportions(frame(rows))
    assert (result.status, result.estimate, result.tau2) == (status, None, None)
    assert result.sentence


def test_t_is_wider_than_normal_and_nothing_else_is_known():
    rows = frame([(2, 20), (9, 30), (4, 25)])
    wald, t = pool_exact_proportions(rows), pool_exact_proportions(rows, "t")
    assert (wald.df, t.df) == (None, 2)
    ratio = (t.mu_high - t.mu) / (wald.mu_high - wald.mu)
    assert ratio == pytest.approx(stats.t.ppf(0.975, 2) / stats.norm.ppf(0.975))
    with pytest.raises(ValueError, match="expected wald or t"):
        pool_exact_proportions(rows, "knapp-hartung")


def test_the_exact_test_of_two_series_is_fishers():
    frame = pd.DataFrame({"study": ["a", "b"], "k": [3, 9], "n": [12, 14]})
    row = homogeneity_tests(frame).set_index("test").loc["exact"]
    assert abs(row["p"] - stats.fisher_exact([[3, 9], [9, 5]]).pvalue) < 4 * row["error"]


def test_series_that_agree_are_not_told_apart():
    frame = pd.DataFrame({"study": list("abc"), "k": [5, 10, 20], "n": [10, 20, 40]})
    assert (homogeneity_tests(frame)["p"] > 0.99).all()
    assert homogeneity_tests(frame.head(1)).empty


def test_what_is_told_of_the_spread_follows_from_one_variance():
    ready = frame([(5, 40), (20, 50), (30, 45)])
    found = pool_exact_proportions(ready)
    assert found.tau2 > 0.1
    reach = stats.norm.isf(0.025) * np.sqrt(found.tau2 + found.se**2)
    assert found.mu_prediction_low == pytest.approx(found.mu - reach)
    assert found.mu_prediction_high == pytest.approx(found.mu + reach)
    typical = typical_variance(proportion_effects(ready))
    assert found.h2 == pytest.approx((typical + found.tau2) / typical)
    assert found.i2 == pytest.approx(100 * (1 - 1 / found.h2))


@pytest.mark.parametrize(("interval", "reference"), [("wald", stats.norm()), ("t", stats.t(3))])
def test_ends_and_heterogeneity_follow_from_the_estimates(interval, reference):
    rows = frame([(2, 40), (30, 60), (9, 50), (25, 30)])
    found = pool_exact_proportions(rows, interval, 0.9)
    quantile = reference.ppf(0.95)
    half, reach = quantile * found.se, quantile * np.sqrt(found.tau2 + found.se**2)
    assert found.tau2 > 0.5
    ends = (found.mu_low, found.mu_high, found.mu_prediction_low, found.mu_prediction_high)
    assert ends == pytest.approx([found.mu + x for x in (-half, half, -reach, reach)])
    shown = (found.low, found.high, found.prediction_low, found.prediction_high)
    assert shown == pytest.approx(special.expit(ends))
    typical = typical_variance(proportion_effects(rows))
    assert found.h2 == pytest.approx(1 + found.tau2 / typical)
    assert found.i2 == pytest.approx(100 * found.tau2 / (found.tau2 + typical))
    counts = np.array([rows["k"], rows["n"] - rows["k"]])
    g = stats.chi2_contingency(counts, lambda_="log-likelihood")
    assert (found.q, found.q_df, found.q_p) == pytest.approx((g.statistic, g.dof, g.pvalue))
    assert found.prediction_df == {"wald": "normal", "t": "k-1"}[interval]
    with pytest.raises(ValueError, match="between 0 and 1"):
        pool_exact_proportions(rows, level=90)


def test_series_that_lie_too_far_apart_have_no_maximum():
    far, further = (frame([(1, n), (n - 1, n)]) for n in (1500, 5500))
    assert pool_exact_proportions(far).status == "pooled"
    assert pool_exact_proportions(further).status == "no maximum"


def test_chance_deals_as_improbably_at_least_once_and_says_its_error():
    apart = homogeneity_tests(frame([(0, 60), (60, 60)])).set_index("test").loc["exact"]
    p = 1 / 100_001
    assert apart["p"] == pytest.approx(p, rel=1e-9)
    assert apart["error"] == pytest.approx(np.sqrt(p * (1 - p) / 100_000), rel=1e-9)
    alike = homogeneity_tests(frame([(10, 20), (10, 20)]))
    assert alike["statistic"].tolist()[:2] == [0, 0]
    assert alike["df"].tolist()[:2] == [1, 1]
    assert alike.equals(homogeneity_tests(frame([(10, 20), (10, 20)]), 1))
    assert alike.set_index("test").loc["exact", "p"] == 1


def test_reports_of_the_same_patients_are_pooled_once_unless_asked():
    rows = frame([(2, 20), (9, 30), (4, 25)]).assign(cohort_id=["x", "x", ""], year=2001)
    assert pool_exact_proportions(rows).k == 2
    assert pool_exact_proportions(rows, count_cohorts_twice=True).k == 3
