"""The static-first figure: complete, safe, unmistakable, and readable in a baseline."""

import json
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from reviewbook.page.figure import figure, twin
from reviewbook.page.table import table

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame({"who": ["Alpha", HOSTILE], "share": [12.5, 40.0]})


@pytest.fixture
def chart(rows):
    bars = alt.Chart(rows).mark_bar(clip=True)
    return bars.encode(x="share:Q", y="who:N", color="share:Q").properties(width=300)


def soup(shown) -> BeautifulSoup:
    """Parse a figure's HTML."""
    return BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser")


def test_the_drawing_is_one_described_image_of_a_known_size(chart):
    drawing = soup(figure(chart, "Shares", "Two bars.")).select_one("svg.rb-static")
    assert drawing["role"] == "img"
    assert drawing["aria-label"] == "Two bars."
    assert not drawing.has_attr("width")
    assert not drawing.select("[role], [aria-label], [aria-roledescription]")
    view = drawing.parent
    _, _, width, height = drawing["viewbox"].split()
    assert view["style"] == f"--width: {width}; --height: {height}"
    assert float(width) > 300


def test_the_drawing_is_xml_and_shows_every_label(chart):
    drawing = figure(chart, "Shares", "Two bars.").still()
    texts = {node.text for node in ElementTree.fromstring(drawing).iter() if node.text}
    assert {"Alpha", "share", "who"} <= texts


def test_two_figures_share_no_id(chart):
    ids = [
        tag["id"]
        for name in ("one", "two")
        for tag in soup(figure(chart, "Shares", "Two bars.", name=name)).find_all(id=True)
    ]
    assert len(ids) == len(set(ids)) >= 6


def test_every_reference_inside_a_drawing_has_its_target(chart):
    drawing = figure(chart, "Shares", "Two bars.", name="mine").still()
    ids = {tag["id"] for tag in BeautifulSoup(drawing, "html.parser").find_all(id=True)}
    referred = {part.split(")")[0] for part in drawing.split("url(#")[1:]}
    assert referred
    assert referred <= ids


def test_text_from_the_data_stays_text(chart):
    html = soup(figure(chart, f"Shares {HOSTILE}", f"Bars {HOSTILE}"))
    scripts = html.find_all("script")
    assert [script["type"] for script in scripts] == ["application/json"]
    assert HOSTILE in html.figcaption.get_text()
    assert HOSTILE in html.select_one(".rb-twin").get_text()


def test_the_specification_travels_whole(chart, rows):
    spec = json.loads(soup(figure(chart, "Shares", "Two bars.")).script.string)
    (drawn,) = spec["datasets"].values()
    assert drawn == rows.to_dict("records")
    assert spec["description"] == "Two bars."
    assert spec["config"]["aria"] is False


def test_the_text_form_holds_caption_description_and_rows(chart):
    text = figure(chart, "Shares", "Two bars.")._repr_mimebundle_()["text/plain"]
    assert text.startswith("Shares\n\nTwo bars.\n\n")
    assert [line.split() for line in text.splitlines()[-2:]] == [["Alpha", "12.5"], [HOSTILE, "40"]]


def test_another_table_can_stand_for_the_rows(chart, rows):
    twin = table(rows, "Shares by study", {"who": "Who", "share": "How much"})
    html = soup(figure(chart, "Shares", "Two bars.", table=twin))
    assert [th.get_text() for th in html.select(".rb-twin thead th")] == ["Who", "How much"]


def test_inputs_are_there_before_the_script_in_the_form_of_vega(rows):
    least = alt.param(name="least", value=5, bind=alt.binding_range(min=0, max=9, name="At least"))
    which = alt.param(
        name="which",
        bind=alt.binding_select(options=[None, "b"], labels=["all", "b"], name="Which"),
    )
    size = alt.param(name="size", bind=alt.binding_radio(options=["s", "l"], name="Size"))
    tick = alt.param(name="tick", bind=alt.binding_checkbox(name="Tick"))
    plain = alt.selection_point(name="plain")
    chart = alt.Chart(rows).mark_bar().encode(x="share:Q")
    chart = chart.add_params(least, which, size, tick, plain)
    controls = soup(figure(chart, "Shares", "Two bars.")).select(".rb-controls .vega-bind")
    names = [control.select_one(".vega-bind-name").get_text() for control in controls]
    assert names == ["At least", "Which", "Size", "Tick"]
    inputs = [field for c in controls for field in c.select("input, select")]
    assert all(field.has_attr("disabled") for field in inputs)
    assert [o.get_text() for o in controls[1].select("option")] == ["all", "b"]
    assert len(controls[2].select("input[type=radio]")) == 2


def test_a_figure_without_inputs_has_no_room_for_them(chart):
    assert not soup(figure(chart, "Shares", "Two bars.")).select(".rb-controls")


@pytest.mark.parametrize(("caption", "description"), [("", "x"), ("x", " ")])
def test_a_figure_needs_its_words(chart, caption, description):
    with pytest.raises(ValueError, match="caption and a description"):
        figure(chart, caption, description)


def test_a_chart_may_bring_its_own_description(chart):
    described = figure(chart.properties(description="Of its own."), "Shares")
    assert soup(described).select_one("svg.rb-static")["aria-label"] == "Of its own."
    with pytest.raises(ValueError, match="caption and a description"):
        figure(chart, "Shares")


def test_a_figure_needs_a_fixed_size(chart):
    with pytest.raises(ValueError, match="fixed width"):
        figure(chart.properties(width="container"), "Shares", "Two bars.")


def test_a_chart_of_several_frames_needs_its_table(chart, rows):
    other = alt.Chart(rows.head(1)).mark_point().encode(x="share:Q")
    both = alt.layer(chart, other)
    with pytest.raises(ValueError, match="2 data sets"):
        figure(both, "Shares", "Two bars.")
    assert figure(both, "Shares", "Two bars.", table=rows).twin.text()


def cells(rows: pd.DataFrame) -> dict[str, tuple]:
    table = twin(rows, "Rows")
    return dict(zip(table.headings, map(tuple, table.cells), strict=True))


def test_bounds_of_ratios_keep_two_decimals():
    rows = pd.DataFrame({"label": ["a"], "estimate": [0.283], "low": [0.1512], "high": [0.5249]})
    shown = cells(rows)
    assert (shown["Low"], shown["High"], shown["Estimate"]) == (("0.15",), ("0.52",), ("0.283",))
    percents = cells(rows.assign(low=15.12, high=52.49))
    assert (percents["Low"], percents["High"]) == (("15.1",), ("52.5",))


def test_a_step_is_named_by_what_was_left_out():
    rows = pd.DataFrame({"left_out": ["Alder"], "k": [8], "estimate": [40.2], "i2": [52.7]})
    assert cells(rows)["Without"] == ("Alder",)
    assert cells(rows)["I², %"] == ("53",)
