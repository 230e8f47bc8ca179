"""The relatives of the forest plot that set studies in a plane, and the maps of the evidence.

Each takes tidy frames, as the statistics of this package return them, and draws what is there:
nothing is pooled or tested here.
"""

import altair as alt
import numpy as np
import pandas as pd

from reviewbook.charts import describe
from reviewbook.charts.forest_rows import nice_step, ticks
from reviewbook.charts.label_places import placed
from reviewbook.charts.sheet import Room, along, both, one
from reviewbook.charts.theme import LIGHT, Look

SIZE, SMALL_SIZE = (560, 340), (262, 280)
SQUARE, SMALL_SQUARE = (400, 400), (262, 262)
CELLS, LARGE_CELLS = (56, 36), (28, 18)
FEW_SUBSETS = 2000
SMALLEST = 24
SHADES = ("accent pale", "accent soft", "accent")


def funnel(
    points: pd.DataFrame, contours: pd.DataFrame, title: str, scale: str = "ratio"
) -> alt.LayerChart:
    """Estimates against their standard errors, the precise ones at the top.

    `points`: `study`, `yi` (analysis scale), `se`. `contours`: `level`, `se`, `low`, `high`,
    as `influence.funnel` gives them. `scale` is ``ratio`` where `yi` is a logarithm: the
    axis then reads in ratios; else ``linear``.
    """
    reach = max(float(points["se"].max()), 1e-9) * 1.1
    back = np.exp if scale == "ratio" else np.asarray
    values = pd.concat([points["yi"], contours["low"], contours["high"]])
    ends = _padded(values)
    x = _plane_axis("estimate", title, (float(back(ends[0])), float(back(ends[1]))), scale)
    y = alt.Y(
        "se:Q",
        scale=alt.Scale(domain=[reach, 0], nice=False),
        axis=alt.Axis(title="Standard error", tickCount=5),
    )
    studies = points.assign(label=points["study"], estimate=back(points["yi"]))
    rim = contours.sort_values(["level", "se"]).assign(
        left=back(contours["low"]), right=back(contours["high"])
    )
    sides = [_contour(rim, x, y, side) for side in ("left", "right")]
    names = _contour_names(rim, y)

    def draw(room: Room) -> alt.LayerChart:
        size = _size(room)
        at = _pixels(points["yi"], ends, points["se"], (0, reach), size)
        return _plane([*sides, *names, *_points(placed(studies, *at, size), x, y)], size)

    return both(draw, describe.funnel(points, contours, title))


def _contour(rim: pd.DataFrame, x: alt.X, y: alt.Y, side: str) -> alt.Chart:
    line = alt.Chart(rim).mark_line(color=LIGHT["muted"], strokeWidth=1, strokeDash=[4, 3])
    return line.encode(x=along(x, side), y=y, detail="level:N")


def _contour_names(rim: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    foot = rim[rim["se"] == rim["se"].max()]
    foot = foot.assign(level_text=[f"{level:.0%}" for level in foot["level"]])
    text = alt.Chart(foot).mark_text(dy=13, color=LIGHT["muted"], fontSize=11)
    return [text.encode(x=f"{side}:Q", y=y, text="level_text:N") for side in ("left", "right")]


def baujat(points: pd.DataFrame) -> alt.LayerChart:
    """Which study makes the series differ, and which moves the pooled estimate.

    `points`: `study`, `heterogeneity`, `influence`, as `influence.baujat` gives them.
    """
    ends = {c: _from_zero(points[c]) for c in ("heterogeneity", "influence")}
    x = _plane_axis("heterogeneity", "Part in the heterogeneity", ends["heterogeneity"], "linear")
    y = _upright("influence", "Influence on the pooled estimate", ends["influence"])
    across, down = points["heterogeneity"], points["influence"]

    def draw(room: Room) -> alt.LayerChart:
        size = _size(room)
        at = _pixels(across, ends["heterogeneity"], down, ends["influence"][::-1], size)
        studies = placed(points.assign(label=points["study"]), *at, size)
        return _plane(_points(studies, x, y), size)

    return both(draw, describe.baujat(points))


def gosh(subsets: pd.DataFrame, title: str, scale: str = "ratio") -> alt.LayerChart:
    """The pooled estimate and I² of every subset of the studies, as a map of how many fall where.

    `subsets`: `k`, `estimate` (reader's scale), `i2` (per cent), as `influence.all_subsets`
    gives them. The whole set, the one of most studies, is the diamond.
    """
    known = subsets.dropna(subset=["estimate", "i2"])
    to, back = (np.log, np.exp) if scale == "ratio" else (np.asarray, np.asarray)
    ends = _padded(to(known["estimate"]))
    bins = CELLS if len(known) > FEW_SUBSETS else LARGE_CELLS
    counts, across, up = np.histogram2d(
        to(known["estimate"]), known["i2"], bins=bins, range=[ends, (0, 100)]
    )
    column, row = np.nonzero(counts)
    cells = pd.DataFrame(
        {
            "left": back(across[column]),
            "right": back(across[column + 1]),
            "bottom": up[row],
            "top": up[row + 1],
            "subsets": counts[column, row].astype(int),
        }
    )
    x = _plane_axis("left", title, (float(back(ends[0])), float(back(ends[1]))), scale)
    y = _upright("bottom", "I² (%)", (0.0, 100.0))
    cells["tenfold"] = [_tenfold(n) for n in cells["subsets"]]
    heat = alt.Chart(cells).mark_rect().encode(x=x, x2="right", y=y, y2="top")
    whole = alt.Chart(known.nlargest(1, "k")).mark_point(
        shape="diamond", size=150, fill=LIGHT["contrast"], stroke=LIGHT["paper"], opacity=1
    )
    tips = [alt.Tooltip("subsets:Q", title="Subsets")]
    point = whole.encode(x=along(x, "estimate"), y="i2:Q")

    def draw(room: Room) -> alt.LayerChart:
        shaded = heat.encode(tooltip=tips, color=_shades(cells, 1 if room.stacked else 0))
        return _plane([shaded, point], _size(room))

    return both(draw, describe.gosh(subsets, title))


def _tenfold(count: int) -> str:
    """The tenfold a count is in; the third has no upper end."""
    power = min(len(str(count)) - 1, len(SHADES) - 1)
    low = 10**power
    return f"{low} or more" if power == len(SHADES) - 1 else f"{low} to {low * 10 - 1}"


def _shades(cells: pd.DataFrame, columns: int) -> alt.Color:
    names = list(dict.fromkeys(_tenfold(n) for n in sorted(cells["subsets"])))
    colours = [LIGHT[SHADES[i]] for i in range(len(names))]
    look: Look = {"symbolType": "square", "symbolStrokeWidth": 0, "symbolOpacity": 1}
    legend = alt.Legend(**look | ({"columns": columns} if columns else {}))
    scale = alt.Scale(domain=names, range=colours)
    return alt.Color("tenfold:N", title="Subsets in a cell", scale=scale, legend=legend)


def bubble(
    bubbles: pd.DataFrame, line: pd.DataFrame, moderator: str, title: str, scale: str = "ratio"
) -> alt.LayerChart:
    """Estimates against a property of the studies, with the fitted line of a meta-regression.

    `bubbles`: `study`, `x` (the moderator), `estimate` (reader's scale), `weight` (per cent).
    `line`: `x`, `estimate`, `low`, `high`, as in `subgroups.MetaRegression`. `moderator`
    and `title` name the axes with their units.
    """
    to = np.log if scale == "ratio" else np.positive
    upright = pd.concat([to(bubbles["estimate"]), to(line["low"]), to(line["high"])])
    low, high = _padded(upright)
    across = _padded(bubbles["x"])
    ends = (float(np.exp(low)), float(np.exp(high))) if scale == "ratio" else (low, high)
    x = _plane_axis("x", moderator, across, "linear")
    y = _upright("estimate", title, ends, scale)
    area = (420 * bubbles["weight"] / bubbles["weight"].max()).clip(lower=SMALLEST)
    studies = bubbles.assign(label=bubbles["study"], area=area)
    band = alt.Chart(line).mark_area(color=LIGHT["accent pale"], opacity=0.7)
    fit = alt.Chart(line).mark_line(color=LIGHT["accent"], strokeWidth=1.6)
    fitted = [band.encode(x=x, y=along(y, "low"), y2="high"), fit.encode(x=x, y=y)]

    def draw(room: Room) -> alt.LayerChart:
        size = _size(room)
        at = _pixels(bubbles["x"], across, to(bubbles["estimate"]), (high, low), size)
        points = _points(placed(studies, *at, size), x, y, "area:Q")
        return _plane([*(fitted if len(line) else []), *points], size)

    return both(draw, describe.bubble(bubbles, line, moderator, title))


def labbe(points: pd.DataFrame, first: str, second: str) -> alt.LayerChart:
    """Risk in one arm against risk in the other; on the diagonal both are alike.

    `points`: `study`, `x` (risk in the second arm), `y` (risk in the first), both 0 to 1, and
    `n` patients, as `two_arms.labbe` gives them. `first` and `second` name the axes.
    """
    largest = 100 * float(points[["x", "y"]].max().max())
    step = nice_step(largest)
    whole = (0.0, min(100.0, step * float(np.ceil(largest / step - 1e-9))))
    shown = points.assign(
        label=points["study"],
        across=points["x"] * 100,
        up=points["y"] * 100,
        area=(420 * points["n"] / points["n"].max()).clip(lower=SMALLEST),
    )
    x, y = _plane_axis("across", second, whole, "linear"), _upright("up", first, whole)
    diagonal = alt.Chart(one()).mark_rule(color=LIGHT["muted"], strokeDash=[4, 3])

    def draw(room: Room) -> alt.LayerChart:
        size = SMALL_SQUARE if room.stacked else SQUARE
        ends = {"x": 0, "y": size[1], "x2": size[0], "y2": 0}
        corner = diagonal.encode(**{name: alt.value(end) for name, end in ends.items()})
        at = _pixels(shown["across"], whole, shown["up"], whole[::-1], size)
        return _plane([corner, *_points(placed(shown, *at, size), x, y, "area:Q")], size)

    return both(draw, describe.labbe(points, first, second))


def _size(room: Room) -> tuple[int, int]:
    return SMALL_SIZE if room.stacked else SIZE


def _padded(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low) * 0.06 or 0.5
    return low - room, high + room


def _from_zero(values: pd.Series) -> tuple[float, float]:
    top = float(values.max()) or 1.0
    return -0.03 * top, 1.1 * top


def _pixels(x, x_ends, y, y_ends, size) -> tuple[np.ndarray, np.ndarray]:
    """Places in pixels from the upper left; `y_ends` are what stands at the top and the bottom."""
    across = (np.asarray(x, float) - x_ends[0]) / (x_ends[1] - x_ends[0]) * size[0]
    down = (np.asarray(y, float) - y_ends[0]) / (y_ends[1] - y_ends[0]) * size[1]
    return across, down


def _plane_axis(field: str, title: str, ends: tuple[float, float], scale: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=_scale(ends, scale), axis=_axis(title, ends, scale))


def _upright(field: str, title: str, ends: tuple[float, float], scale: str = "linear") -> alt.Y:
    return alt.Y(f"{field}:Q", scale=_scale(ends, scale), axis=_axis(title, ends, scale))


def _scale(ends: tuple[float, float], scale: str) -> alt.Scale:
    kind = {"type": "log"} if scale == "ratio" else {"type": "linear", "zero": False}
    return alt.Scale(domain=list(ends), nice=False, **kind)


def _axis(title: str, ends: tuple[float, float], scale: str) -> alt.Axis:
    if scale != "ratio":
        return alt.Axis(title=title, tickCount=6, labelFlush=False)
    return alt.Axis(title=title, values=ticks(ends, scale), format=".6~r", labelOverlap=False)


def _points(studies: pd.DataFrame, x: alt.X, y: alt.Y, area: str | None = None) -> list[alt.Chart]:
    base = alt.Chart(studies)
    tips = [alt.Tooltip("label:N", title="Study")]
    dots = base.mark_circle(color=LIGHT["ink"], opacity=0.75, size=58, stroke=LIGHT["paper"])
    dots = dots.encode(x=x, y=y, tooltip=tips)
    if area:
        dots = dots.encode(size=alt.Size(area, scale=None))
    named = base.transform_filter("datum.label_dx !== null")
    names = named.mark_text(
        color=LIGHT["muted"],
        fontSize=11.5,
        baseline="middle",
        align=alt.ExprRef("datum.label_align"),
        dx=alt.ExprRef("datum.label_dx"),
        dy=alt.ExprRef("datum.label_dy"),
    )
    return [dots, names.encode(x=x, y=y, text="label:N")]


def _plane(layers: list[alt.Chart], size: tuple[int, int]) -> alt.LayerChart:
    return alt.LayerChart(layer=layers, width=size[0], height=size[1])
