"""Pooling: what must hold for any studies, typed answers, and published analyses."""

import json
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewbook.statistics.effects import effects, proportion_effects
from reviewbook.statistics.influence import all_subsets
from reviewbook.statistics.inputs import InputError
from reviewbook.statistics.pooling import pool, pool_subsets, typical_variance
from reviewbook.statistics.random_effects import INTERVALS, METHODS, estimate_tau2
from reviewbook.statistics.two_arms import two_arm_effects

ROOT = Path(__file__).parents[2]
PINNED = json.loads((ROOT / "validation/metafor/reference.json").read_text(encoding="utf-8"))
RANDOM_EFFECTS = METHODS[1:]

forty = settings(max_examples=40, deadline=None, derandomize=True)

study_sets = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=9
).filter(lambda rows: np.ptp([y for y, _ in rows]) > 0.01)
models = st.tuples(st.sampled_from(METHODS), st.sampled_from(INTERVALS))


def ready(rows, measure="difference", **columns):
    y, v = np.array(rows).T
    names = [f"study {i}" for i in range(len(y))]
    return effects(pd.DataFrame({"study": names, "yi": y, "vi": v, **columns}), measure)


@forty
@given(study_sets, models, st.floats(0.1, 50))
def test_a_change_of_unit_changes_only_the_unit(rows, model, factor):
    before = pool(ready(rows), *model)
    after = pool(ready([(y * factor, v * factor**2) for y, v in rows]), *model)
    for name in ("mu", "se", "mu_low", "mu_high"):
        assert getattr(after, name) == pytest.approx(
            factor * getattr(before, name), rel=1e-6, abs=1e-8 * factor
        )
    assert after.tau2 == pytest.approx(factor**2 * before.tau2, rel=1e-6, abs=1e-8 * factor**2)
    assert after.q == pytest.approx(before.q, rel=1e-9)
    assert after.i2 == pytest.approx(before.i2, rel=1e-6, abs=1e-5)


@forty
@given(study_sets, models, st.floats(0.2, 5))
def test_multiplying_all_ratios_multiplies_the_pooled_ratio(rows, model, factor):
    before = pool(ready(rows, "HR"), *model)
    after = pool(ready([(y + np.log(factor), v) for y, v in rows], "HR"), *model)
    assert after.estimate == pytest.approx(factor * before.estimate, rel=1e-6)
    assert after.low == pytest.approx(factor * before.low, rel=1e-6)
    assert after.tau2 == pytest.approx(before.tau2, rel=1e-6, abs=1e-8)


@forty
@given(study_sets, models, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(rows, model, random):
    shuffled = random.sample(rows, len(rows))
    before, after = pool(ready(rows), *model), pool(ready(shuffled), *model)
    for name in ("mu", "se", "tau2", "q", "mu_low", "mu_high", "p"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-6, abs=1e-9)


@forty
@given(st.floats(-2, 2), st.lists(st.floats(0.01, 2), min_size=2, max_size=9))
def test_homogeneous_studies_have_no_tau2(effect, variances):
    for method in RANDOM_EFFECTS:
        result = pool(ready([(effect, v) for v in variances]), method, "wald")
        assert result.tau2 == 0
        assert result.i2 == 0
        assert result.mu == pytest.approx(effect)


@forty
@given(study_sets, models)
def test_the_pooled_effect_lies_among_the_studies(rows, model):
    effects_seen = [y for y, _ in rows]
    mu = pool(ready(rows), *model).mu
    assert min(effects_seen) - 1e-9 <= mu <= max(effects_seen) + 1e-9


@forty
@given(study_sets, models)
def test_p_and_interval_say_the_same(rows, model):
    p = pool(ready(rows), *model).p
    assume(1e-6 < p < 1 - 1e-6)
    touching = pool(ready(rows), *model, level=1 - p)
    bound = touching.mu_low if touching.mu > 0 else touching.mu_high
    assert bound == pytest.approx(0, abs=1e-7)


@forty
@given(study_sets, st.sampled_from(RANDOM_EFFECTS), st.sampled_from(INTERVALS))
def test_the_prediction_interval_holds_the_confidence_interval(rows, method, interval):
    result = pool(ready(rows), method, interval)
    assert (result.mu_prediction_low is None) == (len(rows) == 2)
    if len(rows) > 2:
        assert result.mu_prediction_low <= result.mu_low
        assert result.mu_prediction_high >= result.mu_high
        wider = pool(ready(rows), method, interval, prediction_df="k-2")
        assert wider.mu_prediction_high > result.mu_prediction_high


def restricted_log_likelihood(tau2, y, v):
    w = 1 / (v + tau2)
    mu = (w * y).sum() / w.sum()
    return -0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mu) ** 2).sum())


@forty
@given(study_sets)
def test_reml_finds_the_top_of_the_restricted_likelihood(rows):
    y, v = np.array(rows).T
    tau2 = estimate_tau2(y[:, None], v[:, None], np.ones((len(y), 1)), "REML")[0]
    top = restricted_log_likelihood(tau2, y, v)
    grid = np.concatenate([[0], np.geomspace(1e-6, 100, 400), tau2 * np.array([0.999, 1.001])])
    assert top >= max(restricted_log_likelihood(t, y, v) for t in grid) - 1e-10


@forty
@given(study_sets)
def test_paule_mandel_makes_q_meet_its_degrees_of_freedom(rows):
    y, v = np.array(rows).T
    tau2 = estimate_tau2(y[:, None], v[:, None], np.ones((len(y), 1)), "PM")[0]
    w = 1 / (v + tau2)
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    if tau2 > 0:
        assert q == pytest.approx(len(y) - 1, rel=1e-9)
    else:
        assert q <= len(y) - 1


@forty
@given(study_sets, st.integers(0, 8))
def test_a_cohort_reported_twice_counts_once(rows, which):
    names = [f"study {i}" for i in range(len(rows))]
    frame = pd.DataFrame(rows, columns=["yi", "vi"]).assign(study=names, cohort_id=names, n=50)
    again = frame.iloc[[which % len(rows)]].assign(study="again", n=49)
    twice = pd.concat([frame, again], ignore_index=True)
    once = pool(effects(frame, "difference"))
    counted = pool(effects(twice, "difference"))
    assert (counted.mu, counted.se, counted.k) == (once.mu, once.se, once.k)
    assert counted.left_out["study"].tolist() == ["again"]
    wrong = pool(effects(twice, "difference", count_cohorts_twice=True), "common", "wald")
    assert wrong.se < pool(effects(frame, "difference"), "common", "wald").se
    assert "counted twice" in wrong.sentence


@forty
@given(st.lists(st.tuples(st.integers(1, 19), st.just(20)), min_size=2, max_size=6))
def test_intervals_shrink_with_more_patients(rows):
    def width(factor):
        frame = pd.DataFrame(rows, columns=["k", "n"]).assign(
            study=[f"s{i}" for i in range(len(rows))]
        )
        frame[["k", "n"]] *= factor
        result = pool(proportion_effects(frame), "common", "wald")
        return result.mu_high - result.mu_low

    assert width(4) == pytest.approx(width(1) / 2)


@forty
@given(study_sets, models)
def test_subsets_are_pooled_as_if_alone(rows, model):
    many = ready(rows, "HR")
    table = all_subsets(many, 0, *model)
    assert len(table) == 2 ** len(rows)
    for row in table.sample(min(len(table), 12), random_state=1).itertuples():
        members = (row.subset >> np.arange(len(rows))) & 1 == 1
        alone = pool(many.only(members), *model)
        assert row.status == alone.status
        assert row.k == alone.k
        if alone.status == "pooled":
            for name in ("estimate", "low", "high", "prediction_low", "tau2", "i2", "q", "p"):
                single = getattr(alone, name)
                expected = np.nan if single is None else single
                assert getattr(row, name) == pytest.approx(
                    expected, rel=1e-6, abs=1e-8, nan_ok=True
                )


def test_subsets_of_double_arcsine_use_their_own_sizes():
    frame = pd.DataFrame({"study": list("abcd"), "k": [1, 20, 9, 5], "n": [10, 200, 12, 30]})
    many = proportion_effects(frame, "double arcsine")
    table = pool_subsets(many, [[True, False, True, True], [True, True, True, True]])
    for row, members in zip(table.itertuples(), ([0, 2, 3], [0, 1, 2, 3]), strict=True):
        assert row.estimate == pytest.approx(pool(many.only(members)).estimate)
        assert row.prediction_high == pytest.approx(pool(many.only(members)).prediction_high)


NUMBERS = ("estimate", "low", "high", "prediction_low", "mu", "se", "tau2", "i2", "p", "q")


def test_no_study_and_one_study_are_answers_in_words():
    none, one = pool(effects(pd.DataFrame())), pool(ready([(0.1, 0.2)], "HR"))
    assert (none.status, none.k) == ("no study", 0)
    assert (one.status, one.k) == ("one study", 1)
    assert "study 0" in one.sentence
    for result in (none, one):
        assert all(getattr(result, name) is None for name in NUMBERS)
        assert result.sentence


@pytest.mark.parametrize(("k", "status"), [([0, 0], "no event"), ([30, 12], "only events")])
@pytest.mark.parametrize("scale", ["logit", "double arcsine"])
def test_no_event_or_only_events_are_answers_in_words(k, status, scale):
    frame = pd.DataFrame({"study": ["a", "b"], "k": k, "n": [30, 12]})
    result = pool(proportion_effects(frame, scale))
    assert result.status == status
    assert "42 patients" in result.sentence
    assert all(getattr(result, name) is None for name in NUMBERS)
    table = pool_subsets(proportion_effects(frame, scale), [[True, True], [True, False]])
    assert table["status"].tolist() == [status, "one study"]


def test_one_study_without_events_is_corrected_and_said():
    frame = pd.DataFrame({"study": ["zero", "b", "c"], "k": [0, 5, 7], "n": [20, 30, 25]})
    result = pool(proportion_effects(frame))
    assert result.status == "pooled"
    assert "One half was added to both cells of zero" in result.sentence
    assert result.studies.loc[0, ["yi", "vi"]].tolist() == pytest.approx(
        [np.log(0.5 / 20.5), 1 / 0.5 + 1 / 20.5]
    )


def test_identical_effects_leave_knapp_hartung_without_an_interval():
    result = pool(ready([(0.5, 0.1), (0.5, 0.2)], "HR"), interval="knapp-hartung")
    assert result.estimate == pytest.approx(np.exp(0.5))
    assert (result.status, result.low, result.high, result.p) == ("no spread", None, None, None)
    same = ready([(0.5, 0.1), (0.5, 0.2)], "HR")
    row = all_subsets(same, interval="knapp-hartung").iloc[0]
    assert (row["status"], row["estimate"]) == ("no spread", pytest.approx(np.exp(0.5)))
    assert "agree exactly" in result.sentence


def test_a_common_effect_has_no_prediction_interval():
    result = pool(ready([(0.5, 0.1), (0.1, 0.2)]), "common", "wald")
    assert (result.prediction_low, result.prediction_df, result.tau2_high) == (None, None, None)
    assert "no prediction interval" in result.sentence


@pytest.mark.parametrize("prediction_df", [None, "normal", "k-1", "k-2"])
def test_two_studies_have_no_prediction_interval(prediction_df):
    two = ready([(0.5, 0.1), (0.1, 0.2)])
    result = pool(two, prediction_df=prediction_df)
    assert result.prediction_low is None
    assert "Two studies give no prediction interval" in result.sentence
    table = pool_subsets(two, [[True, True]], prediction_df=prediction_df)
    assert table["prediction_low"].isna().all()


@forty
@given(study_sets, st.sampled_from(METHODS))
def test_the_ad_hoc_interval_is_never_narrower_than_the_usual_one(rows, method):
    ad_hoc, usual = pool(ready(rows), method), pool(ready(rows), method, "wald")
    plain = pool(ready(rows), method, "knapp-hartung")
    assert ad_hoc.se >= usual.se * (1 - 1e-12)
    assert ad_hoc.mu_high - ad_hoc.mu_low > usual.mu_high - usual.mu_low
    assert ad_hoc.se == pytest.approx(max(plain.se, usual.se))


def test_two_studies_that_agree_by_hand():
    """Two hazard ratios with standard errors 0.3 and 0.2, nearer than chance would put them."""
    result = pool(ready([(-1.1, 0.09), (-1.2, 0.04)], "HR"))
    mu = (-1.1 / 0.09 - 1.2 / 0.04) / (1 / 0.09 + 1 / 0.04)
    half = 12.706204736 * np.sqrt(1 / (1 / 0.09 + 1 / 0.04))
    assert (result.low, result.high) == pytest.approx((np.exp(mu - half), np.exp(mu + half)))
    narrow = pool(ready([(-1.1, 0.09), (-1.2, 0.04)], "HR"), interval="knapp-hartung")
    assert narrow.high / narrow.low < result.high / result.low


@pytest.mark.parametrize(
    ("rows", "expectation"),
    [
        ([(0.1, 1e-300), (0.2, 1e-300)], "value 1e-300; expected a variance above 0, from 1e-30"),
        ([(0.1, 1e-20), (0.2, 1.0)], "at most 1e\\+12 times the smallest"),
        ([(1e300, 0.1), (0.2, 0.1)], "value 1e\\+300; expected a number of at most 1e\\+30"),
        ([(0.1, 1e300), (0.2, 0.1)], "value 1e\\+300; expected a variance"),
    ],
)
def test_numbers_beyond_all_reckoning_are_refused(rows, expectation):
    with pytest.raises(InputError, match=expectation):
        ready(rows)


@forty
@given(
    st.lists(st.tuples(st.floats(-1e30, 1e30), st.floats(-9, 2.9)), min_size=2, max_size=6),
    st.sampled_from([1e-18, 1.0, 1e27]),
    models,
)
def test_whatever_is_accepted_is_pooled(rows, unit, model):
    result = pool(ready([(y, unit * 10**v) for y, v in rows]), *model)
    assert result.status in ("pooled", "no spread")
    assert np.isfinite(result.mu)
    if result.status == "no spread":
        assert model[1] == "knapp-hartung"


def test_a_name_given_twice_is_refused():
    frame = pd.DataFrame({"study": ["a", "b", "a"], "yi": 0.1, "vi": 0.2})
    with pytest.raises(InputError, match=r"row 2 \(study a\), column 'study': value a; expected"):
        effects(frame, "HR")
    counts = pd.DataFrame({"study": ["a", "a"], "k": [1, 2], "n": [9, 9]})
    with pytest.raises(InputError, match="row 1"):
        proportion_effects(counts)


def test_an_estimate_far_off_its_centre_is_named():
    frame = pd.DataFrame(
        {"study": ["odd", "even"], "estimate": [0.5, 0.5], "low": [0.45, 0.25], "high": [2.0, 1.0]}
    )
    assert "off the centre of its interval" in effects(frame, "HR").note
    assert "odd" in effects(frame, "HR").note
    assert "even" not in effects(frame, "HR").note
    assert effects(frame.iloc[[1]], "HR").note == ""


def test_a_pooled_proportion_says_that_it_is_no_effect_of_treatment():
    frame = pd.DataFrame({"study": ["a", "b"], "k": [3, 5], "n": [20, 30]})
    result = pool(proportion_effects(frame))
    assert "is not an effect of treatment" in result.sentence
    assert (result.statistic, result.p) == (None, None)


def test_the_frame_has_one_row_and_no_frames_within():
    row = pool(ready([(0.5, 0.1), (0.1, 0.2)])).frame()
    assert len(row) == 1
    assert {"studies", "left_out"}.isdisjoint(row.columns)
    assert row["k"].item() == 2


def test_bcg_vaccine_trials_as_published():
    """Colditz et al. 1994, JAMA 271, 698: RR 0.49 (0.34 to 0.70), DerSimonian-Laird."""
    names = {"ai": "events_1", "n1i": "n_1", "ci": "events_2", "n2i": "n_2"}
    rows = pd.DataFrame(PINNED["datasets"]["bcg_rr"]["rows"]).rename(columns=names)
    trials = rows[["study", *names.values()]].assign(allocation="randomised")
    assert len(trials) == 13
    result = pool(two_arm_effects(trials, "RR"), "DL", "wald")
    assert f"{result.estimate:.2f} ({result.low:.2f} to {result.high:.2f})" == "0.49 (0.34 to 0.70)"


def test_passive_smoking_studies_as_published():
    """Hackshaw et al. 1997, BMJ 315, 980: 37 studies, RR 1.24 (1.13 to 1.36), from odds ratios."""
    printed = pd.DataFrame(PINNED["printed"]["hackshaw1998"])
    studies = effects(printed[["study", "estimate", "low", "high"]], "OR")
    assert len(studies) == 37
    result = pool(studies, "DL", "wald")
    assert f"{result.estimate:.2f} ({result.low:.2f} to {result.high:.2f})" == "1.24 (1.13 to 1.36)"


@pytest.mark.parametrize(
    ("arguments", "expectation"),
    [
        ({"method": "HE"}, "expected one of common, DL, PM, REML"),
        ({"interval": "t"}, "expected one of wald, knapp-hartung"),
        ({"level": 95}, "expected a number between 0 and 1"),
        ({"prediction_df": "k"}, "expected one of normal, k-1, k-2"),
    ],
)
def test_unknown_settings_are_refused(arguments, expectation):
    with pytest.raises(ValueError, match=expectation):
        pool(ready([(0.5, 0.1), (0.1, 0.2)]), **arguments)


def test_subsets_of_the_wrong_width_are_refused():
    with pytest.raises(ValueError, match="3 columns; expected 2"):
        pool_subsets(ready([(0.5, 0.1), (0.1, 0.2)]), [[True, True, False]])


def test_errors_of_input_are_all_listed_at_once():
    frame = pd.DataFrame(
        {
            "study": ["a", "b", "c"],
            "estimate": [0.5, -1, "?"],
            "low": [0.6, 0.2, 1],
            "high": [1, 2, 3],
        }
    )
    with pytest.raises(InputError) as caught:
        effects(frame, "HR")
    text = str(caught.value)
    assert "row 0 (study a), column 'estimate': value 0.5" in text
    assert "row 1 (study b), column 'estimate': value -1; expected a ratio above 0" in text
    assert "row 2 (study c), column 'estimate': value ?" in text


def test_an_interval_of_another_level_is_read_as_such():
    frame = pd.DataFrame(
        {"study": ["a"], "estimate": [1.0], "low": [0.5], "high": [2.0], "interval_level": [0.7]}
    )
    narrow = effects(frame, "HR").vi[0]
    assert np.sqrt(narrow) == pytest.approx(np.log(2) / 1.0364333894937896)
    assert effects(frame.drop(columns="interval_level"), "HR").vi[0] < narrow
    assert effects(frame.drop(columns="interval_level"), "HR", 0.7).vi[0] == pytest.approx(narrow)


THREE = [(0, 1), (2, 1), (4, 1)]
"""Effects with equal variances: Q is 8 with 2 degrees of freedom, DerSimonian-Laird tau² is 3."""


@pytest.mark.parametrize(
    ("interval", "reference", "t", "prediction_t"),
    [
        ("wald", None, stats.norm.ppf(0.975), stats.norm.ppf(0.975)),
        ("knapp-hartung", None, stats.t.ppf(0.975, 2), stats.t.ppf(0.975, 2)),
        ("wald", "k-1", stats.norm.ppf(0.975), stats.t.ppf(0.975, 2)),
        ("wald", "k-2", stats.norm.ppf(0.975), stats.t.ppf(0.975, 1)),
        ("knapp-hartung", "normal", stats.t.ppf(0.975, 2), stats.norm.ppf(0.975)),
    ],
)
def test_three_studies_by_hand(interval, reference, t, prediction_t):
    found = pool(ready(THREE), "DL", interval, prediction_df=reference)
    se = np.sqrt(4 / 3)
    assert (found.k, found.estimate, found.tau2) == (3, 2, pytest.approx(3))
    assert found.se == pytest.approx(se)
    assert (found.low, found.high) == pytest.approx((2 - t * se, 2 + t * se))
    reach = prediction_t * np.sqrt(3 + 4 / 3)
    assert (found.prediction_low, found.prediction_high) == pytest.approx((2 - reach, 2 + reach))
    assert found.statistic == pytest.approx(2 / se)
    assert found.studies["weight"].tolist() == pytest.approx([100 / 3] * 3)


def test_what_three_studies_say_of_their_heterogeneity_by_hand():
    found = pool(ready(THREE), "DL", "wald")
    assert (found.q, found.q_df, found.q_p) == (pytest.approx(8), 2, pytest.approx(np.exp(-4)))
    assert (found.i2, found.h2) == pytest.approx((75, 4))
    assert (found.i2_q, found.h2_q) == pytest.approx((75, 4))
    assert typical_variance(ready(THREE)) == pytest.approx(1)
    assert typical_variance(ready([(0, 1), (1, 0.5)])) == pytest.approx(1 * 3 / (9 - 5))
    for side, tail in (("low", 0.975), ("high", 0.025)):
        tau2 = 8 / stats.chi2.ppf(tail, 2) - 1
        assert getattr(found, f"tau2_{side}") == pytest.approx(tau2, rel=1e-4)
        assert getattr(found, f"i2_{side}") == pytest.approx(100 * tau2 / (1 + tau2), rel=1e-4)


def test_of_two_studies_and_of_one_model_it_is_said_why_nothing_is_predicted():
    assert "Two studies give no prediction" in pool(ready(THREE[:2])).sentence
    assert "This model gives no prediction" in pool(ready(THREE), "common").sentence
    assert "prediction" not in pool(ready(THREE), "DL", "wald").sentence
    assert pool(ready(THREE), "common").prediction_df is None
    assert pool(ready(THREE), "DL", "wald").prediction_df == "normal"


def test_subsets_are_numbered_by_their_studies():
    found = pool_subsets(
        ready(THREE), [[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]], "DL"
    )
    assert found["subset"].tolist() == [3, 5, 6, 4, 0]
    assert found["k"].tolist() == [2, 2, 2, 1, 0]
    assert found["status"].tolist() == ["pooled"] * 3 + ["one study", "no study"]
    assert found["mu"].tolist()[:3] == pytest.approx([1, 2, 3])
    assert found["q"].tolist()[:3] == pytest.approx([2, 8, 2])
    many = ready([(0, 1)] * 62 + [(1, 1), (1, 1)])
    chosen = np.zeros(64, dtype=int)
    chosen[[0, 63]] = 1
    assert pool_subsets(many, chosen, "DL")["subset"].item() == 2**63 + 1


def test_bare_lists_are_told_what_to_write_and_that_works():
    with pytest.raises(TypeError, match="two lists of numbers") as told:
        pool([0.8, 0.9], [0.1, 0.2])
    lines = [line for line in str(told.value).split("\n") if line.startswith("    ")]
    done = {}
    exec(textwrap.dedent("\n".join(lines)).replace("pool(eff", "pooled = pool(eff"), done)
    assert done["pooled"].k == 2
