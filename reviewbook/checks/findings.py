"""What a check has to say: a verdict, its weight, and one sentence for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from reviewbook.tables.units import small

VERDICTS = (
    "infeasible",
    "discrepant",
    "conflicting",
    "reproduced",
    "consistent",
    "not recomputable",
)
"""Every verdict, in the order in which `worst` lets one stand for several.

Faults come first, the surest of them in front: no data could give the number; the data give
another number; two places disagree and either may be right. Then what was established: recomputed
before merely not contradicted. A check that could not be made says nothing against the others.
"""

FAULTS = VERDICTS[:3]

SEVERITIES = ("major", "minor", "none")


@dataclass(frozen=True)
class Finding:
    """The outcome of one check.

    Attributes:
        check: name of the check in the registry.
        verdict: one of `VERDICTS`.
        sentence: what was found, in plain words.
        computed: the recomputed value in the printed unit, None where there is none.
        computed_low: smallest value that the rounded inputs allow.
        computed_high: largest value that the rounded inputs allow.
        tolerance: distance from the printed value that its own rounding explains.
        severity: none, minor or major.
        instead: what to read instead, empty if that cannot be known.
    """

    check: str
    verdict: str
    sentence: str
    computed: float | None = None
    computed_low: float | None = None
    computed_high: float | None = None
    tolerance: float | None = None
    severity: str = "none"
    instead: str = ""

    def __post_init__(self) -> None:
        """Refuse a verdict or a severity that is not in the lists."""
        if self.verdict not in VERDICTS:
            raise ValueError(f"unknown verdict {self.verdict!r}; expected one of {VERDICTS}")
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity {self.severity!r}; expected one of {SEVERITIES}")

    @property
    def fault(self) -> bool:
        """Whether the verdict says that something printed is wrong."""
        return self.verdict in FAULTS


def worst(findings: Iterable[Finding]) -> str:
    """Combine findings into one verdict, the first of `VERDICTS` that any of them gives."""
    verdicts = {finding.verdict for finding in findings}
    return next((verdict for verdict in VERDICTS if verdict in verdicts), "not recomputable")


def gravity(finding: Finding) -> tuple[int, int]:
    """Give a sort key that puts the worst finding first: by severity, then by verdict."""
    return SEVERITIES.index(finding.severity), VERDICTS.index(finding.verdict)


def severity(printed: float, computed: float, unit: str = "") -> str:
    """Weigh the difference between a printed and a computed value."""
    return "minor" if small(printed - computed, computed, unit) else "major"
