"""The marks of a forest plot: points with their intervals, diamonds, and what these mean."""

import altair as alt
import numpy as np
import pandas as pd

from reviewbook.charts.sheet import along, one, rows_where, text_width
from reviewbook.charts.theme import LIGHT, Look

PLAIN_POINT = 62
MEANT = {"pooled": "the middle of these series", "prediction": "where a new series may lie"}
"""What pooled rows mean, said beside the first of each kind."""


def drawable(rows: pd.DataFrame, ends: tuple[float, float], largest: float) -> pd.DataFrame:
    """Adds what the marks need: the interval cut at the ends of the axis, the point's size."""
    weight = rows["weight"].astype(float).where(rows["row"] == "study")
    heaviest = weight.max()
    area = (largest * weight / heaviest).clip(lower=6).fillna(PLAIN_POINT)
    return cut(rows, ends).assign(area=area)


def cut(rows: pd.DataFrame, ends: tuple[float, float]) -> pd.DataFrame:
    """Adds the interval cut at the ends of the axis, and which of its ends are."""
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    known = low.notna() & high.notna()
    return rows.assign(
        draw_low=low.clip(*ends).where(known),
        draw_high=high.clip(*ends).where(known),
        cut_low=known & (low < ends[0]),
        cut_high=known & (high > ends[1]),
        left_end=ends[0],
        right_end=ends[1],
    )


def marks(axis: alt.X, rows: pd.DataFrame, height: float) -> list[alt.Chart]:
    """What stands on the axis. A layer is left out when no row needs it."""
    study = "datum.row === 'study'"
    ends: Look = {"x": along(axis, "draw_low"), "x2": "draw_high:Q"}
    spans = rows_where(f"{study} && datum.draw_low !== null").encode(**ends)
    printed = spans.transform_filter("datum.interval !== 'approximate'").mark_rule(
        color=LIGHT["ink"], strokeWidth=1.3
    )
    approximate = spans.transform_filter("datum.interval === 'approximate'").mark_rule(
        color=LIGHT["muted"], strokeWidth=1.3, strokeDash=[3, 2.5]
    )
    points = (
        rows_where(f"{study} && datum.estimate !== null")
        .mark_point(
            shape=shape(rows),
            strokeWidth=1.4,
            stroke=LIGHT["ink"],
            opacity=1,
        )
        .encode(
            x=axis,
            size=alt.Size("area:Q", scale=None),
            fill=alt.condition(
                "datum.feasible", alt.value(LIGHT["ink"]), alt.value(LIGHT["paper"])
            ),
            tooltip=_tooltip(rows),
        )
    )
    return [
        printed,
        approximate,
        _arrow("cut_low", "left_end:Q", "triangle-left"),
        _arrow("cut_high", "right_end:Q", "triangle-right"),
        points,
        _predictions(ends),
        _diamonds(height),
    ]


def _arrow(cut: str, end: str, shape: str) -> alt.Chart:
    arrows = rows_where(f"datum.row === 'study' && datum.{cut}")
    return arrows.mark_point(
        shape=shape, filled=True, size=46, color=LIGHT["ink"], opacity=1
    ).encode(x=end)


def _predictions(ends: Look) -> alt.Chart:
    spans = rows_where("datum.row === 'prediction' && datum.draw_low !== null")
    return spans.mark_bar(height=5, color=LIGHT["accent soft"], cornerRadius=1).encode(**ends)


def _diamonds(height: float) -> alt.Chart:
    corner = ["datum.draw_low", "datum.estimate", "datum.draw_high", "datum.estimate"]
    pooled = "(datum.row === 'pooled' || datum.row === 'subgroup') && datum.draw_low !== null"
    return (
        rows_where(pooled)
        .transform_calculate(corner="sequence(5)")
        .transform_flatten(["corner"])
        .transform_calculate(
            corner_x=f"[{', '.join(corner)}][datum.corner % 4]",
            corner_y="[0, -1, 0, 1][datum.corner % 4]",
        )
        .mark_line(
            fill=LIGHT["accent"], stroke=LIGHT["accent"], strokeWidth=0.6, strokeJoin="miter"
        )
        .encode(
            x="corner_x:Q",
            yOffset=alt.YOffset(
                "corner_y:Q", scale=alt.Scale(domain=[-1, 1], range=[4, height - 4])
            ),
            order="corner:O",
            detail=["position:O"],
        )
    )


def null_line() -> list[alt.Chart]:
    """The line of no difference on an axis of ratios."""
    rule = alt.Chart(one()).mark_rule(color=LIGHT["muted"], strokeWidth=1)
    return [rule.encode(x=alt.datum(1))]


def explained(rows: pd.DataFrame, axis: alt.X, plot: float) -> list[alt.Chart]:
    """What the first pooled row and the first prediction interval mean, where there is room."""
    layers = []
    if (rows["row"] != "study").all():
        return []
    for kind, text in MEANT.items():
        drawn = rows[(rows["row"] == kind) & rows["draw_low"].notna()].head(1)
        if drawn.empty:
            continue
        first = drawn.iloc[0]
        low, high = (_share(first[end], axis["scale"]) * plot for end in ("draw_low", "draw_high"))
        wide = text_width(text) + 10
        if high + wide > plot and low < wide:
            continue
        right = high + wide <= plot
        mark = rows_where(f"datum.row === '{kind}' && datum.position === {first['position']}")
        mark = mark.mark_text(
            text=text,
            align="left" if right else "right",
            dx=8 if right else -8,
            fontSize=11,
            color=LIGHT["muted"],
        )
        layers.append(mark.encode(x=along(axis, "draw_high" if right else "draw_low")))
    return layers


def _share(value: float, scale: alt.Scale) -> float:
    """How far along the axis a value lies, from nought to one."""
    to = np.log if scale["type"] == "log" else np.asarray
    low, high = to(scale["domain"])
    return float((to(value) - low) / (high - low))


def _tooltip(rows: pd.DataFrame) -> list[alt.Tooltip]:
    shown = {"label": "Study", "year": "Year", "n_text": "N", "estimate_text": "Estimate"}
    kept = {c: name for c, name in shown.items() if rows[c].notna().any()}
    return [alt.Tooltip(f"{c}:N", title=name) for c, name in kept.items()]


def shape(rows: pd.DataFrame) -> str:
    """The shape of a series' point: a square whose area is its weight, where it has one."""
    return "square" if rows["weight"].notna().any() else "circle"
