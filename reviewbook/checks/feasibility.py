"""Summary feasibility: could any set of values have this median, range, mean and total?

The smallest and the largest total of k ordered values with a given minimum, median and maximum are
found by pushing every free value to one end. A printed total outside them, or a mean outside its
range, cannot come from any data. The idea is that of GRIM and of SPRITE (Heathers et al., PeerJ
Preprints 2018; 6:e26968), with bounds in place of a search.
"""

import math
from collections.abc import Sequence

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, overlap, quote, read, slack, write

Band = tuple[float, float]


def inside_range(
    printed: Printed | str | float,
    low: Printed | str | float,
    high: Printed | str | float,
    statistic: str = "value",
    unit: str = "",
) -> Finding:
    """Check that a mean, median or single value lies inside the range printed with it.

    Tolerance: half a unit of the last digit of each number. Reference: a mean or median of values
    is never below the smallest nor above the largest of them (Cauchy's mean-value inequality).
    """
    number, ends = read(printed), (read(low), read(high))
    tolerance = number.tolerance + max(end.tolerance for end in ends)
    shown = f"{quote(ends[0])} to {quote(ends[1], unit)}"
    if ends[0].low > ends[1].high + slack(ends[1].high):
        sentence = f"The range {shown} starts above its end."
        return Finding("inside_range", "infeasible", sentence, severity="major")
    band = (ends[0].low, ends[1].high)
    inside = overlap((number.low, number.high), band)
    place = "lies inside" if inside else "lies outside"
    sentence = f"The {statistic} {quote(number, unit)} {place} its own range, {shown}."
    end = ends[0].value if number.value < ends[0].value else ends[1].value
    return Finding(
        "inside_range",
        "consistent" if inside else "infeasible",
        sentence if inside else sentence + " No data can give this.",
        computed_low=ends[0].value,
        computed_high=ends[1].value,
        tolerance=tolerance,
        severity="none" if inside else severity(number.value, end, unit),
    )


def median_on_grid(
    printed: Printed | str | float, k: int, decimals: int = 0, unit: str = ""
) -> Finding:
    """Check that k values with this many decimals can have the printed median.

    With an odd k the median is one of the values and has their decimals; with an even k it may lie
    half a step between. Counts of people have no decimals, so 43.5 needs an even number of series.

    Tolerance: half a unit of the last printed digit. Reference: Brown & Heathers 2017, for means.
    """
    number, step = read(printed), 10**-decimals
    grid = step if k % 2 else step / 2
    nearest = round(number.value / grid) * grid
    fits = number.holds(nearest)
    odd = "odd" if k % 2 else "even"
    kind = "whole numbers" if decimals == 0 else f"values with {decimals} decimals"
    verb = "can" if fits else "cannot"
    sentence = f"The median of an {odd} number of {kind} ({k}) {verb} be {quote(number, unit)}."
    if not fits and k % 2:
        sentence += " It must be one of the values."
    return Finding(
        "median_on_grid",
        "consistent" if fits else "infeasible",
        sentence,
        tolerance=number.tolerance,
        severity="none" if fits else severity(number.value, nearest, unit),
    )


def summary_feasibility(
    k: int,
    minimum: Printed | str | float,
    maximum: Printed | str | float,
    median: Printed | str | float | None = None,
    total: Printed | str | float | None = None,
    mean: Printed | str | float | None = None,
    known: Sequence[Printed | str | float] = (),
    whole: bool = False,
    unit: str = "",
) -> Finding:
    """Check that k values with this range, and the median, total or mean given, can exist.

    `whole` says that the values are whole numbers, such as counts of people. `known` are those of
    the k values that are printed elsewhere; they must fit in too.

    Tolerance: the rounding bands of all printed numbers, taken together in favour of the author.
    Reference: bounds of the total by pushing every free value to one end (see the module).

    Raises:
        ValueError: k is below one, or more than k values are known.
    """
    values = [read(value) for value in known]
    if k < 1 or len(values) > k:
        raise ValueError(f"expected at least {max(1, len(values))} values, found k={k}")
    ends = (read(minimum), read(maximum))
    middle = None if median is None else read(median)
    bounds = _total_bounds(k, ends, middle, values, whole)
    given = _given(k, ends, middle, unit)
    if bounds is None:
        sentence = f"No {k} values can have {given}{_with_known(values)}."
        return Finding("summary_feasibility", "infeasible", sentence, severity="major")
    low, high = bounds
    stated = _stated_total(k, total, mean, whole)
    if stated is None:
        sentence = f"{k} values with {given} can exist; their sum is {_span(low, high, unit)}."
        return Finding("summary_feasibility", "consistent", sentence, None, low, high)
    name, number, band, scale = stated
    fits = band is not None and overlap(band, (low, high))
    sentence = (
        f"{k} values with {given} have a {name} of {_span(low / scale, high / scale, unit)}; "
        f"printed is {quote(number, unit)}."
    )
    if not fits:
        sentence += " No data can give this."
    end = min(low / scale, high / scale, key=lambda bound: abs(bound - number.value))
    return Finding(
        "summary_feasibility",
        "consistent" if fits else "infeasible",
        sentence,
        computed_low=low / scale,
        computed_high=high / scale,
        tolerance=number.tolerance,
        severity="none" if fits else severity(number.value, end, unit),
    )


def patients_for_lesions(
    total: Printed | str | float,
    k: int,
    smallest: Printed | str | float,
    largest: Printed | str | float,
    lesion_median: Printed | str | float,
    lesion_maximum: Printed | str | float,
    most_per_patient: Printed | str | float,
) -> Finding:
    """Check that k reports with so many lesions can have so few patients.

    Half of the reports have at least the median number of lesions and one has the maximum; with at
    most `most_per_patient` lesions each they need patients. One report has `largest` patients, no
    report has fewer than `smallest`. The median number of patients is not used.

    Tolerance: the rounding of all numbers, in favour of the author.
    Reference: the least total by pushing every free value to one end (see the module).

    Raises:
        ValueError: k is below one.
    """
    if k < 1:
        raise ValueError(f"expected at least one report, found k={k}")
    number, most = read(total), read(most_per_patient)
    least, greatest = math.ceil(read(smallest).low), math.ceil(read(largest).low)
    middle, top = (
        max(least, math.ceil(read(lesions).low / most.high - slack(least)))
        for lesions in (lesion_median, lesion_maximum)
    )
    upper = k - k // 2
    needed = sorted([least] * (k // 2) + [middle] * (upper - 1) + [max(middle, top)])
    low = float(sum(needed[:-1]) + max(needed[-1], greatest))
    fits = number.high >= low - slack(low)
    sentence = (
        f"{upper} of {k} reports have at least {quote(read(lesion_median))} lesions; with at most "
        f"{quote(most)} for each patient all {k} have at least {write(low, 0, 'patients')}; "
        f"printed is {quote(number, 'patients')}."
    )
    return Finding(
        "patients_for_lesions",
        "consistent" if fits else "infeasible",
        sentence if fits else sentence + " No data can give this.",
        computed_low=low,
        tolerance=number.tolerance,
        severity="none" if fits else severity(number.value, low, "patients"),
    )


def _stated_total(
    k: int,
    total: Printed | str | float | None,
    mean: Printed | str | float | None,
    whole: bool,
) -> tuple[str, Printed, Band | None, float] | None:
    if total is not None:
        number = read(total)
        return "sum", number, (number.low, number.high), 1.0
    if mean is None:
        return None
    number = read(mean)
    band = (k * number.low, k * number.high)
    return "mean", number, _whole_band(band) if whole else band, float(k)


def _total_bounds(
    k: int, ends: tuple[Printed, Printed], middle: Printed | None, known: list[Printed], whole: bool
) -> Band | None:
    """Bound the sum of k values, or None if no values fit; free values sit at an end."""
    wide: list[Band] = [(end.low, end.high) for end in ends]
    bands = [band for band in map(_whole_band, wide) if band] if whole else wide
    if len(bands) < len(wide) or bands[0][0] > bands[1][1] + slack(bands[1][1]):
        return None
    if not _known_fit(bands, known):
        return None
    if middle is None:
        return _sums_without_median(k, bands, known)
    grid = 1.0 if k % 2 else 0.5
    centre = _whole_band((middle.low / grid, middle.high / grid)) if whole else None
    if whole and centre is None:
        return None
    m_low, m_high = (centre[0] * grid, centre[1] * grid) if centre else (middle.low, middle.high)
    m_low, m_high = max(m_low, bands[0][0]), min(m_high, bands[1][1])
    if m_low > m_high + slack(m_high) or not _median_fits(k, known, bands, (m_low, m_high)):
        return None
    if k <= 2:
        return _sums_of_two(k, bands, (m_low, m_high))
    return (
        _lowest_sum(k, bands, m_low, whole),
        _highest_sum(k, bands, m_high, whole),
    )


def _lowest_sum(k: int, bands: list[Band], m: float, whole: bool) -> float:
    half = (k - 1) // 2
    a, b = bands[0][0], max(bands[1][0], m)
    if k % 2:
        return half * a + m + (half - 1) * m + b
    below, above = (math.floor(m), math.ceil(m)) if whole else (m, m)
    return half * a + below + above * half + max(b, above)


def _highest_sum(k: int, bands: list[Band], m: float, whole: bool) -> float:
    half = (k - 1) // 2
    a, b = min(bands[0][1], m), bands[1][1]
    if k % 2:
        return a + (half - 1) * m + m + half * b
    below, above = (math.floor(m), math.ceil(m)) if whole else (m, m)
    return min(a, below) + half * below + above + half * b


def _sums_of_two(k: int, bands: list[Band], middle: Band) -> Band | None:
    if k == 1:
        low = max(bands[0][0], bands[1][0], middle[0])
        high = min(bands[0][1], bands[1][1], middle[1])
    else:
        low = max(bands[0][0] + bands[1][0], 2 * middle[0])
        high = min(bands[0][1] + bands[1][1], 2 * middle[1])
    return (low, high) if low <= high + slack(high) else None


def _sums_without_median(k: int, bands: list[Band], known: list[Printed]) -> Band | None:
    (a_low, a_high), (b_low, b_high) = bands
    if k == 1:
        both = max(a_low, b_low), min(a_high, b_high)
        return both if overlap(*bands) else None
    if len(known) < 2:
        return a_low * (k - 1) + b_low, a_high + b_high * (k - 1)
    free = k - len(known)
    low = math.fsum(value.low for value in known) + free * a_low
    high = math.fsum(value.high for value in known) + free * b_high
    return low, high


def _known_fit(bands: list[Band], known: list[Printed]) -> bool:
    low, high = bands[0][0], bands[1][1]
    return all(overlap((value.low, value.high), (low, high)) for value in known)


def _median_fits(k: int, known: list[Printed], bands: list[Band], middle: Band) -> bool:
    free = k - len(known)
    lows = sorted([value.low for value in known] + [bands[0][0]] * free)
    highs = sorted([value.high for value in known] + [bands[1][1]] * free)
    i, j = (k - 1) // 2, k // 2
    return overlap(((lows[i] + lows[j]) / 2, (highs[i] + highs[j]) / 2), middle)


def _whole_band(band: Band) -> Band | None:
    low, high = math.ceil(band[0] - slack(band[0])), math.floor(band[1] + slack(band[1]))
    return (low, high) if low <= high else None


def _given(k: int, ends: tuple[Printed, Printed], middle: Printed | None, unit: str) -> str:
    text = f"a range of {quote(ends[0])} to {quote(ends[1], unit)}"
    return text if middle is None else f"{text} and a median of {quote(middle, unit)}"


def _with_known(known: list[Printed]) -> str:
    return f" with the {len(known)} that are known" if known else ""


def _span(low: float, high: float, unit: str) -> str:
    if write(low, 1) == write(high, 1):
        return write(low, 1, unit)
    return f"{write(low, 1)} to {write(high, 1, unit)}"
