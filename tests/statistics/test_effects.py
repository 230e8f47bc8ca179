import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewbook.statistics.effects import effects, printed_ratios, proportion_effects
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
