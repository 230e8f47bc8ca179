"""Partitions and references: parts make up the whole, and each study counts once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from reviewbook.checks.findings import Finding, severity
from reviewbook.checks.printed_number import Printed, quote, read, write
from reviewbook.tables.printed_digits import references

Names = Mapping[str, str]
"""What studies are called, by their reference number as text."""


def groups_add_up(
    total: Printed | str | float, groups: Sequence[Printed | str | float], unit: str = ""
) -> Finding:
    """Check that groups which exclude each other add up to their total.

    Tolerance: half a unit of the last digit of the total and of every rounded group; counts passed
    as ``int`` are exact. Reference: the whole is the sum of its parts.
    """
    number, parts = read(total), [read(group) for group in groups]
    if not parts:
        return Finding("groups_add_up", "not recomputable", "No groups are given.")
    three = sum(p.value for p in parts), sum(p.low for p in parts), sum(p.high for p in parts)
    listed = " + ".join(quote(part) for part in parts)
    decimals = max(part.decimals for part in parts)
    sentence = f"{listed} is {write(three[0], decimals, unit)}; the total is {quote(number, unit)}."
    tolerance = number.tolerance + sum(part.tolerance for part in parts)
    if number.holds(three[0]):
        return Finding("groups_add_up", "reproduced", sentence, *three, tolerance=tolerance)
    if number.holds(*three[1:]):
        sentence += " Rounding can explain the difference."
        return Finding("groups_add_up", "consistent", sentence, *three, tolerance=tolerance)
    grade = severity(number.value, three[0], unit)
    return Finding("groups_add_up", "discrepant", sentence, *three, tolerance, grade)


def percentages_add_up(groups: Sequence[Printed | str | float]) -> Finding:
    """Check that the percentages of groups which exclude each other add up to one hundred.

    Tolerance: half a unit of the last digit of each. Reference: the whole is the sum of its parts.
    """
    found = groups_add_up(100, groups, "percent")
    return Finding(**{**vars(found), "check": "percentages_add_up"})


def count_matches_references(
    count: Printed | str | float, listed: str | Iterable[int], unit: str = "studies"
) -> Finding:
    """Check a stated number of studies against the list of references printed beside it.

    Tolerance: none, both are exact. Reference: the printed list itself.
    """
    number, found = read(count), references(listed)
    fits = abs(number.value - len(found)) < 0.5
    named = write(len(found), 0, unit)
    sentence = f"The list beside it names {named}; stated is {quote(number)}."
    return Finding(
        "count_matches_references",
        "reproduced" if fits else "discrepant",
        sentence,
        *(float(len(found)), float(len(found)), float(len(found))),
        tolerance=0.0,
        severity="none" if fits else severity(number.value, len(found), unit),
        instead="" if fits else named,
    )


def references_agree(
    first: str | Iterable[int],
    second: str | Iterable[int],
    places: tuple[str, str] = ("the text", "the table"),
    named: Names | None = None,
) -> Finding:
    """Check that two lists of references name the same studies, and name those that differ.

    Tolerance: none. Reference: the two lists themselves.
    """
    one, two = references(first), references(second)
    only = (sorted(set(one) - set(two)), sorted(set(two) - set(one)))
    if not only[0] and not only[1]:
        sentence = f"{_capital(places[0])} and {places[1]} name the same {len(one)} studies."
        return Finding("references_agree", "reproduced", sentence, tolerance=0.0)
    parts = [
        f"only {place} names {_listed(numbers, named)}"
        for place, numbers in zip(places, only, strict=True)
        if numbers
    ]
    apart = max(len(numbers) for numbers in only)
    return Finding(
        "references_agree",
        "conflicting",
        _capital("; ".join(parts)) + ".",
        tolerance=0.0,
        severity=severity(apart, 0, "studies"),
    )


def references_contain(
    inner: str | Iterable[int],
    outer: str | Iterable[int],
    places: tuple[str, str] = ("the table", "the text"),
    named: Names | None = None,
) -> Finding:
    """Check that every study of one list is in the other, which may name more.

    For a list that follows from another: a series in which a factor was prognostic must be among
    those that report the factor. `places` say where `inner` and `outer` stand.

    Tolerance: none. Reference: the two lists themselves.
    """
    wanted, given = references(inner), references(outer)
    missing = sorted(set(wanted) - set(given))
    if not wanted:
        return Finding("references_contain", "not recomputable", "There is no study to look for.")
    if not missing:
        sentence = f"All {len(wanted)} studies named in {places[0]} are named in {places[1]}."
        return Finding("references_contain", "consistent", sentence, tolerance=0.0)
    return Finding(
        "references_contain",
        "conflicting",
        f"{_capital(places[1])} leaves out {_listed(missing, named)}, which {places[0]} names.",
        tolerance=0.0,
        severity=severity(len(missing), 0, "studies"),
    )


def references_partition(
    whole: str | Iterable[int],
    groups: Mapping[str, str | Iterable[int]],
    named: Names | None = None,
) -> Finding:
    """Check that every study of a list is in exactly one of the named groups.

    For groups that exclude each other, such as prospective and retrospective: the numbers may add
    up although one study is counted twice and another not at all.

    Tolerance: none. Reference: the definition of a partition.
    """
    members = {name: references(listed) for name, listed in groups.items()}
    everyone = references(whole)
    times = {ref: [name for name in members if ref in members[name]] for ref in everyone}
    twice = [ref for ref in everyone if len(times[ref]) > 1]
    never = [ref for ref in everyone if not times[ref]]
    strange = sorted({ref for listed in members.values() for ref in listed} - set(everyone))
    wrong = twice + never + strange
    if not wrong:
        sentence = f"Each of the {len(everyone)} studies is in exactly one group."
        return Finding("references_partition", "reproduced", sentence, tolerance=0.0)
    parts = [
        f"{_listed([ref], named)} is counted as {' and as '.join(times[ref])}" for ref in twice
    ]
    parts += [f"{_listed(never, named)} {_be(never)} in no group"] if never else []
    parts += [f"{_listed(strange, named)} {_be(strange)} not in the list"] if strange else []
    grade = severity(len(wrong), 0, "studies")
    sentence = _capital("; ".join(parts)) + "."
    return Finding("references_partition", "discrepant", sentence, tolerance=0.0, severity=grade)


def same_patients(rows: Iterable[Mapping]) -> Finding:
    """Warn of series that may contain the same patients: one centre, overlapping years.

    Each row has ``study``, ``centre`` (a name, or several joined by ``;``), ``start`` and ``end``
    (years) and ``n``. Rows without a centre or a period are left out. The finding is a warning,
    never a fault: `computed_low` and `computed_high` bound the number of different patients. The
    lower bound puts each set of linked series inside the largest of them.

    Tolerance: none; a year in common is enough. Reference: duplicate publication in systematic
    reviews, von Elm et al., JAMA 2004; 291:974-980.
    """
    known = [row for row in rows if _centres(row) and row.get("start") and row.get("end")]
    pairs = [(a, b) for a, b in combinations(known, 2) if _linked(a, b)]
    total = sum(int(row["n"]) for row in known)
    if not pairs:
        sentence = f"No two of {len(known)} series share a centre and a year."
        verdict = "consistent" if known else "not recomputable"
        return Finding("same_patients", verdict, sentence, total, total, total)
    parts = [
        f"{a['study']} and {b['study']} both come from {', '.join(_shared(a, b))}"
        f" and share the years {max(_years(a)[0], _years(b)[0])} to "
        f"{min(_years(a)[1], _years(b)[1])}; up to {min(int(a['n']), int(b['n']))} patients may "
        "be in both"
        for a, b in pairs
    ]
    low = sum(max(int(row["n"]) for row in cluster) for cluster in _clusters(known, pairs))
    hidden = severity(total, low, "patients")
    return Finding(
        "same_patients",
        "not recomputable",
        "; ".join(parts) + ".",
        computed_low=float(low),
        computed_high=float(total),
        tolerance=0.0,
        severity=hidden,
        instead=f"{low} to {total} different patients",
    )


def _centres(row: Mapping) -> set[str]:
    text = str(row.get("centre") or "")
    return {part.strip() for part in text.split(";") if part.strip()}


def _shared(a: Mapping, b: Mapping) -> list[str]:
    other = {name.casefold() for name in _centres(b)}
    return sorted(name for name in _centres(a) if name.casefold() in other)


def _years(row: Mapping) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def _linked(a: Mapping, b: Mapping) -> bool:
    (a_start, a_end), (b_start, b_end) = _years(a), _years(b)
    return bool(_shared(a, b)) and max(a_start, b_start) <= min(a_end, b_end)


def _clusters(rows: list[Mapping], pairs: list[tuple[Mapping, Mapping]]) -> list[list[Mapping]]:
    clusters = [[row] for row in rows]
    for a, b in pairs:
        joined = [c for c in clusters if any(row is a or row is b for row in c)]
        merged = [row for cluster in joined for row in cluster]
        clusters = [c for c in clusters if not any(c is j for j in joined)] + [merged]
    return clusters


def _listed(numbers: Iterable[int], named: Names | None) -> str:
    """List references, by name as far as names are given."""
    texts = [str(n) if named is None else named.get(str(n), f"reference {n}") for n in numbers]
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _be(items: list[int]) -> str:
    return "is" if len(items) == 1 else "are"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
