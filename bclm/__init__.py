"""The BCLM evidence book: evidence loaded, checked, pooled and drawn.

The names below are all a chapter needs.
"""

from bclm import theme
from bclm.ablation import (
    ablation_reports,
    case_mix,
    other_treatments,
    pooled_side_by_side,
    progression_by_margin,
    safety,
    size_statements,
)
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
from bclm.coverage import coverage_chart
from bclm.data import load
from bclm.dots import arms, dots, slope
from bclm.fault_cards import fault_cards, register_in_words
from bclm.figure import figure
from bclm.filters import with_filter, with_range
from bclm.forest import forest, survival_forest
from bclm.guidance import (
    guidance,
    medians_by_source,
    page_citations,
    pathway_steps,
    survival_by_source,
)
from bclm.immortal_time import immortal_time
from bclm.inventory import dictionary, gaps, inventory
from bclm.ledger_table import (
    coverage_in_words,
    ledger_table,
    numbers,
    own_table_columns,
    registered_checks,
    seeded_in_words,
    seeded_table,
    verdict_meanings,
)
from bclm.lookup import lookup
from bclm.maps import cutoffs, evidence_map, factor_map, timeline
from bclm.overview import evidence_at_a_glance
from bclm.pathway import pathway
from bclm.pooled_rows import READING, with_pooled_percentage, with_pooled_ratio
from bclm.printed import cited, printed, reported
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
from bclm.questions import evidence_cells, evidence_cited, open_questions
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

theme.register()

__all__ = [
    "READING",
    "MixedTimeZeroError",
    "UnmatchedArmsError",
    "ablation_reports",
    "arms",
    "case_control",
    "case_mix",
    "cited",
    "compare_arms",
    "comparisons",
    "coverage_chart",
    "coverage_in_words",
    "cutoffs",
    "dictionary",
    "dots",
    "eras",
    "evidence_at_a_glance",
    "evidence_cells",
    "evidence_cited",
    "evidence_map",
    "factor_counts",
    "factor_listing",
    "factor_map",
    "factor_statements",
    "factor_table",
    "fault_cards",
    "faults",
    "figure",
    "five_year_pairs",
    "forest",
    "gaps",
    "guidance",
    "hazard_ratios",
    "immortal_time",
    "interval_cutoffs",
    "inventory",
    "ledger_table",
    "lesion_survival",
    "load",
    "lookup",
    "matched_factors",
    "measures",
    "median_pairs",
    "medians_by_source",
    "model_readings",
    "numbers",
    "open_questions",
    "operated_survival",
    "other_treatments",
    "own_table_columns",
    "page_citations",
    "paired_readings",
    "pathway",
    "pathway_steps",
    "percentages",
    "periods",
    "pooled_side_by_side",
    "printed",
    "progression_by_margin",
    "register_in_words",
    "registered_checks",
    "repeat_medians",
    "repeat_survival",
    "reported",
    "resection_series",
    "response_medians",
    "safety",
    "seeded_in_words",
    "seeded_table",
    "size_cutoffs",
    "size_scale",
    "size_statements",
    "slope",
    "survival",
    "survival_by_source",
    "survival_forest",
    "table",
    "three_year_pairs",
    "timeline",
    "verdict_meanings",
    "with_filter",
    "with_pooled_percentage",
    "with_pooled_ratio",
    "with_range",
    "without_factors",
]
