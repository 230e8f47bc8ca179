import numpy as np
import pandas as pd
import pytest
from scipy import special

from reviewbook.statistics.diagnostics import (
    along,
    as_published,
    differing_and_moving,
    effective_sizes,
    every_subset,
    funnel_in_words,
    homogeneity,
    in_words,
    influences,
    middle_medians,
    moderator_table,
    without_each,
)
from reviewbook.statistics.inputs import clocks
from reviewbook.statistics.pooled_rows import with_pooled_percentage

LABELS = ["Alder", "Birch", "Cedar", "Dogwood", "Elder", "Elder again"]


def rows():
    return pd.DataFrame(
        {
            "row": "study",
            "label": LABELS,
            "estimate": [44.0, 26.0, 50.0, 38.0, 58.0, 60.0],
            "n": [86, 34, 51, 42, 43, 20],
            "cohort_id": ["a", "b", "c", "d", "e", "e"],
            "published": [2012, 2013, 2013, 2014, 2015, 2018],
            "size": [3.0, 2.0, np.nan, 4.0, 5.0, 5.0],
            "same": 1.0,
        }
    )


def pooled(frame: pd.DataFrame) -> float:
    whole = with_pooled_percentage(frame).set_index("row")
    return whole.loc["pooled", "estimate"]


def test_without_a_series_is_what_the_rest_pools_to():
    steps, whole = without_each(rows())
    assert steps["left_out"].tolist() == LABELS[:5]
    rest = rows().iloc[[0, 2, 3, 4]]
    assert steps.set_index("left_out").loc["Birch", "estimate"] == pytest.approx(pooled(rest))
    assert whole["estimate"].item() == pytest.approx(pooled(rows()))
    assert whole["prediction_low"].item() < whole["low"].item()


def test_series_are_added_by_year_and_one_alone_is_not_pooled():
    steps = as_published(rows())
    assert steps["added"].tolist() == LABELS[:5]
    assert steps["status"].tolist() == ["one study"] + ["pooled"] * 4
    assert np.isnan(steps["estimate"].iloc[0])
    assert steps["estimate"].iloc[-1] == pytest.approx(pooled(rows()))


def test_a_series_unlike_the_others_stands_out():
    frame = rows().assign(estimate=[44.0, 45.0, 46.0, 44.0, 95.0, 95.0])
    points = differing_and_moving(frame).set_index("study")
    assert points["heterogeneity"].idxmax() == "Elder"
    found = influences(frame).set_index("study")
    assert found["cooks_distance"].idxmax() == "Elder"
    assert found.loc["Elder", "without"] == pytest.approx(pooled(frame.iloc[:4]))


def test_every_subset_counts_a_cohort_once():
    subsets = every_subset(rows())
    assert len(subsets) == 2**5 - 5 - 1
    assert subsets.nlargest(1, "k")["estimate"].item() == pytest.approx(pooled(rows()))
    assert subsets["estimate"].between(0, 100).all()


def test_a_line_that_is_there_is_found_on_the_scale_of_the_reader():
    size = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    nearly = 0.5 * size - 2 + 1e-6 * np.array([1, -2, 0, 2, -1])
    frame = rows().iloc[:5].assign(size=size, estimate=100 * special.expit(nearly), n=400)
    result = along(frame, "size")
    assert result.bubbles["x"].tolist() == size.tolist()
    assert result.line["estimate"].iloc[-1] == pytest.approx(100 * special.expit(0.5), rel=1e-4)
    row = moderator_table(frame, {"size": "Size, cm"}).iloc[0]
    assert row["ratio"] == pytest.approx(np.exp(0.5), rel=1e-4)
    assert row["said"] == "fitted"


def test_why_there_is_no_line_is_said_in_words():
    table = moderator_table(rows(), {"same": "Nothing", "size": "Size"}).set_index("moderator")
    assert table.loc["Nothing", "said"] == "the studies do not differ in it"
    assert np.isnan(table.loc["Nothing", "ratio"])
    assert table.loc["Size", "k"] == 4
    few = moderator_table(rows().iloc[:2], {"size": "Size"})
    assert few["said"].item() == "too few studies"
    assert along(rows().iloc[:2], "size").bubbles.empty


def series():
    months = [26.0, 29.0, 32.0, 36.0, 43.0, 53.0, 57.0, 82.0]
    return pd.DataFrame(
        {
            "label": [f"Series {i}" for i in range(8)],
            "os": months,
            "dfs": [14.0, 24.0, *[np.nan] * 6],
            "n": [10, 20, 30, 40, 50, 60, 70, 80],
            "cohort_id": list("abcdefgh"),
            "published": 2015,
        }
    )


def test_medians_keep_their_middle_interval_and_range():
    table = middle_medians(series(), {"os": "OS", "dfs": "DFS"}).set_index(["measure", "label"])
    middle = table.loc[("OS", "Median of the medians")]
    assert middle["value"] == 39.5
    assert (middle["low"], middle["high"]) == (26.0, 82.0)
    assert middle["coverage"] == pytest.approx(100 * (1 - 2 / 2**8))
    assert table.loc[("OS", "Weighted by patients"), "value"] == 53.0
    spread = table.loc[("DFS", "Smallest to largest")]
    assert (spread["low"], spread["high"], spread["k"]) == (14.0, 24.0, 2)
    bare = table.loc[("DFS", "Median of the medians")]
    assert np.isnan(bare["low"])
    assert "too few" in bare["said"]


def test_a_funnel_is_refused_below_ten_series():
    assert "5 series" in funnel_in_words(rows())
    many = pd.concat(
        [rows().iloc[:5].assign(label=lambda r, i=i: r["label"] + str(i)) for i in "xy"]
    )
    assert "enough" in funnel_in_words(many.assign(cohort_id=range(10)))


def test_what_was_not_pooled_says_why_and_what_was_left_out_is_named():
    one = with_pooled_percentage(rows().head(1))
    assert one["row"].tolist() == ["study", "note"]
    assert "one study" in one["label"].iloc[-1]
    none = with_pooled_percentage(rows().head(1).assign(row="not stated", estimate=np.nan))
    assert "nothing is pooled" in none["label"].iloc[-1]
    whole = with_pooled_percentage(rows())
    assert "Elder again" in whole.loc[whole["row"] == "note", "label"].item()
    assert whole.loc[whole["row"] == "pooled", "q_p"].item() > 0


def test_what_cannot_be_as_printed_is_pooled_and_left_out_side_by_side():
    frame = rows().assign(impossible=[False, False, False, False, True, True])
    said = " ".join(with_pooled_percentage(frame).query("row == 'note'")["label"])
    without = pooled(frame[~frame["impossible"]])
    assert f"Without Elder, which cannot be as printed: {without:.1f} (" in said
    spared = with_pooled_percentage(frame.assign(impossible=False))
    assert "cannot be as printed" not in " ".join(spared["label"])
    two = with_pooled_percentage(frame[frame["label"].isin(["Alder", "Elder"])])
    assert "Without Elder, which cannot be as printed: " in " ".join(two["label"])


def test_clocks_are_never_mixed_in_a_pool():
    zeros = ["surgery", "not stated", "surgery", None, "surgery", "surgery"]
    mixed = with_pooled_percentage(rows().assign(time_zero=zeros))
    assert "pooled" not in set(mixed["row"])
    assert "different events" in mixed["label"].iloc[-1]
    one = with_pooled_percentage(rows().assign(time_zero="not stated"))
    assert one.query("row == 'pooled'")["time_zero"].item() == "not stated"
    assert clocks(rows()) == []
    assert clocks(rows().assign(time_zero=zeros)) == ["surgery", "not stated"]


def test_every_status_without_a_number_has_its_words():
    assert in_words("pooled") == ""
    assert in_words("one study") == "one study alone is not pooled"


def test_fewer_informing_patients_narrow_the_prediction_and_not_the_observation():
    table = effective_sizes(rows())
    assert table["share"].tolist() == [100, 80, 60]
    whole = table.iloc[0]
    alone = with_pooled_percentage(rows()).set_index("row")
    assert whole["estimate"] == pytest.approx(alone.loc["pooled", "estimate"])
    assert whole["prediction_low"] == pytest.approx(alone.loc["prediction", "low"])
    assert (table["tau2"].diff().dropna() <= 0).all()
    assert (table["observed_low"] < table["prediction_low"]).all()
    assert (table["observed_high"] > table["prediction_high"]).all()


def test_what_censoring_hides_is_shown_with_and_without_what_cannot_be():
    frame = rows().assign(impossible=[False] * 4 + [True] * 2, time_zero="not stated")
    table = effective_sizes(frame)
    assert table["series"].tolist() == ["all series"] * 3 + ["without Elder and Elder again"] * 3
    assert table["estimate"].iloc[3] == pytest.approx(pooled(frame[~frame["impossible"]]))
    assert set(table["time_zero"]) == {"not stated"}


def test_each_panel_is_asked_on_its_own():
    both = pd.concat([rows().assign(panel="a"), rows().head(3).assign(panel="b")])
    table = homogeneity(both)
    assert table["panel"].tolist() == ["a"] * 3 + ["b"] * 3
    assert table.groupby("panel")["df"].first().tolist() == [4, 2]


def test_panels_stay_in_the_order_in_which_they_are_shown():
    panels = pd.concat([rows().assign(panel="late"), rows().assign(panel="early")])
    assert homogeneity(panels)["panel"].unique().tolist() == ["late", "early"]
