"""What a figure says follows its frame: other numbers, other words."""

import pandas as pd
import pytest

from reviewbook.charts import findings


def forest_rows(estimate=40.0, low=20.0, high=63.0, k=9) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"row": "study", "label": "Ada 2001", "estimate": 30.0, "low": 20.0, "high": 44.0},
            {"row": "study", "label": "Bea 2002", "estimate": 52.0},
            {"row": "not stated", "label": "Cis 2003", "estimate": None},
            {"row": "pooled", "label": "Pooled", "estimate": estimate, "k": k},
            {"row": "prediction", "label": "New", "estimate": None, "low": low, "high": high},
        ]
    )


def test_a_pooled_forest_says_its_pool_and_where_a_new_series_may_lie():
    said = findings.pooled(forest_rows(), "Alive at five years")
    assert said == (
        "Alive at five years: pooled 40% in 9 series; a new one may lie from 20% to 63%."
    )
    assert "pooled 41% in 8" in findings.pooled(forest_rows(41, k=8), "Alive")
    assert "from 21% to 62%" in findings.pooled(forest_rows(low=21, high=62), "Alive")


def test_of_a_panel_only_its_own_numbers_are_said():
    both = pd.concat(
        [forest_rows().assign(panel="one year"), forest_rows(12).assign(panel="five years")]
    )
    assert "pooled 12%" in findings.pooled(both, "Alive", panel="five years")


def test_without_a_pool_the_range_is_said_with_those_who_do_not_state_it():
    rows = forest_rows().query("row != 'pooled' and row != 'prediction'")
    said = findings.pooled(rows, "Median survival", "months")
    assert said == "Median survival: from 30 to 52 months in 2 of 3; 1 does not state it."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([12, 61, None, None], "R0: from 12% to 61% in 2 of 4; 2 do not state it."),
        ([12.5, 61, 30, 30], "R0: from 12.5% to 61.0% in all 4."),
        ([7, 7, 7, 7], "R0: 7% in all 4."),
        ([None] * 4, "R0: none of 4 states it."),
    ],
)
def test_a_spread_runs_from_the_smallest_to_the_largest(values, said):
    rows = pd.DataFrame({"label": list("abcd"), "value": values})
    assert findings.spread(rows, "R0") == said


def test_each_measure_has_its_own_unit():
    rows = pd.DataFrame(
        {"label": list("aabb"), "measure": ["R0, %", "Stay, days"] * 2, "value": [80, 6, 90, 9]}
    )
    assert findings.each_spread(rows) == (
        "R0: from 80% to 90% in both; Stay: from 6 to 9 days in both."
    )


def test_intervals_that_include_no_difference_are_counted():
    rows = pd.DataFrame(
        {"row": "study", "low": [0.4, 0.9, 1.1, None], "high": [0.9, 1.2, 3.0, None]}
    )
    assert findings.around_one(rows, "Hazard ratio").endswith("1 of 3 intervals includes 1.")
    assert "2 of 3" in findings.around_one(rows.replace(0.9, 1.0), "Hazard ratio")


def test_published_pools_are_counted_where_no_series_is_drawn():
    rows = pd.DataFrame({"row": "pooled", "low": [0.4, 0.9], "high": [0.9, 1.2]})
    assert findings.around_one(rows, "Hazard ratio").endswith("1 of 2 intervals includes 1.")
    drawn = pd.concat([rows, pd.DataFrame({"row": ["study"], "low": [0.4], "high": [2.0]})])
    assert findings.around_one(drawn, "Hazard ratio").endswith("1 of 1 interval includes 1.")


def test_a_map_says_how_much_of_it_is_empty():
    cells = pd.DataFrame({"topic": list("xxyy"), "design": list("mnmn"), "studies": [1, 0, 0, 0]})
    assert findings.filled(cells) == "3 of 4 combinations have no studies; nothing on y."
    cells["studies"] = 1
    assert findings.filled(cells).startswith("0 of 4")


def test_factors_that_series_contradict_each_other_about_are_counted():
    entries = pd.DataFrame(
        {"factor": list("aabb"), "study": list("1212"), "conflict": [False, False, True, True]}
    )
    said = findings.contradicted(entries)
    assert said.startswith("2 of 2 factors")
    assert "for 1 of these" in said


def test_steps_say_how_far_the_pool_moves_and_what_it_became():
    steps = pd.DataFrame(
        {
            "estimate": [None, 38.0, 42.0],
            "k": [1, 2, 3],
            "share": [100.0, 70.0, 40.0],
            "prediction_low": [20.0, 22.0, 25.0],
            "prediction_high": [60.0, 58.0, 55.0],
        }
    )
    assert "from 38.0% to 42.0%" in findings.moved(steps, "Alive", "percent")
    assert "pooled 38.0% with 2, then 42.0% with 3" in findings.became(steps, "Alive", "percent")
    said = findings.thinned(steps, "Alive")
    assert "100% of the patients: from 20.0% to 60.0%; by 40% of the patients: from 25.0%" in said


def test_only_fair_comparisons_are_counted_and_the_others_are_named():
    values = pd.DataFrame(
        {
            "label": list("aabbcc"),
            "arm": ["surgery", "drugs"] * 3,
            "value": [50, 40, 30, 35, 60, 10],
            "joined": [True, True, True, True, False, False],
        }
    )
    said = findings.higher(values, "Survival")
    assert "in 1 of 2 matched or randomised comparisons; 1 comparison is neither" in said


def test_periods_thresholds_stages_and_verdicts_are_counted():
    periods = pd.DataFrame({"start": [1990, None], "end": [2001, None]})
    assert findings.period(periods) == (
        "Patients were treated from 1990 to 2001; 1 of 2 series do not say when."
    )
    sizes = pd.DataFrame({"value": [3, 5.5]})
    assert findings.thresholds(sizes, "cm") == "2 thresholds of size, from 3 to 5.5 cm."
    steps = pd.DataFrame({"stage": [1, 2, 2], "title": ["See", "Ask", "Board"]})
    assert findings.stages(steps) == "2 stages; it ends with: Board."
    numbers = pd.DataFrame({"verdict": ["reproduced", "consistent", "consistent"]})
    said = findings.verdicts(numbers)
    assert said == "Of 3 printed numbers, 2 consistent and 1 reproduced."


def test_planes_say_what_lies_where():
    points = pd.DataFrame(
        {
            "study": ["a", "b"],
            "yi": [0.1, 2.0],
            "se": [0.5, 0.5],
            "heterogeneity": [1.0, 3.0],
            "x": [0.1, 0.3],
            "y": [0.2, 0.1],
        }
    )
    contours = pd.DataFrame(
        {"level": 0.95, "se": [0.0, 0.6], "low": [0.0, -1.176], "high": [0.0, 1.176]}
    )
    assert findings.inside_funnel(points, contours).startswith("1 of 2 studies")
    assert findings.outstanding(points).startswith("b makes 75%")
    assert findings.diagonal(points, "Risk with it").endswith("in 1 of 2 studies.")
    line = pd.DataFrame({"x": [1, 9], "estimate": [0.5, 1.5]})
    said = findings.fitted(line, points, "Risk ratio", "age")
    assert said.endswith("from 0.50 at 1 to 1.50 at 9.")
    tried = pd.DataFrame({"k": [1, 2], "estimate": [0.4, 0.6], "i2": [0.0, 3.0]})
    assert findings.subsets(tried, "Risk ratio").startswith("Risk ratio: pooled from 0.40 to 0.60")
    assert "from 0.4% to 0.6% over" in findings.subsets(tried, "Alive", "percent")
