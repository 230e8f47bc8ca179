"""Checks that follow from what a row is: a share of patients, a point of a curve, a ratio."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, groupby
from typing import NamedTuple

from reviewbook.checks.findings import Finding
from reviewbook.checks.granularity import shared_denominators
from reviewbook.checks.registry import run
from reviewbook.ledger.bearing import Bearing, Rows
from reviewbook.tables.selection import Records

SHARE = ("value", "numerator", "denominator", "statistic")
CURVE = ("arm_id", "source_id", "place", "time_zero", "citations")
"""What the points of one curve have in common."""


def structural(tables: Records, rows: Rows, stated: list[Bearing]) -> list[Bearing]:
    """Run every check that follows from what a row is.

    One that is declared, in `stated`, takes the place of the same kind on its entry.
    """
    found = [
        *_shares(tables, rows),
        *_curves(tables["outcomes"], tables["endpoints"]),
        *_ratios(rows),
    ]
    own = {
        (bearing.finding.check.removesuffix("_any"), entry)
        for bearing in stated
        for entry in bearing.entry_ids
    }
    found = [one for one in found if (one.finding.check, one.entry_ids[0]) not in own]
    return _without_innocent(found, stated)


def _without_innocent(found: list[Bearing], stated: list[Bearing]) -> list[Bearing]:
    """Let figures printed for the wrong group bear the faults that they bring upon others."""
    swapped = {
        entry
        for bearing in stated
        if bearing.finding.check == "paired_arms" and bearing.finding.fault
        for entry in bearing.entry_ids
    }

    def bearers(one: Bearing) -> tuple[str, ...]:
        guilty = tuple(entry for entry in one.entry_ids if entry in swapped)
        return guilty if one.finding.fault and guilty else one.entry_ids

    return [replace(one, entry_ids=bearers(one)) for one in found]


def _shares(tables: Records, rows: Rows) -> list[Bearing]:
    """Hold each percentage against the patients it is a share of.

    Where several shares of one group are impossible, the numbers of patients that would allow all
    of them are named.
    """
    arms = {
        next(iter(row.values())): row
        for table in dict.fromkeys(row["table"] for row in rows.values())
        for row in tables[table]
        if "raw" in row and "arm_id" in row
    }
    found = [
        Bearing((entry,), finding)
        for entry, row in rows.items()
        if row["unit"] == "%"
        for finding in _share(*(row[part] for part in SHARE), arms.get(entry, {}).get("n", ""))
    ]
    wrong: dict[str, list[Bearing]] = {}
    for bearing in found:
        if bearing.finding.check == "granularity" and bearing.finding.fault:
            wrong.setdefault(arms[bearing.entry_ids[0]]["arm_id"], []).append(bearing)
    together = {
        bearing.entry_ids: _with_shared(bearing, others, arms, rows)
        for others in wrong.values()
        for bearing in others
        if len(others) > 1
    }
    return [together.get(bearing.entry_ids, bearing) for bearing in found]


@lru_cache(maxsize=4096)
def _share(
    printed: str, numerator: str, denominator: str, statistic: str, n: str
) -> tuple[Finding, ...]:
    whole = denominator or n
    if numerator and whole:
        counts = {"k": int(numerator), "n": int(whole), "stated": bool(denominator)}
        return (run("share", {"printed": printed, **counts}),)
    if n and printed and statistic in {"proportion", "survival"}:
        inputs = {"printed": printed, "n": int(n), "censored": statistic == "survival"}
        return (run("granularity", inputs),)
    return ()


def _with_shared(bearing: Bearing, others: list[Bearing], arms: Mapping, rows: Rows) -> Bearing:
    n = int(arms[bearing.entry_ids[0]]["n"])
    printed = tuple(rows[other.entry_ids[0]]["value"] for other in others)
    would = _allowing(printed, n)
    if not would:
        return bearing
    first, last = ", ".join(map(str, would[:-1])), would[-1]
    listed = f"{first} or {last}" if first else f"{last}"
    shares = "Both" if len(printed) == 2 else f"All {len(printed)}"
    sentence = f"{shares} shares of this series that are not of {n} patients could be of {listed}."
    finding = replace(bearing.finding, sentence=f"{bearing.finding.sentence} {sentence}")
    return replace(bearing, finding=finding)


@lru_cache(maxsize=1024)
def _allowing(printed: tuple[str, ...], n: int) -> list[int]:
    return shared_denominators(printed, range(1, 2 * n + 1))


def _curves(outcomes: Sequence[Mapping], endpoints: Sequence[Mapping]) -> Iterator[Bearing]:
    """Hold the points of each curve against each other, two at a time.

    A curve is one group of patients, one time zero and one place of one document.
    """
    known = {row["endpoint"]: row for row in endpoints}

    def curve_of(row: Mapping) -> tuple:
        return tuple(row[column] for column in CURVE)

    points = [r for r in outcomes if r["value"] and r["outcome"] in known]
    for _, curve in groupby(sorted(points, key=curve_of), key=curve_of):
        for one, two in combinations(curve, 2):
            finding = _two_points(_point_of(one), _point_of(two))
            if one["outcome"] != two["outcome"]:
                finding = _nested(one, two, known)
            if finding is not None:
                yield Bearing((one["outcome_id"], two["outcome_id"]), finding)


class Point(NamedTuple):
    """One number of a survival curve, as printed."""

    outcome: str
    statistic: str
    time_months: str
    value: str
    approximate: str

    @property
    def survival(self) -> dict[float, str]:
        """The point as the checks take it."""
        return {float(self.time_months): self.value}


def _point_of(row: Mapping) -> Point:
    return Point(*(row[part] for part in Point._fields))


@lru_cache(maxsize=4096)
def _two_points(one: Point, two: Point) -> Finding | None:
    if one.statistic == two.statistic == "survival":
        return run("survival_falls", {"survival": one.survival | two.survival})
    median, point = (one, two) if one.statistic == "median" else (two, one)
    if median.statistic != "median" or point.statistic != "survival":
        return None
    about = "~" if median.approximate else ""
    return run("median_agrees", {"median": about + median.value, "survival": point.survival})


def _nested(one: Mapping, two: Mapping, known: Mapping[str, Mapping]) -> Finding | None:
    """Hold the medians of two endpoints against each other if one lies within the other."""
    inner, outer = (one, two) if known[one["outcome"]]["within"] == two["outcome"] else (two, one)
    endpoint = known[inner["outcome"]]
    if (
        endpoint["within"] != outer["outcome"]
        or not inner["statistic"] == outer["statistic"] == "median"
    ):
        return None
    names = endpoint["short"], known[outer["outcome"]]["short"]
    medians = {"dfs_median": inner["value"], "os_median": outer["value"]}
    return run("endpoints_nested", medians | {"names": names, "why": endpoint["why"]})


def _ratios(rows: Rows) -> Iterator[Bearing]:
    """Hold each ratio against its interval, and its p value against both."""
    for row in rows.values():
        if row["table"] != "effects" or not row["low"]:
            continue
        ends = {"low": row["low"], "high": row["high"]}
        entry = (row["entry_id"],)
        yield Bearing(entry, run("interval_centre", {"estimate": row["value"]} | ends))
        if row["p"]:
            p = {"p": row["p_relation"].strip("=") + row["p"], "level": float(row["level"])}
            yield Bearing(entry, run("p_agrees", p | ends | {"estimate": row["value"]}))
