"""Printed numbers: what exact values could stand behind the digits on a page.

A journal prints 39.5 for anything between 39.45 and 39.55. Which end belongs to 39.5 depends on
the rounding rule (half up, half to even), so the band is closed at both ends and neither rule is
ever accused. The idea is that of Brown & Heathers, "The GRIM test", Soc Psychol Personal Sci 2017;
8:363-369, and of statcheck (Nuijten et al., Behav Res Methods 2016; 48:1205-1226), which adds
truncation for test statistics.
"""

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from numbers import Integral, Real

from reviewbook.tables.units import suffix

SLACK = 1e-9
"""Relative slack for floating-point arithmetic; far below any printed digit."""

_PATTERN = re.compile(r"^([<>≤≥~≈=]?)([-+]?\d[\d,]*(?:\.\d+)?|[-+]?\.\d+)$")
_RELATIONS = {"": "=", "≈": "~"}


@dataclass(frozen=True)
class Printed:
    """A number as it stands on the page.

    `relation` is ``=``, ``<``, ``>``, ``≤``, ``≥`` or ``~`` (about). `exact` marks a number that
    was not rounded, such as a count of people.
    """

    text: str
    value: float
    decimals: int = 0
    relation: str = "="
    exact: bool = False

    @property
    def tolerance(self) -> float:
        """Largest distance from the printed value that rounding explains."""
        if self.exact or self.relation in "<>≤≥":
            return 0.0
        if self.relation == "~":
            return 0.5 * 10 ** _trailing_zeros(self.value, self.decimals)
        return 0.5 * 10**-self.decimals

    @property
    def low(self) -> float:
        """Smallest exact value that can be printed like this."""
        return -math.inf if self.relation in "<≤" else self.value - self.tolerance

    @property
    def high(self) -> float:
        """Largest exact value that can be printed like this."""
        return math.inf if self.relation in ">≥" else self.value + self.tolerance

    def holds(self, low: float, high: float | None = None) -> bool:
        """Say whether the exact value `low`, or some value from `low` to `high`, fits the print."""
        high = low if high is None else high
        if self.relation == "<":
            return low < self.value - slack(self.value)
        if self.relation == ">":
            return high > self.value + slack(self.value)
        return overlap((self.low, self.high), (low, high))

    def truncated(self) -> tuple[float, float]:
        """Give the band when digits may have been cut off as well as rounded."""
        if self.exact or self.relation != "=":
            return self.low, self.high
        unit = 10**-self.decimals
        cut = self.value + math.copysign(unit, self.value)
        return min(self.low, cut), max(self.high, cut)


def read(number: "Printed | str | float") -> Printed:
    """Read a number as printed.

    Text keeps its decimals and stands for a rounded value: ``"39.5"``, ``"1.0"``, ``"80.7%"``,
    ``"76,257"``, ``"<0.001"``, ``"~80"``. An about-number counts as rounded to its last digit that
    is not zero. An ``int`` or ``float`` is taken as exact: pass counts of people as ``int``.

    Raises:
        ValueError: the text is not a number.
    """
    if isinstance(number, Printed):
        return number
    if isinstance(number, Integral):
        return Printed(str(int(number)), float(number), exact=True)
    if isinstance(number, Real):
        if not math.isfinite(number):
            raise ValueError(f"expected a number, found {number!r}")
        digits = Decimal(repr(float(number))).normalize().as_tuple().exponent
        return Printed(str(number), float(number), max(0, -int(digits)), exact=True)
    return _read_text(str(number))


@cache
def _read_text(number: str) -> Printed:
    text = re.sub(r"\s", "", number).replace("−", "-").removesuffix("%")
    match = _PATTERN.match(text)
    if match is None:
        raise ValueError(f"expected a printed number such as 39.5 or <0.001, found {number!r}")
    relation, digits = match.groups()
    digits = digits.replace(",", "")
    decimals = len(digits.partition(".")[2])
    return Printed(text, float(digits), decimals, _RELATIONS.get(relation, relation))


def slack(value: float) -> float:
    """Give the floating-point slack around a value."""
    return SLACK * max(1.0, abs(value)) if math.isfinite(value) else 0.0


def overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Say whether two closed intervals share a value."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return low <= high + slack(min(abs(low), abs(high)))


def write(value: float, decimals: int = 0, unit: str = "") -> str:
    """Write a number with at most `decimals` decimals, zeros at the end dropped, and its unit."""
    number = Decimal(repr(round(float(value), 9))).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )
    text = f"{number:f}" if unit == "year" else f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text + suffix(unit, one=text == "1")


def quote(number: Printed, unit: str = "") -> str:
    """Write a printed number as it is printed, with its unit."""
    word = {"<": "less than ", ">": "more than ", "≤": "at most ", "≥": "at least ", "~": "about "}
    apart = "" if unit == "year" else ","
    digits = f"{number.value:{apart}.{number.decimals}f}"
    return word.get(number.relation, "") + digits + suffix(unit, one=digits == "1")


def _trailing_zeros(value: float, decimals: int) -> int:
    digits = f"{abs(value):.{decimals}f}".replace(".", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    return (zeros if digits.strip("0") else 0) - decimals
