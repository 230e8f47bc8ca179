import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from reviewbook.statistics.bayes import HalfNormal, LogNormal, pool_bayesian
from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.pooling import pool

TWO = effects(pd.DataFrame({"study": ["a", "b"], "yi": [-1.1, -1.3], "vi": [0.05, 0.09]}), "HR")


def test_quantiles_of_the_priors():
    assert LogNormal(-4.17, 1.55).quantile(0.5) ** 2 == pytest.approx(np.exp(-4.17))
    drawn = np.exp(np.random.default_rng(1).normal(-4.17, 1.55, 200_000) / 2)
    assert LogNormal(-4.17, 1.55).quantile(0.9) == pytest.approx(np.quantile(drawn, 0.9), rel=0.01)
    assert HalfNormal(0.5).quantile(0.5) == pytest.approx(0.5 * stats.norm.ppf(0.75))


def test_the_posterior_by_brute_force():
    """Both parameters integrated over a plane, without using that the mean is normal."""
    result = pool_bayesian(TWO, HalfNormal(0.5))

    def density(tau, mu):
        return (
            stats.halfnorm.pdf(tau, scale=0.5)
            * stats.norm.pdf(TWO.yi, mu, np.sqrt(TWO.vi + tau**2)).prod()
        )

    whole = integrate.dblquad(density, -6, 4, 0, 4)[0]
    below = integrate.dblquad(density, -6, result.mu_low, 0, 4)[0]
    flat = integrate.dblquad(density, -6, 4, 0, np.sqrt(result.tau2))[0]
    assert below / whole == pytest.approx(0.025, abs=1e-4)
    assert flat / whole == pytest.approx(0.5, abs=1e-4)


def test_a_prior_of_no_heterogeneity_is_the_common_effect():
    result, common = pool_bayesian(TWO, HalfNormal(1e-9)), pool(TWO, "common", "wald")
    assert (result.mu, result.mu_low, result.se) == pytest.approx(
        (common.mu, common.mu_low, common.se)
    )
    assert result.studies["weight"].tolist() == pytest.approx(common.studies["weight"].tolist())


def test_two_studies_are_not_left_to_say_how_much_studies_differ():
    result, ad_hoc = pool_bayesian(TWO, LogNormal(-4.17, 1.55)), pool(TWO)
    assert pool(TWO, "common", "wald").low > result.low > ad_hoc.low
    assert result.prediction_low < result.low < result.estimate
    wider = pool_bayesian(TWO, HalfNormal(1.0))
    assert wider.high > result.high


def test_what_cannot_be_pooled_is_an_answer_in_words():
    assert pool_bayesian(TWO.only([0]), HalfNormal(0.5)).status == "one study"
    series = pd.DataFrame({"study": ["a", "b"], "k": [4, 9], "n": [20, 30]})
    assert "not an effect" in pool_bayesian(proportion_effects(series), HalfNormal(1)).sentence
