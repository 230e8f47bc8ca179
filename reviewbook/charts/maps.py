"""Maps of the evidence: who studied what, which factor was found where, when, and how large."""

import textwrap

import altair as alt
import numpy as np
import pandas as pd

from reviewbook.charts import describe, narrow_page
from reviewbook.charts import forest_rows as fr
from reviewbook.charts.sheet import (
    LETTER,
    WIDTH,
    Room,
    both,
    key,
    plot_rows,
    rows_where,
    stacked_table,
    text_width,
    words,
)
from reviewbook.charts.theme import LIGHT, Look

CELL = 40
LETTERS = 22
TIMELINE = 560
MODELS = ("multivariable", "univariable", "unresolved")


def evidence_map(cells: pd.DataFrame, what: str = "studies") -> alt.LayerChart:
    """How many studies there are of each topic in each design; what is empty is a gap.

    Columns: `topic`, `design`, `studies` and, if known, `patients`. `what` is counted, in the
    key's words.
    """
    topics, designs = list(cells["topic"].unique()), list(cells["design"].unique())
    found = cells[cells["studies"] > 0]
    area = 900 * found["studies"] / max(found["studies"].max(), 1)
    found = found.assign(area=area, count=found["studies"].map(lambda n: fr.number(n, 0)))
    every = pd.MultiIndex.from_product([topics, designs], names=["topic", "design"])
    missing = every.difference(pd.MultiIndex.from_frame(found[["topic", "design"]]))
    gaps = missing.to_frame(index=False)
    x = alt.X("design:N", sort=designs, axis=_top_axis(designs, CELL * 2), title=None)
    y = alt.Y("topic:N", sort=topics, axis=_side_axis(), title=None)
    tips = [alt.Tooltip(f"{c}:N") for c in ("topic", "design", "studies", "patients") if c in found]
    base = alt.Chart(found).encode(x=x, y=y, tooltip=tips)
    disc = base.mark_circle(color=LIGHT["accent soft"], opacity=1)
    none = alt.Chart(gaps).mark_point(
        shape="cross", size=30, color=LIGHT["muted"], filled=True, opacity=1
    )
    layers = [
        none.encode(x=x, y=y),
        disc.encode(size=alt.Size("area:Q", scale=None)),
        base.mark_text(dx=alt.ExprRef("sqrt(datum.area) / 2 + 9")).encode(text="count:N"),
    ]
    side = max(text_width(topic) for topic in topics) + 12
    lines = max(len(design.split(" ")) for design in designs)
    meanings = [("soft circle", f"{what}, as many as the figure says")]
    meanings += [("muted cross", "none")] if len(gaps) else []
    layers += key(meanings, -side, -24 - 13 * lines)
    chart = alt.LayerChart(layer=layers, width=alt.Step(CELL * 2.2), height=alt.Step(CELL))
    return both(
        lambda room: narrow_page.cells(cells, meanings, room) if room.stacked else chart,
        describe.evidence_map(cells),
    )


def patients_map(cells: pd.DataFrame) -> alt.VConcatChart | alt.LayerChart:
    """How many patients stand behind each treatment and outcome, one panel a receptor status.

    Columns: `topic`, `design`, `receptor`, `studies`, `patients`. The area of a disc is the number
    of patients; a ring is a study that prints no size, a cross an empty cell. Panels share the
    scale.
    """
    topics, designs = list(cells["topic"].unique()), list(cells["design"].unique())
    whole = max(cells["patients"].max(), 1)
    shown = cells.assign(
        area=900 * cells["patients"] / whole,
        count=cells["patients"].map(lambda n: fr.number(n, 0)),
    )
    x = alt.X("design:N", sort=designs, axis=_top_axis(designs, CELL * 2), title=None)
    y = alt.Y("topic:N", sort=topics, axis=_side_axis(), title=None)
    side = max(text_width(topic) for topic in topics) + 12
    lines = max(len(design.split(" ")) for design in designs)
    panels = [
        alt.LayerChart(
            layer=[
                *_patient_marks(alt.Chart(part).encode(x=x, y=y)),
                words(receptor, -side, -24 - 13 * lines, weight="bold"),
                *(_patients_key(cells, side, lines) if at == 0 else []),
            ],
            width=alt.Step(CELL * 2.2),
            height=alt.Step(CELL * 0.8),
        )
        for at, (receptor, part) in enumerate(shown.groupby("receptor", sort=False))
    ]
    chart = alt.vconcat(*panels, spacing=30)
    meanings = _patients_meanings(cells)
    return both(
        lambda room: narrow_page.patients(shown, meanings, room) if room.stacked else chart,
        describe.patients_map(cells),
    )


def _patient_marks(base: alt.Chart) -> list[alt.Chart]:
    tips = [alt.Tooltip(f"{c}:N") for c in ("topic", "design", "receptor", "studies", "patients")]
    base = base.encode(tooltip=tips)
    sized = base.transform_filter("datum.patients > 0")
    unsized = base.transform_filter("datum.studies > 0 && datum.patients == 0")
    ring: Look = {
        "shape": "circle",
        "size": 70,
        "filled": False,
        "color": LIGHT["ink"],
        "opacity": 1,
    }
    cross: Look = {
        "shape": "cross",
        "size": 30,
        "filled": True,
        "color": LIGHT["muted"],
        "opacity": 1,
    }
    disc = sized.mark_circle(color=LIGHT["accent soft"], opacity=1)
    name = sized.mark_text(align="left", dx=alt.ExprRef("sqrt(datum.area) / 2 + 5"))
    return [
        base.transform_filter("datum.studies == 0").mark_point(**cross),
        unsized.mark_point(**ring),
        disc.encode(size=alt.Size("area:Q", scale=None)),
        name.encode(text="count:N"),
    ]


def _patients_key(cells: pd.DataFrame, side: float, lines: int) -> list[alt.Chart]:
    return key(_patients_meanings(cells), -side, -46 - 13 * lines)


def _patients_meanings(cells: pd.DataFrame) -> list[tuple[str, str]]:
    meanings = [("soft circle", "patients, as many as the figure says")]
    if ((cells["studies"] > 0) & (cells["patients"] == 0)).any():
        meanings.append(("hollow circle", "a study that prints no size"))
    if (cells["studies"] == 0).any():
        meanings.append(("muted cross", "nothing"))
    return meanings


def factor_map(entries: pd.DataFrame) -> alt.LayerChart:
    """Which level of each factor went with the better outcome, in which series, by which model.

    Columns: `factor`, `study`, `text` (the favourable level, as short as it can be), `model`
    (``multivariable``, ``univariable`` or ``unresolved``) and `conflict`: True where series
    contradict each other. Raises ValueError if a series has a factor twice.
    """
    twice = entries.duplicated(["factor", "study"])
    if twice.any():
        listed = (entries["factor"] + " in " + entries["study"])[twice].unique()
        raise ValueError(f"One entry a factor and series; found more: {', '.join(listed)}.")
    studies, factors = list(entries["study"].unique()), list(entries["factor"].unique())
    names = [textwrap.wrap(factor, LETTERS) for factor in factors]
    side = max(len(line) for name in names for line in name) * LETTER + 12
    wide = (WIDTH - side) / len(studies)
    letters = max(int((wide - 6) / 5.4), 5)
    texts = [textwrap.wrap(str(t), letters) for t in entries["text"]]
    high = max(24, 10 + 13 * max(map(len, [*texts, *names])))
    cells = entries.assign(
        lines=texts,
        fill=[LIGHT["contrast pale" if c else "accent pale"] for c in entries["conflict"]],
        edge=[LIGHT["contrast" if c else "accent"] for c in entries["conflict"]],
    )
    x = alt.X("study:N", sort=studies, axis=_top_axis(studies, wide), scale=_spaced(), title=None)
    y = alt.Y("factor:N", sort=factors, axis=None, scale=_spaced())
    base = alt.Chart(cells).encode(x=x, y=y)
    layers = [_grid(studies, factors, x, y)] + [
        _model_cells(base, model) for model in MODELS if (entries["model"] == model).any()
    ]
    lines = base.mark_text(
        fontSize=10.5,
        lineHeight=13,
        baseline="middle",
        dy=alt.ExprRef("(1 - length(datum.lines)) * 6.5"),
    )
    layers.append(lines.encode(text="lines:N"))
    layers += [_side_names(factors, names, y), *_map_key(entries, side)]
    chart = alt.LayerChart(layer=layers, width=alt.Step(wide), height=alt.Step(high))
    return both(
        lambda room: narrow_page.factors(cells, _cells(entries), room) if room.stacked else chart,
        describe.factor_map(entries),
    )


def _spaced() -> alt.Scale:
    return alt.Scale(type="band", paddingInner=0.06, paddingOuter=0)


def _side_names(factors: list[str], names: list[list[str]], y: alt.Y) -> alt.Chart:
    named = alt.Chart(pd.DataFrame({"factor": factors, "lines": names}))
    text = named.mark_text(
        align="right",
        baseline="middle",
        lineHeight=13,
        fontSize=11.5,
        dy=alt.ExprRef("(1 - length(datum.lines)) * 6.5"),
    )
    return text.encode(x=alt.value(-8), y=y, text="lines:N")


def _grid(studies, factors, x: alt.X, y: alt.Y) -> alt.Chart:
    every = pd.MultiIndex.from_product([studies, factors], names=["study", "factor"])
    empty = alt.Chart(every.to_frame(index=False))
    return empty.mark_rect(color=LIGHT["band"]).encode(x=x, y=y)


def _model_cells(base: alt.Chart, model: str) -> alt.Chart:
    dash = {"multivariable": [1, 0], "univariable": [1, 0], "unresolved": [3, 2]}[model]
    filled = alt.Fill("fill:N", scale=None)
    cell = base.transform_filter(f"datum.model === {model!r}").mark_rect(
        strokeDash=dash, strokeWidth=1.2, cornerRadius=2, fill=LIGHT["paper"]
    )
    cell = cell.encode(stroke=alt.Stroke("edge:N", scale=None))
    return cell.encode(fill=filled) if model == "multivariable" else cell


def _map_key(entries: pd.DataFrame, side: float) -> list[alt.Chart]:
    return key(_cells(entries), -side, -50)


def _cells(entries: pd.DataFrame) -> list[tuple[str, str]]:
    items = [(f"{m} cell", m) for m in MODELS if (entries["model"] == m).any()]
    if entries["conflict"].any():
        items.append(("conflict cell", "series contradict each other"))
    return items


def _top_axis(names: list[str], wide: float) -> alt.Axis:
    """Names above the columns, one word a line."""
    lines = max(len(name.split(" ")) for name in names)
    return alt.Axis(
        labelPadding=4 + 13 * (lines - 1),
        labelLineHeight=13,
        labelFontSize=10.5 if wide < 60 else 11.5,
        labelLimit=wide + 10,
        orient="top",
        labelAngle=0,
        domain=False,
        ticks=False,
        labelColor=LIGHT["ink"],
        labelExpr="split(datum.label, ' ')",
        labelOverlap=False,
    )


def _side_axis() -> alt.Axis:
    return alt.Axis(labelColor=LIGHT["ink"], labelLimit=26 * 7, labelOverlap=False)


def timeline(periods: pd.DataFrame, eras: pd.DataFrame) -> alt.LayerChart:
    """When each series treated its patients, against the eras of drugs.

    `periods`: `label`, `start`, `end` (years; both empty where not stated). `eras`: `label`,
    `start` (year).
    """
    known = periods.assign(
        text=[
            fr.UNKNOWN if pd.isna(p["start"]) or pd.isna(p["end"]) else ""
            for p in periods.to_dict("records")
        ]
    )
    first = min(known["start"].min(), eras["start"].min())
    last = max(known["end"].max(), eras["start"].max())
    ends = [float(first) - 1, float(last) + 2]
    return both(lambda room: _periods(known, eras, ends, room), describe.timeline(periods, eras))


def _periods(known: pd.DataFrame, eras: pd.DataFrame, ends: list, room: Room) -> alt.LayerChart:
    years = alt.Axis(title="Year", format="d", tickCount=8, orient="bottom", labelFlush=False)
    x = alt.X("start:Q", scale=alt.Scale(domain=ends, nice=False, zero=False), axis=years)
    look: Look = {"height": 9, "color": LIGHT["accent soft"], "cornerRadius": 2}
    treated = "isValid(datum.start) && isValid(datum.end)"
    if room.stacked:
        rows = _stacked_periods(known, room)
        bars = rows_where(f"{treated} && datum.line === 0 && datum.label_text === ''")
        layers = [bars.mark_bar(**look).encode(x=x, x2="end:Q")]
        layers += _eras(eras, x, ends, room.width) + stacked_table(rows, ("", ""), room)
        return plot_rows(rows, layers, room.width, room.row)
    y = alt.Y("label:N", sort=list(known["label"]), axis=_side_axis(), title=None)
    base = alt.Chart(known).encode(y=y)
    bars = base.transform_filter(treated).mark_bar(**look)
    absent = base.mark_text(align="left", color=LIGHT["muted"]).encode(
        x=alt.value(6), text="text:N"
    )
    tips = [alt.Tooltip("label:N", title="Study"), alt.Tooltip("start:Q", title="from", format="d")]
    tips.append(alt.Tooltip("end:Q", title="to", format="d"))
    bars = bars.encode(x=x, x2="end:Q", tooltip=tips)
    layers = [*_eras(eras, x, ends, TIMELINE), bars, absent]
    return alt.LayerChart(layer=layers, width=TIMELINE, height=alt.Step(22))


def _stacked_periods(known: pd.DataFrame, room: Room) -> pd.DataFrame:
    rows = known.assign(
        row="study",
        panel=None,
        position=range(len(known)),
        label_text=known["label"],
        missing_text=known["text"],
        value=known["start"],
        estimate_text="",
        low_text="",
        high_text="",
    )
    return narrow_page.stacked(rows, room.width)


def _eras(eras: pd.DataFrame, x: alt.X, ends: list[float], width: float) -> list[alt.Chart]:
    """A line where each era starts; names that would meet stand on a higher step."""
    eras = eras.sort_values("start", kind="stable")
    steps: list[float] = []
    used: list[float] = []
    shifts: list[float] = []
    for era in eras.to_dict("records"):
        left = (era["start"] - ends[0]) / (ends[1] - ends[0]) * width
        over = max(0.0, left + text_width(era["label"]) + 6 - width - 12)
        left -= over
        shifts.append(3 - over)
        step = next((s for s, right in enumerate(used) if left > right), len(used))
        used[step : step + 1] = [left + len(era["label"]) * LETTER + 10]
        steps.append(-10.0 - 16 * step)
    eras = eras.assign(step=steps, shift=shifts)
    base = alt.Chart(eras).encode(x=x)
    line = base.mark_rule(color=LIGHT["contrast"], strokeDash=[4, 3], strokeWidth=1)
    name = base.mark_text(
        align="left",
        dx=alt.ExprRef("datum.shift"),
        color=LIGHT["contrast"],
        baseline="middle",
        dy=alt.ExprRef("datum.step"),
    )
    return [line, name.encode(y=alt.value(0), text="label:N")]


def cutoffs(entries: pd.DataFrame, unit: str) -> alt.LayerChart:
    """Thresholds of size drawn to scale: a circle of that diameter for each series.

    Columns: `label` (the series), `value` (the threshold in `unit`), `relation` (such as ``<``).
    """
    entries = entries.sort_values("value", kind="stable").reset_index(drop=True)
    gap = 14
    total, largest = entries["value"].sum(), entries["value"].max()
    scale = min(44.0, (WIDTH - 60 - gap * len(entries)) / total)
    width, height = WIDTH - 60, largest * 1.06 * scale
    slots = [
        max(v * scale, len(str(name)) * LETTER)
        for v, name in zip(entries["value"], entries["label"], strict=True)
    ]
    starts = np.cumsum([0.0, *[s + gap for s in slots]])[:-1]
    shown = entries.assign(
        middle=[a + s / 2 for a, s in zip(starts, slots, strict=True)],
        centre=entries["value"] / 2,
        area=(entries["value"] * scale) ** 2,
        text=[describe.threshold(row, unit) for row in entries.to_dict("records")],
    )
    x = alt.X("middle:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    ruler = alt.Axis(title=f"Diameter ({unit})", values=list(range(int(largest) + 1)))
    y = alt.Y("centre:Q", scale=alt.Scale(domain=[0, largest * 1.06], nice=False), axis=ruler)
    base = alt.Chart(shown).encode(x=x)
    disc = base.mark_point(
        fill=LIGHT["accent pale"], stroke=LIGHT["accent"], strokeWidth=1.2, opacity=1
    )
    foot: Look = {"baseline": "top"}
    layers = [
        disc.encode(y=y, size=alt.Size("area:Q", scale=None)),
        base.mark_text(dy=8, fontWeight="bold", **foot).encode(
            y=alt.value("height"), text="text:N"
        ),
        base.mark_text(dy=24, color=LIGHT["muted"], **foot).encode(
            y=alt.value("height"), text="label:N"
        ),
    ]
    chart = alt.LayerChart(layer=layers, width=width, height=height)
    return both(
        lambda room: narrow_page.cutoffs(shown, room) if room.stacked else chart,
        describe.cutoffs(entries, unit),
    )
