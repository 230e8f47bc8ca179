"""The BCLM evidence book: evidence loaded, checked, pooled and drawn.

The names below are all a chapter needs.
"""

from bclm.data import load
from bclm.figure import figure
from bclm.forest import forest, survival_forest
from bclm.pooled_rows import READING, with_pooled_percentage, with_pooled_ratio
from bclm.register import faults
from bclm.series import medians, percentages, resection_series, survival
from bclm.table import table

__all__ = [
    "READING",
    "faults",
    "figure",
    "forest",
    "load",
    "medians",
    "percentages",
    "resection_series",
    "survival",
    "survival_forest",
    "table",
    "with_pooled_percentage",
    "with_pooled_ratio",
]
