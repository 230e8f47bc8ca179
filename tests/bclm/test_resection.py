"""The frames of the resection series, against the second reading and intervals by hand."""

import math

import pandas as pd
import pytest
from books import BOOK
from read_again import printed_in_tables

from bclm import resection
from bclm.resection import eras, measures, named_with_size, periods, size_scale, survival
from reviewbook.statistics.pooled_rows import percentages

COLUMNS = {"n": "n", "ehm": "extrahepatic", "r0": "margins", "recurrence": "recurrence"}
COLUMNS |= {f"os-{12 * years}": f"os_{years}" for years in (1, 3, 5)}
COLUMNS |= {"dfs-median": "dfs", "os-median": "os"}
SAME = ["age", "size", "solitary", "mortality", "complications", "stay"]
COLUMNS |= {name: name for name in SAME}


@pytest.fixture(scope="module")
def series():
    return resection.series(BOOK.evidence)


def invented(**columns) -> pd.DataFrame:
    """Three series of nobody."""
    rows = {"label": ["Alder", "Birch", "Cedar"], "n": [40, 50, None], "share": [25.0, None, 30.0]}
    return pd.DataFrame(rows | columns)


def test_every_cell_is_that_of_the_second_reading(series):
    read = pd.DataFrame(
        {
            column: {int(ref): value for ref, (value, _) in printed_in_tables()[name].items()}
            for name, column in COLUMNS.items()
        }
    )
    found = series.set_index("ref")[list(COLUMNS.values())].astype(float)
    pd.testing.assert_frame_equal(
        found, read.loc[found.index, found.columns], check_names=False, check_index_type=False
    )


def test_periods_stand_in_the_order_of_their_start(series):
    found = periods(series)
    assert list(found["start"]) == sorted(series["period_start"])
    assert (found["start"] <= found["end"]).all()
    assert found.iloc[0]["label"] == series.loc[series["period_start"].idxmin(), "label"]


def test_an_interval_is_wilsons_and_says_that_it_is_approximate():
    alder, birch, cedar = percentages(invented(), "share").to_dict("records")
    z, k, n = 1.959963984540054, 10, 40
    middle = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * math.sqrt(k * (n - k) / n + z**2 / 4)
    assert alder["low"] == pytest.approx(100 * (middle - half))
    assert alder["high"] == pytest.approx(100 * (middle + half))
    assert (alder["row"], alder["interval"]) == ("study", "approximate")
    assert (birch["row"], birch["interval"]) == ("not stated", "none")
    assert (cedar["row"], cedar["interval"]) == ("study", "none")
    assert math.isnan(cedar["low"])


def test_a_share_that_no_whole_number_gives_is_marked():
    rows = invented(n=[40, 12, 12], share=[25.0, 25.0, 26.0])
    assert list(percentages(rows, "share")["feasible"]) == [True, True, False]


def test_survival_has_a_panel_for_each_time_and_every_series_in_each(series):
    found = survival(series)
    assert list(found["panel"].unique()) == ["1 year", "3 years", "5 years"]
    assert (
        found.groupby("panel")["label"]
        .agg(set)
        .map(lambda names: names == set(series["label"]))
        .all()
    )
    assert (found["time_zero"] == "not stated").all()
    stated = found[found["row"] == "study"]
    assert len(stated) == series[["os_1", "os_3", "os_5"]].notna().sum().sum()


def test_measures_keep_what_readers_filter_by(series):
    found = measures(series, {"dfs": "Free of disease", "os": "Alive"}, "months")
    assert list(found["value"].dropna()) == [*series["dfs"].dropna(), *series["os"].dropna()]
    assert {"receptors", "her2", "size", "n"} <= set(found)
    assert set(found["unit"]) == {"months"}


def test_safety_keeps_the_unit_of_each_measure(series):
    found = resection.safety(series)
    units = dict(zip(found["measure"], found["unit"], strict=True))
    assert [title.endswith("days") for title in units] == [u == "days" for u in units.values()]
    for column in ("mortality", "complications", "stay"):
        value = found.loc[found["measure"].str.lower().str.contains(column), "value"]
        assert list(value.dropna()) == list(series[column].dropna())


def test_a_scale_of_sizes_has_the_step_of_the_printed_decimals():
    assert size_scale(pd.DataFrame({"size": [2.0, 3.5, None]})) == ((2.0, 3.5), 0.1)
    assert size_scale(pd.DataFrame({"size": [2.0, 4.0]})) == ((2.0, 4.0), 1.0)


def test_a_name_tells_the_size_where_it_is_stated():
    rows = pd.DataFrame({"label": ["Alder", "Birch"], "size": [3.0, None]})
    assert list(named_with_size(rows)["label"]) == ["Alder, 3 cm", "Birch"]


def test_eras_are_those_of_the_prose():
    assert list(eras(BOOK.evidence)["start"]) == [1990, 2000]


def test_series_outside_the_pool_are_named_at_their_time_only():
    rows = resection.survival(resection.series(BOOK.evidence))
    said = resection.outside_in_words(rows).split("at ")
    five = next(part for part in said if part.startswith("5 years"))
    assert "Margonis 2016" in five
    assert "Kostov 2013" not in five


def test_ablated_patients_in_resection_series_are_said():
    said = resection.with_ablation_in_words(BOOK.evidence, "design-with-rfa")
    assert said.startswith("Dittmar 2013, Mariani 2013, Kostov 2013, Polistina 2013, Treska 2014:")
    assert "5 of 11" in said
    assert "ablated" in said


def test_the_decade_in_which_series_began_is_told_in_both_readings():
    said = resection.begun_in_words(BOOK.evidence, "series-started-1980s-year")
    printed, right = said.split(". ")
    assert "1980s: Ruiz 2015, Margonis 2016" in printed
    assert right.endswith(" also Mariani 2013, Ruiz 2018.")


def test_the_title_of_several_panels_says_each_pooled_figure():
    rows = pd.DataFrame(
        {"row": ["study", "pooled", "pooled"], "panel": ["1 year", "1 year", "After years"]}
    ).assign(estimate=[80.0, 79.6, 41.2])
    assert resection.pooled_by_panel(rows, "Alive") == "Alive, pooled: 1 year 80%; after years 41%."
    assert "42%" in resection.pooled_by_panel(rows.assign(estimate=[80, 80, 42]), "Alive")


def test_the_title_of_medians_says_the_first_row_of_each_outcome():
    rows = pd.DataFrame(
        {
            "measure": ["Free, months", "Free, months", "Alive, months"],
            "label": ["Middle", "Other", "Middle"],
            "value": [23.0, 24.0, 40.5],
        }
    )
    assert resection.middle_in_words(rows) == "Middle: free 23 months; alive 40.5 months."
