"""Filters that live in the chart: a select or a range over a column of its rows.

A chart is drawn with all its rows until a reader chooses. `by_choice` draws what is pooled of the
rows that each choice keeps. The others filter a chart that is drawn: while a choice is active its
pooled rows and the weights are hidden, because they describe the full set and not the rows left;
where no series is left the plot says so. Those raise ValueError if no row of the chart has the
column.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import altair as alt
import pandas as pd

from reviewbook.charts.forest_marks import PLAIN_POINT, cut
from reviewbook.charts.sheet import NOTE, Drawing, as_narrow_as
from reviewbook.charts.theme import LIGHT, Look

ALL = "all"
UNKNOWN = "not stated"
PARTS = ("layer", "hconcat", "vconcat", "concat")
POOLED = "['subgroup', 'pooled', 'prediction', 'note']"
NOTHING_LEFT = "no series is left"


def by_choice(
    draw: Callable[[pd.DataFrame], Drawing],
    rows: pd.DataFrame,
    column: str,
    label: str,
    choices: list[str],
) -> Drawing:
    """A forest plot with a labelled select that draws it anew of the rows whose `column` is chosen.

    `draw` pools and draws rows. `choices` are values of the column; rows without a value are
    offered as ``not stated``, and all rows come first and by default. A choice without rows is
    not offered.
    """
    name = _name("choice", column)
    stated = rows[column].fillna(UNKNOWN)
    kept = {ALL: rows} | {choice: rows[stated == choice] for choice in [*choices, UNKNOWN]}
    drawn = {choice: draw(some) for choice, some in kept.items() if len(some)}
    select = alt.binding_select(options=list(drawn), name=f"{label} ")
    made = _chosen(drawn, name).add_params(alt.param(name=name, value=ALL, bind=select))
    return as_narrow_as(drawn[ALL], made)


def _chosen(drawn: dict[str, Drawing], name: str) -> Drawing:
    """The chart of all rows with the rows and the sentences of every other, one shown at a time."""
    whole: Drawing = drawn[ALL].copy(deep=False)
    rows = {c: found for c, chart in drawn.items() if (found := _rows(chart)) is not None}
    if not rows:
        part = next(n for n in PARTS if isinstance(getattr(whole, n, None), list))
        each = zip(*(getattr(chart, part) for chart in drawn.values()), strict=True)
        setattr(
            whole, part, [_chosen(dict(zip(drawn, parts, strict=True)), name) for parts in each]
        )
        return whole
    data = pd.concat([some.assign(choice=c) for c, some in rows.items()], ignore_index=True)
    ends = data["left_end"].iloc[0], data["right_end"].iloc[0]
    said = [
        layer.transform_filter(f"{name} === '{choice}'")
        for choice, chart in drawn.items()
        for layer in getattr(chart, "layer", [])
        if _is_note(layer)
    ]
    whole.layer = [layer for layer in whole.layer if not _is_note(layer)] + said
    whole.data = cut(data, ends).convert_dtypes()
    return whole.transform_filter(f"datum.choice === {name}")


def with_filter(chart: Drawing, column: str, label: str, choices: list[str]) -> Drawing:
    """The chart with a labelled select that keeps the rows whose `column` is the choice.

    `choices` are values of the column; rows without a value are offered as ``not stated``, and
    all rows come first and by default. Works on single, layered and concatenated charts.
    """
    name = _name("choice", column)
    options = list(dict.fromkeys([*choices, UNKNOWN]))
    select = alt.binding_select(options=[None, *options], labels=[ALL, *options], name=f"{label} ")
    value = f"(isValid(datum['{column}']) ? datum['{column}'] : '{UNKNOWN}')"
    made = _filtered(chart, column, Kept(f"{name} === null", f"{value} === {name}"))
    return as_narrow_as(chart, made.add_params(alt.param(name=name, value=None, bind=select)))


def with_range(
    chart: Drawing, column: str, label: str, ends: tuple[float, float], step: float
) -> Drawing:
    """The chart with two sliders over a numeric `column` and a choice about rows without it.

    `ends` are the smallest and largest value a reader can set, in the column's unit; all rows
    are drawn until a slider is moved or the rows without a value are dropped.
    """
    low, high, unknown = (_name(part, column) for part in ("from", "to", "unknown"))
    slide: Look = {"min": ends[0], "max": ends[1], "step": step}
    params = [
        alt.param(name=low, value=ends[0], bind=alt.binding_range(name=f"{label} from ", **slide)),
        alt.param(name=high, value=ends[1], bind=alt.binding_range(name=f"{label} to ", **slide)),
        alt.param(
            name=unknown,
            value="keep",
            bind=alt.binding_select(options=["keep", "drop"], name=f"{label} {UNKNOWN} "),
        ),
    ]
    value = f"datum['{column}']"
    everything = f"({low} === {ends[0]} && {high} === {ends[1]} && {unknown} === 'keep')"
    within = f"(isValid({value}) ? {value} >= {low} && {value} <= {high} : {unknown} === 'keep')"
    made = _filtered(chart, column, Kept(everything, within))
    return as_narrow_as(chart, made.add_params(*params))


def _name(part: str, column: str) -> str:
    return f"{part}_{re.sub(r'[^0-9a-zA-Z]+', '_', column)}"


class Kept(NamedTuple):
    """When all rows are drawn, and which are kept if not, as conditions of Vega."""

    everything: str
    matching: str

    def condition(self) -> str:
        """Whether a row is drawn."""
        return (
            f"{self.everything} || datum.row === 'heading' || "
            f"(indexof({POOLED}, datum.row) < 0 && {self.matching})"
        )


def _filtered(chart: Drawing, column: str, kept: Kept) -> Drawing:
    """The chart with every layer that carries the column filtered, however it is nested."""
    found, chart = _descend(chart, column, kept)
    if not found:
        raise ValueError(f"No row of this chart has the column {column!r} to filter by.")
    return chart


def _rows(chart: alt.TopLevelMixin) -> pd.DataFrame | None:
    """The rows of a chart; None if it has data of another kind, or only its parts have some."""
    data = getattr(chart, "data", None)
    return data if isinstance(data, pd.DataFrame) else None


def _descend(chart: Drawing, column: str, kept: Kept) -> tuple[bool, Drawing]:
    rows = _rows(chart)
    if rows is not None:
        if column not in rows:
            return False, chart
        chart = chart.transform_filter(kept.condition())
        if "weight" in rows and rows["weight"].notna().any():
            chart = _hiding_weights(chart, kept.everything)
        if isinstance(chart, alt.LayerChart):
            chart = _hiding_notes(chart, kept.condition())
            chart = _saying_when_empty(chart, rows) if "position" in rows else chart
        return True, chart
    parts = next((n for n in PARTS if isinstance(getattr(chart, n, None), list)), None)
    if parts is None:
        return False, chart
    done = [_descend(part, column, kept) for part in getattr(chart, parts)]
    whole: Drawing = chart.copy(deep=False)
    setattr(whole, parts, [part for _, part in done])
    return any(found for found, _ in done), whole


def _hiding_weights(chart: Drawing, everything: str) -> Drawing:
    """The chart with weights, written and drawn, only while they are those of its rows."""
    return chart.transform_calculate(
        weight_text=f"{everything} ? datum.weight_text : ''",
        area=f"{everything} ? datum.area : {PLAIN_POINT}",
    )


def _hiding_notes(chart: alt.LayerChart, condition: str) -> alt.LayerChart:
    """The chart without what it says about all rows, which has a datum of its own."""
    whole: alt.LayerChart = chart.copy(deep=False)
    whole.layer = [
        part.transform_filter(condition) if _is_note(part) else part for part in chart.layer
    ]
    return whole


def _is_note(part: alt.TopLevelMixin) -> bool:
    data = getattr(part, "data", None)
    return isinstance(data, alt.InlineData) and data.values == [NOTE]


def _saying_when_empty(chart: alt.LayerChart, rows: pd.DataFrame) -> alt.LayerChart:
    """The chart of rows with a line that appears when its filters leave no series."""
    kept = " && ".join(f"({t.filter})" for t in chart.transform if hasattr(t, "filter"))
    left = f"indexof({POOLED}, datum.row) < 0 && datum.row !== 'heading' && {kept} ? 1 : 0"
    note = (
        alt.Chart(rows)
        .transform_calculate(left=left)
        .transform_aggregate(series="sum(left)")
        .transform_filter("datum.series === 0")
        .transform_calculate(position="0")
        .mark_text(text=NOTHING_LEFT, align="left", dx=6, color=LIGHT["muted"])
        .encode(x=alt.value(0), y=alt.Y("position:O", axis=None))
    )
    whole: alt.LayerChart = chart.copy(deep=False)
    others = [p for p in chart.layer if getattr(p.mark, "text", None) != NOTHING_LEFT]
    whole.layer = [*others, note]
    return whole
