"""Percentages as rows of a forest plot, against Wilson's interval and what `pool` gives."""

import numpy as np
import pandas as pd
import pytest

from reviewbook.statistics.effects import proportion_effects
from reviewbook.statistics.pooled_rows import (
    MIXED_CLOCKS,
    YEARS,
    percentage_effects,
    percentages,
    with_pooled_percentage,
    without_impossible,
)
from reviewbook.statistics.pooling import pool

SERIES = pd.DataFrame(
    {
        "row": "study",
        "label": ["Ash", "Birch", "Cedar", "Dogwood"],
        "estimate": [40.0, 50.0, 62.5, 30.0],
        "n": [50, 60, 40, 90],
        "time_zero": "surgery",
        "impossible": [False, True, False, False],
    }
)


def pooled_of(rows):
    """Counts of patients handed to `pool` by themselves."""
    counts = rows.rename(columns={"label": "study"}).assign(k=rows["estimate"] * rows["n"] / 100)
    return pool(proportion_effects(counts[["study", "k", "n"]]))


def test_a_percentage_has_wilsons_interval_on_its_patients():
    rows = pd.DataFrame({"n": [20, 13, np.nan, 40], "alive": [50.0, 11.0, 30.0, np.nan]})
    found = percentages(rows, "alive")
    assert found["row"].tolist() == ["study", "study", "study", "not stated"]
    assert found["interval"].tolist() == ["approximate", "approximate", "none", "none"]
    assert found["feasible"].tolist() == [True, False, True, True]
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx([29.93, 70.07], abs=0.005)
    assert found.loc[2:, ["low", "high"]].isna().all(axis=None)
    assert found["estimate"].tolist()[:3] == [50, 11, 30]


@pytest.mark.parametrize(("percent", "feasible"), [(7.7, True), (8, True), (7.6, False)])
def test_a_share_of_thirteen_patients_is_held_to_its_printed_decimals(percent, feasible):
    rows = percentages(pd.DataFrame({"n": [13], "alive": [percent]}), "alive")
    assert rows["feasible"].tolist() == [feasible]


def test_percentages_become_events_that_are_not_rounded():
    rows = SERIES.assign(cohort_id=["x", "x", "", ""], published=[2001, 2002, 2003, 2004])
    rows.loc[4] = rows.loc[3].to_dict() | {"row": "pooled", "label": "All"}
    once, twice = percentage_effects(rows), percentage_effects(rows, twice=True)
    assert once.studies["study"].tolist() == ["Birch", "Cedar", "Dogwood"]
    assert once.studies["k"].tolist() == [30, 25, 27]
    assert once.studies["year"].tolist() == [2002, 2003, 2004]
    assert len(twice) == 4
    named = rows.drop(columns="row").rename(columns={"label": "study"}).assign(label="x")
    assert percentage_effects(named.head(2)).studies["study"].tolist() == ["Birch"]


def test_what_is_pooled_stands_below_the_studies():
    found = with_pooled_percentage(SERIES.drop(columns="impossible"))
    result = pooled_of(SERIES)
    assert found["row"].tolist() == ["study"] * 4 + ["pooled", "prediction"]
    assert list(found.index) == list(range(6))
    assert found["weight"].tolist()[:4] == pytest.approx(result.studies["weight"].tolist())
    pooled, prediction = found.loc[4], found.loc[5]
    shown = pooled[["estimate", "low", "high"]].tolist()
    assert shown == pytest.approx([100 * x for x in (result.estimate, result.low, result.high)])
    ends = [100 * result.prediction_low, 100 * result.prediction_high]
    assert prediction[["low", "high"]].tolist() == pytest.approx(ends)
    assert (pooled["k"], pooled["n"], pooled["level"]) == (4, 240, 0.95)
    assert pooled[["tau2", "i2", "q", "q_p"]].tolist() == pytest.approx(
        [result.tau2, result.i2, result.q, result.q_p]
    )
    assert set(found["time_zero"]) == {"surgery"}


def test_two_studies_have_no_prediction_and_one_nothing_to_pool():
    two = with_pooled_percentage(SERIES.drop(columns="impossible").head(2))
    assert two.loc[two["row"] == "prediction", ["low", "high"]].isna().all(axis=None)
    one = with_pooled_percentage(SERIES.head(1))
    assert one["row"].tolist() == ["study", "note"]
    assert one["label"].iloc[1] == pooled_of(SERIES.head(1)).sentence


def test_panels_are_pooled_one_by_one_in_their_order():
    rows = pd.concat([SERIES.assign(panel="later"), SERIES.assign(panel="earlier")])
    rows.iloc[0:1, rows.columns.get_loc("time_zero")] = "diagnosis"
    rows = pd.concat([rows, SERIES.head(1).assign(panel="bare", row="not stated")])
    found = with_pooled_percentage(rows)
    assert list(dict.fromkeys(found["panel"])) == ["later", "earlier", "bare"]
    assert list(found.index) == list(range(len(found)))
    kinds = {name: part["row"].tolist() for name, part in found.groupby("panel")}
    assert kinds["later"] == ["study"] * 4 + ["note"]
    assert kinds["earlier"] == ["study"] * 4 + ["pooled", "prediction", "note"]
    assert kinds["bare"] == ["not stated", "note"]
    said = found.loc[found["row"] == "note", "label"].tolist()
    assert said[0] == MIXED_CLOCKS
    assert said[1].startswith("Without Birch, ")
    assert said[2] == "No series states this, so nothing is pooled."


def test_what_is_pooled_without_an_impossible_value_is_said():
    def said(rows):
        return without_impossible(rows, lambda stated: (percentage_effects(stated), 100.0))

    def numbers(result, low, high):
        return f"{100 * getattr(result, low):.1f} to {100 * getattr(result, high):.1f}"

    rest = pooled_of(SERIES[~SERIES["impossible"]])
    begins = "Without Birch, which cannot be as printed: "
    text = f"{begins}{100 * rest.estimate:.1f} ({numbers(rest, 'low', 'high')}); the underlying "
    ends = numbers(rest, "prediction_low", "prediction_high")
    assert said(SERIES) == f"{text}figure of a new series {ends}."
    unstated = SERIES.loc[3].to_dict() | {"row": "not stated", "label": "Elm"}
    assert said(pd.concat([SERIES, pd.DataFrame([unstated])])) == said(SERIES)
    two = pooled_of(SERIES.loc[[0, 2]])
    assert said(SERIES.head(3)) == (
        f"{begins}{100 * two.estimate:.1f} ({numbers(two, 'low', 'high')})."
    )
    assert said(SERIES.head(2)) == begins + pooled_of(SERIES.head(1)).sentence
    both = SERIES.assign(impossible=[True, True, False, False])
    assert said(both).startswith("Without Ash and Birch, which cannot")
    assert said(SERIES.drop(columns="impossible")) == ""
    assert said(SERIES.assign(impossible=False)) == ""
    repeated = SERIES.assign(cohort_id=["", "x", "", "x"])
    assert said(repeated) == ""


def test_times_are_called_by_their_years():
    assert {months: f"{months // 12} year" for months in YEARS} == {
        months: name.removesuffix("s") for months, name in YEARS.items()
    }
