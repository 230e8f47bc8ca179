import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from reviewbook.charts import forest_rows, theme
from reviewbook.charts.forest import forest, survival_forest
from reviewbook.charts.sheet import WIDTH

READING = "These series were not compared with anything."


@pytest.fixture(autouse=True)
def _theme():
    theme.register()


def ratios():
    nan = np.nan
    rows = [
        ("study", "Alder", 0.5, 0.25, 1.0, "printed", True, 40, 20.0, "Matched"),
        ("study", "Birch", 0.8, 0.01, 90.0, "approximate", True, 60, 80.0, "Matched"),
        ("subgroup", "Matched, pooled", 0.7, 0.5, 0.9, "printed", True, 100, nan, "Matched"),
        ("study", "Cedar", 1.5, nan, nan, "none", True, 30, nan, "Unmatched"),
        ("study", "Dogwood", 2.0, 1.0, 4.0, "printed", False, 20, nan, "Unmatched"),
        ("not stated", "Elder", nan, nan, nan, "none", True, nan, nan, "Unmatched"),
        ("pooled", "All", 0.9, 0.6, 1.3, "printed", True, 150, nan, None),
        ("prediction", "A new series", 0.9, 0.3, 2.7, "printed", True, nan, nan, None),
    ]
    names = ["row", "label", "estimate", "low", "high", "interval", "feasible", "n"]
    names += ["weight", "group"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        tau2=[*[nan] * 6, 0.0523, nan],
        i2=[*[nan] * 6, 41.6, nan],
        level=0.95,
        k=[*[nan] * 6, 4, nan],
    )


def percents():
    frame = ratios().query("row != 'subgroup'").assign(group=None, weight=np.nan)
    frame[["estimate", "low", "high"]] = (frame[["estimate", "low", "high"]] * 25).clip(upper=99)
    return frame


def horizons():
    frames = [percents().assign(panel=p) for p in ("first", "second", "third")]
    return pd.concat(frames, ignore_index=True)


def drawn(chart):
    return vl_convert.vegalite_to_svg(chart.to_dict())


def texts(svg):
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)</", svg)


def x_of(spec):
    encodings = [layer["encoding"] for layer in spec["layer"] if "encoding" in layer]
    return [encoding["x"] for encoding in encodings if "x" in encoding]


def rows_of(chart):
    return pd.DataFrame(next(iter(chart.to_dict()["datasets"].values())))


def layers(chart, mark):
    return [
        layer
        for layer in chart.to_dict()["layer"]
        if layer["mark"]["type"] == mark and "data" not in layer
    ]


def test_every_number_of_the_frame_is_written_beside_its_row():
    said = texts(drawn(forest(ratios(), "Hazard ratio")))
    for text in ("Alder", "0.50", "[0.25,", "1.00]", "20.0%", "40", "95% interval", "not stated"):
        assert text in said
    assert "Heterogeneity: k = 4, τ² = 0.052, I² = 42%" in said


def test_marks_follow_what_is_known_of_an_interval():
    chart = forest(ratios(), "Hazard ratio")
    solid, dashed = layers(chart, "rule")
    assert "strokeDash" not in solid["mark"]
    assert dashed["mark"]["strokeDash"][1] > 0
    rows = rows_of(chart).set_index("label")
    assert pd.isna(rows.loc["Cedar", "draw_low"])
    assert rows.loc["Birch", "cut_low"]
    assert rows.loc["Birch", "cut_high"]
    assert rows.loc["Birch", "draw_high"] == rows.loc["Birch", "right_end"] < 90
    assert not rows.loc["Alder", "cut_low"]


def test_a_hollow_point_is_filled_with_paper():
    svg = drawn(forest(ratios(), "Hazard ratio"))
    hollow = re.findall(rf'fill="{theme.LIGHT["paper"]}"[^>]*stroke="{theme.LIGHT["ink"]}"', svg)
    solid = drawn(forest(ratios().assign(feasible=True), "Hazard ratio"))
    assert len(hollow) == 2
    assert theme.LIGHT["paper"] not in solid


def test_square_areas_are_in_proportion_to_weights():
    rows = rows_of(forest(ratios(), "Hazard ratio")).set_index("label")
    assert rows.loc["Birch", "area"] / rows.loc["Alder", "area"] == pytest.approx(80 / 20)


def test_ratio_axis_is_logarithmic_with_the_null_and_doubling_ticks():
    chart = forest(ratios(), "Hazard ratio").to_dict()
    axes = x_of(chart)
    main = next(x for x in axes if "axis" in x)
    assert main["scale"]["type"] == "log"
    ticks = np.array(main["axis"]["values"])
    assert 1.0 in ticks
    assert np.allclose(ticks[1:] / ticks[:-1], 2)
    assert any(x.get("datum") == 1 for x in axes)


def test_percent_axis_is_linear_and_has_no_null():
    chart = forest(percents(), "Survival (%)", "percent", reading=READING).to_dict()
    axes = x_of(chart)
    assert next(x for x in axes if "axis" in x)["scale"]["type"] == "linear"
    assert not any("datum" in x for x in axes)


def test_rows_stand_in_order_with_headings_and_their_own_diamonds():
    rows = rows_of(forest(ratios(), "Hazard ratio", sort="estimate")).sort_values("position")
    assert list(rows["label"].str.split(":").str[0]) == [
        *("Matched", "Alder", "Birch", "Matched, pooled"),
        *("Unmatched", "Cedar", "Dogwood", "Elder"),
        *("All", "A new series", "Heterogeneity"),
    ]


def test_sorting_reorders_the_series_and_leaves_the_unknown_last():
    rows = rows_of(forest(percents(), "x", "percent", reading=READING, sort="estimate"))
    found = list(rows.query("row in ['study', 'not stated']")["label"])
    assert found == ["Alder", "Birch", "Cedar", "Dogwood", "Elder"]
    turned = percents().assign(year=[5, 4, 3, 2, 1, np.nan, np.nan])
    rows = rows_of(forest(turned, "x", "percent", reading=READING, sort="year"))
    found = list(rows.query("row in ['study', 'not stated']")["label"])
    assert found == ["Elder", "Dogwood", "Cedar", "Birch", "Alder"]


def test_diamond_spans_its_interval():
    spec = forest(ratios().query("row == 'pooled'"), "Hazard ratio")
    svg = drawn(spec)
    accent = re.findall(rf'd="([^"]*)"[^>]*fill="{theme.LIGHT["accent"]}"', svg)
    points = np.array([[float(v) for v in p.split(",")] for p in re.split("[ML]", accent[0])[1:5]])
    scale = spec.to_dict()["layer"][1]["encoding"]["x"]["scale"]["domain"]
    width = spec.to_dict()["width"]
    place = [width * np.log(v / scale[0]) / np.log(scale[1] / scale[0]) for v in (0.6, 0.9, 1.3)]
    assert sorted(points[:, 0]) == pytest.approx([place[0], place[1], place[1], place[2]], abs=0.1)


def test_favours_and_reading_are_printed():
    said = texts(
        drawn(forest(ratios(), "Hazard ratio", favours=("favours a", "favours b"), reading=READING))
    )
    assert {"← favours a", "favours b →", READING} <= set(said)


@pytest.mark.parametrize("drop", ["prediction", "reading"])
def test_a_bare_pooled_single_arm_figure_is_refused(drop):
    frame = percents()
    reading = READING
    if drop == "reading":
        reading = None
    else:
        frame = frame[frame["row"] != "prediction"]
    with pytest.raises(ValueError, match=f"pooled.*{drop}"):
        forest(frame, "Survival (%)", "percent", reading=reading)


def test_each_subgroup_needs_its_own_prediction_interval():
    frame = pd.concat([percents(), percents().query("row == 'pooled'").assign(group="Early")])
    frame.loc[frame["group"] == "Early", ["row", "label"]] = ["subgroup", "Early, pooled"]
    with pytest.raises(ValueError, match="'Early, pooled' has no prediction interval"):
        forest(frame, "Survival (%)", "percent", reading=READING)


def test_a_prediction_interval_that_cannot_be_had_says_so():
    frame = percents()
    frame.loc[frame["row"] == "prediction", ["low", "high"]] = np.nan
    assert "not estimable" in texts(drawn(forest(frame, "x", "percent", reading=READING)))


def test_mixed_time_zeros_are_refused_unless_panels_part_them():
    zeros = ["diagnosis", "hepatectomy", None, "hepatectomy", "not stated"]
    frame = percents().query("row in ['study', 'not stated']").assign(time_zero=zeros)
    with pytest.raises(ValueError, match="diagnosis, hepatectomy"):
        forest(frame, "Survival (%)", "percent")
    parted = frame.assign(panel=frame["time_zero"].fillna("not stated"))
    chart = forest(parted, "Survival (%)", "percent")
    assert isinstance(chart, alt.VConcatChart)
    said = texts(drawn(chart))
    assert {
        "Survival (%), counted from diagnosis",
        "Survival (%), counted from hepatectomy",
    } <= set(said)


def test_a_stated_time_zero_shares_no_axis_with_an_unstated_one():
    zeros = ["not stated", "hepatectomy", "not stated", "hepatectomy", "not stated"]
    frame = percents().query("row in ['study', 'not stated']").assign(time_zero=zeros)
    with pytest.raises(ValueError, match="hepatectomy, not stated"):
        forest(frame, "Survival (%)", "percent")


@pytest.mark.parametrize("zero", ["not stated", "hepatectomy"])
def test_what_is_pooled_without_a_clock_says_so_below_and_in_words(zero):
    chart = forest(percents().assign(time_zero=zero), "Survival", "percent", reading=READING)
    spec = chart.to_dict()
    unstated = zero == "not stated"
    assert ("from when it counts" in " ".join(texts(drawn(chart)))) == unstated
    assert ("from when it counts" in spec["description"]) == unstated


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (ratios().drop(columns="estimate"), "estimate"),
        (ratios().iloc[:0], "no row"),
        (ratios().assign(row="series"), "Unknown kind of row: series"),
        (ratios().assign(low=-0.1), "above zero"),
    ],
)
def test_frames_that_cannot_be_drawn_are_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        forest(frame, "Hazard ratio")


def test_survival_panels_share_rows_and_show_what_is_missing():
    frame = horizons()
    frame = frame[~((frame["panel"] == "second") & (frame["label"] == "Birch"))]
    chart = survival_forest(frame, "Overall survival (%)", READING)
    spec = chart.to_dict()
    places = []
    for part in spec["hconcat"]:
        rows = pd.DataFrame(spec["datasets"][part["data"]["name"]])
        places.append(dict(zip(rows["label"], rows["position"], strict=True)))
    assert places[0] == places[1] == places[2]
    said = texts(drawn(chart))
    assert said.count("not stated") == 3 + 1
    assert said.count("Alder") == 1
    assert "150" not in said
    assert said.count("first: k = 4, N = 150, τ² = 0.052, I² = 42%.") == 1


def test_why_nothing_is_pooled_is_said_in_the_plot():
    sentence = "Only Birch is left; one study is not pooled."
    note = pd.DataFrame([{"row": "note", "label": sentence}])
    bare = percents()[percents()["row"].isin(["study", "not stated"])]
    chart = forest(pd.concat([bare, note]), "Overall survival (%)", "percent")
    assert texts(drawn(chart)).count(sentence) == 1
    assert sentence in chart.to_dict()["description"]
    panels = [bare.assign(panel="first"), note.assign(panel="first"), bare.assign(panel="second")]
    said = texts(drawn(survival_forest(pd.concat(panels), "Overall survival (%)")))
    assert said.count(f"first: {sentence}") == 1


def test_survival_forest_needs_panels_and_its_reading():
    with pytest.raises(ValueError, match="panel"):
        survival_forest(percents(), "Survival (%)", READING)
    with pytest.raises(ValueError, match="sentence"):
        survival_forest(horizons(), "Survival (%)")


def many(count):
    each = {"row": "study", "low": 0.5, "high": 2.0, "interval": "printed", "estimate": 1.0}
    return pd.DataFrame([each | {"label": f"Series {i}"} for i in range(count)])


@pytest.mark.parametrize(
    "frame",
    [
        many(1),
        many(40),
        many(3).assign(label="A registry with a name that does not end before the line does"),
        many(3).assign(row="not stated", estimate=np.nan, low=np.nan, high=np.nan),
        ratios(),
    ],
    ids=["one", "forty", "long labels", "none stated", "all kinds"],
)
def test_every_plot_fits_the_column_and_uses_only_theme_colours(frame):
    svg = drawn(forest(frame, "Hazard ratio", favours=("favours the first", "favours the second")))
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1)) <= WIDTH + 20
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert used <= set(theme.LIGHT.values()) | {"none", "transparent"}
    assert "NaN" not in svg
    assert "null" not in texts(svg)


def test_long_labels_are_broken_not_cut():
    label = "A registry with a name that does not end before the line does"
    said = texts(drawn(forest(many(1).assign(label=label), "Hazard ratio")))
    assert label in " ".join(said)
    assert not any("…" in text for text in said)


def test_spec_is_strict_json():
    spec = forest(ratios(), "Hazard ratio").to_dict()
    assert "NaN" not in json.dumps(spec, allow_nan=False)


@pytest.mark.parametrize(
    ("ends", "scale", "expected"),
    [
        ((0.4, 3), "ratio", [0.5, 1, 2]),
        ((0.001, 50), "ratio", [0.001, 0.01, 0.1, 1, 10]),
        ((0, 100), "percent", [0, 20, 40, 60, 80, 100]),
        ((0, 60), "months", [0, 20, 40, 60]),
    ],
)
def test_ticks_are_the_ones_a_reader_expects(ends, scale, expected):
    assert forest_rows.ticks(ends, scale) == pytest.approx(expected)


def test_numbers_are_written_with_the_decimals_of_their_series():
    whole = forest_rows.complete(
        pd.DataFrame({"row": "study", "label": "a", "estimate": [37.0]}), "percent"
    )
    half = whole.assign(estimate=37.5)
    assert [
        forest_rows.decimals(f, s)
        for f, s in ((whole, "percent"), (half, "percent"), (whole, "ratio"))
    ] == [0, 1, 2]
    assert forest_rows.number(-0.5, 1) == "−0.5"


def test_each_panel_is_headed_by_the_level_of_its_own_intervals():
    rows = ratios().query("row == 'study'").assign(group=None)
    trial = rows.assign(panel="Trial", level=0.70)
    chart = forest(pd.concat([rows.assign(panel="Matched"), trial]), "Hazard ratio")
    headings = [text for text in texts(drawn(chart)) if text.endswith(" interval")]
    assert [text for text in headings if "%" in text] == ["95% interval", "70% interval"]


def test_what_a_pooled_row_means_is_said_once_beside_the_first_of_its_series():
    chart = forest(percents(), "Overall survival (%)", "percent", reading=READING)
    assert texts(drawn(chart)).count("the middle of these series") == 1
    published = ratios()[ratios()["row"] == "pooled"]
    assert "the middle of these series" not in texts(drawn(forest(published, "Hazard ratio")))
