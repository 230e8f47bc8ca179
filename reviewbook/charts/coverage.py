"""How many numbers were checked and with what result: a picture with one mark per number."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from reviewbook.charts.sheet import Align, Room, both
from reviewbook.charts.theme import LIGHT

PER_LINE, PER_SHORT_LINE = 45, 24
STEP = 13


def coverage_chart(numbers: pd.DataFrame, signs: Mapping) -> alt.HConcatChart | alt.VConcatChart:
    """Draw one mark per number, by document and verdict.

    `numbers` has one row per number with the columns ``document`` and ``verdict``. `signs` gives
    each verdict, in the order of the lines, with its ``shape`` and ``colour`` (a name of `LIGHT`).
    """
    totals = pd.crosstab(numbers["document"], numbers["verdict"])
    totals = totals.reindex(columns=list(signs), fill_value=0)
    longest = totals.sum(axis=1).sort_values(ascending=False)

    def draw(room: Room) -> alt.HConcatChart | alt.VConcatChart:
        panels = [
            _panel(numbers[numbers["document"] == document], document, totals, signs, n == 0, room)
            for n, document in enumerate(longest.index)
        ]
        together = alt.vconcat if room.stacked else alt.hconcat
        return together(*panels, spacing=28)

    return both(draw, _described(totals, longest))


def _panel(
    numbers: pd.DataFrame,
    document: str,
    totals: pd.DataFrame,
    signs: Mapping,
    first: bool,
    room: Room,
) -> alt.LayerChart:
    totals = totals.loc[[document]] if room.stacked else totals
    marks = _places(numbers, totals, room)
    names = list(signs)
    starts, count = _lines(totals, room)
    y = alt.Y("line:O", axis=None, scale=alt.Scale(domain=list(range(count))))
    width = max(int(marks["column"].max()) + 1, 8)
    x = alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(width))))
    points = (
        alt.Chart(marks)
        .mark_point(size=52, strokeWidth=1.5, opacity=1)
        .encode(
            x,
            y,
            shape=alt.Shape(
                "verdict:N",
                scale=alt.Scale(domain=names, range=[sign.shape for sign in signs.values()]),
                legend=None,
            ),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(
                    domain=names, range=[LIGHT[sign.colour] for sign in signs.values()]
                ),
                legend=None,
            ),
            tooltip=["document:N", "verdict:N"],
        )
    )
    counts = totals.loc[document]
    if room.stacked:
        above = {v: start - 1 for v, start in starts.items()}
        texts = {verdict: f"{verdict}: {n}" for verdict, n in counts.items()}
        layers = [points, _labels(above, texts, y, 0, "left")]
    else:
        layers = [points, _labels(starts, {v: str(n) for v, n in counts.items()}, y, -8, "right")]
    if first and not room.stacked:
        layers.append(_labels(starts, dict(zip(totals, totals, strict=True)), y, -40, "right"))
    height = STEP * count
    title = f"{document}: {totals.loc[document].sum()} numbers"
    return alt.LayerChart(layer=layers, width=width * STEP, height=height, title=title)


def _per_line(room: Room) -> int:
    return PER_SHORT_LINE if room.stacked else PER_LINE


def _lines(totals: pd.DataFrame, room: Room) -> tuple[dict[str, int], int]:
    """Give the first line of each verdict, and how many lines there are.

    On a narrow page each verdict's name stands in a line above its marks.
    """
    start, starts = int(room.stacked), {}
    for verdict in totals:
        starts[verdict] = start
        most = int(totals[verdict].max())
        start += max(-(-most // _per_line(room)), 0 if room.stacked else 1) + 1
    return starts, start - 1


def _places(numbers: pd.DataFrame, totals: pd.DataFrame, room: Room) -> pd.DataFrame:
    starts, _ = _lines(totals, room)
    within = numbers.groupby("verdict").cumcount()
    return numbers[["document", "verdict"]].assign(
        column=within % _per_line(room),
        line=numbers["verdict"].map(starts) + within // _per_line(room),
    )


def _labels(starts: dict, texts: dict[str, str], y: alt.Y, x: float, align: Align) -> alt.Chart:
    rows = [{"line": starts[verdict], "text": text} for verdict, text in texts.items()]
    labels = alt.Chart(pd.DataFrame(rows)).mark_text(align=align, fontSize=12)
    return labels.encode(y, x=alt.value(x), text="text:N")


def _described(totals: pd.DataFrame, longest: pd.Series) -> str:
    said = ["One mark for each number of the documents, set by verdict."]
    for document, count in longest.items():
        parts = [f"{n} {verdict}" for verdict, n in totals.loc[document].items()]
        said.append(f"{document}: {count} numbers, {', '.join(parts)}.")
    return " ".join(said)
