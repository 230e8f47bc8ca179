"""A pathway as boxes, one stage below the other, read from top to bottom."""

import textwrap

import altair as alt
import pandas as pd

from reviewbook.charts.sheet import LETTER, LINE
from reviewbook.charts.theme import LIGHT

WIDTH = 660
BETWEEN = 28
BESIDE = 16
PADDING = 12


def pathway(steps: pd.DataFrame) -> alt.LayerChart:
    """Boxes of a pathway, joined by arrows; the last one is where it ends, in another colour.

    Columns: `stage` (order; boxes of one stage stand side by side), `stage_title`, `title`,
    `text` (one statement a line).

    Raises ValueError if there is no step.
    """
    if steps.empty:
        raise ValueError("There is no step to draw.")
    boxes, lines, arrows = _placed(steps)
    high = boxes["bottom"].max()
    x = alt.X("left:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
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
        .mark_text(align="left", baseline="top", color=LIGHT["ink"], fontWeight=weight)
        .encode(x=x, y=y, text="line:N")
        for strong, weight in ((True, "bold"), (False, "normal"))
    ]
    joints = alt.Chart(arrows).encode(x=x, y=y)
    shafts = joints.mark_rule(color=LIGHT["muted"], strokeWidth=1.2).encode(y2="bottom:Q")
    heads = alt.Chart(arrows).mark_point(
        shape="triangle-down", filled=True, size=60, color=LIGHT["muted"], opacity=1, yOffset=-3
    )
    heads = heads.encode(x=x, y=foot)
    chart = alt.layer(frames, shafts, heads, *written).properties(width=WIDTH, height=round(high))
    return chart.properties(description=_described(steps))


def _placed(steps: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Places of boxes, lines of text and arrows, in pixels from the upper left corner."""
    boxes, lines, arrows, top = [], [], [], 0.0
    for stage, part in steps.groupby("stage", sort=True):
        wide = (WIDTH - BESIDE * (len(part) - 1)) / len(part)
        texts = [_wrapped(row, wide) for row in part.to_dict("records")]
        bottom = top + 2 * PADDING + LINE * max(map(len, texts))
        for lane, (row, text) in enumerate(zip(part.to_dict("records"), texts, strict=True)):
            left = lane * (wide + BESIDE)
            box = {"stage": stage, "title": row["title"], "left": left, "right": left + wide}
            boxes.append(box | {"top": top, "bottom": bottom})
            lines += [
                {
                    "line": line,
                    "strong": number == 0,
                    "left": left + PADDING,
                    "top": top + PADDING + LINE * number,
                }
                for number, line in enumerate(text)
            ]
            if stage < steps["stage"].max():
                below = {"left": left + wide / 2, "top": bottom, "bottom": bottom + BETWEEN}
                arrows.append(below)
        top = bottom + BETWEEN
    return pd.DataFrame(boxes), pd.DataFrame(lines), pd.DataFrame(arrows)


def _wrapped(row: dict, wide: float) -> list[str]:
    letters = int((wide - 2 * PADDING) / LETTER)
    statements = row["text"].split("\n")
    sign = "• " if len(statements) > 1 else ""
    return [row["title"]] + [
        line
        for statement in statements
        for line in textwrap.wrap(sign + statement, letters, subsequent_indent="\u2002" * len(sign))
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
