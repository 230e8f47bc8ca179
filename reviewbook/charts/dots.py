"""Values beside each other: dots with their range, both arms of a comparison, paired values."""

import textwrap

import altair as alt
import numpy as np
import pandas as pd

from reviewbook.charts import describe
from reviewbook.charts import forest_rows as fr
from reviewbook.charts.narrow_page import stacked
from reviewbook.charts.sheet import (
    GAP,
    LETTER,
    Align,
    Column,
    Room,
    along,
    both,
    key,
    measured,
    names_above,
    plot_rows,
    rows_where,
    span,
    symbol,
    table,
    text_width,
    words,
)
from reviewbook.charts.theme import LIGHT, Look

LETTERS = 26
SIDES = ("first", "second")
ARMS = (("accent", "circle"), ("contrast", "square"))
STEM = 300
ABREAST = 3
"""How many measures stand side by side on a narrow page."""


def dots(values: pd.DataFrame) -> alt.HConcatChart | alt.VConcatChart:
    """Values of the same rows on one or more measures, side by side, with their range.

    Columns: `label` (the row), `measure` (the panel, with its unit), `value`; `low` and `high`
    (a range or interval, if printed). A measure in per cent (its name ends in ``%`` or ``%)``)
    keeps its axis within a hundred. A row without a value in a panel is shown as not stated; a
    value whose `feasible`, where given, is False cannot be true as printed and is drawn hollow.
    """
    labels, measures = values["label"].unique(), values["measure"].unique()
    whole = values.set_index(["measure", "label"]).reindex(
        pd.MultiIndex.from_product([measures, labels], names=["measure", "label"])
    )
    whole = _columns(whole.reset_index(), ("low", "high"))
    whole["feasible"] = whole.get("feasible", pd.Series(index=whole.index)).ne(False)
    of_panel = ("measure", "label", "value", "low", "high", "feasible")
    of_row = [c for c in whole if c not in of_panel]
    whole[of_row] = whole.groupby("label")[of_row].transform("first")
    panels = [_dotted(part) for _, part in whole.groupby("measure", sort=False)]

    def draw(room: Room) -> alt.HConcatChart | alt.VConcatChart:
        if not room.stacked:
            return _abreast(panels, room)
        rows = range(0, len(panels), ABREAST)
        charts = [_abreast(panels[at : at + ABREAST], room) for at in rows]
        return charts[0] if len(charts) == 1 else alt.vconcat(*charts, spacing=30)

    return both(draw, describe.dots(values))


def _abreast(panels: list[pd.DataFrame], room: Room) -> alt.HConcatChart:
    """Panels side by side, with the labels of their rows before or, on a narrow page, above."""
    width = max(_width(p, "value_text") for p in panels)
    right = [Column("", "value_text", width)]
    longest = min(LETTERS, _longest(panels[0]["label"]))
    left = [] if room.stacked else [Column("", "label_text", longest * LETTER + 8, "left")]
    plot = (room.width - span(left) - GAP * (len(panels) - 1)) / len(panels) - span(right)
    charts = []
    for at, panel in enumerate(panels):
        if room.stacked:
            rows = stacked(panel, room.width, ("value_text", "missing_text"))
        else:
            rows = fr.broken(panel, LETTERS)
        first = at == 0
        above = [names_above()] if room.stacked and first else []
        charts.append(_dot_panel(rows, left if first else [], right, plot, room, above))
    return alt.hconcat(*charts, spacing=round(span(right) + GAP), bounds="flush")


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    return frame.assign(**{name: np.nan for name in names if name not in frame})


def _longest(texts) -> int:
    return max(len(str(text)) for text in texts)


def _width(rows: pd.DataFrame, field: str) -> float:
    return max(rows[field].str.len().max() * 6.6, 20)


def _dotted(rows: pd.DataFrame) -> pd.DataFrame:
    places = _places(rows["value"])
    text = ["" if pd.isna(v) else fr.number(v, places) for v in rows["value"]]
    rows = rows.assign(
        row="study",
        position=range(len(rows)),
        label_text=rows["label"],
        value_text=text,
        missing_text=[fr.UNKNOWN if pd.isna(v) else "" for v in rows["value"]],
    )
    return rows.assign(panel=None)


def _places(values: pd.Series) -> int:
    known = values.dropna().astype(float)
    return 0 if np.allclose(known, known.round()) else 1


def _dot_panel(rows: pd.DataFrame, left, right, plot, room: Room, above: list) -> alt.LayerChart:
    top = np.nanmax([*rows["value"], *rows["high"], 0]) or 1
    step = fr.nice_step(top * 5 / 3)
    if _places(rows["value"]) == 0:
        step = max(1.0, float(np.floor(step)))
    top = float(step * np.ceil(top / step - 1e-9))
    share = rows["measure"].iloc[0].rstrip(")").endswith("%")
    ends = (0.0, min(top, 100.0) if share else top)
    axis = measured("", ends, "linear", list(np.arange(0, ends[1] + 1e-9, step)), width=room.width)
    ranges = rows_where("isValid(datum.low) && isValid(datum.high)")
    start, point = along(axis, "low"), along(axis, "value")
    look: Look = {"size": 64, "stroke": LIGHT["ink"], "strokeWidth": 1.4, "opacity": 1}
    sound = rows_where("isValid(datum.value) && datum.feasible")
    unsound = rows_where("isValid(datum.value) && !datum.feasible")
    layers = [
        ranges.mark_rule(color=LIGHT["accent soft"], strokeWidth=3).encode(x=start, x2="high:Q"),
        sound.mark_point(fill=LIGHT["ink"], **look).encode(x=point),
        unsound.mark_point(fill=LIGHT["paper"], **look).encode(x=point),
        *_heading(rows["measure"].iloc[0], plot + span(right)),
    ]
    return plot_rows(rows, layers + table(rows, left, right, plot) + above, plot, room.row)


def _heading(text: str, room: float) -> list[alt.Chart]:
    lines = textwrap.wrap(text, int(room / 6.8))
    return [
        words(line, 0, -11 - 14 * above, weight="bold") for above, line in enumerate(lines[::-1])
    ]


def arms(values: pd.DataFrame, title: str) -> alt.LayerChart:
    """The outcome in both arms of each comparison.

    Columns: `label` (the comparison), `arm` (two names over all rows), `value`, `n` (patients)
    and `joined`: True where the arms were matched or randomised. Only those are joined by a
    line; arms that were not are drawn without one, because their distance is no effect.
    """
    names = list(values["arm"].unique())
    if len(names) != 2:
        raise ValueError(f"A comparison has two arms; found {len(names)}: {', '.join(names)}.")
    pairs = values.pivot(index="label", columns="arm", values=["value", "n"])
    pairs = pairs.reindex(values["label"].unique())
    joined = values.groupby("label")["joined"].all()
    rows = pd.DataFrame(
        {
            "label": pairs.index,
            "joined": joined.reindex(pairs.index).to_numpy(),
            "first": pairs["value", names[0]].to_numpy(),
            "second": pairs["value", names[1]].to_numpy(),
            "row": "study",
        }
    )
    kept = [c for c in values if c not in ("arm", "value", "n", "joined")]
    rows = rows.merge(values[kept].groupby("label", as_index=False).first(), on="label")
    for column, name in zip(("first_n_text", "second_n_text"), names, strict=True):
        sizes = pairs["n", name]
        rows[column] = [fr.UNKNOWN if pd.isna(n) else fr.number(n, 0) for n in sizes]
    places = _places(values["value"])
    for column in SIDES:
        rows[f"{column}_text"] = [
            fr.UNKNOWN if pd.isna(v) else fr.number(v, places) for v in rows[column]
        ]
    rows = rows.assign(position=range(len(rows)), label_text=rows["label"], missing_text="")
    rows = rows.assign(panel=None)
    return both(
        lambda room: _arm_chart(rows, names, title, room),
        describe.arms(values, title),
    )


def _arm_chart(rows: pd.DataFrame, names: list[str], title: str, room: Room) -> alt.LayerChart:
    right = [Column("", f"{c}_text", _width(rows, f"{c}_text")) for c in SIDES]
    if room.stacked:
        sizes = rows["first_n_text"] + " : " + rows["second_n_text"]
        texts = ("first_text", "second_text", "missing_text")
        left, rows = [], stacked(rows.assign(n_text=sizes), room.width, texts)
    else:
        rows = fr.broken(rows, LETTERS + 8)
        left = [Column("Comparison", "label_text", _width(rows, "label_text") * 0.92, "left")]
        left += [Column("N", f"{c}_n_text", _width(rows, f"{c}_n_text") + 8) for c in SIDES]
    plot = room.width - span(left) - span(right)
    top = float(np.nanmax([*rows["first"], *rows["second"], 1e-9]))
    step = fr.nice_step(top)
    ends = (0.0, float(step * np.ceil(top / step - 1e-9)))
    axis = measured(title, ends, "linear", fr.ticks(ends, "linear"), width=room.width)
    start = along(axis, "first")
    both = rows_where("datum.joined && isValid(datum.first) && isValid(datum.second)")
    layers = [both.mark_rule(color=LIGHT["grey"], strokeWidth=1.4).encode(x=start, x2="second:Q")]
    for field, (colour, shape) in zip(SIDES, ARMS, strict=True):
        marks = rows_where(f"isValid(datum.{field})")
        look: Look = {"shape": shape, "size": 84, "opacity": 1, "fill": LIGHT[colour]}
        look |= {"stroke": LIGHT["paper"], "strokeWidth": 1}
        layers.append(marks.mark_point(**look).encode(x=along(axis, field)))
    layers += table(rows, left, right, plot) + _arm_heads(left, right, plot)
    layers += [names_above()] if room.stacked else []
    items = [(f"{colour} {shape}", name) for (colour, shape), name in zip(ARMS, names, strict=True)]
    if rows["joined"].any():
        items.append(("solid", "matched or randomised"))
    layers += key(items, -span(left), -36, room.width)
    return plot_rows(rows, layers, plot, room.row)


def _arm_heads(left: list[Column], right: list[Column], plot: float) -> list[alt.Chart]:
    """The mark of each arm over its columns of text."""
    ends = [plot + span(right[:1]), plot + span(right)]
    places = list(zip(ends, (-20, -20), ARMS, strict=True))
    if left:
        ends = [-GAP - left[2].width - GAP, -GAP]
        places += zip(ends, (-32, -32), ARMS, strict=True)
    return [symbol(" ".join(mark), end + back, -11) for end, back, mark in places]


def slope(values: pd.DataFrame, title: str) -> alt.LayerChart:
    """Paired values of the same rows at two stages, joined by a line.

    Columns: `label` (the row), `stage` (two names, in their order), `value`. Such as the arms
    of one study before and after matching.
    """
    stages = list(values["stage"].unique())
    if len(stages) != 2:
        raise ValueError(f"A slope needs two stages; found {len(stages)}: {', '.join(stages)}.")
    places = _places(values["value"])
    known = values.dropna(subset=["value"])
    return both(
        lambda room: _slope_chart(known, stages, places, title, room),
        describe.slope(values, title),
    )


def _slope_chart(known, stages: list[str], places: int, title: str, room: Room) -> alt.LayerChart:
    """The pairs; on a narrow page each is named at its second stage only."""

    def end_text(label: str, value: str, first: bool) -> str:
        if first:
            return value if room.stacked else f"{label}  {value}"
        return f"{value}  {label}"

    known = known.assign(
        end_text=[
            end_text(row["label"], fr.number(row["value"], places), row["stage"] == stages[0])
            for row in known.to_dict("records")
        ]
    )
    low, high = known["value"].min(), known["value"].max()
    spare = (high - low) * 0.08 or 1
    ends, height = (low - spare, high + spare), 260
    known["text_y"] = _apart(known, ends, height)
    x = alt.X(
        "stage:N",
        sort=stages,
        scale=alt.Scale(type="point", padding=0),
        axis=alt.Axis(
            title=None,
            orient="top",
            labelAngle=0,
            domain=False,
            ticks=False,
            labelColor=LIGHT["ink"],
        ),
    )
    y = alt.Y("value:Q", scale=alt.Scale(domain=list(ends), nice=False, zero=False), axis=None)
    base = alt.Chart(known).encode(x=x, y=y)
    layers = [
        base.mark_line(color=LIGHT["accent"], strokeWidth=1.6).encode(detail="label:N"),
        base.mark_point(filled=True, size=60, color=LIGHT["accent"], opacity=1),
    ]
    sides: tuple[tuple[str, Align, int], ...] = (
        (stages[0], "right", -10),
        (stages[1], "left", 10),
    )
    for stage, align, dx in sides:
        side = base.transform_filter(f"datum.stage === {stage!r}")
        text = side.mark_text(align=align, dx=dx, baseline="middle", dy=alt.ExprRef("datum.text_y"))
        layers.append(text.encode(text="end_text:N"))
    lines = textwrap.wrap(title, int(room.width / LETTER))
    layers += [
        words(line, 0, -40 - 15 * above, color=LIGHT["muted"])
        for above, line in enumerate(lines[::-1])
    ]
    widths = [known.loc[known["stage"] == s, "end_text"].map(text_width).max() for s in stages]
    width = min(STEM, max(room.width - sum(widths) - 40, STEM / 5))
    return alt.LayerChart(layer=layers, width=round(width), height=height)


def _apart(known: pd.DataFrame, ends: tuple[float, float], height: float) -> pd.Series:
    """How far each text moves down, in pixels, so that those of one stage do not overlap."""
    moved = pd.Series(0.0, index=known.index)
    for _, side in known.groupby("stage"):
        last = -np.inf
        for index, value in side["value"].sort_values(ascending=False).items():
            at = (ends[1] - value) / (ends[1] - ends[0]) * height
            moved[index] = max(at, last + 15) - at
            last = at + moved[index]
    return moved
