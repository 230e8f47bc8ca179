"""A pathway as boxes, one stage below the other, read from top to bottom."""

import textwrap
from itertools import zip_longest

import altair as alt
import pandas as pd

from reviewbook.charts.sheet import LETTER, LINE, Room, both
from reviewbook.charts.theme import LIGHT

WIDTH = 660
BETWEEN = 28
BESIDE = 16
PADDING = 12


def pathway(steps: pd.DataFrame, warning: str) -> alt.LayerChart:
    """Boxes of a pathway, joined by arrows; the last one is where it ends, in another colour.

    Columns: `stage` (order; boxes of one stage stand side by side), `stage_title`, `title`,
    `text` (one statement a line). The `warning` is written above the boxes, within the drawing, so
    that whoever takes the picture takes it along: whose pathway it is, and what it is not.

    Raises ValueError if there is no step.
    """
    if steps.empty:
        raise ValueError("There is no step to draw.")
    return both(lambda room: _drawn(steps, warning, room), f"{warning} {_described(steps)}")


def _drawn(steps: pd.DataFrame, warning: str, room: Room) -> alt.LayerChart:
    width = room.width if room.stacked else WIDTH
    told = textwrap.wrap(warning, int(width / LETTER))
    warned = pd.DataFrame(
        {"line": told, "left": 0.0, "top": [LINE * at for at in range(len(told))]}
    )
    boxes, lines, arrows = _placed(steps, width, room.stacked, LINE * len(told) + PADDING)
    high = boxes["bottom"].max()
    x = alt.X("left:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    down = alt.Scale(domain=[high, 0], nice=False)
    y, foot = (alt.Y(f"{end}:Q", scale=down, axis=None) for end in ("top", "bottom"))
    last = f"datum.stage === {boxes['stage'].max()}"
    frames = (
        alt.Chart(boxes)
        .mark_rect(cornerRadius=4, strokeWidth=1.2)
        .encode(
            x=x,
            x2="right:Q",
            y=y,
            y2="bottom:Q",
            fill=alt.condition(last, alt.value(LIGHT["accent pale"]), alt.value(LIGHT["band"])),
            stroke=alt.condition(last, alt.value(LIGHT["accent"]), alt.value(LIGHT["rule"])),
        )
    )
    written = [
        alt.Chart(lines[lines["strong"] == strong])
        .mark_text(
            align="left",
            baseline="top",
            color=LIGHT["ink"],
            fontWeight="bold" if strong else "normal",
        )
        .encode(x=x, y=y, text="line:N")
        for strong in (True, False)
    ]
    joints = alt.Chart(arrows).encode(x=x, y=y)
    shafts = joints.mark_rule(color=LIGHT["muted"], strokeWidth=1.2).encode(y2="bottom:Q")
    heads = alt.Chart(arrows).mark_point(
        shape="triangle-down", filled=True, size=60, color=LIGHT["muted"], opacity=1, yOffset=-3
    )
    heads = heads.encode(x=x, y=foot)
    first = (
        alt.Chart(warned)
        .mark_text(align="left", baseline="top", color=LIGHT["contrast"], fontWeight=700)
        .encode(x=x, y=y, text="line:N")
    )
    layers = [frames, shafts, heads, *written, first]
    return alt.LayerChart(layer=layers, width=width, height=round(high))


def _placed(
    steps: pd.DataFrame, width: float, stacked: bool, top: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Places of boxes, lines of text and arrows, in pixels from the upper left corner.

    Where they are stacked, boxes of one stage stand below one another, joined by no arrow.
    """
    boxes, lines, arrows = [], [], []
    steps = steps.sort_values("stage", kind="stable")
    parts = [part for _, part in steps.groupby(list(range(len(steps))) if stacked else "stage")]
    following = [part["stage"].iloc[0] for part in parts[1:]]
    for part, after in zip_longest(parts, following):
        stage = part["stage"].iloc[0]
        wide = (width - BESIDE * (len(part) - 1)) / len(part)
        texts = [_wrapped(row, wide) for row in part.to_dict("records")]
        bottom = top + 2 * PADDING + LINE * max(map(len, texts))
        joined = after is not None and after > stage
        for lane, (row, text) in enumerate(zip(part.to_dict("records"), texts, strict=True)):
            left = lane * (wide + BESIDE)
            box = {"stage": stage, "title": row["title"], "left": left, "right": left + wide}
            boxes.append(box | {"top": top, "bottom": bottom})
            lines += [
                {
                    "line": line,
                    "strong": strong,
                    "left": left + PADDING,
                    "top": top + PADDING + LINE * number,
                }
                for number, (line, strong) in enumerate(text)
            ]
            if joined:
                below = {"left": left + wide / 2, "top": bottom, "bottom": bottom + BETWEEN}
                arrows.append(below)
        top = bottom + (BETWEEN if joined else BESIDE / 2)
    return pd.DataFrame(boxes), pd.DataFrame(lines), pd.DataFrame(arrows)


def _wrapped(row: dict, wide: float) -> list[tuple[str, bool]]:
    """The lines of a box, and which of them are its title."""
    letters = int((wide - 2 * PADDING) / LETTER)
    statements = row["text"].split("\n")
    sign = "• " if len(statements) > 1 else ""
    indent = "\u2002" * len(sign)
    return [(line, True) for line in textwrap.wrap(row["title"], letters)] + [
        (line, False)
        for statement in statements
        for line in textwrap.wrap(sign + statement, letters, subsequent_indent=indent)
    ]


def _described(steps: pd.DataFrame) -> str:
    said = [f"Pathway in {steps['stage'].nunique()} stages, read from top to bottom."]
    for number, (_, part) in enumerate(steps.groupby("stage", sort=True), start=1):
        heading = part["stage_title"].iloc[0]
        if len(part) > 1:
            said.append(f"Stage {number}, {heading}, side by side: {', '.join(part['title'])}.")
        else:
            said.append(f"Stage {number}: {heading}.")
    return " ".join([*said, f"It ends with: {steps.sort_values('stage')['title'].iloc[-1]}."])
