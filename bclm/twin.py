"""The table beside a chart: the same rows, under headings a reader understands."""

import pandas as pd

from bclm.table import Table

HEADINGS = {
    "label": "Row",
    "study": "Study",
    "factor": "Factor",
    "text": "Favourable",
    "model": "Analysis",
    "panel": "Panel",
    "measure": "Measure",
    "arm": "Group",
    "stage": "Stage",
    "topic": "Topic",
    "design": "Design",
    "group": "Subgroup",
    "n": "N",
    "k": "k",
    "estimate": "Estimate",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "start": "From",
    "end": "To",
    "relation": "Favourable side",
    "interval": "Interval",
    "feasible": "N can give it",
    "weight": "Weight, %",
    "conflict": "Contradicted",
    "time_zero": "Time zero",
}
"""Columns of charts that a reader may want, in reading order, with their headings."""

ROUNDED = {"low": ".1f", "high": ".1f", "weight": ".1f"}


def twin(rows: pd.DataFrame, caption: str) -> Table:
    """Give the rows of a chart as a table: known columns first named, empty ones left out.

    A frame with none of the known columns is shown as it is. Whole numbers are shown without
    decimals, bounds and weights with one.
    """
    known = {
        name: text for name, text in HEADINGS.items() if name in rows and rows[name].notna().any()
    }
    if not known:
        return Table(rows, caption)
    formats = {name: form for name, form in ROUNDED.items() if name in known}
    if "estimate" in known and rows["estimate"].dropna().mod(1).ne(0).any():
        formats["estimate"] = ".3g"
    return Table(rows, caption, known, formats)
