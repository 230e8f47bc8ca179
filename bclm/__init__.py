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
from bclm.certainty import judgements, risk_of_bias, summary_of_findings
from bclm.comparative import (
    comparison_panels,
    every_comparison,
    local_ratios,
    matched_ratios,
    matching_pairs,
    not_reproduced,
    pooled_matched,
    published_pools,
    reproduced_meta_analysis,
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
from bclm.corrections import corrected, corrections
from bclm.coverage import coverage_chart
from bclm.data import load
from bclm.dates import drug_eras, drugs_possible, evidence_as_of, stamp
from bclm.dots import arms, dots, slope
from bclm.explorer import explore
from bclm.factor_ratios import factor_findings, factor_ratios, ratio_factors
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
from bclm.overlap import patients_not_rows, shared_patients
from bclm.overview import evidence_at_a_glance, evidence_by_receptor
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
    "comparison_panels",
    "comparisons",
    "corrected",
    "corrections",
    "coverage_chart",
    "coverage_in_words",
    "cutoffs",
    "dictionary",
    "dots",
    "drug_eras",
    "drugs_possible",
    "eras",
    "every_comparison",
    "evidence_as_of",
    "evidence_at_a_glance",
    "evidence_by_receptor",
    "evidence_cells",
    "evidence_cited",
    "evidence_map",
    "explore",
    "factor_counts",
    "factor_findings",
    "factor_listing",
    "factor_map",
    "factor_ratios",
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
    "judgements",
    "ledger_table",
    "lesion_survival",
    "load",
    "local_ratios",
    "lookup",
    "matched_factors",
    "matched_ratios",
    "matching_pairs",
    "measures",
    "median_pairs",
    "medians_by_source",
    "model_readings",
    "not_reproduced",
    "numbers",
    "open_questions",
    "operated_survival",
    "other_treatments",
    "own_table_columns",
    "page_citations",
    "paired_readings",
    "pathway",
    "pathway_steps",
    "patients_not_rows",
    "percentages",
    "periods",
    "pooled_matched",
    "pooled_side_by_side",
    "printed",
    "progression_by_margin",
    "published_pools",
    "ratio_factors",
    "register_in_words",
    "registered_checks",
    "repeat_medians",
    "repeat_survival",
    "reported",
    "reproduced_meta_analysis",
    "resection_series",
    "response_medians",
    "risk_of_bias",
    "safety",
    "seeded_in_words",
    "seeded_table",
    "shared_patients",
    "size_cutoffs",
    "size_scale",
    "size_statements",
    "slope",
    "stamp",
    "summary_of_findings",
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
