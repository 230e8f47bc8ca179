"""The BCLM evidence book: evidence loaded, checked, pooled and drawn.

The names below are all a chapter needs.
"""

from bclm.ablation import progression_by_margin
from bclm.comparisons import MixedTimeZeroError, UnmatchedArmsError, compare_arms
from bclm.contrasts import (
    case_control,
    comparisons,
    five_year_pairs,
    hazard_ratios,
    lesion_survival,
    matched_factors,
    median_pairs,
    operated_survival,
    paired_readings,
    repeat_medians,
    repeat_survival,
    three_year_pairs,
)
from bclm.data import load
from bclm.dots import arms, dots, slope
from bclm.figure import figure
from bclm.filters import with_filter, with_range
from bclm.forest import forest, survival_forest
from bclm.immortal_time import immortal_time
from bclm.maps import cutoffs, factor_map, timeline
from bclm.pooled_rows import READING, with_pooled_percentage, with_pooled_ratio
from bclm.prognosis import (
    factor_counts,
    factor_listing,
    factor_statements,
    factor_table,
    interval_cutoffs,
    model_readings,
    response_medians,
    size_cutoffs,
    without_factors,
)
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
    "MixedTimeZeroError",
    "UnmatchedArmsError",
    "arms",
    "case_control",
    "compare_arms",
    "comparisons",
    "cutoffs",
    "dots",
    "eras",
    "factor_counts",
    "factor_listing",
    "factor_map",
    "factor_statements",
    "factor_table",
    "faults",
    "figure",
    "five_year_pairs",
    "forest",
    "hazard_ratios",
    "immortal_time",
    "interval_cutoffs",
    "lesion_survival",
    "load",
    "matched_factors",
    "measures",
    "median_pairs",
    "model_readings",
    "operated_survival",
    "paired_readings",
    "percentages",
    "periods",
    "progression_by_margin",
    "repeat_medians",
    "repeat_survival",
    "resection_series",
    "response_medians",
    "size_cutoffs",
    "size_scale",
    "slope",
    "survival",
    "survival_forest",
    "table",
    "three_year_pairs",
    "timeline",
    "with_filter",
    "with_pooled_percentage",
    "with_pooled_ratio",
    "with_range",
    "without_factors",
]
