import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewbook.statistics.effects import (
    INTERVAL_METHODS,
    _from_double_arcsine,
    effects,
    logit,
    printed_ratios,
    proportion_effects,
    proportion_intervals,
)
from reviewbook.statistics.inputs import InputError

forty = settings(max_examples=40, deadline=None, derandomize=True)
counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def one(k, n) -> pd.DataFrame:
    return pd.DataFrame({"study": ["a"], "k": [k], "n": [n]})


@forty
@given(counts)
def test_the_double_arcsine_leads_back_to_the_proportion(count):
    ready = proportion_effects(one(*count), "double arcsine")
    assert ready.back(ready.yi)[0] == pytest.approx(count[0] / count[1], abs=1e-7)
    assert ready.vi[0] == pytest.approx(1 / (4 * count[1] + 2))


def test_the_double_arcsine_stays_between_nothing_and_everything():
    ready = proportion_effects(one(5, 20), "double arcsine")
    assert ready.back([-1.0, 0.0, 1.6, 3.0]).tolist() == [0, 0, 1, 1]
    highest = (np.arctan(np.sqrt(20)) + np.pi / 2) / 2
    assert 0.99 < ready.back([highest - 0.03])[0] < 1
    assert 0 < ready.back([np.pi / 2 - highest + 0.03])[0] < 0.01


@forty
@given(counts.filter(lambda count: 0 < count[0] < count[1]))
def test_the_logit_leads_back_to_the_proportion_without_a_note(count):
    ready = proportion_effects(one(*count))
    assert ready.back(ready.yi)[0] == pytest.approx(count[0] / count[1])
    assert ready.note == ""


@forty
@given(st.floats(0.1, 5), st.floats(0.05, 0.9))
def test_ratios_lead_back_to_what_was_printed(ratio, se):
    half = 1.959963984540054 * se
    frame = pd.DataFrame(
        {
            "study": ["a"],
            "estimate": ratio,
            "low": ratio * np.exp(-half),
            "high": ratio * np.exp(half),
        }
    )
    ready = effects(frame, "RR")
    assert np.sqrt(ready.vi[0]) == pytest.approx(se)
    again = effects(pd.DataFrame({"study": ["a"], "yi": ready.yi, "vi": ready.vi}), "RR")
    assert again.studies.loc[0, ["estimate", "low", "high"]].tolist() == pytest.approx(
        frame.loc[0, ["estimate", "low", "high"]].tolist()
    )


def test_a_difference_is_not_put_on_a_log_scale():
    frame = pd.DataFrame({"study": ["a"], "estimate": [-2.0], "low": [-4.0], "high": [0.0]})
    ready = effects(frame, "difference")
    assert ready.yi.tolist() == ready.back(ready.yi).tolist() == [-2.0]
    assert np.sqrt(ready.vi[0]) == pytest.approx(2 / 1.959963984540054)


def test_what_comes_with_the_input_stays():
    frame = one(5, 20).assign(treatment="resection", time_zero="liver surgery")
    assert proportion_effects(frame).studies.loc[0, "time_zero"] == "liver surgery"


def test_left_out_reports_are_named():
    frame = pd.DataFrame(
        {"study": ["a", "b"], "k": [5, 6], "n": [20, 30], "cohort_id": "x", "year": 2015}
    )
    ready = proportion_effects(frame)
    assert ready.studies["study"].tolist() == ["b"]
    assert "Left out as reports of the same patients: a." in ready.note
    assert len(proportion_effects(frame, count_cohorts_twice=True)) == 2


@pytest.mark.parametrize("vi", [0, -1, np.nan, np.inf, "?"])
def test_a_variance_that_is_none_is_refused(vi):
    frame = pd.DataFrame({"study": ["a", "b"], "yi": [0.1, 0.2], "vi": [0.1, vi]})
    with pytest.raises(InputError, match=r"row 1 \(study b\), column 'vi'"):
        effects(frame)


def test_an_unknown_measure_scale_or_column_is_refused():
    with pytest.raises(ValueError, match="expected HR, OR, RR or difference"):
        effects(one(1, 2), "SMD")
    with pytest.raises(ValueError, match="expected one of logit, double arcsine"):
        proportion_effects(one(1, 2), "arcsine")
    with pytest.raises(InputError) as caught:
        effects(one(1, 2))
    assert caught.value.problems == [
        f"column {name!r} is missing" for name in ("estimate", "low", "high")
    ]


def test_a_turned_ratio_keeps_its_interval_in_order_and_says_a_level_it_takes():
    rows = pd.DataFrame(
        {
            "value": [0.5, 2.0, 4.0],
            "low": [0.25, 1.0, np.nan],
            "high": [0.8, 5.0, np.nan],
            "level": [70.0, np.nan, np.nan],
        }
    )
    found = printed_ratios(rows, turned=rows["value"] > 1)
    assert found["estimate"].tolist() == [0.5, 0.5, 0.25]
    assert found["low"].tolist()[:2] == [0.25, 0.2]
    assert found["high"].tolist()[:2] == [0.8, 1.0]
    assert found["interval"].tolist() == ["printed", "printed", "none"]
    assert found["level"].tolist()[:2] == [0.7, 0.95]
    assert found["level_taken"].tolist() == [False, True, False]


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


def test_some_studies_are_picked_by_place_or_by_mask():
    whole = effects(pd.DataFrame({"study": list("abc"), "yi": [1, 2, 3], "vi": [1, 1, 1]}), "HR")
    assert whole.only([2, 0]).studies["study"].tolist() == ["c", "a"]
    assert whole.only(np.array([False, True, True])).studies.index.tolist() == [0, 1]
    assert whole.only([2, 0]).studies.index.tolist() == [0, 1]


def test_an_empty_cell_of_a_logit_has_one_half_added_on_both_sides():
    yi, vi = logit(np.array([0, 10, 3]), np.array([10, 10, 12]))
    half = np.log(0.5 / 10.5)
    assert yi.tolist() == pytest.approx([half, -half, np.log(3 / 9)])
    assert vi.tolist() == pytest.approx([1 / 0.5 + 1 / 10.5] * 2 + [1 / 3 + 1 / 9])


def test_the_double_arcsine_ends_where_nobody_or_everybody_has_the_event():
    """Freeman-Tukey of 0 and of 10 of 10 patients: 0.1531 and 1.4177."""
    back = _from_double_arcsine(np.array([0.150, 0.200, 1.400, 1.420]), 10)
    assert back[[0, 3]].tolist() == [0, 1]
    assert 0 < back[1] < 0.1
    assert 0.9 < back[2] < 1


def test_reports_of_the_same_patients_count_once_unless_asked():
    frame = pd.DataFrame({"study": ["a", "b"], "yi": [1, 2], "vi": [1, 1], "cohort_id": "x"})
    assert len(effects(frame.assign(n=[10, 20]))) == 1
    assert len(effects(frame.assign(n=[10, 20]), count_cohorts_twice=True)) == 2


def test_what_is_no_effect_and_how_many_patients_a_scale_asks_for():
    frame = pd.DataFrame({"study": ["a", "b"], "k": [5, 3], "n": [20, 40]})
    logits, arcsines = proportion_effects(frame), proportion_effects(frame, "double arcsine")
    ratios = effects(pd.DataFrame({"study": ["a"], "yi": [0.1], "vi": [0.1]}))
    assert (logits.null, ratios.null) == (None, 0)
    assert logits.inverse_n().tolist() == [0, 0]
    assert arcsines.inverse_n().tolist() == [1 / 20, 1 / 40]
    harmonic = 2 / (1 / 20 + 1 / 40)
    assert arcsines.back([0.4]) == pytest.approx(_from_double_arcsine(np.array([0.4]), harmonic))
    assert arcsines.back([0.4], 50) == pytest.approx(_from_double_arcsine(np.array([0.4]), 50))
    assert np.isnan(proportion_effects(frame.head(0), "double arcsine").back([0.4])[0])


def test_rows_are_numbered_anew_and_none_of_them_twice():
    ratios = pd.DataFrame({"study": ["a", "b"], "yi": [1, 2], "vi": [1, 1]}, index=[5, 6])
    shares = pd.DataFrame({"study": ["a", "b"], "k": [1, 2], "n": [4, 4]}, index=[5, 6])
    for made, frame in ((effects, ratios), (proportion_effects, shares)):
        assert made(frame).studies.index.tolist() == [0, 1]
        assert "index" not in made(frame).studies
        with pytest.raises(InputError, match="a name that no other row has"):
            made(frame.assign(study="a"))


def test_a_note_names_what_was_corrected_left_out_or_is_off_its_centre():
    shares = pd.DataFrame({"study": list("abc"), "k": [0, 4, 2], "n": 4, "cohort_id": ""})
    assert proportion_effects(shares).note == (
        "One half was added to both cells of a, b, where one cell is empty."
    )
    assert proportion_effects(shares.tail(1)).note == ""
    ratio = pd.DataFrame({"study": ["x", "y"], "estimate": [1.25, 1], "low": 0.5, "high": 2})
    said = "Printed off the centre of its interval, of which only the width counts: "
    assert effects(ratio).note == f"{said}x."
    assert effects(ratio.tail(1)).note == ""
    assert effects(ratio, "difference").note == f"{said}y."
    same = shares.assign(cohort_id="x", k=2, n=[4, 5, 6])
    twice = proportion_effects(same, count_cohorts_twice=True)
    assert twice.note == "An error shown for teaching: the patients of b, a are counted twice."
    assert (len(twice), len(twice.left_out)) == (3, 0)
