"""What the pooled number becomes when the studies in it change: left out or added one by one."""

import altair as alt
import pandas as pd

from reviewbook.charts import describe
from reviewbook.charts import forest_rows as fr
from reviewbook.charts.narrow_page import stacked
from reviewbook.charts.sheet import (
    LETTER,
    Column,
    Room,
    along,
    below,
    both,
    key,
    measured,
    one,
    plot_rows,
    rows_where,
    span,
    stacked_table,
    table,
)
from reviewbook.charts.theme import LIGHT


def leave_one_out(
    steps: pd.DataFrame, whole: pd.DataFrame, title: str, scale: str, reading: str | None = None
) -> alt.LayerChart:
    """The pooled estimate without each study in turn, the full set last.

    `steps` is what `influence.leave_one_out` gives: `left_out`, `k`, `estimate`, `low`,
    `high`, `prediction_low`, `prediction_high`, `i2` (per cent); `whole` is one such row for
    all studies, as `pooling.Pooled.frame` gives it. The scale is that of the axis: ratios,
    per cent or months. Raises ValueError if a pooled percentage or median has no `reading`.
    """
    rows = pd.concat(
        [
            steps.assign(label="without " + steps["left_out"].astype(str), row="step"),
            whole.assign(label="all studies", row="pooled"),
        ],
        ignore_index=True,
    )
    said = describe.leave_one_out(steps, whole, title, scale)
    return _steps(rows, whole, "Pooled", title, scale, reading, said)


def cumulative(
    steps: pd.DataFrame, title: str, scale: str, reading: str | None = None
) -> alt.LayerChart:
    """The pooled estimate as the studies became known, one more in each row.

    `steps` is what `influence.cumulative` gives: `added`, `year`, and the columns of
    `leave_one_out`; a row that cannot be pooled yet (the first) is shown without an estimate.
    Raises ValueError if a pooled percentage or median has no `reading`.
    """
    rows = steps.assign(
        label=[f"+ {a} ({y})" for a, y in zip(steps["added"], steps["year"], strict=True)],
        row="step",
    )
    said = describe.cumulative(steps, title, scale)
    return _steps(rows, steps.tail(1), "Added", title, scale, reading, said)


def by_share(
    steps: pd.DataFrame, title: str, scale: str, reading: str | None = None
) -> alt.LayerChart:
    """The pooled estimate by the share of the patients who informed it, all of them first.

    `steps` is what `diagnostics.effective_sizes` gives: `share` (per cent), `series`, and the
    columns of `leave_one_out`. Raises ValueError if a pooled percentage or median has no `reading`.
    """
    shares = steps["share"].map("{:.0f}% of N, ".format)
    rows = steps.assign(label=shares + steps["series"], row="step")
    said = describe.by_share(rows, title, scale)
    return _steps(rows, steps.head(1), "If informed by", title, scale, reading, said)


def _steps(rows, whole, heading, title, scale, reading, description) -> alt.LayerChart:
    if scale != "ratio" and not reading:
        raise ValueError(
            "Pooled single-arm figures need their reading sentence, which says that they "
            "describe series and are no effect of treatment."
        )
    reading = fr.with_clock(whole, reading)
    rows = _written(rows, scale)
    return both(lambda room: _sheet(rows, whole, heading, title, scale, reading, room), description)


def _sheet(rows, whole, heading, title, scale, reading, room: Room) -> alt.LayerChart:
    meanings = _meanings(rows)
    ends = _ends(rows, scale)
    axis = measured(title, ends, scale, fr.ticks(ends, scale), width=room.width)
    if room.stacked:
        rows = stacked(rows.assign(panel=None), room.width)
        layers = _guides(whole, scale) + _bars(rows, axis, ends)
        layers += stacked_table(rows, (heading, "Interval"), room)
        layers += key(meanings, 0, -36, room.width) + below([reading], [], 52, room.width)
        return plot_rows(rows, layers, room.width, room.row)
    left = [
        Column(heading, "label_text", rows["label_text"].str.len().max() * LETTER + 8, "left"),
        Column("k", "k_text", 20),
    ]
    right = [
        Column("", "estimate_text", _wide(rows, "estimate_text")),
        Column("", "low_text", _wide(rows, "low_text"), gap=8),
        Column("Interval", "high_text", max(_wide(rows, "high_text"), 24), gap=3),
        Column("I²", "i2_text", 32),
    ]
    plot = room.width - span(left) - span(right)
    layers = _guides(whole, scale) + _bars(rows, axis, ends) + table(rows, left, right, plot)
    layers += key(meanings, -span(left), -36) + below([reading], left, 52)
    return plot_rows(rows, layers, plot)


def _written(rows: pd.DataFrame, scale: str) -> pd.DataFrame:
    places = 2 if scale == "ratio" else 1

    def text(column, decimals, unit=""):
        return ["" if pd.isna(v) else fr.number(v, decimals) + unit for v in rows[column]]

    low, high = text("low", places), text("high", places)
    return rows.assign(
        position=range(len(rows)),
        line=0,
        label_text=rows["label"],
        k_text=text("k", 0),
        estimate_text=text("estimate", places),
        low_text=[f"[{v}," if v else "" for v in low],
        high_text=[f"{v}]" if v else "" for v in high],
        i2_text=text("i2", 0, "%"),
        missing_text=[_missing(row) for row in rows.to_dict("records")],
    )


def _missing(row: dict) -> str:
    if pd.notna(row["estimate"]):
        return ""
    status = row.get("status")
    return f"{status}, not pooled" if isinstance(status, str) else "not pooled"


def _wide(rows: pd.DataFrame, field: str) -> float:
    return rows[field].str.len().max() * 6.6


def _ends(rows: pd.DataFrame, scale: str) -> tuple[float, float]:
    inner = rows[["estimate", "low", "high"]].astype(float)
    outer = rows[["prediction_low", "prediction_high"]].astype(float)
    low, high = outer.min().min(), outer.max().max()
    low, high = min(low, inner.min().min()), max(high, inner.max().max())
    if scale == "ratio":
        points = inner["estimate"]
        low, high = max(low, points.min() / 4), min(high, points.max() * 4)
        return min(low, 0.8) / 1.05, max(high, 1.25) * 1.05
    step = fr.nice_step(high)
    top = step * -(-high // step)
    return 0.0, float(min(top, 100.0) if scale == "percent" else top)


def _guides(whole: pd.DataFrame, scale: str) -> list[alt.Chart]:
    at = alt.Chart(whole[["estimate"]].dropna().astype(float))
    dashed = at.mark_rule(color=LIGHT["accent soft"], strokeDash=[4, 3])
    guides = [dashed.encode(x="estimate:Q")]
    if scale == "ratio":
        null = alt.Chart(one()).mark_rule(color=LIGHT["muted"])
        guides.append(null.encode(x=alt.datum(1)))
    return guides


def _bars(rows: pd.DataFrame, axis: alt.X, ends: tuple[float, float]) -> list[alt.Chart]:
    inside = f"[{ends[0]}, {ends[1]}]"

    def between(low, high):
        return (
            rows_where(f"isValid(datum.{low}) && isValid(datum.estimate)")
            .transform_calculate(
                from_=f"clamp(datum.{low}, {inside}[0], {inside}[1])",
                to_=f"clamp(datum.{high}, {inside}[0], {inside}[1])",
            )
            .encode(x=along(axis, "from_"), x2="to_:Q")
        )

    points = rows_where("isValid(datum.estimate)").encode(x=axis)
    colour = alt.condition(
        "datum.row === 'pooled'", alt.value(LIGHT["accent"]), alt.value(LIGHT["ink"])
    )
    return [
        between("prediction_low", "prediction_high").mark_bar(
            height=7, color=LIGHT["accent pale"], cornerRadius=1
        ),
        between("low", "high").mark_rule(strokeWidth=1.4).encode(color=colour),
        points.mark_point(shape="diamond", filled=True, size=80, opacity=1).encode(color=colour),
        _arrow(f"datum.low < {ends[0]}", ends[0], "triangle-left"),
        _arrow(f"datum.high > {ends[1]}", ends[1], "triangle-right"),
    ]


def _arrow(cut: str, end: float, shape: str) -> alt.Chart:
    arrows = rows_where(f"isValid(datum.low) && {cut}")
    return arrows.mark_point(
        shape=shape, filled=True, size=46, color=LIGHT["ink"], opacity=1
    ).encode(x=alt.datum(end))


def _meanings(rows: pd.DataFrame) -> list[tuple[str, str]]:
    items = [("ink diamond", "pooled estimate"), ("solid", "its interval")]
    spread = rows["prediction_low"].notna().any()
    return [*items, ("pale bar", "prediction interval")] if spread else items
