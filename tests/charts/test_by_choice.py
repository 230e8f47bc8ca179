"""A choice above a figure draws anew, and pools anew, the rows that it keeps."""

import pandas as pd
import pytest
from test_planes import svg_of, texts

from reviewbook.charts import theme
from reviewbook.charts.filters import ALL, by_choice
from reviewbook.charts.forest import forest, survival_forest
from reviewbook.charts.forest_marks import MEANT
from reviewbook.charts.sheet import narrow
from reviewbook.statistics.pooled_rows import percentages, with_pooled_percentage

READING = "The diamond describes series and is no effect."
SERIES = pd.DataFrame(
    {
        "label": ["Alder", "Birch", "Cedar", "Dogwood"],
        "n": [100.0, 60.0, 80.0, 50.0],
        "share": [20.0, 40.0, 55.0, 70.0],
        "kind": ["a", "a", "a", None],
    }
)
ROWS = percentages(SERIES, "share")
PANELS = pd.concat([ROWS.assign(panel=panel) for panel in ("early", "late")], ignore_index=True)


def plain(rows):
    return forest(with_pooled_percentage(rows), "Alive, %", "percent", reading=READING)


def beside(rows):
    return survival_forest(with_pooled_percentage(rows), "Alive, %", reading=READING)


@pytest.fixture(autouse=True)
def _theme():
    theme.register()


@pytest.mark.parametrize(("draw", "rows"), [(plain, ROWS), (beside, PANELS)])
def test_each_choice_shows_what_its_own_rows_give(draw, rows):
    chart = by_choice(draw, rows, "kind", "Kind", ["a", "none such"])
    select = chart.to_dict()["params"][0]
    assert select["bind"]["options"] == [ALL, "a", "not stated"]
    kept = {ALL: rows, "a": rows[rows["kind"] == "a"], "not stated": rows[rows["kind"].isna()]}
    for choice, some in kept.items():
        said = set(texts(svg_of(chart, **{select["name"]: choice})))
        assert set(texts(svg_of(draw(some)))) - said <= {*MEANT.values(), "Interval"}
        assert READING in said
        assert said & set(rows["label"]) == set(some["label"])
    whole, part = (set(texts(svg_of(draw(kept[choice])))) for choice in (ALL, "a"))
    assert len(whole - part) > 4


def test_the_still_picture_is_that_of_all_rows():
    still = texts(svg_of(by_choice(plain, ROWS, "kind", "Kind", ["a"])))
    assert sorted(still) == sorted(texts(svg_of(plain(ROWS))))


def test_on_a_narrow_page_it_is_drawn_as_without_a_choice():
    drawn = narrow(by_choice(plain, ROWS, "kind", "Kind", ["a"])).to_dict()
    assert "params" not in drawn
    assert drawn["datasets"] == narrow(plain(ROWS)).to_dict()["datasets"]
