"""The register of checks: every check that a claim may name, with the inputs it needs."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from reviewbook.checks.agreement import agreement
from reviewbook.checks.curves import endpoints_nested, median_agrees, paired_arms, survival_falls
from reviewbook.checks.feasibility import (
    inside_range,
    median_on_grid,
    patients_for_lesions,
    summary_feasibility,
)
from reviewbook.checks.findings import Finding
from reviewbook.checks.granularity import granularity, granularity_any
from reviewbook.checks.partitions import (
    count_matches_references,
    groups_add_up,
    percentages_add_up,
    references_agree,
    references_contain,
    references_partition,
    same_patients,
)
from reviewbook.checks.ratio_intervals import interval_centre, p_agrees, p_of_z, z_agrees
from reviewbook.checks.recompute import (
    analysis,
    between_counts,
    every_value,
    ratio,
    recompute,
    relative_reduction,
    share,
    value_range,
)


@dataclass(frozen=True)
class Check:
    """One check: its function, and what a methods page says about it.

    Attributes:
        name: the name by which a claim calls it; also the name of the function.
        kind: the family it belongs to.
        function: the function itself, which returns a `Finding`.
        meaning: what it asks, in one line.
        reference: where the method comes from.
        matters: why a fault that it finds matters to who reads or pools the figures.
    """

    name: str
    kind: str
    function: Callable[..., Finding]
    meaning: str
    reference: str
    matters: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs that must be given."""
        return _parameters(self.function)[0]

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the inputs that may be left out."""
        return _parameters(self.function)[1]


@cache
def _parameters(function: Callable[..., Finding]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parameters = inspect.signature(function).parameters.values()
    needed = tuple(p.name for p in parameters if p.default is p.empty)
    return needed, tuple(p.name for p in parameters if p.default is not p.empty)


_GRIM = "Brown & Heathers, Soc Psychol Personal Sci 2017; 8:363-369"
_STATCHECK = "Nuijten et al., Behav Res Methods 2016; 48:1205-1226"
_SPRITE = "after Heathers et al., PeerJ Preprints 2018; 6:e26968"
_KAPLAN_MEIER = "Kaplan & Meier, J Am Stat Assoc 1958; 53:457-481"
_MEDIAN = "Brookmeyer & Crowley, Biometrics 1982; 38:29-41"
_P_VALUE = "Altman & Bland, BMJ 2011; 343:d2304"
_DUPLICATES = "von Elm et al., JAMA 2004; 291:974-980"
_ESTIMANDS = "ICH E9(R1), 2019"
_ITSELF = "the definition itself"


_MATTERS = {
    "recompute": "It is one of the figures that sum up the values, and does not follow from them.",
    "value_range": "A range says how far single series lie apart.",
    "share": "One of the two counts or the percentage is wrong.",
    "ratio": "The comparison is put in words that readers remember.",
    "analysis": "The printed result does not follow from the data.",
    "relative_reduction": "The size of the effect is told in two ways that differ.",
    "between_counts": "It decides how strong the support for a prognostic factor looks.",
    "every_value": "It decides which studies could enter the review.",
    "inside_range": "The figure cannot be used, nor anything that rests on it.",
    "median_on_grid": "Not all of the series can have given the figure.",
    "summary_feasibility": "At least one of these figures is wrong, and which one cannot be told.",
    "patients_for_lesions": "At least one of these figures is wrong, and which one cannot be told.",
    "granularity": "The percentage is not of the number of patients printed beside it, or one of "
    "the two is wrong; a pooled analysis carries that on.",
    "granularity_any": "It is not known of whom this is a share.",
    "survival_falls": "At least one of the points is wrong or belongs to other patients.",
    "median_agrees": "Median and survival are quoted apart from each other; both can be "
    "right only of different patients or counted from different starts.",
    "endpoints_nested": "One of the two belongs to other patients or another time zero.",
    "paired_arms": "Read as printed, the treatments lie closer together than if each pair is "
    "one group's.",
    "interval_centre": "The strength of the effect or its certainty is wrong.",
    "p_agrees": "The certainty of the effect is wrong.",
    "p_of_z": "The certainty of the effect is wrong.",
    "z_agrees": "The certainty of the effect is wrong.",
    "groups_add_up": "Some patients or series are counted twice or not at all.",
    "percentages_add_up": "Some patients are counted twice or not at all.",
    "count_matches_references": "It cannot be told which series support the statement.",
    "references_agree": "It cannot be told which series support the statement.",
    "references_contain": "The summary of this feature may leave out a series that has it.",
    "references_partition": "It cannot be told how the evidence came about, on which its "
    "weight depends.",
    "same_patients": "The same patients would weigh twice in anything pooled.",
    "agreement": "The answer depends on where a reader happens to look.",
}


def _register(*rows: tuple[str, Callable[..., Finding], str, str]) -> dict[str, Check]:
    names = [function.__name__ for _, function, *_ in rows]
    return {name: Check(name, *row, _MATTERS[name]) for name, row in zip(names, rows, strict=True)}


CHECKS: dict[str, Check] = _register(
    (
        "recomputation",
        recompute,
        "Do the values give the printed count, sum, median, mean, minimum or maximum?",
        _STATCHECK,
    ),
    ("recomputation", value_range, "Do the values have the printed range?", _ITSELF),
    ("recomputation", share, "Is k of n the printed percentage?", _GRIM),
    ("recomputation", ratio, "Is the printed quotient that of the two numbers?", _ITSELF),
    ("recomputation", analysis, "Does the analysis of the data give the printed result?", _ITSELF),
    ("recomputation", relative_reduction, "Is the reduction one less the ratio?", _ITSELF),
    (
        "recomputation",
        between_counts,
        "Is the count possible, if some items cannot be classed?",
        _ITSELF,
    ),
    ("recomputation", every_value, "Does the statement hold for each of the values?", _ITSELF),
    (
        "summary feasibility",
        inside_range,
        "Does the mean or median lie inside its own range?",
        _ITSELF,
    ),
    ("summary feasibility", median_on_grid, "Can so many values have this median?", _GRIM),
    (
        "summary feasibility",
        summary_feasibility,
        "Can values with this range, median, mean and total exist?",
        _SPRITE,
    ),
    (
        "summary feasibility",
        patients_for_lesions,
        "Can so many lesions lie in so few patients?",
        _SPRITE,
    ),
    ("granularity", granularity, "Can a whole number of patients be this percentage?", _GRIM),
    (
        "granularity",
        granularity_any,
        "Can a whole number of patients of any of these groups be this percentage?",
        _GRIM,
    ),
    ("curve logic", survival_falls, "Does survival never rise with time?", _KAPLAN_MEIER),
    ("curve logic", median_agrees, "Do median and survival at fixed times agree?", _MEDIAN),
    (
        "curve logic",
        endpoints_nested,
        "Is disease-free survival no longer than overall survival?",
        _ITSELF,
    ),
    ("curve logic", paired_arms, "Do the pairs printed for two groups give two curves?", _MEDIAN),
    ("interval logic", interval_centre, "Is the ratio the centre of its interval?", _P_VALUE),
    ("interval logic", p_agrees, "Does the p value agree with the interval?", _P_VALUE),
    ("interval logic", p_of_z, "Does the p value follow from z?", _STATCHECK),
    ("interval logic", z_agrees, "Does z follow from the ratio and its interval?", _P_VALUE),
    ("partitions and references", groups_add_up, "Do the groups add up to the total?", _ITSELF),
    (
        "partitions and references",
        percentages_add_up,
        "Do the percentages add up to one hundred?",
        _ITSELF,
    ),
    (
        "partitions and references",
        count_matches_references,
        "Is the stated number of studies that of the list beside it?",
        _ITSELF,
    ),
    ("partitions and references", references_agree, "Do two lists name the same studies?", _ITSELF),
    (
        "partitions and references",
        references_contain,
        "Are the studies of one list among those of another?",
        _ITSELF,
    ),
    (
        "partitions and references",
        references_partition,
        "Is each study in exactly one group?",
        _ITSELF,
    ),
    (
        "partitions and references",
        same_patients,
        "Could the same patients be counted twice?",
        _DUPLICATES,
    ),
    ("agreement", agreement, "Is the quantity the same in both places?", _ESTIMANDS),
)
"""Every check by name."""


def run(name: str, inputs: Mapping[str, object]) -> Finding:
    """Run a check by name on named inputs.

    Raises:
        KeyError: no check has this name; the message lists those that exist.
        TypeError: an input is missing or unknown; the message names all of them.
    """
    if name not in CHECKS:
        raise KeyError(f"unknown check {name!r}; expected one of: {', '.join(CHECKS)}")
    check = CHECKS[name]
    missing = [key for key in check.inputs if key not in inputs]
    unknown = [key for key in inputs if key not in check.inputs + check.options]
    if missing or unknown:
        problems = [f"missing {key}" for key in missing] + [f"unknown {key}" for key in unknown]
        raise TypeError(f"check {name!r}: {', '.join(problems)}")
    return check.function(**inputs)
