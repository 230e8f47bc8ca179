"""A sheet: a plot with one line a row, and aligned columns of text on both sides of it.

The rows carry `position` (which orders them), `row` (their kind), `line` (above zero where a
label goes on) and a text for each column.
"""

import textwrap
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

import altair as alt
import pandas as pd

from reviewbook.charts.theme import LIGHT, Look

Align = Literal["left", "center", "right"]
Drawing = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart
"""What is drawn: one plot, its layers over each other, or several plots."""
Drawn = TypeVar("Drawn", bound=alt.TopLevelMixin)
Channel = TypeVar("Channel", alt.X, alt.Y)

WIDTH = 730
LETTER = 6.0
LINE = 15
ROW = 22
GAP = 12


class Room(NamedTuple):
    """The room a drawing has: its width, the height of a row, whether text stands above marks."""

    width: float
    row: float
    stacked: bool


WIDE = Room(WIDTH, ROW, stacked=False)
SMALL = Room(304, 17, stacked=True)


def both(draw: Callable[[Room], Drawn], description: str) -> Drawn:
    """The chart in the room of a page, described, that knows how to draw itself in a narrow one."""
    chart = draw(WIDE).properties(description=description)
    object.__setattr__(chart, "draw", draw)
    return chart


def narrow(chart: Drawing) -> Drawing | None:
    """The chart drawn for a narrow page; None if it does not know how."""
    draw = vars(chart).get("draw")
    return draw(SMALL) if draw else None


def as_narrow_as(chart: Drawing, made: Drawn) -> Drawn:
    """What was made from a chart, which on a narrow page is drawn as that chart was."""
    object.__setattr__(made, "draw", vars(chart).get("draw"))
    return made


class Column(NamedTuple):
    """A column of text: its heading, the field it shows, its width and alignment."""

    heading: str
    field: str
    width: float
    align: Align = "right"
    gap: float = GAP


def measured(
    title: str,
    ends: tuple[float, float],
    scale: str,
    ticks: list[float],
    room: float = 8,
    width: float = WIDTH,
) -> alt.X:
    """The x channel of an estimate: a logarithmic axis for ratios, else a linear one."""
    lines = textwrap.wrap(title, int(width / LETTER))
    kind = {"type": "log", "base": 2} if scale == "ratio" else {"type": "linear"}
    axis = alt.Axis(
        values=ticks,
        format=".6~r",
        labelFlush=False,
        labelOverlap=width < WIDTH,
        grid=width == WIDTH,
        title=lines if len(lines) > 1 else title or None,
        titlePadding=room,
    )
    return alt.X("estimate:Q", scale=alt.Scale(domain=list(ends), nice=False, **kind), axis=axis)


def along(channel: Channel, field: str) -> Channel:
    """The same axis for another column of numbers."""
    other = channel.copy()
    other.shorthand = f"{field}:Q"
    return other


def span(columns: list[Column]) -> float:
    """Width of the columns with their gaps, in pixels."""
    return sum(column.width + column.gap for column in columns)


def text_width(text: str) -> float:
    """Width of a text at twelve pixels, near enough, from the widths of Helvetica's letters."""
    narrow, slim, broad = "ijlI.,'|:", "ftr ()[]/-", "mwMW%"
    return sum(
        2.9
        if c in narrow
        else 3.8
        if c in slim
        else 9.6
        if c in broad
        else 8
        if c.isupper()
        else 6.5
        for c in text
    )


def rows_where(condition: str) -> alt.Chart:
    """A layer of the rows that meet a Vega condition, each at its line."""
    place = alt.Y("position:O", axis=None, scale=alt.Scale(type="band", padding=0))
    return alt.Chart().transform_filter(condition).encode(y=place)


def table(
    rows: pd.DataFrame, left: list[Column], right: list[Column], plot: float
) -> list[alt.Chart]:
    """The aligned columns of text on both sides, their headings and the thin rule below."""
    layers, x = [], -span(left)
    edge = plot + span(right)
    rule = alt.Chart(one()).mark_rule(color=LIGHT["rule"], strokeWidth=1)
    layers.append(rule.encode(x=alt.value(x), x2=alt.value(edge), y=alt.value(0)))
    layers.append(rows_where("true").mark_text(text=""))
    for column in left:
        layers += _text_column(column, x)
        x += column.width + column.gap
    x = plot
    for column in right:
        x += column.gap
        layers += _text_column(column, x)
        x += column.width
    if (rows["missing_text"] != "").any():
        if len(right) == 1:
            layers.append(_column_text("missing_text", plot / 2, "center"))
        else:
            layers.append(_column_text("missing_text", plot + span(right[:3]), "right"))
    return layers


def stacked_table(rows: pd.DataFrame, headings: tuple[str, str], room: Room) -> list[alt.Chart]:
    """The label and the value of each row, above its mark, and a thin rule under their headings."""
    rule = alt.Chart(one()).mark_rule(color=LIGHT["rule"], strokeWidth=1)
    sides: tuple[tuple[float, Align], ...] = ((0, "left"), (room.width, "right"))
    heads = [
        words(heading, x, -11, align=align, color=LIGHT["muted"])
        for heading, (x, align) in zip(headings, sides, strict=True)
        if heading
    ]
    layers = [rule.encode(x=alt.value(0), x2=alt.value(room.width), y=alt.value(0)), *heads]
    layers += [rows_where("true").mark_text(text=""), names_above()]
    for field in ("value_text", "missing_text"):
        if (rows[field] != "").any():
            layers.append(_column_text(field, room.width, "right", 0))
    return layers


def names_above() -> alt.Chart:
    """The labels of rows that stand above their marks, from the left edge on."""
    return _column_text("label_text", 0, "left", 0)


def _text_column(column: Column, x: float) -> list[alt.Chart]:
    x += column.width if column.align == "right" else 0
    body = _column_text(column.field, x, column.align)
    if not column.heading:
        return [body]
    head = words(column.heading, x, -11, align=column.align, color=LIGHT["muted"])
    if column.field == "weight_text":
        head.data = alt.InlineData(values=[NOTE])
    return [body, head]


def _column_text(field: str, x: float, align: Align, lift: float = 5) -> alt.Chart:
    strong = "indexof(['heading', 'subgroup', 'pooled'], datum.row) >= 0"
    faint = (
        f"datum.row === 'note' || '{field}' === 'missing_text' || (datum.interval === "
        f"'approximate' && indexof(['low_text', 'high_text'], '{field}') >= 0)"
    )
    return (
        rows_where(f"datum.{field} !== ''")
        .mark_text(
            align=align,
            baseline="middle",
            dy=alt.ExprRef(f"-{lift} * datum.line"),
            fontWeight=alt.ExprRef(f"{strong} ? 'bold' : 'normal'"),
        )
        .encode(
            x=alt.value(x),
            text=f"{field}:N",
            color=alt.condition(faint, alt.value(LIGHT["muted"]), alt.value(LIGHT["ink"])),
        )
    )


NOTE = {"row": "note"}
"""The datum of what speaks of all rows, which a filter hides together with the pooled rows."""


def one() -> alt.InlineData:
    """A single datum, for what is drawn once whatever the rows."""
    return alt.InlineData(values=[{}])


def words(
    text: str,
    x: float,
    y: float,
    align: Align = "left",
    color: str = LIGHT["ink"],
    weight: Literal["normal", "bold"] = "normal",
) -> alt.Chart:
    """Words at a place of the page, counted in pixels from the plot's upper left corner."""
    mark = alt.Chart(one()).mark_text(
        text=text, align=align, baseline="middle", color=color, fontWeight=weight
    )
    return mark.encode(x=alt.value(x), y=alt.value(y))


def below(
    texts: list[str | None], left: list[Column], offset: float, width: float = WIDTH
) -> list[alt.Chart]:
    """Sentences under the plot, from the left edge of the figure."""
    lines = [line for text in texts for line in textwrap.wrap(text or "", int(width / 5.6))]
    if not lines:
        return []
    mark = alt.Chart(alt.InlineData(values=[NOTE])).mark_text(
        text=lines, align="left", baseline="top", dy=offset, lineHeight=16, color=LIGHT["muted"]
    )
    return [mark.encode(x=alt.value(-span(left)), y=alt.value("height"))]


def plot_rows(
    rows: pd.DataFrame, layers: list[alt.Chart], width: float, row: float = ROW
) -> alt.LayerChart:
    """The layers over their rows, as high as the rows are many."""
    height = alt.Step(row, **{"for": "position"})
    data = rows.convert_dtypes()
    return alt.LayerChart(layer=layers, data=data, width=round(width), height=height)


def symbol(name: str, x: float, y: float) -> alt.Chart:
    """A small mark for a key or a heading, such as ``solid``, ``hollow circle``, ``bar``."""
    chart = alt.Chart(one())
    if name.endswith("cell"):
        return _cell(chart, name, x, y)
    if name in ("solid", "dashed", "bar", "pale bar"):
        look: Look = {
            "solid": {"color": LIGHT["ink"], "strokeWidth": 1.3},
            "dashed": {"color": LIGHT["muted"], "strokeWidth": 1.3, "strokeDash": [3, 2.5]},
            "bar": {"color": LIGHT["accent soft"], "strokeWidth": 5},
            "pale bar": {"color": LIGHT["accent pale"], "strokeWidth": 7},
        }[name]
        rule = chart.mark_rule(**look)
        return rule.encode(x=alt.value(x), x2=alt.value(x + 20), y=alt.value(y))
    tone, shape = name.rsplit(" ", 1) if " " in name else (name, name)
    colours = {"diamond": "accent", "accent": "accent", "contrast": "contrast"}
    colours |= {"soft": "accent soft", "muted": "muted"}
    colour = LIGHT[colours.get(tone, "ink")]
    fill = LIGHT["paper"] if tone == "hollow" else colour
    point = chart.mark_point(
        shape=shape, size=70, fill=fill, stroke=colour, strokeWidth=1.4, opacity=1
    )
    return point.encode(x=alt.value(x + 13), y=alt.value(y))


def _cell(chart: alt.Chart, name: str, x: float, y: float) -> alt.Chart:
    conflict = name.startswith("conflict")
    edge, pale = ("contrast", "contrast pale") if conflict else ("accent", "accent pale")
    full = conflict or name.startswith("multivariable")
    box = chart.mark_rect(
        fill=LIGHT[pale if full else "paper"],
        stroke=LIGHT[edge],
        strokeWidth=1.2,
        strokeDash=[3, 2] if name.startswith("unresolved") else [1, 0],
        cornerRadius=2,
    )
    return box.encode(
        x=alt.value(x + 2), x2=alt.value(x + 18), y=alt.value(y - 6), y2=alt.value(y + 6)
    )


def key(
    meanings: list[tuple[str, str]], x: float, y: float, wide: float = WIDTH
) -> list[alt.Chart]:
    """What the marks mean: (symbol, text), in as many lines as it takes, upwards from `y`."""
    lines: list[list[tuple[str, str, float]]] = [[]]
    room = wide
    for sign, text in meanings:
        width = 24 + text_width(text) + 14
        if width > room and lines[-1]:
            lines, room = [*lines, []], wide
        lines[-1].append((sign, text, x + wide - room))
        room -= width
    layers = []
    for above, line in enumerate(reversed(lines)):
        for sign, text, at in line:
            height = y - above * 20
            layers.append(symbol(sign, at, height))
            layers.append(words(text, at + 24, height, color=LIGHT["muted"]))
    return layers
