"""What is no fault and deserves a second look: few patients, one value twice, unlike neighbours."""

from collections.abc import Mapping

from reviewbook.checks.findings import Finding
from reviewbook.checks.printed_number import Printed, quote, read, write

FEW = 2
"""So many patients are a handful: one more or less decides what the percentage says."""
EDGES = {0.0, 100.0}
"""Percentages that many things share: none, and all."""


def few_patients(printed: Printed | str | float, n: int, few: int = FEW) -> Finding:
    """Look whether a percentage of `n` rests on at most `few` patients.

    The nearest whole number of patients is taken, censored or not. None at all is no handful: the
    sentence of a share of none says so by itself. Tolerance: that of the nearest whole number.
    """
    number = read(printed)
    if n <= 0:
        return Finding("few_patients", "not recomputable", "The number of patients is not given.")
    k = round(number.value * n / 100)
    patients = "1 patient" if n == 1 else f"{n} patients"
    sentence = f"{quote(number, 'percent')} of {patients} is {k}"
    if not 0 < k <= few:
        return Finding("few_patients", "consistent", f"{sentence}.")
    sentence += f"; one more or less moves it by {write(100 / n, 1)} percentage points."
    return Finding("few_patients", "consistent", sentence, severity="minor")


def repeated_value(
    first: Printed | str | float, second: Printed | str | float, things: tuple[str, str], unit: str
) -> Finding:
    """Look whether one value is printed for two different things.

    Chance may do it, and so may a slip of the eye while copying. Tolerance: none, the two must be
    printed alike; nought and all of a percentage are left alone.
    """
    one, two = read(first), read(second)
    shared = one == two and not (unit == "percent" and one.value in EDGES)
    if not shared:
        sentence = f"{quote(one, unit)} for {things[0]}, {quote(two, unit)} for {things[1]}."
        return Finding("repeated_value", "consistent", sentence)
    sentence = f"{quote(one, unit)} is printed for {things[0]} and for {things[1]}."
    return Finding("repeated_value", "consistent", sentence, severity="minor")


def unlike(kinds: Mapping[str, str]) -> Finding:
    """Look whether figures that stand side by side are of one kind.

    `kinds` says of each figure, by its name, what it is: a median, a mean, over how many series.
    One of which this is not said is left out, as its kind is not known.
    """
    known = {name: kind for name, kind in kinds.items() if kind}
    found = list(dict.fromkeys(known.values()))
    if len(found) < 2:
        return Finding("unlike", "consistent", "All are of one kind, as far as that is said.")
    named = [
        f"{kind} ({', '.join(name for name, own in known.items() if own == kind)})"
        for kind in found
    ]
    sentence = f"Side by side and not of one kind: {'; '.join(named)}."
    return Finding("unlike", "consistent", sentence, severity="minor")
