"""What a narrow page shows instead: text above the marks of rows, and maps as lists."""

import textwrap

import altair as alt
import numpy as np
import pandas as pd

from reviewbook.charts import forest_rows as fr
from reviewbook.charts.sheet import LETTER, Room, key, plot_rows, rows_where
from reviewbook.charts.theme import LIGHT, Look

INDENT = 8
ROW = 24
LARGEST = 400
SCALE = 9
MARK = {"shape": "circle", "area": 60.0, "fill": LIGHT["paper"], "stroke": LIGHT["paper"]}
CROSS = {"shape": "cross", "area": 30.0, "fill": LIGHT["muted"], "stroke": LIGHT["muted"]}


def stacked(rows: pd.DataFrame, width: float, beside: tuple[str, ...] = ()) -> pd.DataFrame:
    """The written rows with their text in lines of its own, each mark in a line below.

    Where no text is `beside` the marks, the estimate and its interval become `value_text` and stand
    above, too; `n_text` and a year join the label.
    """
    rows = rows.assign(label_text=[_named(row) for row in rows.to_dict("records")])
    if not beside:
        parts = rows[["estimate_text", "low_text", "high_text"]]
        rows["value_text"] = [" ".join(filter(None, texts)) for texts in parts.to_numpy()]
    letters = 0 if beside else rows["value_text"].str.len().max()
    lines = fr.broken(rows, int(width / LETTER - letters) - 1, int(width / LETTER))
    texts = [c for c in lines if c.endswith("_text")]
    numbers = [c for c in ("estimate", "value", "first", "second", "low", "high") if c in lines]
    first = (lines["line"] == 0) & ~lines["row"].isin(["heading", "note"])
    drawn = first & (lines[numbers].notna().any(axis=1) | (len(beside) > 0))
    marks = lines[drawn].assign(**dict.fromkeys(set(texts) - set(beside), ""), line=0)
    marks["position"] = marks["position"] + 0.5
    lines = lines.assign(**dict.fromkeys(numbers, np.nan), **dict.fromkeys(beside, ""))
    return pd.concat([lines, marks]).sort_values(["panel", "position"], kind="stable")


def _named(row: dict) -> str:
    """A row's label with its year and its size, for a page without room for columns."""
    year, size = row.get("year_text", ""), "" if pd.notna(row.get("arms")) else row.get("n_text")
    label = row["label_text"]
    label += f" {year}" if year and year not in label else ""
    return f"{label} ({size})" if size and size != fr.UNKNOWN else label


def cells(cells: pd.DataFrame, meanings: list, room: Room) -> alt.LayerChart:
    """Under each topic its designs, with how many studies there are of each."""
    most = max(cells["studies"].max(), 1)
    lines = []
    for topic, part in cells.groupby("topic", sort=False):
        lines.append({"text": topic, "strong": True})
        for cell in part.to_dict("records"):
            count = cell["studies"]
            mark = _disc(LARGEST * count / most) if count else CROSS
            lines.append({"text": cell["design"], "value": str(int(count)), **mark})
    return _listed(lines, meanings, room._replace(row=ROW), 30)


def patients(cells: pd.DataFrame, meanings: list, room: Room) -> alt.LayerChart:
    """Under each receptor status and topic the outcomes for which there are patients."""
    lines = []
    for (receptor, topic), part in cells.groupby(["receptor", "topic"], sort=False):
        lines.append({"text": f"{topic}, {receptor}", "strong": True})
        found = part[part["studies"] > 0]
        lines += [{"text": "nothing", **CROSS}] if found.empty else []
        for cell in found.to_dict("records"):
            sized = cell["patients"] > 0
            mark = _disc(cell["area"] * LARGEST / 900) if sized else {"shape": "circle"}
            mark |= {} if sized else {"stroke": LIGHT["ink"]}
            lines.append({"text": cell["design"], "value": cell["count"] if sized else "", **mark})
    return _listed(lines, meanings, room._replace(row=ROW), 30)


def factors(cells: pd.DataFrame, meanings: list, room: Room) -> alt.LayerChart:
    """Under each factor the series that found it, and for which level."""
    lines = []
    for factor, part in cells.groupby("factor", sort=False):
        lines.append({"text": factor, "strong": True})
        lines += [
            {
                "text": f"{cell['study']}: {cell['text']}",
                "shape": "square" if cell["model"] != "unresolved" else "diamond",
                "area": 90.0,
                "fill": cell["fill"] if cell["model"] == "multivariable" else LIGHT["paper"],
                "stroke": cell["edge"],
            }
            for cell in part.to_dict("records")
        ]
    signs = {"unresolved cell": "hollow diamond"}
    return _listed(lines, [(signs.get(s, s), text) for s, text in meanings], room)


def cutoffs(shown: pd.DataFrame, room: Room) -> alt.LayerChart:
    """The circles one below the other, on a common scale."""
    look = {"shape": "circle", "fill": LIGHT["accent pale"], "stroke": LIGHT["accent"]}
    lines = [
        {"text": row["label"], "value": row["text"], "area": (row["value"] * SCALE) ** 2} | look
        for row in shown.to_dict("records")
    ]
    largest = shown["value"].max() * SCALE
    return _listed(lines, [], room._replace(row=largest + 4), largest + 10)


def _disc(area: float) -> dict:
    return {"shape": "circle", "area": area} | dict.fromkeys(
        ("fill", "stroke"), LIGHT["accent soft"]
    )


def _listed(
    lines: list[dict], meanings: list[tuple[str, str]], room: Room, indent: float = 22
) -> alt.LayerChart:
    """Lines one below the other: `text`, `value` (at the right), and how the mark looks.

    A line with `strong` is a heading. A mark has `shape`, `area`, `fill` and `stroke`; a line
    without a shape has none. `indent` is the room of the marks; `meanings` make the key.
    """
    rows = pd.DataFrame(_broken(lines, room.width - indent))
    rows = rows.assign(row="line", position=range(len(rows)))
    text: Look = {"align": "left", "baseline": "middle"}
    marks = rows_where("isValid(datum.shape)").mark_point(strokeWidth=1.2, opacity=1)
    layers = [
        rows_where("true").mark_text(text=""),
        marks.encode(
            x=alt.value(indent / 2 - INDENT / 4),
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("area:Q", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
        ),
        rows_where("datum.strong")
        .mark_text(fontWeight="bold", **text)
        .encode(x=alt.value(0), text="text:N"),
        rows_where("!datum.strong").mark_text(**text).encode(x=alt.value(indent), text="text:N"),
        rows_where("datum.value !== ''")
        .mark_text(align="right", baseline="middle")
        .encode(x=alt.value(room.width), text="value:N"),
    ]
    return plot_rows(rows, layers + key(meanings, 0, -16, room.width), room.width, room.row)


def _broken(lines: list[dict], width: float) -> list[dict]:
    """The lines with long texts going on in lines of their own, which have no mark."""
    whole = []
    for line in lines:
        line = {"strong": False, "value": "", "shape": None, **line}
        line = MARK | line if line["shape"] else dict.fromkeys(MARK) | line
        letters = int((width - len(line["value"]) * LETTER) / LETTER)
        first, *more = textwrap.wrap(line["text"], letters) or [""]
        bare = line | dict.fromkeys(MARK) | {"value": ""}
        whole += [line | {"text": first}, *(bare | {"text": part} for part in more)]
    return whole
