import itertools
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from reviewbook.charts import theme

# Machado, Oliveira and Fernandes 2009 (IEEE TVCG 15:1291), full severity, linear RGB.
VISION = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "usual": np.eye(3),
}


def linear(hex_colour):
    rgb = np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    light, dark = sorted(
        (float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_light_and_dark_name_the_same_colours():
    assert list(theme.LIGHT) == list(theme.DARK)
    for colours in (theme.LIGHT, theme.DARK):
        assert all(re.fullmatch(r"#[0-9a-f]{6}", c) for c in colours.values())


def test_each_light_colour_maps_to_one_dark_colour():
    assert len(set(theme.LIGHT.values())) == len(theme.LIGHT)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "contrast"])
def test_text_colours_can_be_read(colours, name):
    assert contrast(colours[name], colours["paper"]) >= 4.5
    assert contrast(colours[name], colours["band"]) >= 4.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", [*theme.CATEGORIES, "accent soft", "contrast soft"])
def test_mark_colours_can_be_seen(colours, name):
    assert contrast(colours[name], colours["paper"]) >= 3


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["accent pale", "contrast pale"])
def test_ink_can_be_read_on_pale_cells(colours, name):
    assert contrast(colours["ink"], colours[name]) >= 4.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_categories_stay_apart_for_colour_blind_readers(colours, vision):
    seen = {n: lab(np.array(VISION[vision]) @ linear(colours[n])) for n in theme.CATEGORIES}
    near = {
        (a, b): round(float(np.linalg.norm(seen[a] - seen[b])), 1)
        for a, b in itertools.combinations(theme.CATEGORIES, 2)
        if np.linalg.norm(seen[a] - seen[b]) < 18
    }
    assert not near


def test_registered_theme_reaches_a_chart_and_brings_no_other_colour():
    theme.register()
    frame = pd.DataFrame({"x": [1, 2], "y": ["a", "b"], "c": ["u", "v"]})
    spec = alt.Chart(frame, title="t").mark_point().encode(x="x", y="y", color="c").to_dict()
    assert spec["config"]["axis"]["labelColor"] == theme.LIGHT["muted"]
    svg = vl_convert.vegalite_to_svg(spec)
    used = set(re.findall(r'(?:fill|stroke)="(#\w+|rgba?\([^"]*\)|[a-z]+)"', svg))
    assert used <= set(theme.LIGHT.values()) | {"none", "transparent"}
    assert theme.LIGHT["ink"] in used
