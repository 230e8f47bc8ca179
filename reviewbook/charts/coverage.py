"""How many numbers were checked and with what result: a picture with one mark per number."""

import altair as alt
import pandas as pd

from reviewbook.charts.theme import LIGHT
from reviewbook.checks.findings import VERDICTS

PER_LINE = 45
STEP = 13
SHAPES = {
    "infeasible": "M-1,-1L1,1M1,-1L-1,1",
    "discrepant": "M-1,-0.35L1,-0.35M-1,0.35L1,0.35M0.5,-1L-0.5,1",
    "conflicting": "M-1,0L1,0M-0.5,-0.55L-1,0L-0.5,0.55M0.5,-0.55L1,0L0.5,0.55",
    "reproduced": "M-0.9,0.1L-0.3,0.7L0.9,-0.7",
    "consistent": "M-1,0.3Q-0.5,-0.7 0,0T1,-0.3",
    "not recomputable": "circle",
}
"""The mark of each verdict, the same as beside the numbers in the text."""
COLOURS = {
    "infeasible": "contrast",
    "discrepant": "contrast",
    "conflicting": "contrast",
    "reproduced": "accent",
    "consistent": "muted",
    "not recomputable": "muted",
}


def coverage_chart(numbers: pd.DataFrame) -> alt.HConcatChart:
    """Draw one mark per number, by document and verdict.

    `numbers` has one row per number with the columns ``document`` and ``verdict``.
    """
    totals = numbers.groupby("document")["verdict"].value_counts().unstack(fill_value=0)
    longest = totals.sum(axis=1).sort_values(ascending=False)
    panels = [_panel(numbers, document, totals, n == 0) for n, document in enumerate(longest.index)]
    return alt.hconcat(*panels, spacing=28).properties(description=_described(totals, longest))


def _panel(numbers: pd.DataFrame, document: str, totals: pd.DataFrame, first: bool) -> alt.Chart:
    marks = _places(numbers[numbers["document"] == document], totals)
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
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
                legend=None,
            ),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(
                    domain=list(COLOURS), range=[LIGHT[name] for name in COLOURS.values()]
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
    for verdict in VERDICTS:
        starts[verdict] = start
        most = int(totals[verdict].max()) if verdict in totals else 0
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
    texts = {v: str(int(totals.loc[document].get(v, 0))) for v in VERDICTS}
    return _labels(totals, texts).encode(y, x=alt.value(-8), text="text:N")


def _names(totals: pd.DataFrame, y: alt.Y) -> alt.Chart:
    texts = {verdict: verdict for verdict in VERDICTS}
    return _labels(totals, texts).encode(y, x=alt.value(-40), text="text:N")


def _described(totals: pd.DataFrame, longest: pd.Series) -> str:
    said = ["One mark for each number of the documents, set by verdict."]
    for document, count in longest.items():
        parts = [f"{int(totals.loc[document].get(v, 0))} {v}" for v in VERDICTS]
        said.append(f"{document}: {count} numbers, {', '.join(parts)}.")
    return " ".join(said)
