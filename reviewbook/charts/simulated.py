"""Charts of simulations: every state in one frame, of which the reader's is drawn.

Rows carry the number of their state in the column ``s``. The charts are narrow enough for a phone.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from reviewbook.charts.theme import LIGHT

WIDE, BESIDE_AXIS, HIGH, ROW = 310, 265, 240, 44
COLOURS = ("contrast", "accent", "ink")
SIZES = (10, 20, 50, 100, 200, 500)


def with_settings(chart: alt.LayerChart, settings: Sequence) -> alt.LayerChart:
    """The chart with one slider for each setting, showing the rows of the state they make.

    `settings` have ``name``, ``label``, ``low``, ``high``, ``step`` and ``start``; states are
    numbered with the last setting moving first.
    """
    place, sliders = "0", []
    for each in settings:
        steps = round((each.high - each.low) / each.step) + 1
        place = f"({place}) * {steps} + round(({each.name} - {each.low}) / {each.step})"
        bind = alt.binding_range(min=each.low, max=each.high, step=each.step, name=each.label)
        sliders.append(alt.param(name=each.name, value=each.start, bind=bind))
    return chart.transform_filter(f"datum.s === {place}").add_params(*sliders)


def intervals(
    rows: pd.DataFrame, title: str, ticks: Sequence[float], truth: float, ratio: bool = True
) -> alt.LayerChart:
    """Results with their intervals, one under the other, beside a line at the truth.

    `rows`: ``s``, ``label``, ``estimate``, ``low``, ``high``, ``text`` (the numbers as they are
    written), ``kind`` (``error`` or ``right``). Intervals are cut at the first and last of the
    `ticks`, which are those of the axis.
    """
    domain = ticks[0], ticks[-1]
    order = list(dict.fromkeys(rows["label"]))
    ends = rows.assign(
        left=rows["low"].clip(*domain), right=rows["high"].clip(*domain), truth=truth
    )
    base = alt.Chart(ends).encode(y=alt.Y("label:N", sort=order, axis=None))
    scale = alt.Scale(domain=list(domain), type="log" if ratio else "linear", nice=False)
    axis = alt.Axis(title=title, values=list(ticks), grid=False)
    kinds = ["error", "right"]
    colour = alt.Color(
        "kind:N",
        legend=None,
        scale=alt.Scale(domain=kinds, range=[LIGHT["contrast"], LIGHT["accent"]]),
    )
    shape = alt.Shape(
        "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=["diamond", "circle"])
    )
    x = alt.X("left:Q", scale=scale, axis=axis)
    truth_line = base.mark_tick(color=LIGHT["rule"], thickness=1.5, size=ROW).encode(
        x=alt.X("truth:Q", scale=scale, axis=axis)
    )
    bars = base.mark_rule(strokeWidth=2.5, yOffset=8).encode(x=x, x2="right:Q", color=colour)
    dots = base.mark_point(filled=True, size=70, opacity=1, yOffset=8).encode(
        x=alt.X("estimate:Q", scale=scale, axis=axis), color=colour, shape=shape
    )
    names = base.mark_text(align="left", yOffset=-8, color=LIGHT["ink"]).encode(
        x=alt.value(0), text="label:N"
    )
    numbers = base.mark_text(align="right", yOffset=-8, color=LIGHT["ink"]).encode(
        x=alt.value(WIDE), text="text:N"
    )
    layers = [truth_line, bars, dots, names, numbers]
    return alt.LayerChart(layer=layers, width=WIDE, height=ROW * len(order))


def curves(
    rows: pd.DataFrame, groups: Sequence[str], x: tuple[str, str], y: str, top: float = 100
) -> alt.LayerChart:
    """Lines over a common axis, one for each of the `groups`, which are columns of `rows`.

    `x` is the column of the axis and its title. The last of three groups is dashed.
    """
    colours = [LIGHT[name] for name in COLOURS[: len(groups)]]
    dashes = [[1, 0], [1, 0], [3, 7]][: len(groups)]
    domain: list[str | alt.FieldName] = list(groups)
    lines = (
        alt.Chart(rows)
        .transform_fold(domain, as_=["group", "height"])
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X(f"{x[0]}:Q", title=x[1], axis=alt.Axis(grid=False, tickCount=6)),
            y=alt.Y("height:Q", title=y, scale=alt.Scale(domain=[0, top])),
            color=alt.Color(
                "group:N", scale=alt.Scale(domain=domain, range=colours), legend=_legend()
            ),
            strokeDash=alt.StrokeDash(
                "group:N", scale=alt.Scale(domain=domain, range=dashes), legend=_legend()
            ),
        )
    )
    return alt.LayerChart(layer=[lines], width=BESIDE_AXIS, height=HIGH)


def _legend() -> alt.Legend:
    """One line of the legend under the other, each with a stroke that can be seen."""
    return alt.Legend(
        title=None,
        orient="top",
        direction="vertical",
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2.5,
    )


def medians(rows: pd.DataFrame, title: str, top: float) -> alt.LayerChart:
    """The median of each series against its size, with lines at two summaries of them.

    `rows`: ``s``, ``median``, and ``patients`` of a series or ``summary``, which of them it is.
    """
    y = alt.Y("median:Q", title=title, scale=alt.Scale(domain=[0, top]))
    base = alt.Chart(rows)
    points = (
        base.transform_filter("isValid(datum.patients)")
        .mark_point(filled=True, opacity=0.85, color=LIGHT["muted"])
        .encode(
            x=alt.X(
                "patients:Q",
                title="Patients in the series",
                scale=alt.Scale(type="log", nice=False, padding=12),
                axis=alt.Axis(grid=False, values=SIZES),
            ),
            y=y,
        )
    )
    summaries = base.transform_filter("isValid(datum.summary)")
    names = list(rows["summary"].dropna().unique())
    colour = alt.Color(
        "summary:N",
        scale=alt.Scale(domain=names, range=[LIGHT[c] for c in COLOURS[: len(names)]]),
        legend=_legend(),
    )
    lines = summaries.mark_rule(strokeWidth=2.5).encode(y=y, color=colour)
    return alt.LayerChart(layer=[points, lines], width=BESIDE_AXIS, height=HIGH)


def bars(rows: pd.DataFrame, x: tuple[str, str], y: tuple[str, str]) -> alt.LayerChart:
    """Bars of how often each outcome is seen; that of none is set apart.

    `x` and `y` are columns with their titles; `rows` with the ``text`` above each bar.
    """
    base = alt.Chart(rows).encode(
        x=alt.X(f"{x[0]}:O", title=x[1], axis=alt.Axis(labelAngle=0, grid=False)),
        y=alt.Y(f"{y[0]}:Q", title=y[1], scale=alt.Scale(domain=[0, 100])),
    )
    none = f"datum['{x[0]}'] === 0"
    drawn = base.mark_bar().encode(
        color=alt.condition(none, alt.value(LIGHT["contrast"]), alt.value(LIGHT["accent soft"]))
    )
    texts = base.mark_text(dy=-7, color=LIGHT["ink"]).encode(text="text:N")
    return alt.LayerChart(layer=[drawn, texts], width=BESIDE_AXIS, height=HIGH)
