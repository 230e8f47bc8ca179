import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from reviewbook.charts import theme
from reviewbook.charts.dots import arms, dots, slope
from reviewbook.charts.filters import with_filter, with_range
from reviewbook.charts.forest import forest, survival_forest
from reviewbook.charts.forest_steps import by_share, cumulative, leave_one_out
from reviewbook.charts.label_places import placed
from reviewbook.charts.maps import cutoffs, evidence_map, factor_map, timeline
from reviewbook.charts.planes import baujat, bubble, funnel, gosh, labbe
from reviewbook.charts.sheet import WIDTH

NAN = np.nan
TREES = ["Alder", "Birch", "Cedar", "Dogwood"]


@pytest.fixture(autouse=True)
def _theme():
    theme.register()


def points():
    return pd.DataFrame({"study": TREES, "yi": [-0.7, -0.2, 0.1, 0.4], "se": [0.1, 0.2, 0.3, 0.4]})


def contours():
    rows = [(0.9, 0.0, 0.0, 0.0), (0.9, 0.4, -0.658, 0.658)]
    return pd.DataFrame(rows, columns=["level", "se", "low", "high"])


def shares():
    return steps().tail(2).assign(share=[100.0, 50.0], series="all")


def steps():
    return pd.DataFrame(
        {
            "left_out": TREES,
            "added": TREES,
            "year": [2001, 2002, 2003, 2004],
            "k": [1, 2, 3, 4],
            "estimate": [NAN, 0.6, 0.7, 0.8],
            "low": [NAN, 0.01, 0.5, 0.6],
            "high": [NAN, 99.0, 0.9, 1.1],
            "prediction_low": [NAN, NAN, 0.3, 0.4],
            "prediction_high": [NAN, NAN, 1.5, 1.6],
            "i2": [NAN, 12.0, 34.0, 56.0],
        }
    )


def encodings(layer):
    return layer.get("encoding", {})


def subsets():
    grid = [(k, 0.5 + 0.01 * i, i % 100) for k in (2, 3) for i in range(300)]
    return pd.DataFrame([*grid, (4, 0.8, 40)], columns=["k", "estimate", "i2"])


def bubbles():
    return pd.DataFrame(
        {"study": TREES, "x": [2.0, 3.0, 4.0, 5.0], "estimate": [0.5, 0.7, 1.0, 1.4], "weight": 25}
    )


def line():
    rows = [(2.0, 0.5, 0.3, 0.8), (5.0, 1.3, 0.9, 2.0)]
    return pd.DataFrame(rows, columns=["x", "estimate", "low", "high"])


def risks():
    return pd.DataFrame(
        {
            "study": TREES,
            "x": [0.2, 0.4, 0.6, 0.8],
            "y": [0.3, 0.4, 0.5, 0.1],
            "n": [10, 20, 30, 40],
        }
    )


def values():
    rows = [
        ("Alder", "Size (cm)", 3.5, 1.0, 9.0),
        ("Birch", "Size (cm)", 2.0, NAN, NAN),
        ("Alder", "Solitary, %", 60.0, NAN, NAN),
    ]
    return pd.DataFrame(rows, columns=["label", "measure", "value", "low", "high"])


def two_arms():
    rows = [
        ("Alder", "resection", 80.0, 49, True),
        ("Alder", "systemic", 30.0, 98, True),
        ("Birch", "resection", 50.0, NAN, False),
        ("Birch", "systemic", NAN, 20, False),
    ]
    return pd.DataFrame(rows, columns=["label", "arm", "value", "n", "joined"])


def pairs():
    rows = [("Alder", "before", 20.0), ("Alder", "after", 30.0), ("Birch", "before", 21.0)]
    return pd.DataFrame([*rows, ("Birch", "after", 10.0)], columns=["label", "stage", "value"])


def cells():
    rows = [("Resection", "Matched", 3), ("Resection", "Randomised", 0), ("Ablation", "Matched", 1)]
    return pd.DataFrame(rows, columns=["topic", "design", "studies"])


def entries():
    rows = [
        ("tumour size", "Alder", "< 3.5 cm", "multivariable", False),
        ("tumour size", "Birch", "smaller", "unresolved", False),
        ("response", "Alder", "stable disease", "univariable", True),
    ]
    return pd.DataFrame(rows, columns=["factor", "study", "text", "model", "conflict"])


def periods():
    ends = {"start": [1985, 1990, NAN, 2001], "end": [2000, 2010, NAN, 2005]}
    return pd.DataFrame({"label": TREES, **ends})


def eras():
    return pd.DataFrame({"label": ["Older drugs", "Newer drugs"], "start": [1990, 1991]})


def thresholds():
    rows = [("Alder", 5.0, "<"), ("Birch", 2.5, "≤")]
    return pd.DataFrame(rows, columns=["label", "value", "relation"])


READING = "These series were not compared."

CHARTS = {
    "funnel": lambda: funnel(points(), contours(), "Hazard ratio"),
    "baujat": lambda: baujat(
        pd.DataFrame({"study": TREES, "heterogeneity": [1, 2, 3, 4], "influence": [4, 3, 2, 1]})
    ),
    "gosh": lambda: gosh(subsets(), "Hazard ratio"),
    "bubble": lambda: bubble(bubbles(), line(), "Size (cm)", "Hazard ratio"),
    "labbe": lambda: labbe(risks(), "Risk in one (%)", "Risk in the other (%)"),
    "leave one out": lambda: leave_one_out(steps(), steps().tail(1), "Hazard ratio", "ratio"),
    "cumulative": lambda: cumulative(steps(), "Hazard ratio", "ratio"),
    "by share": lambda: by_share(shares(), "Hazard ratio", "ratio"),
    "dots": lambda: dots(values()),
    "arms": lambda: arms(two_arms(), "Survival (months)"),
    "slope": lambda: slope(pairs(), "Survival (months)"),
    "evidence map": lambda: evidence_map(cells()),
    "factor map": lambda: factor_map(entries()),
    "timeline": lambda: timeline(periods(), eras()),
    "cutoffs": lambda: cutoffs(thresholds(), "cm"),
}


def svg_of(chart, **params):
    spec = chart.to_dict()
    for param in spec.get("params", []):
        param["value"] = params.get(param["name"], param.get("value"))
    return vl_convert.vegalite_to_svg(spec)


def texts(svg):
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)</", svg)


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_strict_json_in_theme_colours_within_the_column(name):
    chart = CHARTS[name]()
    json.dumps(chart.to_dict(), allow_nan=False)
    svg = svg_of(chart)
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert used <= set(theme.LIGHT.values()) | {"none", "transparent"}
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1)) <= WIDTH + 20
    assert "NaN" not in svg
    assert not {"null", "undefined", "nan"} & set(texts(svg))


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_carries_its_description(name):
    spec = CHARTS[name]().to_dict()
    assert len(spec["description"]) > 40


def test_funnel_puts_the_precise_studies_at_the_top():
    layer = CHARTS["funnel"]().to_dict()["layer"][0]
    bottom, top = layer["encoding"]["y"]["scale"]["domain"]
    assert top == 0 < bottom
    assert layer["encoding"]["x"]["scale"]["type"] == "log"


def test_gosh_counts_every_subset_once_and_marks_the_whole_set():
    spec = CHARTS["gosh"]().to_dict()
    heat, whole = (spec["datasets"][layer["data"]["name"]] for layer in spec["layer"])
    assert sum(cell["subsets"] for cell in heat) == len(subsets())
    assert [row["k"] for row in whole] == [4]


def test_bubble_areas_follow_weights_and_no_line_is_drawn_where_none_was_fitted():
    frame = bubbles().assign(weight=[10, 20, 30, 40])
    spec = bubble(frame, line().head(0), "Size (cm)", "Hazard ratio").to_dict()
    assert {layer["mark"]["type"] for layer in spec["layer"]} == {"circle", "text"}
    rows = next(iter(spec["datasets"].values()))
    assert rows[3]["area"] / rows[0]["area"] == pytest.approx(4)


@pytest.mark.parametrize("made", [bubble, labbe])
def test_the_lightest_study_stays_in_sight(made):
    if made is bubble:
        frame = bubbles().assign(weight=[0.01, 20, 30, 50])
        chart = bubble(frame, line(), "Size (cm)", "Hazard ratio")
    else:
        chart = labbe(risks().assign(n=[1, 10, 100, 10_000]), "One", "Other")
    drawn = [r for rows in chart.to_dict()["datasets"].values() for r in rows if "area" in r]
    assert min(row["area"] for row in drawn) >= 20


def test_the_plot_of_labbe_ends_at_the_data():
    spec = labbe(risks().assign(x=[0.01, 0.02, 0.03, 0.04], y=0.01), "One", "Other").to_dict()
    ends = [
        e[c]["scale"]["domain"]
        for e in map(encodings, spec["layer"])
        for c in "xy"
        if "scale" in e.get(c, {})
    ]
    assert ends
    assert all(end == [0, 4] for end in ends)


@pytest.mark.parametrize("chart", [bubble, funnel, gosh])
def test_planes_can_be_linear(chart):
    frames = {bubble: (bubbles(), line(), "Size (cm)"), funnel: (points(), contours())}
    made = chart(*frames.get(chart, (subsets(),)), "Survival (%)", scale="linear")
    assert '"log"' not in json.dumps(made.to_dict())
    assert "Survival (%)" in texts(svg_of(made))


def test_labels_of_points_never_overlap():
    crowd = pd.DataFrame({"label": [f"Series {i}" for i in range(30)]})
    spread = np.random.default_rng(0)
    x, y = spread.uniform(0, 300, 30), spread.uniform(0, 200, 30)
    found = placed(crowd, x, y, (300, 200))
    shown = found["label_dx"].notna()
    assert 5 < shown.sum() < 30
    left = x + found["label_dx"] - found["label_align"].map({"left": 0, "right": 48, "center": 24})
    left, top = left[shown].to_numpy(), (y + found["label_dy"])[shown].to_numpy()
    for i in range(len(left)):
        for j in range(i):
            assert abs(left[i] - left[j]) >= 47.9 or abs(top[i] - top[j]) >= 13.9


def test_a_step_that_cannot_be_pooled_is_shown_as_such():
    said = texts(svg_of(CHARTS["cumulative"]()))
    assert said.count("not pooled") == 1
    assert "+ Alder (2001)" in said
    frame = steps().assign(status=["one study", "pooled", "pooled", "pooled"])
    said = texts(svg_of(cumulative(frame, "Hazard ratio", "ratio")))
    assert said.count("one study, not pooled") == 1


def test_repooled_single_arm_figures_need_their_reading():
    frame = steps().assign(estimate=50.0)
    with pytest.raises(ValueError, match="sentence"):
        cumulative(frame, "Survival (%)", "percent")
    with pytest.raises(ValueError, match="sentence"):
        leave_one_out(frame, frame.tail(1), "Survival (%)", "percent")


def test_shares_are_rows_with_their_words_and_need_a_reading_of_percentages():
    said = texts(svg_of(by_share(shares(), "Hazard ratio", "ratio")))
    assert {"100% of N, all", "50% of N, all"} <= set(said)
    described = by_share(shares(), "Hazard ratio", "ratio").to_dict()["description"]
    assert "50% of N, all: " in described
    with pytest.raises(ValueError, match="reading"):
        by_share(shares(), "Survival (%)", "percent")


def test_dots_show_what_is_not_stated_in_each_panel():
    chart = dots(values())
    said = texts(svg_of(chart))
    assert said.count("not stated") == 1
    assert said.count("Alder") == 1
    assert {"3.5", "2.0", "60", "Size (cm)", "Solitary, %"} <= set(said)


def test_dots_keep_percentages_within_a_hundred():
    frame = pd.DataFrame({"label": ["Alder"], "measure": "Solitary, %", "value": [97.0]})
    spec = dots(frame).to_dict()
    x = [e["x"] for e in (la.get("encoding", {}) for la in spec["hconcat"][0]["layer"]) if "x" in e]
    assert next(c["scale"]["domain"] for c in x if "scale" in c) == [0, 100]


def test_only_matched_arms_are_joined():
    accent = theme.LIGHT["grey"]
    joined = svg_of(arms(two_arms().assign(value=[1.0, 2.0, 3.0, 4.0]), "Months"))
    apart = svg_of(arms(two_arms().assign(joined=False), "Months"))
    assert joined.count(f'stroke="{accent}"') == 1
    assert accent not in apart
    assert "matched or randomised" in texts(joined)
    assert "matched or randomised" not in texts(apart)


@pytest.mark.parametrize("chart", [arms, slope])
def test_a_pair_has_two_sides(chart):
    column = "arm" if chart is arms else "stage"
    frame = (two_arms() if chart is arms else pairs()).assign(**{column: "only one"})
    with pytest.raises(ValueError, match=r"two .*only one"):
        chart(frame, "Months")


def test_slope_texts_do_not_overlap():
    spec = slope(pairs(), "Months").to_dict()
    rows = [r for d in spec["datasets"].values() for r in d if r.get("stage") == "before"]
    places = sorted((r["value"], r["text_y"]) for r in rows)
    (low, low_y), (high, high_y) = places
    span = 30.0 - 10.0
    pixel = 260 / (span * 1.16)
    assert (high - low) * pixel + low_y - high_y >= 14.9


def test_evidence_map_shows_gaps_and_counts():
    svg = svg_of(evidence_map(cells()))
    assert {"3", "1", "Resection", "Ablation"} <= set(texts(svg))
    spec = evidence_map(cells()).to_dict()
    gaps = spec["datasets"][spec["layer"][0]["data"]["name"]]
    assert {(g["topic"], g["design"]) for g in gaps} == {
        ("Ablation", "Randomised"),
        ("Resection", "Randomised"),
    }


def test_evidence_map_says_what_discs_and_crosses_mean():
    said = texts(svg_of(evidence_map(cells(), "references")))
    assert {"references, as many as the figure says", "none"} <= set(said)
    full = cells().assign(studies=2)
    every = pd.MultiIndex.from_product([["Resection", "Ablation"], full["design"].unique()])
    full = every.to_frame(index=False, name=["topic", "design"]).assign(studies=2)
    assert "none" not in texts(svg_of(evidence_map(full)))


def test_whole_numbers_are_not_counted_in_halves():
    frame = pd.DataFrame({"label": TREES, "measure": "Series that list it", "value": [7, 5, 2, 1]})
    said = texts(svg_of(dots(frame)))
    assert not [text for text in said if "." in text]


def test_factor_map_tells_models_and_conflicts_apart():
    svg = svg_of(factor_map(entries()))
    assert svg.count(f'fill="{theme.LIGHT["accent pale"]}"') == 2
    assert f'stroke="{theme.LIGHT["contrast"]}"' in svg
    calm = svg_of(factor_map(entries().assign(conflict=False)))
    assert theme.LIGHT["contrast"] not in calm


def test_factor_map_refuses_a_factor_twice_in_a_series():
    twice = pd.concat([entries(), entries().head(1)])
    with pytest.raises(ValueError, match="tumour size in Alder"):
        factor_map(twice)


def test_timeline_keeps_series_without_a_period_and_parts_the_names_of_eras():
    svg = svg_of(timeline(periods(), eras()))
    assert texts(svg).count("not stated") == 1
    spec = timeline(periods(), eras()).to_dict()
    names = spec["datasets"][spec["layer"][0]["data"]["name"]]
    assert len({row["step"] for row in names}) == 2


def test_cutoffs_are_drawn_to_scale():
    chart = cutoffs(thresholds(), "cm").to_dict()
    rows = next(iter(chart["datasets"].values()))
    small, large = sorted(rows, key=lambda r: r["value"])
    assert np.sqrt(large["area"]) / np.sqrt(small["area"]) == pytest.approx(5.0 / 2.5)
    per_cm = chart["height"] / chart["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert np.sqrt(large["area"]) == pytest.approx(5.0 * per_cm)


def series():
    rows = [
        ("study", "Alder", 40.0, "HER2", 3.0),
        ("study", "Birch", 50.0, "hormone", 5.0),
        ("study", "Cedar", 60.0, None, NAN),
        ("pooled", "All", 50.0, None, NAN),
        ("prediction", "A new series", 50.0, None, NAN),
    ]
    frame = pd.DataFrame(rows, columns=["row", "label", "estimate", "receptor", "size"])
    return frame.assign(low=frame["estimate"] - 10, high=frame["estimate"] + 10)


def layered():
    return forest(series(), "Survival (%)", "percent", reading=READING)


def joined():
    panels = pd.concat([series().assign(panel=name) for name in ("early", "late")])
    return survival_forest(panels, "Survival (%)", READING)


def shown(chart, **params):
    named = {"Alder", "Birch", "Cedar", "All", "A new series"}
    return named & set(texts(svg_of(chart, **params)))


@pytest.mark.parametrize("make", [layered, joined])
def test_a_filter_leaves_the_still_picture_whole_and_is_one_parameter(make):
    chart = with_filter(make(), "receptor", "Receptor", ["HER2", "hormone"])
    assert shown(chart) == {"Alder", "Birch", "Cedar", "All", "A new series"}
    params = chart.to_dict()["params"]
    assert [p["name"] for p in params] == ["choice_receptor"]
    assert params[0]["value"] is None
    assert params[0]["bind"]["labels"] == ["all", "HER2", "hormone", "not stated"]


@pytest.mark.parametrize("make", [layered, joined])
@pytest.mark.parametrize(
    ("choice", "left"), [("HER2", {"Alder"}), ("hormone", {"Birch"}), ("not stated", {"Cedar"})]
)
def test_a_choice_keeps_its_rows_and_hides_what_was_pooled_from_all(make, choice, left):
    chart = with_filter(make(), "receptor", "Receptor", ["HER2", "hormone"])
    assert shown(chart, choice_receptor=choice) == left


@pytest.mark.parametrize("make", [layered, joined])
def test_a_range_keeps_or_drops_rows_without_a_size_by_choice(make):
    chart = with_range(make(), "size", "Size (cm)", (1.0, 6.0), 0.5)
    assert shown(chart) == {"Alder", "Birch", "Cedar", "All", "A new series"}
    assert shown(chart, from_size=4.0) == {"Birch", "Cedar"}
    assert shown(chart, to_size=4.0, unknown_size="drop") == {"Alder"}
    assert shown(chart, from_size=5.5, unknown_size="drop") == set()


def plot_height(svg):
    return max(
        float(high) for high in re.findall(r'class="background"[^>]*d="M[^"v]*v([\d.]+)', svg)
    )


def test_filters_combine_and_rows_collapse():
    chart = with_filter(layered(), "receptor", "Receptor", ["HER2"])
    chart = with_range(chart, "size", "Size (cm)", (1.0, 6.0), 0.5)
    assert len(chart.to_dict()["params"]) == 4
    whole, part = svg_of(chart), svg_of(chart, choice_receptor="HER2")
    high = [plot_height(svg) for svg in (whole, part)]
    assert high[0] - high[1] == pytest.approx(4 * 22)


@pytest.mark.parametrize("make", [layered, joined])
def test_a_plot_says_when_its_filters_leave_no_series(make):
    chart = with_filter(make(), "receptor", "Receptor", ["HER2", "hormone", "none such"])
    said = "no series is left"
    assert said not in texts(svg_of(chart))
    assert said not in texts(svg_of(chart, choice_receptor="HER2"))
    assert said in texts(svg_of(chart, choice_receptor="none such"))
    both = with_range(chart, "size", "Size (cm)", (1.0, 6.0), 0.5)
    assert said not in texts(svg_of(both, choice_receptor="HER2"))
    assert said in texts(svg_of(both, choice_receptor="HER2", from_size=5.5, unknown_size="drop"))


def test_a_filter_reaches_layers_with_data_of_their_own():
    frame = periods().assign(receptor=["HER2", None, None, None])
    chart = with_filter(timeline(frame, eras()), "receptor", "Receptor", ["HER2"])
    said = texts(svg_of(chart, choice_receptor="HER2"))
    assert "Alder" in said
    assert "Birch" not in said
    assert "Older drugs" in said


def test_a_filter_keeps_what_belongs_to_a_row_in_every_panel():
    frame = values().assign(receptor=["HER2", None, "HER2"])
    chart = with_filter(dots(frame), "receptor", "Receptor", ["HER2"])
    said = texts(svg_of(chart, choice_receptor="HER2"))
    assert {"3.5", "60"} <= set(said)
    assert "2.0" not in said


def test_a_filter_by_a_column_the_chart_lacks_is_refused():
    with pytest.raises(ValueError, match="'stage'"):
        with_filter(layered(), "stage", "Stage", ["early"])
    with pytest.raises(ValueError, match="'stage'"):
        with_range(joined(), "stage", "Stage", (0, 1), 1)


def test_charts_are_altair_charts():
    kinds = (alt.LayerChart, alt.HConcatChart)
    assert all(isinstance(make(), kinds) for make in CHARTS.values())


def test_ticks_between_whole_numbers_keep_their_decimals():
    frame = pd.DataFrame({"label": TREES, "measure": "Size (cm)", "value": [1.5, 3, 5, 7]})
    said = texts(svg_of(dots(frame)))
    assert {"2.5", "5", "7.5"} <= set(said)


def test_a_slope_with_long_names_stays_within_the_column():
    long = pairs().assign(label=lambda f: f["label"] + " with a name that is rather long")
    svg = svg_of(slope(long, "Months"))
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1)) <= WIDTH + 20


def test_relations_are_written_as_signs():
    said = texts(svg_of(cutoffs(thresholds().assign(relation=["<=", ">="]), "cm")))
    assert {"≤ 5 cm", "≥ 2.5 cm"} <= set(said)


def test_a_filter_hides_the_sentences_about_all_rows():
    rows = pd.DataFrame(
        {
            "row": ["study", "study", "pooled", "prediction"],
            "label": ["One", "Two", "All", "Range"],
            "estimate": [40.0, 60.0, 50.0, None],
            "low": [30.0, 50.0, 40.0, 20.0],
            "high": [50.0, 70.0, 60.0, 80.0],
            "kind": ["a", "b", None, None],
        }
    )
    sentence = "It describes series."
    chart = with_filter(
        forest(rows, "Alive, %", "percent", reading=sentence), "kind", "Kind", ["a"]
    )
    spec = chart.to_dict()
    assert sentence in vl_convert.vegalite_to_svg(spec)
    spec["params"] = [param | {"value": "a"} for param in spec["params"]]
    assert sentence not in vl_convert.vegalite_to_svg(spec)


def test_a_filter_hides_the_weights_of_all_rows():
    rows = series()
    rows.loc[rows["row"] == "study", "weight"] = [75.5, 12.5, 12.0]
    chart = with_filter(
        forest(rows, "Survival (%)", "percent", reading=READING), "receptor", "Receptor", ["HER2"]
    )
    chart = with_range(chart, "size", "Size (cm)", (1.0, 6.0), 0.5)
    weights = {"Weight", "75.5%", "12.5%", "12.0%"}
    whole, *some = (svg_of(chart, **p) for p in ({}, {"choice_receptor": "HER2"}, {"from_size": 4}))
    assert weights <= set(texts(whole))
    assert len(set(re.findall(r"area: ([\d.]+)", whole))) == 3
    for part in some:
        assert not weights & set(texts(part))
        assert len(set(re.findall(r"area: ([\d.]+)", part))) == 1
