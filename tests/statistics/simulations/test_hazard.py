import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg

from reviewbook.statistics.simulations.hazard import Spells, hazard_ratio


def spells(seed: int, patients: int = 80, effect: float = 0.6) -> Spells:
    """Return patients who enter at different times, some of them under watch twice."""
    rng = np.random.default_rng(seed)
    treated = rng.uniform(size=patients) < 0.4
    stop = rng.exponential(np.where(treated, 20 / effect, 20))
    start = rng.uniform(0, 0.5, patients) * stop
    died = rng.uniform(size=patients) < 0.8
    return Spells(start, stop, died, treated, np.arange(patients) // 2)


def reference(rows: Spells, **settings):
    """Return the fit of statsmodels."""
    model = PHReg(
        rows.stop, rows.treated.astype(float), status=rows.died.astype(int), entry=rows.start
    )
    return model.fit(**settings)


@pytest.mark.parametrize("seed", range(4))
def test_the_ratio_and_its_interval_are_those_of_statsmodels(seed):
    rows = spells(seed)
    fitted, found = reference(rows), hazard_ratio(rows)
    assert found.estimate == pytest.approx(np.exp(fitted.params[0]), rel=1e-6)
    assert (found.low, found.high) == pytest.approx(np.exp(fitted.conf_int()[0]), rel=1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2, 6])
def test_the_robust_interval_sums_by_patient_as_that_of_statsmodels(seed):
    rows = spells(seed)
    fitted = reference(rows, groups=rows.patient)
    assert np.isfinite(fitted.bse).all(), "with some seeds the reference has no number"
    found = hazard_ratio(rows, (np.ones_like, np.ones_like))
    assert (found.low, found.high) == pytest.approx(np.exp(fitted.conf_int()[0]), rel=1e-4)


def test_who_counts_twice_counts_as_two():
    rows = spells(9)
    treated = rows.treated
    doubled = Spells(
        *(np.concatenate([column, column[treated]]) for column in rows[:4]),
        np.concatenate([rows.patient, rows.patient[treated]]),
    )
    weighed = hazard_ratio(rows, (np.ones_like, lambda time: np.full_like(time, 2.0)))
    twice = hazard_ratio(doubled, (np.ones_like, np.ones_like))
    assert weighed == pytest.approx(twice, rel=1e-6)


def test_a_weight_may_change_in_time():
    rows = spells(5)
    late = hazard_ratio(rows, (np.ones_like, lambda time: np.where(time > 15, 3.0, 1.0)))
    assert late.estimate != pytest.approx(hazard_ratio(rows).estimate, rel=1e-3)


def test_four_patients_by_hand():
    # Deaths at 1 (treated), 2 (not), 3 (treated), 4 (not). With r the ratio, the likelihood is
    # r/(2r+2) · 1/(r+2) · r/(r+1) · 1: its logarithm is greatest where r² - r - 4 = 0 … by
    # 2/r = 1/(r+1) + 1/(r+2) + 1/(r+1).
    rows = Spells(
        np.zeros(4),
        np.array([1.0, 2, 3, 4]),
        np.ones(4, bool),
        np.array([True, False, True, False]),
        np.arange(4),
    )
    r = hazard_ratio(rows).estimate
    assert 2 / r == pytest.approx(2 / (r + 1) + 1 / (r + 2))
    assert r == pytest.approx((1 + np.sqrt(17)) / 2)


def test_where_nobody_dies_there_is_no_number():
    rows = spells(1)._replace(died=np.zeros(80, bool))
    assert np.isnan(hazard_ratio(rows)).all()
