"""What each verdict looks like and says, in the order in which verdicts are listed."""

from typing import NamedTuple

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
    "infeasible": Sign("⊘", "no data can give this", "contrast", "M-1,-1L1,1M1,-1L-1,1"),
    "discrepant": Sign(
        "≠",
        "recomputed from the data, and different",
        "contrast",
        "M-1,-0.35L1,-0.35M-1,0.35L1,0.35M0.5,-1L-0.5,1",
    ),
    "conflicting": Sign(
        "⇄",
        "another place gives another number",
        "contrast",
        "M-1,0L1,0M-0.5,-0.55L-1,0L-0.5,0.55M0.5,-0.55L1,0L0.5,0.55",
    ),
    "reproduced": Sign(
        "✓", "recomputed from the data, and right", "accent", "M-0.9,0.1L-0.3,0.7L0.9,-0.7"
    ),
    "consistent": Sign(
        "○", "checked in part, and not contradicted", "muted", "M-1,0.3Q-0.5,-0.7 0,0T1,-0.3"
    ),
    "not recomputable": Sign("·", "nothing printed allows a recomputation", "muted", "circle"),
}
MARKS = {name: sign.mark for name, sign in SIGNS.items()} | {
    STATED: "◇",
    CORRECTED: "✎",
    RETRACTED: "✗",
}
MEANINGS = {name: sign.meaning for name, sign in SIGNS.items()} | {
    STATED: "read in a later source, quoted and not checked",
    CORRECTED: "taken from another source in the place of what is printed",
    RETRACTED: "its source was retracted; it supports nothing",
}
