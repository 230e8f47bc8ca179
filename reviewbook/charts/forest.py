"""Forest plots: one row a series, its estimate as text and as a mark, pooled rows below.

The columns of the frame are those of `reviewbook.charts.forest_rows`.
"""

import textwrap

import altair as alt
import pandas as pd

from reviewbook.charts import describe
from reviewbook.charts import forest_rows as fr
from reviewbook.charts.sheet import (
    GAP,
    LETTER,
    LINE,
    ROW,
    WIDTH,
    Column,
    below,
    key,
    measured,
    one,
    plot_rows,
    rows_where,
    span,
    table,
    words,
)
from reviewbook.charts.theme import LIGHT

NARROWEST_PLOT = 170
LARGEST_SQUARE = 170
SMALLER_SQUARE = 95
PLAIN_POINT = 62
LETTERS_BESIDE_PANELS = 24


def forest(
    estimates: pd.DataFrame,
    title: str,
    scale: str = "ratio",
    favours: tuple[str, str] | None = None,
    reading: str | None = None,
    sort: str | None = None,
) -> alt.LayerChart | alt.VConcatChart:
    """Forest plot of one outcome; with a `panel` column, one under the other.

    `title` names the axis and its unit. `scale` is ``ratio`` (log axis, null at one),
    ``percent`` or ``months``. `favours` labels the two sides of the null. `reading` is the
    sentence printed below the plot that says how it may be read; a pooled percentage or
    median needs it. `sort` names the column that orders the series within their group.

    Raises ValueError if time zeros would share an axis, or if a pooled single-arm figure
    lacks its prediction interval or its reading sentence.
    """
    frame = fr.complete(estimates, scale)
    fr.refuse_mixed_time_zeros(frame)
    if scale != "ratio":
        fr.refuse_bare_pool(frame, reading)
    reading = fr.with_clock(fr.pools(frame), reading)
    parts = [
        fr.in_order(part, sort).assign(panel=panel)
        for panel, part in frame.groupby(frame["panel"].fillna(""), sort=False)
    ]
    rows = fr.written(pd.concat(parts, ignore_index=True), scale)
    charts = [
        _sheet(rows, panel, title, scale, favours, reading) for panel in rows["panel"].unique()
    ]
    chart = charts[0] if len(charts) == 1 else alt.vconcat(*charts, spacing=30)
    return chart.properties(description=describe.forest(estimates, title, scale))


def survival_forest(
    estimates: pd.DataFrame, title: str, reading: str | None = None, sort: str | None = None
) -> alt.HConcatChart:
    """Percentages of the same series at several times, side by side, one row a series.

    `panel` names the times, in the order they appear (such as 1, 3 and 5 years); a series
    without a row in a panel is shown there as not stated. The N of the pooled rows differs from
    panel to panel and stands with the heterogeneity below. Other columns and errors as in
    `forest`.
    """
    frame = fr.complete(estimates, "percent")
    if frame["panel"].isna().any():
        raise ValueError("A survival forest needs a panel (a time) in every row.")
    fr.refuse_mixed_time_zeros(frame)
    fr.refuse_bare_pool(frame, reading)
    reading = fr.with_clock(fr.pools(frame), reading)
    frame = fr.every_panel(frame)
    series = frame["row"].isin(fr.SERIES)
    notes = _panel_notes(frame)
    one_line = frame.assign(k=frame["k"].mask(series), n=frame["n"].where(series))
    ordered = fr.in_shared_order(one_line, sort)
    rows = fr.written(ordered, "percent", LETTERS_BESIDE_PANELS)
    panels = list(rows["panel"].unique())
    left, right = _left_columns(rows), _right_columns(rows)[:1]
    plot = (WIDTH - span(left) - GAP * (len(panels) - 1)) / len(panels) - span(right)
    ends, edge = (0.0, 100.0), -span(left)
    axis = measured("", ends, "percent", [ends[0], sum(ends) / 2, ends[1]])
    parts = []
    for at, panel in enumerate(panels):
        part = _drawable(rows[rows["panel"] == panel], ends, SMALLER_SQUARE)
        layers = _marks(axis, part) + table(part, left if at == 0 else [], right, plot)
        layers += [words(panel, plot / 2, -32, align="center", weight="bold")]
        if at == 0:
            layers += [words(_with_time_zero(title, rows), edge, -58, weight="bold")]
            layers += key(_meanings(rows), edge, -82) + below([*notes, reading], left, 34)
        parts.append(plot_rows(part, layers, plot))
    chart = alt.hconcat(*parts, spacing=round(span(right) + GAP), bounds="flush")
    return chart.properties(description=describe.forest(estimates, title, "percent"))


def _panel_notes(frame: pd.DataFrame) -> list[str]:
    """A line for each panel: on how many series and patients it stands, and how they differ."""
    said = {
        panel: [fr.heterogeneity(row, sized=True) for row in rows.to_dict("records")]
        + list(rows.loc[rows["row"] == "note", "label"])
        for panel, rows in frame.groupby("panel", sort=False)
    }
    ended = {
        panel: [line.removesuffix(".") + "." for line in lines if line]
        for panel, lines in said.items()
    }
    return [f"{panel}: {' '.join(lines)}" for panel, lines in ended.items() if lines]


def _sheet(all_rows, panel, title, scale, favours, reading) -> alt.LayerChart:
    """One panel, with columns and axis as wide as those of all panels."""
    left, right = _left_columns(all_rows), _right_columns(all_rows)
    plot = max(NARROWEST_PLOT, WIDTH - span(left) - span(right))
    ends = fr.domain(all_rows, scale)
    rows = _drawable(all_rows, ends, LARGEST_SQUARE)[all_rows["panel"] == panel]
    right[2] = right[2]._replace(heading=_level(rows))
    sides = _sides(favours, plot) if favours else []
    room = 8 + LINE * max((len(side.mark.text) for side in sides), default=0)
    axis = measured(_with_time_zero(title, rows), ends, scale, fr.ticks(ends, scale), room)
    null = _null_line() if scale == "ratio" else []
    layers = null + _marks(axis, rows) + table(rows, left, right, plot) + sides
    if panel:
        layers.append(words(panel, -span(left), -34, weight="bold"))
    if panel == all_rows["panel"].iloc[0]:
        layers += key(_meanings(all_rows), -span(left), -60 if panel else -36)
    if panel == all_rows["panel"].iloc[-1]:
        layers += below([reading], left, 46 + room)
    return plot_rows(rows, layers, plot)


def _with_time_zero(title: str, rows: pd.DataFrame) -> str:
    zeros = [z for z in rows["time_zero"].dropna().unique() if z != fr.UNKNOWN]
    return f"{title}, counted from {zeros[0]}" if zeros else title


def _drawable(rows: pd.DataFrame, ends: tuple[float, float], largest: float) -> pd.DataFrame:
    """Adds what the marks need: the interval cut at the ends of the axis, the point's size."""
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    known = low.notna() & high.notna()
    weight = rows["weight"].astype(float).where(rows["row"] == "study")
    heaviest = weight.max()
    area = (largest * weight / heaviest).clip(lower=6).fillna(PLAIN_POINT)
    rows = rows.assign(
        draw_low=low.clip(*ends).where(known),
        draw_high=high.clip(*ends).where(known),
        cut_low=known & (low < ends[0]),
        cut_high=known & (high > ends[1]),
        left_end=ends[0],
        right_end=ends[1],
        area=area,
    )
    return rows


def _marks(axis: alt.X, rows: pd.DataFrame) -> list[alt.Chart]:
    """What stands on the axis. A layer is left out when no row needs it."""
    study = "datum.row === 'study'"
    ends = {"x": axis.copy(), "x2": "draw_high:Q"}
    ends["x"].shorthand = "draw_low:Q"
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
            shape=_shape(rows),
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
        _diamonds(),
    ]


def _arrow(cut: str, end: str, shape: str) -> alt.Chart:
    arrows = rows_where(f"datum.row === 'study' && datum.{cut}")
    return arrows.mark_point(
        shape=shape, filled=True, size=46, color=LIGHT["ink"], opacity=1
    ).encode(x=end)


def _predictions(ends: dict) -> alt.Chart:
    spans = rows_where("datum.row === 'prediction' && datum.draw_low !== null")
    return spans.mark_bar(height=5, color=LIGHT["accent soft"], cornerRadius=1).encode(**ends)


def _diamonds() -> alt.Chart:
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
            yOffset=alt.YOffset("corner_y:Q", scale=alt.Scale(domain=[-1, 1], range=[4, ROW - 4])),
            order="corner:O",
            detail=["position:O"],
        )
    )


def _null_line() -> list[alt.Chart]:
    rule = alt.Chart(one()).mark_rule(color=LIGHT["muted"], strokeWidth=1)
    return [rule.encode(x=alt.datum(1))]


def _tooltip(rows: pd.DataFrame) -> list[alt.Tooltip]:
    shown = {"label": "Study", "year": "Year", "n_text": "N", "estimate_text": "Estimate"}
    kept = {c: name for c, name in shown.items() if rows[c].notna().any()}
    return [alt.Tooltip(f"{c}:N", title=name) for c, name in kept.items()]


def _left_columns(rows: pd.DataFrame) -> list[Column]:
    named = rows[rows["row"] != "note"]
    letters = named["label_text"].str.len().max()
    columns = [Column("Study", "label_text", max(70, letters * LETTER + 8), "left")]
    if rows["year"].notna().any():
        columns.append(Column("Year", "year_text", 34))
    if rows["n"].notna().any() or rows["arms"].notna().any():
        letters = max(rows["n_text"].str.len().max(), 4)
        heading = "Events/N" if rows["n_text"].str.contains("/").any() else "N"
        if rows["arms"].notna().any():
            heading = "Arms"
        columns.append(Column(heading, "n_text", max(letters * 6.4, len(heading) * 6.6)))
    return columns


def _right_columns(rows: pd.DataFrame) -> list[Column]:
    def wide(field):
        return rows[field].str.len().max() * 6.6

    columns = [
        Column("", "estimate_text", max(wide("estimate_text"), 22)),
        Column("", "low_text", wide("low_text"), gap=8),
        Column(_level(rows), "high_text", max(wide("high_text"), 24), gap=3),
    ]
    if rows["weight"].notna().any():
        columns.append(Column("Weight", "weight_text", 46))
    return columns


def _level(rows: pd.DataFrame) -> str:
    levels = rows["level"].dropna().unique()
    if rows["low"].isna().all():
        return ""
    return f"{levels[0]:.0%} interval" if len(levels) == 1 else "Interval"


def _sides(favours: tuple[str, str], plot: float) -> list[alt.Chart]:
    """What each side of the null speaks for, between the ticks and the axis title."""
    letters = int(plot / 2 / LETTER)
    sides = ((f"← {favours[0]}", "left", 0), (f"{favours[1]} →", "right", plot))
    return [
        alt.Chart(one())
        .mark_text(
            text=textwrap.wrap(text, letters),
            align=align,
            baseline="top",
            dy=26,
            lineHeight=LINE,
            color=LIGHT["muted"],
        )
        .encode(x=alt.value(x), y=alt.value("height"))
        for text, align, x in sides
    ]


def _meanings(rows: pd.DataFrame) -> list[tuple[str, str]]:
    rows = rows[rows["line"] == 0]
    study = rows["row"] == "study"
    spanned = study & rows["low"].notna()
    approximate = rows["interval"] == "approximate"
    shape = _shape(rows)
    spread = rows["row"] == "prediction"
    spreads = [f"{label[0].lower()}{label[1:]}" for label in rows.loc[spread, "label"].unique()]
    items = [
        (spanned & ~approximate, "solid", "printed interval"),
        (spanned & approximate, "dashed", "approximate interval"),
        (study & rows["low"].isna(), shape, "no interval"),
        (study & ~rows["feasible"], f"hollow {shape}", "N cannot give this figure"),
        (rows["row"].isin(fr.POOLED), "diamond", "pooled"),
        (spread, "bar", spreads[0] if len(spreads) == 1 else "prediction interval"),
    ]
    return [(symbol, text) for present, symbol, text in items if present.any()]


def _shape(rows: pd.DataFrame) -> str:
    return "square" if rows["weight"].notna().any() else "circle"
