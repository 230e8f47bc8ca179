"""Units: how one is written after a number, and which difference in it is small."""

BARE = {"", "ratio", "number", "p", "z", "year"}
PERCENT = {"%", "percent"}
SINGULAR = {"studies": "study", "series": "series", "times": "times"}
"""Units whose singular is not the plural without its s."""
STUDIES = {"series", "reports"}
"""What a document may call its studies."""

SMALL = {
    "percent": (2.0, 0.0),
    "months": (2.0, 0.05),
    "years": (0.5, 0.05),
    "days": (1.0, 0.05),
    "cm": (0.2, 0.05),
    "patients": (1.0, 0.05),
    "studies": (1.0, 0.0),
    "ratio": (0.0, 0.1),
}
"""Largest difference that is small, as (absolute, share of the computed value), for each unit.

The greater of the two holds. Two points of a percentage, two months of survival, a tenth of a
hazard ratio: less than would change how a reader sees a treatment. Other units: a twentieth.
"""


def suffix(unit: str, one: bool = False, space: str = " ") -> str:
    """Give what follows a number: ``%`` at once, a word after a space, for some units nothing."""
    if unit in BARE:
        return ""
    if unit in PERCENT:
        return "%"
    return space + (SINGULAR.get(unit, unit.removesuffix("s")) if one else unit)


def in_checks(unit: str) -> str:
    """Name a unit of the tables as the checks do."""
    return "percent" if unit in PERCENT else "studies" if unit in STUDIES else unit


def small(difference: float, computed: float, unit: str = "") -> bool:
    """Tell whether a difference from a computed value is small, by `SMALL`."""
    absolute, share = SMALL.get(unit, (0.0, 0.05))
    return abs(difference) <= max(absolute, share * abs(computed)) + 1e-9
