"""Agreement: the same quantity printed in two places should be the same number."""

from dataclasses import dataclass, fields

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, overlap, quote, read


@dataclass(frozen=True)
class Estimand:
    """What a number is a number of; two numbers are compared only if all of it is the same.

    Attributes:
        arm: the group of patients, such as one study's treated arm.
        endpoint: OS, DFS, R0, …
        statistic: median, survival rate, share, …
        time: months of a survival rate, empty where it has none.
        time_zero: where survival is counted from, empty if not stated.
        population: all patients, those under 50, …
    """

    arm: str
    endpoint: str
    statistic: str
    time: str = ""
    time_zero: str = ""
    population: str = ""


def agreement(
    first: Printed | str | float,
    second: Printed | str | float,
    first_estimand: Estimand,
    second_estimand: Estimand,
    unit: str = "",
    places: tuple[str, str] = ("one place", "another"),
) -> Finding:
    """Compare one quantity printed in two places.

    Numbers of different estimands are not compared, and the sentence says what differs. A part
    stated in one place only counts as different.

    Tolerance: the rounding of both, so in effect that of the coarser. Reference: estimands as in
    ICH E9(R1), 2019.
    """
    reasons = _differences(first_estimand, second_estimand)
    if reasons:
        sentence = f"The two numbers cannot be compared: {'; '.join(reasons)}."
        return Finding("agreement", "not recomputable", sentence)
    one, two = read(first), read(second)
    tolerance = max(one.tolerance, two.tolerance)
    shown = f"{quote(one, unit)} in {places[0]} and {quote(two, unit)} in {places[1]}"
    if overlap((one.low, one.high), (two.low, two.high)):
        return Finding("agreement", "consistent", f"Printed is {shown}.", tolerance=tolerance)
    return Finding(
        "agreement",
        "conflicting",
        f"Printed is {shown}; why they differ is not said.",
        computed_low=min(one.value, two.value),
        computed_high=max(one.value, two.value),
        tolerance=tolerance,
        severity=severity(one.value, two.value, unit),
    )


def _differences(first: Estimand, second: Estimand) -> list[str]:
    reasons = []
    for field in fields(Estimand):
        one, two = str(getattr(first, field.name)), str(getattr(second, field.name))
        if one == two:
            continue
        name = field.name.replace("_", " ")
        stated = one and two
        reasons.append(
            f"the {name} is {one} in one and {two} in the other"
            if stated
            else f"the {name} is stated in one place only ({one or two})"
        )
    return reasons
