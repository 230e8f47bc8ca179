"""Granularity: can a whole number of patients give the printed percentage?

k of N patients can only be one of N + 1 percentages. A printed percentage that none of them rounds
to cannot be a share of N (Brown & Heathers, "The GRIM test", Soc Psychol Personal Sci 2017;
8:363-369). An estimate of survival is not k of N once a patient is censored (Kaplan & Meier, J Am
Stat Assoc 1958; 53:457-481), so it is never called infeasible unless nobody was censored.
"""

import math
from collections.abc import Iterable
from functools import lru_cache

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, quote, read, slack, write


def feasible_percentage(percent: float, n: int, decimals: int) -> tuple[bool, list[int]]:
    """Tell whether k of n can be printed as this percentage, and list every such k.

    `percent` is on the scale 0 to 100 with `decimals` printed decimals. Rounding half up and half
    to even both count.
    """
    half = 0.5 * 10**-decimals
    ks = _counts(percent - half, percent + half, n)
    return bool(ks), ks


def denominators(printed: Printed | str | float, candidates: Iterable[int]) -> dict[int, list[int]]:
    """Give the denominators among `candidates` that allow the percentage, each with its counts."""
    number = read(printed)
    found = {n: _counts(number.low, number.high, n) for n in candidates}
    return {n: ks for n, ks in found.items() if ks}


def shared_denominators(
    printed: Iterable[Printed | str | float], candidates: Iterable[int]
) -> list[int]:
    """Give the denominators among `candidates` that allow every one of the percentages.

    If the printed number of patients allows none of several, one of these may be the true one.
    """
    numbers = [read(number) for number in printed]
    return [n for n in candidates if all(denominators(number, [n]) for number in numbers)]


def granularity(
    printed: Printed | str | float,
    n: int,
    censored: bool = False,
    candidates: Iterable[int] = (),
) -> Finding:
    """Check that some whole number of n patients gives the printed percentage.

    `censored` marks an estimate such as a Kaplan-Meier survival rate, where patients may have left
    before the time in question: then a misfit is *not recomputable*, not a fault. `candidates` are
    other denominators to try, those up to twice `n` if empty; the six nearest that fit are named.

    Tolerance: half a unit of the last printed digit, half up or half to even. Digits that were cut
    off are not rounding: the percentage is then a misfit too, and the sentence says how it came.
    Reference: Brown & Heathers 2017; Kaplan & Meier 1958.
    """
    number = read(printed)
    if n <= 0:
        return Finding("granularity", "not recomputable", "The number of patients is not given.")
    shown = quote(number, "percent")
    ks = _counts(number.low, number.high, n)
    if ks:
        sentence = f"{_counted(ks)} of {n} patients gives {shown}."
        return _finding("consistent", sentence, number, 100 * ks[len(ks) // 2] / n)
    nearest = 100 * round(number.value * n / 100) / n
    if censored:
        sentence = (
            f"{shown} is no whole number of {n} patients. An estimate of survival need not be, "
            "because patients who left early count in part."
        )
        return _finding("not recomputable", sentence, number, nearest)
    return _misfit(number, n, candidates)


def granularity_any(
    printed: Printed | str | float, sizes: Iterable[int] = (), upto: int | None = None
) -> Finding:
    """Check that the percentage is a whole number of patients in one of several groups.

    For a percentage printed without saying whose it is. `sizes` are the groups it may be of; in
    their place `upto` gives the largest possible group. A misfit is *not recomputable*: the share
    may be one of other units, or of those patients of whom the feature is known.

    Tolerance: half a unit of the last printed digit. Reference: Brown & Heathers 2017.
    """
    number = read(printed)
    candidates = sorted({int(size) for size in sizes}) or list(range(1, int(upto or 0) + 1))
    if not candidates:
        return Finding("granularity_any", "not recomputable", "No group of patients is given.")
    shown, fits = quote(number, "percent"), denominators(number, candidates)
    if fits:
        n, ks = next(iter(fits.items()))
        sentence = f"{_counted(ks)} of {n}, for one, gives {shown}."
        return _finding("consistent", sentence, number, 100 * ks[0] / n, check="granularity_any")
    apart = {n: 100 * round(number.value * n / 100) / n for n in candidates}
    nearest = min(apart.values(), key=lambda percent: abs(percent - number.value))
    groups = [str(n) for n in candidates]
    sentence = f"No whole number of {' or '.join(groups)} patients is {shown}."
    if upto:
        sentence = f"No group of up to {upto} patients has a share of {shown}."
    would = next(iter(denominators(number, range(1, 1001))), None)
    if would is not None:
        sentence += f" The smallest group with such a share has {would}."
    return _finding("not recomputable", sentence, number, nearest, check="granularity_any")


def _misfit(number: Printed, n: int, candidates: Iterable[int]) -> Finding:
    below = math.floor(number.value * n / 100)
    around = [k for k in (below, below + 1) if 0 <= k <= n]
    near = " and ".join(f"{k} of {n} is {write(100 * k / n, number.decimals + 1)}%" for k in around)
    sentence = f"No whole number of {n} patients is {quote(number, 'percent')}: {near}."
    cut = _counts(*number.truncated(), n)
    if cut:
        sentence += f" It would be {_counted(cut)} with the digits cut off instead of rounded."
    would = list(denominators(number, candidates or range(1, 2 * n + 1)))
    if would:
        nearby = sorted(sorted(would, key=lambda m: abs(m - n))[:6])
        sentence += f" Nearest numbers of patients that it fits: {', '.join(map(str, nearby))}."
        if nearby[0] < n:
            sentence += " A smaller one would mean that the feature is not known of all."
    nearest = min((100 * k / n for k in around), key=lambda percent: abs(percent - number.value))
    grade = severity(number.value, nearest, "percent")
    return _finding("infeasible", sentence, number, nearest, grade)


def _finding(
    verdict: str,
    sentence: str,
    number: Printed,
    computed: float,
    grade: str = "none",
    check: str = "granularity",
) -> Finding:
    return Finding(
        check,
        verdict,
        sentence,
        computed,
        computed,
        computed,
        tolerance=number.tolerance,
        severity=grade,
    )


@lru_cache(maxsize=65536)
def _counts(low: float, high: float, n: int) -> list[int]:
    first = math.ceil(low * n / 100 - slack(n)) if math.isfinite(low) else 0
    last = math.floor(high * n / 100 + slack(n)) if math.isfinite(high) else n
    return list(range(max(first, 0), min(last, n) + 1))


def _counted(ks: list[int]) -> str:
    return str(ks[0]) if len(ks) == 1 else f"{ks[0]} to {ks[-1]}"
