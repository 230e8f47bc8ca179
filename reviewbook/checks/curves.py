"""Curve logic: what the points of one survival curve say about each other.

A survival curve never rises, and it passes one half at its median. This holds for the curve of a
population and for its Kaplan-Meier estimate alike, censored or not (Kaplan & Meier, J Am Stat Assoc
1958; 53:457-481; median as the first time at which the estimate is one half or less, Brookmeyer &
Crowley, Biometrics 1982; 38:29-41). All points handed to a check belong to one group of patients
and are counted from one time zero. Survival is in percent, time in months.
"""

from collections.abc import Mapping
from itertools import combinations

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, quote, read, slack

NESTED_POINTS = 20.0
"""Percentage points by which an estimate of DFS may exceed that of OS before it is a fault.

Two true curves never cross, but two Kaplan-Meier estimates can, because a patient censored without
recurrence is shared out among others in each. In 40,000 simulated series of 12 to 130 patients the
largest excess was 13 points with three or more patients still at risk, in one series.
"""

NESTED_SHARE = 1.0
"""Share of the median OS by which an estimated median DFS may exceed it; 0.43 in those series."""

_NESTED_ORDER = ("infeasible", "conflicting", "not recomputable", "consistent")

Survival = Mapping[float, Printed | str | float]


def survival_falls(survival: Survival) -> Finding:
    """Check that survival at later times is not above survival at earlier ones.

    `survival` maps months to percent, for one group and one time zero.
    Tolerance: half a unit of the last digit of both. Reference: a survival function never rises.
    """
    points = _points(survival)
    outside = [n for _, n in points if n.low > 100 or n.high < 0]
    if outside:
        shown = quote(outside[0], "percent")
        sentence = f"{shown} is not a share of patients: it lies outside 0 to 100%."
        return Finding("survival_falls", "infeasible", sentence, severity="major")
    if len(points) < 2:
        sentence = "Survival is printed at fewer than two times."
        return Finding("survival_falls", "not recomputable", sentence)
    rises = [
        (t, early, u, late)
        for (t, early), (u, late) in combinations(points, 2)
        if late.low > early.high + slack(100)
    ]
    listed = _listed(points)
    if not rises:
        sentence = f"Survival does not rise with time: {listed}."
        tolerance = max(number.tolerance for _, number in points)
        return Finding("survival_falls", "consistent", sentence, tolerance=tolerance)
    t, early, u, late = max(rises, key=lambda rise: rise[3].value - rise[1].value)
    sentence = f"Survival rises from {_at(t, early)} to {_at(u, late)}; the dead do not come back."
    return Finding(
        "survival_falls",
        "infeasible",
        sentence,
        computed_high=early.value,
        tolerance=early.tolerance + late.tolerance,
        severity=severity(late.value, early.value, "percent"),
    )


def median_agrees(median: Printed | str | float, survival: Survival) -> Finding:
    """Check a median survival against survival at fixed times of the same curve.

    A median above t months means that at least half are alive at t; a median below t, that at most
    half are. A median that was not reached in 60 months is passed as ``">60"``.

    Tolerance: half a unit of the last printed digit of the median and of each percentage.
    Reference: definition of the median of a survival curve, Brookmeyer & Crowley 1982.
    """
    middle, points = read(median), _points(survival)
    if not points:
        sentence = "No survival at a fixed time is printed beside the median."
        return Finding("median_agrees", "not recomputable", sentence)
    high = [(t, n) for t, n in points if middle.low > t + slack(t) and n.high < 50 - slack(50)]
    low = [(t, n) for t, n in points if middle.high < t - slack(t) and n.low > 50 + slack(50)]
    shown = quote(middle, "months")
    if not high and not low:
        sentence = f"A median of {shown} agrees with {_listed(points)}."
        tolerance = max(number.tolerance for _, number in points)
        return Finding("median_agrees", "consistent", sentence, tolerance=tolerance)
    t, number = max(high + low, key=lambda point: abs(point[1].value - 50))
    bound = "at least" if (t, number) in high else "at most"
    sentence = (
        f"With a median of {shown}, {bound} half of the patients live {t:g} months; printed is "
        f"{quote(number, 'percent')}. Both cannot be true of one curve."
    )
    return Finding(
        "median_agrees",
        "infeasible",
        sentence,
        computed_low=50.0 if bound == "at least" else 0.0,
        computed_high=100.0 if bound == "at least" else 50.0,
        tolerance=number.tolerance,
        severity=severity(number.value, 50.0, "percent"),
    )


def endpoints_nested(
    dfs_median: Printed | str | float | None = None,
    os_median: Printed | str | float | None = None,
    dfs: Survival | None = None,
    os: Survival | None = None,
    censored: bool = True,
    names: tuple[str, str] = ("DFS", "OS"),
    why: str = "Nobody is free of disease for longer than alive",
) -> Finding:
    """Check that disease-free survival is not above overall survival in one group.

    Or any endpoint that ends no later than another in each patient: `names` are those of the two,
    `why` says what makes it so.

    `censored` says that patients may have left before the end, as nearly always. Then a small
    excess is *not recomputable*, since two estimates may cross, and a large one *conflicting*.
    Without censoring any excess beyond rounding is *infeasible*.

    Tolerance: half a unit of the last digit of both; if censored, `NESTED_POINTS` and
    `NESTED_SHARE`. Reference: every death ends both, a recurrence only DFS.
    """
    dfs, os = dfs or {}, os or {}
    pairs = [(f"{t:g}-month", dfs[t], os[t], "percent") for t in sorted(set(dfs) & set(os))]
    if dfs_median is not None and os_median is not None:
        pairs.insert(0, ("median", dfs_median, os_median, "months"))
    if not pairs:
        sentence = "Disease-free and overall survival are not printed side by side."
        return Finding("endpoints_nested", "not recomputable", sentence)
    found = [_nested(*pair, censored, names, why) for pair in pairs]
    return min(found, key=lambda finding: _NESTED_ORDER.index(finding.verdict))


def paired_arms(
    medians: tuple[Printed | str | float, Printed | str | float],
    survival: Mapping[float, tuple[Printed | str | float, Printed | str | float]],
    names: tuple[str, str] = ("the first group", "the second group"),
) -> Finding:
    """Check the medians and the survival of two groups printed as pairs.

    `survival` maps months to the pair of percentages in printed order. If the pairs as printed
    contradict a median or make a curve rise, two slips are tried: each pair belongs to one group
    (two times only), and the two medians are exchanged. If just one of them gives two possible
    curves, that is the reading to use instead.

    Tolerance and reference: those of `survival_falls` and `median_agrees`.
    """
    times = sorted(survival)
    as_printed = tuple({t: survival[t][arm] for t in times} for arm in (0, 1))
    if _possible(medians, as_printed):
        sentence = f"Medians and survival of {names[0]} and {names[1]} agree as printed."
        return Finding("paired_arms", "consistent", sentence)
    faults = [f for arm in (0, 1) for f in _curve_faults(medians[arm], as_printed[arm])]
    text = " ".join(fault.sentence for fault in faults)
    found = _slips(medians, as_printed, times)
    instead = ""
    if len(found) == 1:
        slip, curves, swapped = found[0]
        text += f" All agrees if {slip}."
        instead = "Probably " + "; ".join(
            f"{name}: median {quote(read(m), 'months')}, {_listed(_points(curve))}"
            for name, m, curve in zip(names, swapped, curves, strict=True)
        )
    grade = min(fault.severity for fault in faults)
    return Finding("paired_arms", "infeasible", text, severity=grade, instead=instead)


def _slips(medians: tuple, curves: tuple, times: list) -> list[tuple]:
    slips = [("the two medians are exchanged", curves, medians[::-1])]
    if len(times) == 2:
        t, u = times
        by_arm = ({t: curves[0][t], u: curves[1][t]}, {t: curves[0][u], u: curves[1][u]})
        slips.append(("each pair is read as the two times of one group", by_arm, medians))
    return [slip for slip in slips if _possible(slip[2], slip[1])]


def _possible(medians: tuple, curves: tuple) -> bool:
    return not any(_curve_faults(m, curve) for m, curve in zip(medians, curves, strict=True))


def _curve_faults(median: Printed | str | float, curve: Survival) -> list[Finding]:
    return [f for f in (survival_falls(curve), median_agrees(median, curve)) if f.fault]


def _nested(
    what: str,
    first: Printed | str | float,
    second: Printed | str | float,
    unit: str,
    censored: bool,
    names: tuple[str, str],
    why: str,
) -> Finding:
    dfs, os = read(first), read(second)
    room = os.high * NESTED_SHARE if unit == "months" else NESTED_POINTS
    sentence = (
        f"The {what} {names[0]} is {quote(dfs, unit)}, the {what} {names[1]} {quote(os, unit)}"
    )
    if dfs.low <= os.high + slack(os.value):
        return Finding("endpoints_nested", "consistent", sentence + ".", tolerance=dfs.tolerance)
    sentence += f". {why}"
    verdict = "infeasible"
    if censored:
        small = dfs.low <= os.high + room
        verdict = "not recomputable" if small else "conflicting"
        sentence += (
            "; the excess is small enough to come from patients who left early"
            if small
            else ", and patients who left early hardly explain so much"
        )
    grade = severity(dfs.value, os.value, unit)
    return Finding(
        "endpoints_nested",
        verdict,
        sentence + ".",
        computed_high=os.value,
        tolerance=dfs.tolerance + os.tolerance,
        severity="minor" if verdict == "not recomputable" else grade,
    )


def _points(survival: Survival) -> list[tuple[float, Printed]]:
    return [(float(t), read(survival[t])) for t in sorted(survival)]


def _at(t: float, number: Printed) -> str:
    return f"{quote(number, 'percent')} at {t:g} months"


def _listed(points: list[tuple[float, Printed]]) -> str:
    return ", ".join(_at(t, number) for t, number in points)
