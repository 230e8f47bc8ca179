"""The engine against metafor, one data set at a time and several at once."""

from itertools import product

import numpy as np
import pytest
from books import ROOT

from reviewbook.statistics.metafor import _studies, _with_moderators, pinned_numbers
from reviewbook.statistics.random_effects import INTERVALS, METHODS, estimate_tau2, fit

PINNED = pinned_numbers(ROOT)
NAMES = ("bcg_rr", "normand1999", "hackshaw1998", "pritz1997_logit")
POOLED = [row for row in PINNED["pooled"] if row["dataset"] in NAMES and row["level"] == 0.95]
REGRESSION = [row for row in PINNED["regression"] if row["moderators"] == ["ablat"]]


def data_of(name):
    ready = _studies(PINNED, name)
    return ready.yi[:, None], ready.vi[:, None]


def near(theirs):
    return pytest.approx(theirs, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("theirs", POOLED, ids=lambda r: f"{r['dataset']} {r['method']}")
def test_a_pool_is_metafors(theirs):
    y, v = data_of(theirs["dataset"])
    found = fit(y, v, np.ones_like(y), theirs["method"], theirs["interval"])
    assert (found.beta[0, 0], found.se[0, 0]) == near((theirs["mu"], theirs["se"]))
    assert (found.tau2[0], found.q[0]) == near((theirs["tau2"], theirs["q"]))
    assert (found.i2[0], found.h2[0]) == near((theirs["i2"], theirs["h2"]))
    assert found.p_values()[0, 0] == near(theirs["p"])
    high = found.beta[0, 0] + found.critical(0.95) * found.se[0, 0]
    assert high == near(theirs["mu_high"])
    assert found.q_df == len(y) - 1
    assert found.i2_q[0] == near(max(0, 100 * (1 - (len(y) - 1) / theirs["q"])))
    assert found.h2_q[0] == near(max(1, theirs["q"] / (len(y) - 1)))


@pytest.mark.parametrize("theirs", REGRESSION, ids=lambda r: f"{r['moderators']} {r['method']}")
def test_a_regression_is_metafors(theirs):
    ready = _with_moderators(PINNED, theirs["dataset"])
    columns = ready.studies[theirs["moderators"]].to_numpy(float)
    X = np.column_stack([np.ones(len(ready)), columns])
    y, v = ready.yi[:, None], ready.vi[:, None]
    found = fit(y, v, X, theirs["method"], theirs["interval"])
    assert found.beta[:, 0] == near(theirs["coefficient"])
    assert found.se[:, 0] == near(theirs["se"])
    assert found.p_values()[:, 0] == near(theirs["p"])
    assert (found.tau2[0], found.q[0]) == near((theirs["tau2"], theirs["qe"]))
    assert (found.i2[0], found.h2[0]) == near((theirs["i2"], theirs["h2"]))


@pytest.mark.parametrize("method", METHODS)
def test_many_data_sets_at_once_are_each_as_alone(method):
    rng = np.random.default_rng(3)
    spread = np.array([0.05, 0.5, 1.0, 4.0, 0.0])
    y = rng.normal(size=(6, 5)) * spread
    v = rng.uniform(0.05, 0.4, (6, 5))
    X = np.column_stack([np.ones(6), np.arange(6)])
    for interval in INTERVALS:
        whole = fit(y, v, X, method, interval)
        for at in range(5):
            alone = fit(y[:, [at]], v[:, [at]], X, method, interval)
            for name in ("beta", "se", "tau2", "q", "i2", "h2", "i2_q", "h2_q"):
                assert getattr(whole, name)[..., at] == near(getattr(alone, name)[..., 0])
            assert whole.cov[..., at] == near(alone.cov[..., 0])


def test_the_interval_that_is_never_narrower_takes_the_wider_of_two():
    narrow = np.array([[0.1], [0.11], [0.1], [0.12]])
    wide = narrow * 400
    for y, chosen in ((narrow, "wald"), (wide, "knapp-hartung")):
        se = {name: fit(y, y * 0 + 0.2, y * 0 + 1, "common", name).se[0, 0] for name in INTERVALS}
        assert se["ad hoc"] == near(se[chosen])
        assert se["ad hoc"] == max(se.values())


def test_what_cannot_be_fitted_is_refused():
    one = np.ones((1, 1))
    with pytest.raises(ValueError, match="1 studies cannot carry 1 coefficients"):
        fit(one, one, one, "DL", "wald")
    with pytest.raises(ValueError, match="interval 'huge': expected one of wald"):
        fit(one, one, one, "DL", "huge")
    with pytest.raises(ValueError, match="method 'ML': expected one of common"):
        estimate_tau2(one, one, one, "ML")


@pytest.mark.parametrize(("method", "seed"), list(product(["PM", "REML"], range(4))))
def test_a_variance_between_studies_solves_its_equation(method, seed):
    """Of Paule and Mandel Q = k - p; of REML the slope of the restricted likelihood is zero."""
    rng = np.random.default_rng(seed)
    y, v = rng.normal(size=(9, 1)), rng.uniform(0.01, 2, (9, 1))
    X = np.ones((9, 1))
    tau2 = estimate_tau2(y, v, X, method)[0]

    def restricted(t):
        w = 1 / (v + t)
        residual = y - (w * y).sum() / w.sum()
        if method == "PM":
            return float((w * residual**2).sum() - 8)
        return float(np.log(v + t).sum() + np.log(w.sum()) + (w * residual**2).sum())

    if method == "PM":
        assert restricted(tau2) == pytest.approx(0, abs=1e-8) or (tau2 == 0 > restricted(0))
    else:
        assert restricted(tau2) <= min(restricted(max(0, tau2 + h)) for h in (-1e-3, 1e-3)) + 1e-12
