"""The table beside a chart: the same rows, under headings a reader understands."""

import pandas as pd

from reviewbook.page.table import Table

HEADINGS = {
    "source": "Source",
    "label": "Row",
    "study": "Study",
    "stage_title": "Stage",
    "title": "Step",
    "left_out": "Without",
    "added": "Added",
    "factor": "Factor",
    "text": "What it says",
    "model": "Analysis",
    "panel": "Panel",
    "measure": "Measure",
    "arm": "Group",
    "stage": "Stage",
    "topic": "Topic",
    "design": "Design",
    "receptor": "Receptor status",
    "kind": "Kind of evidence",
    "refs": "References",
    "studies": "Studies",
    "patients": "Patients",
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
    "prediction_low": "Prediction, low",
    "prediction_high": "Prediction, high",
    "i2": "I², %",
    "interval": "Interval",
    "p": "p",
    "printed": "As printed",
    "feasible": "Possible as printed",
    "weight": "Weight, %",
    "heterogeneity": "Part in the heterogeneity",
    "influence": "Influence",
    "conflict": "Contradicted",
    "time_zero": "Time zero",
}
"""Columns of charts that a reader may want, in reading order, with their headings."""

BOUNDS = ("low", "high", "prediction_low", "prediction_high")
ROUNDED = {"weight": ".1f", "i2": ".0f", "heterogeneity": ".2f", "influence": ".3f"}
RATIOS_BELOW = 10


def twin(rows: pd.DataFrame, caption: str) -> Table:
    """Give the rows of a chart as a table: known columns first named, empty ones left out.

    A frame with none of the known columns is shown as it is. Whole numbers are shown without
    decimals, bounds and weights with one, or two decimals where all bounds are small, as of ratios.
    """
    known = {
        name: text for name, text in HEADINGS.items() if name in rows and rows[name].notna().any()
    }
    if not known:
        return Table(rows, caption)
    bounds = [name for name in BOUNDS if name in known]
    small = rows[bounds].astype(float).max().max() < RATIOS_BELOW
    formats = dict.fromkeys(bounds, ".2f" if small else ".1f")
    formats |= {name: form for name, form in ROUNDED.items() if name in known}
    for name in {"estimate", "value"} & set(known):
        if _fine(rows[name]):
            formats[name] = ".3g"
    return Table(rows, caption, known, formats)


def _fine(values: pd.Series) -> bool:
    """Tell whether some value has more digits than a document would print."""
    numbers = pd.to_numeric(values, errors="coerce").dropna()
    return bool((numbers.sub(numbers.round(1)).abs() > 1e-9).any())
