"""Interval logic: a ratio, its confidence interval, z and p belong together.

A Wald interval of a hazard, odds or risk ratio is symmetric on the log scale, so the ratio is the
geometric mean of its limits, and the width of the interval gives the standard error, z and p
(Altman & Bland, "How to obtain the P value from a confidence interval", BMJ 2011; 343:d2304).
All of it is done on bands: each printed number stands for every value it can be rounded from, and
z and p also for values whose digits were cut off (Nuijten et al. 2016, statcheck).
"""

import math
from itertools import product
from statistics import NormalDist

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, overlap, quote, read, slack, write

Band = tuple[float, float]


def interval_centre(
    estimate: Printed | str | float, low: Printed | str | float, high: Printed | str | float
) -> Finding:
    """Check that a ratio is the geometric centre of its confidence interval.

    Tolerance: the rounding of all three numbers. An exact, bootstrap or profile-likelihood interval
    need not be symmetric; the sentence says so. Reference: Altman & Bland 2011.
    """
    number, ends = read(estimate), (read(low), read(high))
    shown = f"{quote(ends[0])} to {quote(ends[1])}"
    outside = _outside(number, ends)
    if outside:
        return Finding("interval_centre", "infeasible", outside, severity="major")
    if ends[0].value <= 0:
        sentence = f"The lower limit of {shown} is too near zero to find the centre."
        return Finding("interval_centre", "not recomputable", sentence)
    centre, band = _centre(ends)
    tolerance = number.tolerance
    sentence = f"The centre of {shown} on a log scale is {write(centre, number.decimals + 2)}; "
    sentence += f"printed is {quote(number)}."
    if number.holds(centre):
        return Finding("interval_centre", "reproduced", sentence, centre, *band, tolerance)
    if number.holds(*band):
        sentence += " The rounding of the limits can explain the difference."
        return Finding("interval_centre", "consistent", sentence, centre, *band, tolerance)
    sentence += " One of the three is wrong, unless the interval is not of the usual kind."
    grade = severity(number.value, centre, "ratio")
    return Finding("interval_centre", "discrepant", sentence, centre, *band, tolerance, grade)


def p_agrees(
    p: Printed | str | float,
    low: Printed | str | float,
    high: Printed | str | float,
    estimate: Printed | str | float | None = None,
    level: float = 95.0,
) -> Finding:
    """Check a p value against the confidence interval of a ratio, and against the ratio itself.

    Tolerance: the rounding of all numbers, and truncation of p. A p value of another test, such as
    the log-rank test, may differ a little: the fault is minor unless interval and p lie on
    different sides of the level. Reference: Altman & Bland 2011.
    """
    number, ends = read(p), (read(low), read(high))
    band = _p_band(number)
    if band is None:
        return Finding("p_agrees", "infeasible", f"P {p} is not a probability.", severity="major")
    sentence = _no_error(ends)
    if sentence:
        return Finding("p_agrees", "not recomputable", sentence)
    middle = None if estimate is None else read(estimate)
    z, z_band = _z_of_interval(ends, middle, level)
    three = (_p_of(z), _p_of(z_band[1]), _p_of(z_band[0]))
    shown = f"{quote(ends[0])} to {quote(ends[1])}"
    sentence = (
        f"The interval {shown} gives P {_p_words(three[0])}; printed is P {_p_printed(number)}."
    )
    if band[0] <= three[0] <= band[1]:
        return Finding("p_agrees", "reproduced", sentence, *three, tolerance=_reach(number, band))
    if overlap(band, three[1:]):
        sentence += " Rounding can explain the difference."
        return Finding("p_agrees", "consistent", sentence, *three, tolerance=_reach(number, band))
    limit = 1 - level / 100
    crossed = _significant(number, limit) != (three[0] < limit)
    if crossed:
        sentence += " One says that the difference may be chance, the other that it is not."
    grade = "major" if crossed else "minor"
    instead = f"P {_p_words(three[0])}"
    reach = _reach(number, band)
    return Finding("p_agrees", "discrepant", sentence, *three, reach, grade, instead)


def p_of_z(p: Printed | str | float, z: Printed | str | float, sides: int = 2) -> Finding:
    """Recompute a p value from its z, on two sides or one.

    Tolerance: rounding and truncation of both. Reference: Nuijten et al. 2016.
    """
    number, statistic = read(p), read(z)
    band = _p_band(number)
    if band is None:
        return Finding("p_of_z", "infeasible", f"P {p} is not a probability.", severity="major")
    ends = [abs(end) for end in statistic.truncated()]
    nearest = 0.0 if statistic.low <= 0 <= statistic.high else min(ends)
    point, least, greatest = abs(statistic.value), max(ends), nearest
    three = _p_of(point, sides), _p_of(least, sides), _p_of(greatest, sides)
    sentence = (
        f"z {quote(statistic)} gives P {_p_words(three[0])}; printed is P {_p_printed(number)}."
    )
    reach = _reach(number, band)
    if band[0] <= three[0] <= band[1]:
        return Finding("p_of_z", "reproduced", sentence, *three, tolerance=reach)
    if overlap(band, three[1:]):
        sentence += " Rounding can explain the difference."
        return Finding("p_of_z", "consistent", sentence, *three, tolerance=reach)
    grade = "major" if _significant(number, 0.05) != (three[0] < 0.05) else "minor"
    instead = f"P {_p_words(three[0])}"
    return Finding("p_of_z", "discrepant", sentence, *three, reach, grade, instead)


def z_agrees(
    z: Printed | str | float,
    estimate: Printed | str | float,
    low: Printed | str | float,
    high: Printed | str | float,
    level: float = 95.0,
) -> Finding:
    """Recompute z from a ratio and its confidence interval; the sign of z is not compared.

    Tolerance: rounding of all numbers, and truncation of z. Reference: Altman & Bland 2011.
    """
    statistic, ends = read(z), (read(low), read(high))
    sentence = _no_error(ends)
    if sentence:
        return Finding("z_agrees", "not recomputable", sentence)
    point, band = _z_of_interval(ends, read(estimate), level)
    low_z, high_z = sorted(abs(end) for end in statistic.truncated())
    low_z = 0.0 if statistic.low <= 0 <= statistic.high else low_z
    shown = f"{quote(ends[0])} to {quote(ends[1])}"
    sentence = f"The ratio {quote(read(estimate))} with {shown} gives z {write(point, 2)}; printed "
    sentence += f"is {quote(statistic)}."
    if low_z <= point <= high_z:
        return Finding("z_agrees", "reproduced", sentence, point, *band, high_z - low_z)
    if overlap((low_z, high_z), band):
        sentence += " Rounding can explain the difference."
        return Finding("z_agrees", "consistent", sentence, point, *band, high_z - low_z)
    grade = severity(abs(statistic.value), point, "ratio")
    instead = f"z {write(point, 2)}"
    return Finding("z_agrees", "discrepant", sentence, point, *band, high_z - low_z, grade, instead)


def _outside(number: Printed, ends: tuple[Printed, Printed]) -> str:
    shown = f"{quote(ends[0])} to {quote(ends[1])}"
    if ends[0].low > ends[1].high:
        return f"The interval {shown} starts above its end."
    if number.high < ends[0].low or number.low > ends[1].high:
        return f"{quote(number)} lies outside its own interval, {shown}. No data can give this."
    return ""


def _no_error(ends: tuple[Printed, Printed]) -> str:
    if ends[0].low <= 0:
        return "The lower limit is too near zero to find the standard error."
    if ends[0].value >= ends[1].value:
        return "The limits are printed too close together to find the standard error."
    return ""


def _centre(ends: tuple[Printed, Printed]) -> tuple[float, Band]:
    low = math.sqrt(max(ends[0].low, 0.0) * max(ends[1].low, 0.0))
    return math.sqrt(ends[0].value * ends[1].value), (low, math.sqrt(ends[0].high * ends[1].high))


def _z_of_interval(
    ends: tuple[Printed, Printed], middle: Printed | None, level: float
) -> tuple[float, Band]:
    """Give z without its sign, and its band, whose ends lie at corners of the rounding box."""
    quantile = NormalDist().inv_cdf(0.5 + level / 200)
    if middle is None or middle.low <= 0:
        middles: list[float | None] = [None]
    else:
        middles = [middle.low, middle.high]
    corners = [
        _z(a, b, m, quantile)
        for a, b, m in product((ends[0].low, ends[0].high), (ends[1].low, ends[1].high), middles)
    ]
    centre = None if middle is None or middles == [None] else middle.value
    point = abs(_z(ends[0].value, ends[1].value, centre, quantile))
    if min(corners) <= 0 <= max(corners):
        return point, (0.0, max(abs(z) for z in corners))
    return point, (min(abs(z) for z in corners), max(abs(z) for z in corners))


def _z(low: float, high: float, middle: float | None, quantile: float) -> float:
    a, b = math.log(low), math.log(high)
    if b <= a:
        return math.copysign(math.inf, a + b)
    log_ratio = (a + b) / 2 if middle is None else math.log(middle)
    return 2 * quantile * log_ratio / (b - a)


def _p_of(z: float, sides: int = 2) -> float:
    return sides * math.erfc(abs(z) / math.sqrt(2)) / 2


def _p_band(number: Printed) -> Band | None:
    low, high = number.truncated()
    return (max(low, 0.0), min(high, 1.0)) if low <= 1 and high >= 0 else None


def _reach(number: Printed, band: Band) -> float:
    return max(number.value - band[0], band[1] - number.value)


def _p_words(p: float) -> str:
    if p < 0.0001:
        return "< 0.0001"
    return f"= {write(p, 4 if p < 0.001 else 3)}"


def _p_printed(number: Printed) -> str:
    return f"{number.relation} {number.value:.{number.decimals}f}"


def _significant(number: Printed, limit: float) -> bool:
    below = number.value < limit - slack(limit)
    return below or (number.relation in "<≤" and number.value <= limit + slack(limit))
