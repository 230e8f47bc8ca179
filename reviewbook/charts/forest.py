"""Forest plots: one row a series, its estimate as text and as a mark, pooled rows below.

The columns of the frame are those of `reviewbook.charts.forest_rows`.
"""

import textwrap

import altair as alt
import pandas as pd

from reviewbook.charts import describe
from reviewbook.charts import forest_rows as fr
from reviewbook.charts.forest_marks import MEANT, drawable, explained, marks, null_line, shape
from reviewbook.charts.narrow_page import stacked
from reviewbook.charts.sheet import (
    GAP,
    LETTER,
    LINE,
    Align,
    Column,
    Room,
    below,
    both,
    key,
    measured,
    names_above,
    one,
    plot_rows,
    span,
    stacked_table,
    table,
    words,
)
from reviewbook.charts.theme import LIGHT

NARROWEST_PLOT = 170
LARGEST_SQUARE = 170
SMALLER_SQUARE = 95
LETTERS, LETTERS_BESIDE_PANELS = 30, 24
BETWEEN_PANELS = 8


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

    def draw(room: Room) -> alt.LayerChart | alt.VConcatChart:
        meanings = _meanings(rows, explained=room.stacked)
        lines = stacked(rows, room.width) if room.stacked else fr.broken(rows, LETTERS)
        charts = [
            _sheet(lines, panel, title, scale, favours, reading, meanings, room)
            for panel in rows["panel"].unique()
        ]
        return charts[0] if len(charts) == 1 else alt.vconcat(*charts, spacing=30)

    return both(draw, describe.forest(estimates, title, scale))


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
    rows = fr.written(ordered, "percent")
    texts = [*notes, reading]
    return both(
        lambda room: _panels(rows, title, texts, room),
        describe.forest(estimates, title, "percent"),
    )


def _panels(rows: pd.DataFrame, title: str, texts: list, room: Room) -> alt.HConcatChart:
    """The times side by side; on a narrow page the names of the series stand above them."""
    panels, meanings = list(rows["panel"].unique()), _meanings(rows, explained=True)
    beside = ("estimate_text", "missing_text")
    stack = room.stacked
    rows = stacked(rows, room.width, beside) if stack else fr.broken(rows, LETTERS_BESIDE_PANELS)
    left = [] if stack else _left_columns(rows)
    right, gap = _right_columns(rows)[:1], BETWEEN_PANELS if stack else GAP
    plot = (room.width - span(left) - gap * (len(panels) - 1)) / len(panels) - span(right)
    ends, edge = (0.0, 100.0), -span(left)
    axis = measured("", ends, "percent", [ends[0], sum(ends) / 2, ends[1]])
    heading = textwrap.wrap(_with_time_zero(title, rows), int(room.width / LETTER))
    parts = []
    for at, panel in enumerate(panels):
        part = drawable(rows[rows["panel"] == panel], ends, SMALLER_SQUARE)
        layers = marks(axis, part, room.row) + table(part, left if at == 0 else [], right, plot)
        layers += [words(panel, plot / 2, -32, align="center", weight="bold")]
        if at == 0:
            layers += [names_above()] if stack else []
            high = -58 - LINE * (len(heading) - 1)
            layers += [
                words(line, edge, high + LINE * at, weight="bold")
                for at, line in enumerate(heading)
            ]
            layers += key(meanings, edge, high - 24, room.width)
            layers += below(texts, left, 34, room.width)
        parts.append(plot_rows(part, layers, plot, room.row))
    return alt.hconcat(*parts, spacing=round(span(right) + gap), bounds="flush")


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


def _sheet(all_rows, panel, title, scale, favours, reading, meanings, room: Room) -> alt.LayerChart:
    """One panel, with columns and axis as wide as those of all panels."""
    left, right = ([], []) if room.stacked else (_left_columns(all_rows), _right_columns(all_rows))
    plot = max(NARROWEST_PLOT, room.width - span(left) - span(right))
    ends = fr.domain(all_rows, scale)
    rows = drawable(all_rows, ends, LARGEST_SQUARE)[all_rows["panel"] == panel]
    sides = _sides(favours, plot) if favours else []
    space = 8 + LINE * max((len(side.mark.text) for side in sides), default=0)
    name = _with_time_zero(title, rows)
    axis = measured(name, ends, scale, fr.ticks(ends, scale), space, room.width)
    null = null_line() if scale == "ratio" else []
    layers = null + marks(axis, rows, room.row) + sides + explained(rows, axis, plot)
    if room.stacked:
        named = "Study (N)" if rows["n"].notna().any() else "Study"
        layers += stacked_table(rows, (named, _level(rows)), room)
    else:
        right[2] = right[2]._replace(heading=_level(rows))
        layers += table(rows, left, right, plot)
    if panel:
        layers.append(words(panel, -span(left), -34, weight="bold"))
    if panel == all_rows["panel"].iloc[0]:
        layers += key(meanings, -span(left), -60 if panel else -36, room.width)
    if panel == all_rows["panel"].iloc[-1]:
        foot = 46 + space + LINE * (len(textwrap.wrap(name, int(room.width / LETTER))) - 1)
        layers += below([reading], left, foot, room.width)
    return plot_rows(rows, layers, plot, room.row)


def _with_time_zero(title: str, rows: pd.DataFrame) -> str:
    zeros = [z for z in rows["time_zero"].dropna().unique() if z != fr.UNKNOWN]
    return f"{title}, counted from {zeros[0]}" if zeros else title


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
    sides: tuple[tuple[str, Align, float], ...] = (
        (f"← {favours[0]}", "left", 0),
        (f"{favours[1]} →", "right", plot),
    )
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


def _meanings(rows: pd.DataFrame, explained: bool = False) -> list[tuple[str, str]]:
    """The meaning of each mark that is there; of pooled rows more if they are to be explained."""
    explained = explained and (rows["row"] == "study").any()
    pooled, new = (f": {text}" if explained else "" for text in MEANT.values())
    study = rows["row"] == "study"
    spanned = study & rows["low"].notna()
    approximate = rows["interval"] == "approximate"
    point = shape(rows)
    spread = rows["row"] == "prediction"
    spreads = [f"{label[0].lower()}{label[1:]}" for label in rows.loc[spread, "label"].unique()]
    items = [
        (spanned & ~approximate, "solid", "printed interval"),
        (spanned & approximate, "dashed", "approximate interval"),
        (study & rows["low"].isna(), point, "no interval"),
        (study & ~rows["feasible"], f"hollow {point}", "N cannot give this figure"),
        (rows["row"].isin(fr.POOLED), "diamond", f"pooled{pooled}"),
        (spread, "bar", f"{spreads[0] if len(spreads) == 1 else 'prediction interval'}{new}"),
    ]
    return [(symbol, text) for present, symbol, text in items if present.any()]
