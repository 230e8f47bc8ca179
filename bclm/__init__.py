"""The BCLM evidence book: evidence loaded, checked, pooled and drawn.

The names below are all a chapter needs.
"""

from bclm.ablation import progression_by_margin
from bclm.contrasts import arm_medians, arm_pairs, arm_survival, comparisons, hazard_ratios
from bclm.data import load
from bclm.dots import arms, dots, slope
from bclm.figure import figure
from bclm.filters import with_filter, with_range
from bclm.forest import forest, survival_forest
from bclm.maps import cutoffs, factor_map, timeline
from bclm.pooled_rows import READING, with_pooled_percentage, with_pooled_ratio
from bclm.prognosis import factor_counts, factor_table, size_cutoffs
from bclm.register import faults
from bclm.series import (
    eras,
    measures,
    percentages,
    periods,
    resection_series,
    size_scale,
    survival,
)
from bclm.table import table

__all__ = [
    "READING",
    "arm_medians",
    "arm_pairs",
    "arm_survival",
    "arms",
    "comparisons",
    "cutoffs",
    "dots",
    "eras",
    "factor_counts",
    "factor_map",
    "factor_table",
    "faults",
    "figure",
    "forest",
    "hazard_ratios",
    "load",
    "measures",
    "percentages",
    "periods",
    "progression_by_margin",
    "resection_series",
    "size_cutoffs",
    "size_scale",
    "slope",
    "survival",
    "survival_forest",
    "table",
    "timeline",
    "with_filter",
    "with_pooled_percentage",
    "with_pooled_ratio",
    "with_range",
]
