"""Forest plots: one row a series, its estimate as text and as a mark, pooled rows below.

The columns of the frame are those of `bclm.forest_rows`.
"""

import textwrap
from typing import NamedTuple

import altair as alt
import pandas as pd

from bclm import describe
from bclm import forest_rows as fr
from bclm.theme import LIGHT

WIDTH = 730
LETTER = 6.0
LINE = 15
ROW = 22
GAP = 12
NARROWEST_PLOT = 170
LARGEST_SQUARE = 170
PLAIN_POINT = 62
LETTERS_BESIDE_PANELS = 24


class Column(NamedTuple):
    """A column of text: its heading, the field it shows, its width and alignment."""

    heading: str
    field: str
    width: float
    align: str = "right"
    gap: float = GAP


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
    without a row in a panel is shown there as not stated. Other columns and errors as in
    `forest`.
    """
    frame = fr.complete(estimates, "percent")
    if frame["panel"].isna().any():
        raise ValueError("A survival forest needs a panel (a time) in every row.")
    fr.refuse_mixed_time_zeros(frame)
    fr.refuse_bare_pool(frame, reading)
    frame = fr.every_panel(frame)
    series = frame["row"].isin(fr.SERIES)
    notes = [
        f"{row['panel']}: {text}"
        for row in frame.to_dict("records")
        if (text := fr.heterogeneity(row))
    ]
    ordered = fr.in_shared_order(frame.assign(k=frame["k"].mask(series)), sort)
    rows = fr.written(ordered, "percent", LETTERS_BESIDE_PANELS)
    panels = list(rows["panel"].unique())
    left, right = _left_columns(rows), _right_columns(rows)[:1]
    plot = (WIDTH - _span(left) - GAP * (len(panels) - 1)) / len(panels) - _span(right)
    ends, edge = (0.0, 100.0), -_span(left)
    axis = _axis("", ends, "percent", [ends[0], sum(ends) / 2, ends[1]])
    parts = []
    for at, panel in enumerate(panels):
        part = _drawable(rows[rows["panel"] == panel], ends)
        layers = _marks(axis, part) + _table(part, left if at == 0 else [], right, plot)
        layers += [_words(panel, plot / 2, -32, align="center", weight="bold")]
        if at == 0:
            layers += [_words(_with_time_zero(title, rows), edge, -58, weight="bold")]
            layers += _key(rows, edge, -82) + _below([*notes, *_kept(reading)], left, 34)
        parts.append(_plot(part, layers, plot))
    chart = alt.hconcat(*parts, spacing=round(_span(right) + GAP), bounds="flush")
    return chart.properties(description=describe.forest(estimates, title, "percent"))


def _sheet(all_rows, panel, title, scale, favours, reading) -> alt.LayerChart:
    """One panel, with columns and axis as wide as those of all panels."""
    left, right = _left_columns(all_rows), _right_columns(all_rows)
    plot = max(NARROWEST_PLOT, WIDTH - _span(left) - _span(right))
    ends = fr.domain(all_rows, scale)
    rows = _drawable(all_rows, ends)[all_rows["panel"] == panel]
    sides = _sides(favours, plot) if favours else []
    room = 8 + LINE * max((len(side.mark.text) for side in sides), default=0)
    axis = _axis(_with_time_zero(title, rows), ends, scale, fr.ticks(ends, scale), room)
    null = _null_line() if scale == "ratio" else []
    layers = null + _marks(axis, rows) + _table(rows, left, right, plot) + sides
    if panel:
        layers.append(_words(panel, -_span(left), -34, weight="bold"))
    if panel == all_rows["panel"].iloc[0]:
        layers += _key(all_rows, -_span(left), -60 if panel else -36)
    if panel == all_rows["panel"].iloc[-1]:
        layers += _below(_kept(reading), left, 46 + room)
    return _plot(rows, layers, plot)


def _kept(text: str | None) -> list[str]:
    return [text] if text else []


def _plot(rows: pd.DataFrame, layers: list, width: float) -> alt.LayerChart:
    height = alt.Step(ROW, **{"for": "position"})
    return alt.layer(*layers, data=rows.convert_dtypes()).properties(
        width=round(width), height=height
    )


def _with_time_zero(title: str, rows: pd.DataFrame) -> str:
    zeros = [z for z in rows["time_zero"].dropna().unique() if z != fr.UNKNOWN]
    return f"{title}, counted from {zeros[0]}" if zeros else title


def _drawable(rows: pd.DataFrame, ends: tuple[float, float]) -> pd.DataFrame:
    """Adds what the marks need: the interval cut at the ends of the axis, the point's size."""
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    known = low.notna() & high.notna()
    weight = rows["weight"].astype(float).where(rows["row"] == "study")
    heaviest = weight.max()
    size = (LARGEST_SQUARE * weight / heaviest).clip(lower=6).fillna(PLAIN_POINT)
    rows = rows.assign(
        draw_low=low.clip(*ends).where(known),
        draw_high=high.clip(*ends).where(known),
        cut_low=known & (low < ends[0]),
        cut_high=known & (high > ends[1]),
        left_end=ends[0],
        right_end=ends[1],
        size=size,
    )
    return rows


def _axis(title: str, ends: tuple[float, float], scale: str, ticks: list[float], room=8) -> alt.X:
    kind = {"type": "log", "base": 2} if scale == "ratio" else {"type": "linear"}
    axis = alt.Axis(
        values=ticks,
        format="~r",
        labelFlush=False,
        labelOverlap=False,
        title=title or None,
        titlePadding=room,
    )
    return alt.X("estimate:Q", scale=alt.Scale(domain=list(ends), nice=False, **kind), axis=axis)


def _row() -> alt.Y:
    return alt.Y("position:O", axis=None, scale=alt.Scale(type="band", padding=0))


def _base(condition: str) -> alt.Chart:
    return alt.Chart().transform_filter(condition).encode(y=_row())


def _marks(axis: alt.X, rows: pd.DataFrame) -> list[alt.Chart]:
    """What stands on the axis. A layer is left out when no row needs it."""
    study = "datum.row === 'study'"
    ends = {"x": axis.copy(), "x2": "draw_high:Q"}
    ends["x"].shorthand = "draw_low:Q"
    spans = _base(f"{study} && datum.draw_low !== null").encode(**ends)
    printed = spans.transform_filter("datum.interval !== 'approximate'").mark_rule(
        color=LIGHT["ink"], strokeWidth=1.3
    )
    approximate = spans.transform_filter("datum.interval === 'approximate'").mark_rule(
        color=LIGHT["muted"], strokeWidth=1.3, strokeDash=[3, 2.5]
    )
    points = (
        _base(f"{study} && datum.estimate !== null")
        .mark_point(
            shape=_shape(rows),
            strokeWidth=1.4,
            stroke=LIGHT["ink"],
            opacity=1,
        )
        .encode(
            x=axis,
            size=alt.Size("size:Q", scale=None),
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
    arrows = _base(f"datum.row === 'study' && datum.{cut}")
    return arrows.mark_point(
        shape=shape, filled=True, size=46, color=LIGHT["ink"], opacity=1
    ).encode(x=end)


def _predictions(ends: dict) -> alt.Chart:
    spans = _base("datum.row === 'prediction' && datum.draw_low !== null")
    return spans.mark_bar(height=5, color=LIGHT["accent soft"], cornerRadius=1).encode(**ends)


def _diamonds() -> alt.Chart:
    corner = ["datum.draw_low", "datum.estimate", "datum.draw_high", "datum.estimate"]
    pooled = "(datum.row === 'pooled' || datum.row === 'subgroup') && datum.draw_low !== null"
    return (
        _base(pooled)
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
    rule = alt.Chart(_one()).mark_rule(color=LIGHT["muted"], strokeWidth=1)
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


def _span(columns: list[Column]) -> float:
    return sum(column.width + column.gap for column in columns)


def _table(rows: pd.DataFrame, left, right, plot: float) -> list[alt.Chart]:
    """The aligned columns of text on both sides, their headings and the thin rule below."""
    layers, x = [], -_span(left)
    edge = plot + _span(right)
    rule = alt.Chart(_one()).mark_rule(color=LIGHT["rule"], strokeWidth=1)
    layers.append(rule.encode(x=alt.value(x), x2=alt.value(edge), y=alt.value(0)))
    layers.append(_base("true").mark_text(text=""))
    for column in left:
        layers += _text_column(column, x)
        x += column.width + column.gap
    x = plot
    for column in right:
        x += column.gap
        layers += _text_column(column, x)
        x += column.width
    if (rows["missing_text"] != "").any():
        inside = len(right) == 1
        at = (plot / 2, "center") if inside else (plot + _span(right[:3]), "right")
        layers.append(_column_text("missing_text", *at))
    return layers


def _text_column(column: Column, x: float) -> list[alt.Chart]:
    x += column.width if column.align == "right" else 0
    body = _column_text(column.field, x, column.align)
    if not column.heading:
        return [body]
    return [body, _words(column.heading, x, -11, align=column.align, color=LIGHT["muted"])]


def _column_text(field: str, x: float, align: str) -> alt.Chart:
    strong = "indexof(['heading', 'subgroup', 'pooled'], datum.row) >= 0"
    faint = (
        f"datum.row === 'note' || '{field}' === 'missing_text' || (datum.interval === "
        f"'approximate' && indexof(['low_text', 'high_text'], '{field}') >= 0)"
    )
    return (
        _base(f"datum.{field} !== ''")
        .mark_text(
            align=align,
            baseline="middle",
            dy=alt.ExprRef("-5 * datum.line"),
            fontWeight=alt.ExprRef(f"{strong} ? 'bold' : 'normal'"),
        )
        .encode(
            x=alt.value(x),
            text=f"{field}:N",
            color=alt.condition(faint, alt.value(LIGHT["muted"]), alt.value(LIGHT["ink"])),
        )
    )


def _one() -> alt.InlineData:
    return alt.InlineData(values=[{}])


def _words(text: str, x: float, y: float, align="left", color=LIGHT["ink"], weight="normal"):
    """Words at a place of the page, counted in pixels from the plot's upper left corner."""
    mark = alt.Chart(_one()).mark_text(
        text=text, align=align, baseline="middle", color=color, fontWeight=weight
    )
    return mark.encode(x=alt.value(x), y=alt.value(y))


def _below(texts: list[str], left: list[Column], offset: float) -> list[alt.Chart]:
    """Sentences under the plot, from the left edge of the figure."""
    lines = [line for text in texts for line in textwrap.wrap(text, int(WIDTH / 5.6))]
    if not lines:
        return []
    mark = alt.Chart(_one()).mark_text(
        text=lines, align="left", baseline="top", dy=offset, lineHeight=16, color=LIGHT["muted"]
    )
    return [mark.encode(x=alt.value(-_span(left)), y=alt.value("height"))]


def _sides(favours: tuple[str, str], plot: float) -> list[alt.Chart]:
    """What each side of the null speaks for, between the ticks and the axis title."""
    letters = int(plot / 2 / LETTER)
    sides = ((f"← {favours[0]}", "left", 0), (f"{favours[1]} →", "right", plot))
    return [
        alt.Chart(_one())
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


def _key(rows: pd.DataFrame, x: float, y: float) -> list[alt.Chart]:
    """What the marks mean, for those that occur, in as many lines as it takes, upwards."""
    lines, room = [[]], WIDTH
    for symbol, text in _meanings(rows):
        width = 24 + len(text) * 5.2 + 12
        if width > room:
            lines, room = [*lines, []], WIDTH
        lines[-1].append((symbol, text, x + WIDTH - room))
        room -= width
    layers = []
    for above, line in enumerate(reversed(lines)):
        for symbol, text, at in line:
            height = y - above * 20
            words = _words(text, at + 24, height, color=LIGHT["muted"])
            layers += [_symbol(symbol, at, height), words]
    return layers


def _meanings(rows: pd.DataFrame) -> list[tuple[str, str]]:
    rows = rows[rows["line"] == 0]
    study = rows["row"] == "study"
    spanned = study & rows["low"].notna()
    approximate = rows["interval"] == "approximate"
    shape = _shape(rows)
    items = [
        (spanned & ~approximate, "solid", "printed interval"),
        (spanned & approximate, "dashed", "approximate interval"),
        (study & rows["low"].isna(), shape, "no interval"),
        (study & ~rows["feasible"], f"hollow {shape}", "N cannot give this figure"),
        (rows["row"].isin(fr.POOLED), "diamond", "pooled"),
        (rows["row"] == "prediction", "bar", "prediction interval"),
    ]
    return [(symbol, text) for present, symbol, text in items if present.any()]


def _shape(rows: pd.DataFrame) -> str:
    return "square" if rows["weight"].notna().any() else "circle"


def _symbol(name: str, x: float, y: float) -> alt.Chart:
    chart = alt.Chart(_one())
    if name in ("solid", "dashed", "bar"):
        look = {
            "solid": {"color": LIGHT["ink"], "strokeWidth": 1.3},
            "dashed": {"color": LIGHT["muted"], "strokeWidth": 1.3, "strokeDash": [3, 2.5]},
            "bar": {"color": LIGHT["accent soft"], "strokeWidth": 5},
        }[name]
        rule = chart.mark_rule(**look)
        return rule.encode(x=alt.value(x), x2=alt.value(x + 20), y=alt.value(y))
    colour = LIGHT["accent"] if name == "diamond" else LIGHT["ink"]
    fill = LIGHT["paper"] if name.startswith("hollow") else colour
    shape = name.removeprefix("hollow ")
    point = chart.mark_point(
        shape=shape, size=70, fill=fill, stroke=colour, strokeWidth=1.4, opacity=1
    )
    return point.encode(x=alt.value(x + 10), y=alt.value(y))
