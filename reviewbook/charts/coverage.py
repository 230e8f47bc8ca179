"""How many numbers were checked and with what result: a picture with one mark per number."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from reviewbook.charts.theme import LIGHT

PER_LINE = 45
STEP = 13


def coverage_chart(numbers: pd.DataFrame, signs: Mapping) -> alt.HConcatChart:
    """Draw one mark per number, by document and verdict.

    `numbers` has one row per number with the columns ``document`` and ``verdict``. `signs` gives
    each verdict, in the order of the lines, with its ``shape`` and ``colour`` (a name of `LIGHT`).
    """
    totals = pd.crosstab(numbers["document"], numbers["verdict"])
    totals = totals.reindex(columns=list(signs), fill_value=0)
    longest = totals.sum(axis=1).sort_values(ascending=False)
    panels = [
        _panel(numbers[numbers["document"] == document], document, totals, signs, n == 0)
        for n, document in enumerate(longest.index)
    ]
    return alt.hconcat(*panels, spacing=28).properties(description=_described(totals, longest))


def _panel(
    numbers: pd.DataFrame, document: str, totals: pd.DataFrame, signs: Mapping, first: bool
) -> alt.Chart:
    marks = _places(numbers, totals)
    names = list(signs)
    y = alt.Y("line:O", axis=None, scale=alt.Scale(domain=list(range(_lines(totals)[1]))))
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
    layers = [points, _numbers_of(document, totals, y)]
    if first:
        layers.append(_names(totals, y))
    height = STEP * _lines(totals)[1]
    return alt.layer(*layers).properties(
        width=width * STEP, height=height, title=f"{document}: {totals.loc[document].sum()} numbers"
    )


def _lines(totals: pd.DataFrame) -> tuple[dict[str, int], int]:
    """Give the first line of each verdict, and how many lines there are."""
    start, starts = 0, {}
    for verdict in totals:
        starts[verdict] = start
        most = int(totals[verdict].max())
        start += max(-(-most // PER_LINE), 1) + 1
    return starts, start - 1


def _places(numbers: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    starts, _ = _lines(totals)
    within = numbers.groupby("verdict").cumcount()
    return numbers[["document", "verdict"]].assign(
        column=within % PER_LINE, line=numbers["verdict"].map(starts) + within // PER_LINE
    )


def _labels(totals: pd.DataFrame, texts: dict[str, str]) -> alt.Chart:
    starts, _ = _lines(totals)
    rows = [{"line": starts[verdict], "text": text} for verdict, text in texts.items()]
    return alt.Chart(pd.DataFrame(rows)).mark_text(align="right", fontSize=12)


def _numbers_of(document: str, totals: pd.DataFrame, y: alt.Y) -> alt.Chart:
    texts = {verdict: str(count) for verdict, count in totals.loc[document].items()}
    return _labels(totals, texts).encode(y, x=alt.value(-8), text="text:N")


def _names(totals: pd.DataFrame, y: alt.Y) -> alt.Chart:
    texts = dict(zip(totals, totals, strict=True))
    return _labels(totals, texts).encode(y, x=alt.value(-40), text="text:N")


def _described(totals: pd.DataFrame, longest: pd.Series) -> str:
    said = ["One mark for each number of the documents, set by verdict."]
    for document, count in longest.items():
        parts = [f"{n} {verdict}" for verdict, n in totals.loc[document].items()]
        said.append(f"{document}: {count} numbers, {', '.join(parts)}.")
    return " ".join(said)
