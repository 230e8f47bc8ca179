"""The BCLM evidence book: evidence loaded, checked, pooled and drawn.

The names below are all a chapter needs.
"""

from bclm.ablation import (
    ablation_reports,
    case_mix,
    other_treatments,
    pooled_side_by_side,
    progression_by_margin,
    safety,
    size_statements,
)
from bclm.all_comparisons import (
    all_five_year_pairs,
    comparison_panels,
    every_comparison,
    immortal_calibration,
    local_ratios,
    matched_ratios,
    matching_pairs,
    not_reproduced,
    pooled_matched,
    published_pools,
    reproduced_meta_analysis,
    survival_pairs,
)
from bclm.bcg_trials import bcg_trials
from bclm.factor_ratios import factor_findings, factor_ratios, ratio_factors
from bclm.guidance import (
    guidance,
    medians_by_source,
    page_citations,
    pathway_steps,
    survival_by_source,
)
from bclm.immortal_time import immortal_time
from bclm.later_reports import (
    ablation_against_resection,
    ablation_months,
    ablation_series,
    ablation_survival,
    both_readings,
    corrected_factors,
    corrected_series,
    facts_of,
    group_months,
    lesion_months,
    long_survivors,
    patients_in_words,
    pooled_readings,
    pooled_reports,
    randomised,
    randomised_survival,
    ratios_by_factor,
    readings_in_words,
)
from bclm.overlap import patients_not_rows, shared_patients
from bclm.overview import evidence_at_a_glance, evidence_by_receptor
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
from bclm.resection import (
    at_five_years,
    eras,
    measures,
    named_with_size,
    periods,
    resection_series,
    size_scale,
    survival,
)
from bclm.review_comparisons import (
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
from reviewbook.charts import theme
from reviewbook.charts.coverage import coverage_chart
from reviewbook.charts.dots import arms, dots, slope
from reviewbook.charts.filters import with_filter, with_range
from reviewbook.charts.forest import forest, survival_forest
from reviewbook.charts.forest_steps import cumulative, leave_one_out
from reviewbook.charts.maps import cutoffs, evidence_map, factor_map, patients_map, timeline
from reviewbook.charts.pathway import pathway
from reviewbook.charts.planes import baujat, bubble, funnel, gosh, labbe
from reviewbook.explorer import explore
from reviewbook.ledger.book import Book
from reviewbook.ledger.corrections import corrected, corrections
from reviewbook.ledger.printed import cited, printed, reported
from reviewbook.ledger.verdicts import SIGNS
from reviewbook.page.fault_cards import fault_cards, faults, register_in_words
from reviewbook.page.figure import figure
from reviewbook.page.ledger_table import (
    coverage_in_words,
    ledger_table,
    numbers,
    own_table_columns,
    registered_checks,
    seeded_in_words,
    seeded_table,
    verdict_meanings,
)
from reviewbook.page.lookup import lookup
from reviewbook.page.table import table
from reviewbook.page.words import Words
from reviewbook.statistics.binomial_normal import pool_exact_proportions
from reviewbook.statistics.by_hand import (
    cook_steps,
    egger_steps,
    median_steps,
    paule_mandel_steps,
    profile_steps,
    random_effects_steps,
    reml_steps,
    three_series,
    weights_by_hand,
    wilson_steps,
)
from reviewbook.statistics.cohorts import count_cohorts_once
from reviewbook.statistics.diagnostics import (
    along,
    as_published,
    differing_and_moving,
    every_subset,
    funnel_in_words,
    in_words,
    influences,
    middle_medians,
    moderator_table,
    without_each,
)
from reviewbook.statistics.effects import proportion_effects
from reviewbook.statistics.influence import egger
from reviewbook.statistics.influence import funnel as funnel_shape
from reviewbook.statistics.influence import influence as deletion_diagnostics
from reviewbook.statistics.metafor import agreement_with_metafor, pinned_numbers
from reviewbook.statistics.methods_compared import (
    forest_rows_of,
    intervals_compared,
    known_ratio_derived,
    methods_compared,
    predictions_compared,
    ratio_again,
    scales_compared,
)
from reviewbook.statistics.percentages import percentages
from reviewbook.statistics.pooled_rows import READING, with_pooled_percentage, with_pooled_ratio
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.subgroups import difference_between_groups, meta_regression, pool_by
from reviewbook.statistics.two_arms import (
    MixedTimeZeroError,
    UnmatchedArmsError,
    compare_arms,
    two_arm_effects,
)
from reviewbook.statistics.two_arms import labbe as arm_risks
from reviewbook.tables.certainty import judgements, risk_of_bias, summary_of_findings
from reviewbook.tables.dates import drug_eras, drugs_possible, evidence_as_of, stamp
from reviewbook.tables.inventory import dictionary, gaps, inventory
from reviewbook.tables.questions import evidence_cells, evidence_cited, open_questions

theme.register()

__all__ = [
    "READING",
    "SIGNS",
    "Book",
    "MixedTimeZeroError",
    "UnmatchedArmsError",
    "Words",
    "ablation_against_resection",
    "ablation_months",
    "ablation_reports",
    "ablation_series",
    "ablation_survival",
    "agreement_with_metafor",
    "all_five_year_pairs",
    "along",
    "arm_risks",
    "arms",
    "as_published",
    "at_five_years",
    "baujat",
    "bcg_trials",
    "both_readings",
    "bubble",
    "case_control",
    "case_mix",
    "cited",
    "compare_arms",
    "comparison_panels",
    "comparisons",
    "cook_steps",
    "corrected",
    "corrected_factors",
    "corrected_series",
    "corrections",
    "count_cohorts_once",
    "coverage_chart",
    "coverage_in_words",
    "cumulative",
    "cutoffs",
    "deletion_diagnostics",
    "dictionary",
    "difference_between_groups",
    "differing_and_moving",
    "dots",
    "drug_eras",
    "drugs_possible",
    "egger",
    "egger_steps",
    "eras",
    "every_comparison",
    "every_subset",
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
    "facts_of",
    "fault_cards",
    "faults",
    "figure",
    "five_year_pairs",
    "forest",
    "forest_rows_of",
    "funnel",
    "funnel_in_words",
    "funnel_shape",
    "gaps",
    "gosh",
    "group_months",
    "guidance",
    "hazard_ratios",
    "immortal_calibration",
    "immortal_time",
    "in_words",
    "influences",
    "interval_cutoffs",
    "intervals_compared",
    "inventory",
    "judgements",
    "known_ratio_derived",
    "labbe",
    "leave_one_out",
    "ledger_table",
    "lesion_months",
    "lesion_survival",
    "local_ratios",
    "long_survivors",
    "lookup",
    "matched_factors",
    "matched_ratios",
    "matching_pairs",
    "measures",
    "median_pairs",
    "median_steps",
    "medians_by_source",
    "meta_regression",
    "methods_compared",
    "middle_medians",
    "model_readings",
    "moderator_table",
    "named_with_size",
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
    "patients_in_words",
    "patients_map",
    "patients_not_rows",
    "paule_mandel_steps",
    "percentages",
    "periods",
    "pinned_numbers",
    "pool",
    "pool_by",
    "pool_exact_proportions",
    "pooled_matched",
    "pooled_readings",
    "pooled_reports",
    "pooled_side_by_side",
    "predictions_compared",
    "printed",
    "profile_steps",
    "progression_by_margin",
    "proportion_effects",
    "published_pools",
    "random_effects_steps",
    "randomised",
    "randomised_survival",
    "ratio_again",
    "ratio_factors",
    "ratios_by_factor",
    "readings_in_words",
    "register_in_words",
    "registered_checks",
    "reml_steps",
    "repeat_medians",
    "repeat_survival",
    "reported",
    "reproduced_meta_analysis",
    "resection_series",
    "response_medians",
    "risk_of_bias",
    "safety",
    "scales_compared",
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
    "survival_pairs",
    "table",
    "three_series",
    "three_year_pairs",
    "timeline",
    "two_arm_effects",
    "verdict_meanings",
    "weights_by_hand",
    "wilson_steps",
    "with_filter",
    "with_pooled_percentage",
    "with_pooled_ratio",
    "with_range",
    "without_each",
    "without_factors",
]
