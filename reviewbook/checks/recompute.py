"""Recompute a printed statistic from the values it was made of.

Every value may itself be rounded. The statistic is therefore computed three times: from the values
as printed, from the lowest and from the highest values behind them. All statistics here rise with
each of their values, so the last two bound what the unrounded data can give. The verdict is
*reproduced* if the values as printed give the printed statistic within its rounding, *consistent*
if only their rounding can explain it, and *discrepant* otherwise.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean, median, median_high, median_low

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.granularity import denominators
from reviewbook.checks.printed_number import Printed, overlap, quote, read, write

STATISTICS: dict[str, Callable[..., float]] = {
    "count": lambda values, weights: len(values),
    "sum": lambda values, weights: math.fsum(values),
    "median": lambda values, weights: median(values),
    "mean": lambda values, weights: fmean(values),
    "weighted mean": lambda values, weights: fmean(values, weights),
    "minimum": lambda values, weights: min(values),
    "maximum": lambda values, weights: max(values),
}
"""Statistics that `recompute` knows, each a function of values and weights."""

READINGS: dict[str, Callable[..., float]] = {
    "median": STATISTICS["median"],
    "mean": STATISTICS["mean"],
    "weighted mean": STATISTICS["weighted mean"],
    "midpoint of the range": lambda values, weights: (min(values) + max(values)) / 2,
    "lower of the two middle values": lambda values, weights: median_low(values),
    "upper of the two middle values": lambda values, weights: median_high(values),
}
"""Ways in which a summary of several values may have been meant, the usual ones first."""


def recompute(
    statistic: str,
    printed: Printed | str | float,
    values: Sequence[Printed | str | float],
    weights: Sequence[float] | None = None,
    unit: str = "",
) -> Finding:
    """Recompute a count, sum, median, mean, weighted mean, minimum or maximum.

    `statistic` may also be ``average``, for a text that does not say which: then median, mean and
    weighted mean are tried and the sentence names the one that reproduces the number. For any
    statistic that fails, the sentence says under which other reading it would hold, one value left
    out included. `weights` are exact and as many as `values`.

    Tolerance: half a unit of the last printed digit, and what the rounding of the values adds.
    Reference: the definitions; reproduction as in Nuijten et al. 2016 (statcheck).

    Raises:
        ValueError: unknown statistic, or weights missing where they are needed.
    """
    _require_statistic(statistic, values, weights)
    number, inputs = read(printed), [read(value) for value in values]
    if not inputs:
        return Finding("recompute", "not recomputable", "None of the values behind it is given.")
    meant = _meant(number, inputs, weights) if statistic == "average" else statistic
    point, low, high = _three_times(meant, inputs, weights)
    what = f"The {_named(meant)} of {_how_many(len(inputs))}"
    if meant == "count":
        what = "The number in the tables"
    verdict = _verdict(number, point, low, high)
    sentence = f"{what} is {_shown(point, number, unit)}; printed is {quote(number, unit)}."
    if verdict == "consistent":
        sentence += " The values are rounded, and that can explain the difference."
    if verdict == "discrepant":
        sentence += _other_readings(meant, number, inputs, weights, unit)
    return _finding("recompute", verdict, sentence, number, (point, low, high), unit)


def readings(
    printed: Printed | str | float,
    values: Sequence[Printed | str | float],
    weights: Sequence[float] | None = None,
) -> list[str]:
    """Name the readings of a summary, from `READINGS`, that give the printed number."""
    number, points = read(printed), [read(value).value for value in values]
    names = [name for name in READINGS if weights is not None or name != "weighted mean"]
    return [name for name in names if number.holds(READINGS[name](points, weights))]


def value_range(
    low: Printed | str | float,
    high: Printed | str | float,
    values: Sequence[Printed | str | float],
    unit: str = "",
) -> Finding:
    """Recompute a printed range as the smallest and the largest of the values.

    Tolerance: half a unit of the last printed digit at either end, and the rounding of the values.
    Reference: the definition of a range.
    """
    inputs, ends = [read(value) for value in values], (read(low), read(high))
    if not inputs:
        return Finding("value_range", "not recomputable", "None of the values behind it is given.")
    found = [_three_times(name, inputs, None) for name in ("minimum", "maximum")]
    verdicts = [_verdict(end, *three) for end, three in zip(ends, found, strict=True)]
    verdict = next(v for v in ("discrepant", "consistent", "reproduced") if v in verdicts)
    bare = "year" if unit == "year" else ""
    shown = [_shown(three[0], end, bare) for end, three in zip(ends, found, strict=True)]
    sentence = (
        f"The {len(inputs)} values run from {shown[0]} to {shown[1]}{_tail(unit)}; printed is "
        f"{quote(ends[0], bare)} to {quote(ends[1], bare)}{_tail(unit)}."
    )
    wrong = verdict == "discrepant"
    grades = [severity(e.value, three[0], unit) for e, three in zip(ends, found, strict=True)]
    return Finding(
        "value_range",
        verdict,
        sentence,
        computed_low=found[0][0],
        computed_high=found[1][0],
        tolerance=max(end.tolerance for end in ends),
        severity=min(grades) if wrong else "none",
        instead=f"{shown[0]} to {shown[1]}{_tail(unit)}" if wrong else "",
    )


def share(printed: Printed | str | float, k: int, n: int, stated: bool = True) -> Finding:
    """Recompute a percentage from its numerator and denominator, both exact.

    Where it fails the sentence names denominators near `n` with which the numerator would give the
    percentage; if there are any, what to read instead is not known. Where the denominator is not
    `stated`, `n` is the group it was taken from, and a smaller one will do: the feature may not be
    known of all. Tolerance: half a unit of the last printed digit. Reference: Brown & Heathers
    2017.
    """
    number = read(printed)
    if n <= 0:
        return Finding("share", "not recomputable", "The denominator is not given.")
    if not 0 <= k <= n:
        sentence = f"{k} of {n} is impossible: a part cannot be larger than its whole."
        return Finding("share", "infeasible", sentence, severity="major")
    percent = 100 * k / n
    verdict = _verdict(number, percent, percent, percent)
    sentence = f"{k} of {n} is {_shown(percent, number, 'percent')}; printed is "
    sentence += f"{quote(number, 'percent')}."
    near = range(max(k, 1, math.floor(0.9 * n)), math.ceil(1.1 * n) + 1)
    would = [m for m in near if k in denominators(number, [m]).get(m, [])]
    if verdict == "discrepant" and number.relation == "=" and would:
        sentence += f" It would be right with a denominator of {_either(would)}."
        if not stated and min(would) < n:
            verdict, sentence = "consistent", f"{sentence} Of whom it is a share is not printed."
    found = _finding("share", verdict, sentence, number, (percent, percent, percent), "percent")
    return replace(found, instead="") if would else found


def ratio(
    printed: Printed | str | float,
    numerator: Printed | str | float,
    denominator: Printed | str | float,
    unit: str = "ratio",
) -> Finding:
    """Recompute a printed quotient of two positive numbers, each perhaps rounded.

    Tolerance: half a unit of the last printed digit, and the rounding of both numbers.
    Reference: interval arithmetic (Moore, Interval Analysis, 1966).
    """
    number, top, bottom = read(printed), read(numerator), read(denominator)
    if bottom.low <= 0:
        return Finding("ratio", "not recomputable", "The divisor may be zero.")
    three = (top.value / bottom.value, top.low / bottom.high, top.high / bottom.low)
    verdict = _verdict(number, *three)
    sentence = f"{quote(top)} divided by {quote(bottom)} is {_shown(three[0], number, unit)}; "
    sentence += f"printed is {quote(number, unit)}."
    return _finding("ratio", verdict, sentence, number, three, unit)


def analysis(printed: Printed | str | float, computed: str | float, unit: str = "") -> Finding:
    """Hold a printed result against that of an analysis of the data, unrounded.

    Tolerance: half a unit of the last printed digit. Reference: the methods of the analysis.
    """
    number, value = read(printed), float(computed)
    verdict = _verdict(number, value, value, value)
    sentence = f"The analysis of the data gives {_shown(value, number, unit)}; "
    sentence += f"printed is {quote(number, unit)}."
    return _finding("analysis", verdict, sentence, number, (value, value, value), unit)


def relative_reduction(
    printed: Printed | str | float, risk_ratio: Printed | str | float
) -> Finding:
    """Recompute a relative reduction or a protective effect, in percent: one less the ratio.

    Tolerance: half a unit of the last printed digit, and the rounding of the ratio.
    Reference: the definition of a relative risk reduction.
    """
    number, given = read(printed), read(risk_ratio)
    three = 100 * (1 - given.value), 100 * (1 - given.high), 100 * (1 - given.low)
    verdict = _verdict(number, *three)
    sentence = f"One less {quote(given)} is {_shown(three[0], number, 'percent')}; "
    sentence += f"printed is {quote(number, 'percent')}."
    return _finding("relative_reduction", verdict, sentence, number, three, "percent")


def every_value(
    printed: Printed | str | float, values: Sequence[Printed | str | float], unit: str = ""
) -> Finding:
    """Check a statement that holds for each value, such as "more than 50% in all of these".

    Tolerance: the rounding of the values; a strict ``>`` or ``<`` is taken strictly.
    Reference: the statement itself.
    """
    number, inputs = read(printed), [read(value) for value in values]
    if not inputs:
        return Finding("every_value", "not recomputable", "None of the values is given.")
    verdicts = [_verdict(number, value.value, value.low, value.high) for value in inputs]
    verdict = next(v for v in ("discrepant", "consistent", "reproduced") if v in verdicts)
    pairs = zip(inputs, verdicts, strict=True)
    failing = [value for value, found in pairs if found == "discrepant"]
    told = sorted(set(failing or inputs), key=lambda value: value.value)
    shown = _either([quote(value, unit) for value in told])
    sentence = f"{shown} is{' not' if failing else ''} {quote(number, unit)}"
    if len(inputs) > 1:
        fitting = len(inputs) - len(failing)
        sentence = f"{fitting} of {len(inputs)} values are {quote(number, unit)}"
        sentence += f"; it does not hold for {shown}" if failing else ""
    grades = [severity(number.value, value.value, unit) for value in failing] or ["none"]
    return Finding(
        "every_value",
        verdict,
        sentence + ".",
        computed_low=min(value.value for value in inputs),
        computed_high=max(value.value for value in inputs),
        tolerance=number.tolerance,
        severity=min(grades),
    )


def between_counts(
    printed: Printed | str | float, certain: Sequence, possible: Sequence, unit: str = "studies"
) -> Finding:
    """Check a count of items some of which cannot be classed with certainty.

    `certain` are the items that belong to it, `possible` all that may, the certain ones included.
    Tolerance: the items that may or may not belong. Reference: the lists themselves.
    """
    number, low, high = read(printed), len(certain), len(possible)
    fits = low <= round(number.value) <= high
    verdict = ("reproduced" if low == high else "consistent") if fits else "discrepant"
    found = write(high, 0, unit)
    if low != high:
        found = f"{low} to {found}" if low else f"at most {found}"
    sentence = f"The data hold {found} of this kind; printed is {quote(number)}."
    nearest = min(max(number.value, low), high)
    return Finding(
        "between_counts",
        verdict,
        sentence,
        float(nearest),
        float(low),
        float(high),
        tolerance=float(high - low),
        severity="none" if fits else severity(number.value, nearest, unit),
        instead="" if fits else found,
    )


def _require_statistic(statistic: str, values: Sequence, weights: Sequence | None) -> None:
    if statistic not in STATISTICS and statistic != "average":
        known = ", ".join([*STATISTICS, "average"])
        raise ValueError(f"unknown statistic {statistic!r}; expected one of: {known}")
    if statistic == "weighted mean" and weights is None:
        raise ValueError("a weighted mean needs weights")
    if weights is not None and len(weights) != len(values):
        raise ValueError(f"{len(weights)} weights for {len(values)} values")


def _meant(number: Printed, inputs: list[Printed], weights: Sequence[float] | None) -> str:
    """Choose the reading of an average that fits best, the median if none does."""
    names = ["median", "mean"] if weights is None else ["median", "mean", "weighted mean"]
    verdicts = {name: _verdict(number, *_three_times(name, inputs, weights)) for name in names}
    order = ("reproduced", "consistent", "discrepant")
    return min(names, key=lambda name: order.index(verdicts[name]))


def _three_times(
    statistic: str, inputs: Sequence[Printed], weights: Sequence[float] | None
) -> tuple[float, float, float]:
    compute = STATISTICS[statistic]
    ends = ([x.value for x in inputs], [x.low for x in inputs], [x.high for x in inputs])
    point, low, high = (float(compute(end, weights)) for end in ends)
    return point, low, high


def _verdict(number: Printed, point: float, low: float, high: float) -> str:
    if number.holds(point):
        return "reproduced"
    return "consistent" if number.holds(low, high) else "discrepant"


def _finding(
    check: str,
    verdict: str,
    sentence: str,
    number: Printed,
    three: tuple[float, float, float],
    unit: str,
) -> Finding:
    wrong = verdict == "discrepant"
    return Finding(
        check,
        verdict,
        sentence,
        *three,
        tolerance=number.tolerance,
        severity=severity(number.value, three[0], unit) if wrong else "none",
        instead=_rounded(three[0], number, unit) if wrong else "",
    )


def _other_readings(
    statistic: str,
    number: Printed,
    inputs: Sequence[Printed],
    weights: Sequence[float] | None,
    unit: str,
) -> str:
    if statistic not in READINGS or number.relation != "=":
        return ""
    names = [name for name in readings(number, inputs, weights) if name != statistic]
    text = f" It would be right as the {_either([_named(n) for n in names])}." if names else ""
    left_out = _left_out(statistic, number, inputs, weights)
    if left_out:
        values = sorted({value.value for value in left_out})
        shown = _either([write(value, 2, unit) for value in values])
        text += f" The printed number would be right if one value ({shown}) were left out."
    return text


def _left_out(
    statistic: str, number: Printed, inputs: Sequence[Printed], weights: Sequence[float] | None
) -> list[Printed]:
    found = []
    for i in range(len(inputs) if len(inputs) > 2 else 0):
        rest = [value.value for j, value in enumerate(inputs) if j != i]
        kept = None if weights is None else [w for j, w in enumerate(weights) if j != i]
        point = STATISTICS[statistic](rest, kept)
        if number.holds(point) and not _tie(point, number):
            found.append(inputs[i])
    return found


def _named(statistic: str) -> str:
    return {
        "weighted mean": "mean weighted by size",
        "minimum": "smallest",
        "maximum": "largest",
    }.get(statistic, statistic)


def _how_many(k: int) -> str:
    return "the one value" if k == 1 else f"the {k} values"


def _shown(value: float, number: Printed, unit: str) -> str:
    return write(value, number.decimals + 2, unit)


def _rounded(value: float, number: Printed, unit: str) -> str:
    return write(value, number.decimals + _tie(value, number), unit)


def _tie(value: float, number: Printed) -> bool:
    """Tell whether the value lies midway between two numbers of the printed decimals."""
    scaled = abs(value) * 10**number.decimals
    return overlap((scaled % 1, scaled % 1), (0.5, 0.5))


def _tail(unit: str) -> str:
    return write(0, 0, unit)[1:]


def _either(items: Sequence) -> str:
    words = [str(item) for item in items]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
