"""What a check has to say: a verdict, its weight, and one sentence for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass

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

MINOR = {
    "percent": (2.0, 0.0),
    "months": (2.0, 0.05),
    "years": (0.5, 0.05),
    "days": (1.0, 0.05),
    "cm": (0.2, 0.05),
    "patients": (1.0, 0.05),
    "tumours": (1.0, 0.05),
    "studies": (1.0, 0.0),
    "ratio": (0.0, 0.1),
}
"""Largest difference that is minor, as (absolute, share of the computed value), for each unit.

The greater of the two holds. Two points of a percentage, two months of survival, a tenth of a
hazard ratio: less than would change how a reader sees a treatment. Other units: a twentieth.
"""


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
    """Weigh the difference between a printed and a computed value by the limits in `MINOR`."""
    absolute, relative = MINOR.get(unit, (0.0, 0.05))
    limit = max(absolute, relative * abs(computed))
    return "minor" if abs(printed - computed) <= limit + 1e-9 else "major"
