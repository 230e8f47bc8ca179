"""The one look of every chart: colours for light and dark pages, type, thin rules.

Every colour a chart may use is in `LIGHT`; `DARK` holds the same names for a dark page.
No two light colours are alike, so a style sheet can map each one to its dark partner by
attribute (``[fill="#1d2430"] { fill: #e7eaf0 }``) without knowing the chart.
"""

from typing import Any, cast

import altair as alt

Look = dict[str, Any]
"""Properties of a mark, an axis or a legend, by the names that Altair gives them."""

FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif'

LIGHT = {
    "paper": "#ffffff",
    "band": "#f3f5f8",
    "grid": "#e7eaef",
    "rule": "#c3c9d3",
    "muted": "#5a6372",
    "ink": "#1d2430",
    "accent": "#0b5fa5",
    "accent soft": "#6592bd",
    "accent pale": "#d3e3f1",
    "contrast": "#9c3d0b",
    "contrast soft": "#c2703d",
    "contrast pale": "#f8e0d0",
    "green": "#049656",
    "purple": "#62466b",
    "ochre": "#b88800",
    "grey": "#979099",
}

DARK = {
    "paper": "#14181e",
    "band": "#1d232c",
    "grid": "#2a313c",
    "rule": "#4b5563",
    "muted": "#a6aebb",
    "ink": "#e7eaf0",
    "accent": "#6cb6f5",
    "accent soft": "#4a86b8",
    "accent pale": "#1e3a54",
    "contrast": "#e6a566",
    "contrast soft": "#b0753f",
    "contrast pale": "#4d2f1b",
    "green": "#409d82",
    "purple": "#f9bad6",
    "ochre": "#ecc92b",
    "grey": "#77689a",
}

CATEGORIES = ["accent", "contrast", "green", "purple", "ochre", "grey"]
"""Names of the colours that tell categories apart, in the order they are used."""


def config() -> Look:
    """Vega-Lite configuration of the theme, in light colours."""
    axis = {
        "labelColor": LIGHT["muted"],
        "labelFontSize": 11.5,
        "titleColor": LIGHT["ink"],
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "domainColor": LIGHT["rule"],
        "gridColor": LIGHT["grid"],
        "tickColor": LIGHT["rule"],
        "tickSize": 4,
        "labelPadding": 4,
    }
    legend = {
        "labelColor": LIGHT["ink"],
        "labelFontSize": 11.5,
        "titleColor": LIGHT["muted"],
        "titleFontSize": 11.5,
        "titleFontWeight": "normal",
        "symbolSize": 70,
        "symbolBaseFillColor": LIGHT["grey"],
        "symbolBaseStrokeColor": LIGHT["grey"],
        "orient": "top",
        "labelLimit": 320,
        "titleLimit": 320,
    }
    header = {
        "labelColor": LIGHT["ink"],
        "labelFontSize": 12,
        "labelFontWeight": "bold",
        "titleColor": LIGHT["muted"],
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    title = {
        "color": LIGHT["ink"],
        "subtitleColor": LIGHT["muted"],
        "fontSize": 13,
        "subtitleFontSize": 12,
        "fontWeight": "bold",
        "anchor": "start",
        "frame": "group",
    }
    return {
        "background": None,
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None, "continuousWidth": 420, "continuousHeight": 280},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "legend": legend,
        "header": header,
        "title": title,
        "range": {
            "category": [LIGHT[name] for name in CATEGORIES],
            "ramp": [LIGHT["accent pale"], LIGHT["accent"]],
            "heatmap": [LIGHT["accent pale"], LIGHT["accent"]],
            "ordinal": [LIGHT["accent pale"], LIGHT["accent soft"], LIGHT["accent"]],
            "diverging": [LIGHT["contrast"], LIGHT["band"], LIGHT["accent"]],
        },
        "mark": {"color": LIGHT["accent"]},
        "text": {"color": LIGHT["ink"], "fontSize": 12},
        "rule": {"color": LIGHT["muted"]},
        "line": {"strokeWidth": 1.5},
        "point": {"size": 60},
    }


def register() -> None:
    """Make this the theme of every Altair chart drawn from here on."""

    @alt.theme.register("reviewbook", enable=True)
    def _theme() -> alt.theme.ThemeConfig:
        return {"config": cast(alt.theme.ConfigKwds, config())}


register()
