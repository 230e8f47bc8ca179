"""What each verdict looks like and says, in the order in which verdicts are listed."""

from typing import NamedTuple

from reviewbook.checks.findings import FAULTS
from reviewbook.tables.standing import RETRACTED

STATED, CORRECTED = "stated", "corrected"
"""Said of numbers that no check judges: of a later source, of a retracted one, of a figure that
takes the place of a printed one."""

UNJUDGED = (STATED, RETRACTED)


class Sign(NamedTuple):
    """A verdict to a reader: its mark, its meaning, its colour in the theme, its shape."""

    mark: str
    meaning: str
    colour: str
    shape: str


SIGNS = {
    "infeasible": Sign("✕", "impossible as printed", "contrast", "M-1,-1L1,1M1,-1L-1,1"),
    "discrepant": Sign(
        "≠",
        "recomputed from the data, and different",
        "contrast",
        "M-1,-0.35L1,-0.35M-1,0.35L1,0.35M0.5,-1L-0.5,1",
    ),
    "conflicting": Sign(
        "↔",
        "another place gives another number",
        "contrast",
        "M-1,0L1,0M-0.5,-0.55L-1,0L-0.5,0.55M0.5,-0.55L1,0L0.5,0.55",
    ),
    "reproduced": Sign(
        "✓", "recomputed from the data, and right", "accent", "M-0.9,0.1L-0.3,0.7L0.9,-0.7"
    ),
    "consistent": Sign(
        "∼", "checked in part, and not contradicted", "muted", "M-1,0.3Q-0.5,-0.7 0,0T1,-0.3"
    ),
    "not recomputable": Sign(
        "○",
        "nothing printed allows a recomputation",
        "muted",
        "M-0.8,0A0.8,0.8 0 1,1 0.8,0A0.8,0.8 0 1,1 -0.8,0Z",
    ),
}
"""The verdicts of the checks."""

EVERY_SIGN = SIGNS | {
    STATED: Sign(
        "◇",
        "read in a later source, quoted and not checked",
        "muted",
        "M0,-0.9L0.9,0L0,0.9L-0.9,0Z",
    ),
    CORRECTED: Sign(
        "✎",
        "given in the place of what is printed, which does not hold",
        "accent",
        "M-0.9,0.9L-0.6,0.1L0.4,-0.9L0.9,-0.4L-0.1,0.6ZM0.1,-0.6L0.6,-0.1",
    ),
    RETRACTED: Sign(
        "⧄",
        "its source was retracted; it supports nothing",
        "muted",
        "M-1,-1L1,-1L1,1L-1,1ZM-1,1L1,-1",
    ),
}
"""Every sign a number can wear, in the order of legends."""

MARKS = {name: sign.mark for name, sign in EVERY_SIGN.items()}
MEANINGS = {name: sign.meaning for name, sign in EVERY_SIGN.items()}


def sign_of(verdict: str, part: str = "") -> str:
    """Name the sign of a quoted number: what is computed in the place of a fault is corrected."""
    return CORRECTED if part == "computed" and verdict in FAULTS else verdict
