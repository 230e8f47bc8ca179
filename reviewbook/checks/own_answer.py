"""What the checks say of a reader's own table, as plain lists and texts for a page."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from reviewbook.checks.findings import Finding, gravity
from reviewbook.checks.own_table import AS_PRINTED, TO_BE_KNOWN, check_table, headings
from reviewbook.tables.problems import DataError

CURVES = {
    f"{endpoint}_{months}": f"{name} at {months} months, %"
    for endpoint, name in (("os", "overall survival"), ("dfs", "disease-free survival"))
    for months in (12, 24, 36, 48, 60)
}
CHOICES = {
    "": "leave it out",
    "study": "name of the series",
    "n": "patients",
    "centre": "centre",
    "period": "study period",
    "start": "first year",
    "end": "last year",
    "share %": "a share of the patients, %",
    "os_median": "median overall survival, months",
    "dfs_median": "median disease-free survival, months",
    **CURVES,
    "hr": "hazard ratio",
    "hr_low": "hazard ratio, lower limit",
    "hr_high": "hazard ratio, upper limit",
    "p": "p value",
}
"""What a reader may say that a heading means, and how it is said."""
SHARE = "share %"
NOTHING = (
    "Nothing in this table can be checked: it needs N beside a share, or two figures that hang "
    "together."
)


def columns(meant: Mapping[str, str]) -> dict[str, str]:
    """Give the column of each heading of which one of `CHOICES` was said."""
    return {name: f"{name} %" if key == SHARE else key for name, key in meant.items()}


def rows_of(found: list[tuple[str, Finding]]) -> list[dict]:
    """Give each finding with what it is of, faults first, the gravest in front."""
    ordered = sorted(found, key=lambda each: (not each[1].fault, gravity(each[1])))
    return [{"of": name, "fault": each.fault} | asdict(each) for name, each in ordered]


def summary(found: list[tuple[str, Finding]]) -> str:
    """Say in a sentence how many checks were run, and how many found a fault."""
    faults = sum(finding.fault for _, finding in found)
    run = "1 check was run" if len(found) == 1 else f"{len(found)} checks were run"
    return f"{run}; {faults} found a fault." if found else NOTHING


def answer(path: Path, meant: Mapping[str, str] = AS_PRINTED, pooled: Path | None = None) -> dict:
    """Check a table and say everything at once.

    ``meant`` has one of `CHOICES` for a heading that is not understood. ``headings`` has each
    printed heading with the choice it is taken for, if any; ``unknown`` those still to be told;
    ``problems`` what else is in the way (file, row, column, value, expected); ``found`` is as
    `rows_of`, and empty before all is known and sound; ``told`` is the `summary` of it.
    """
    said: dict = {"headings": [], "unknown": [], "problems": [], "found": [], "told": ""}
    try:
        known = headings(path)
        said["headings"] = [(name, meant.get(name, _choice(column))) for name, column in known]
        said["unknown"] = [name for name, column in known if not column and name not in meant]
        found = check_table(path, pooled, columns(meant))
        said |= {"found": rows_of(found), "told": summary(found)}
    except DataError as error:
        told = [asdict(each) for each in error.problems if each.expected != TO_BE_KNOWN]
        said["problems"] = told
    return said


def answer_json(path: str, meant: str, pooled: str) -> str:
    """Give `answer` and the choices as JSON; ``meant`` is JSON, ``pooled`` may be empty."""
    said = answer(Path(path), json.loads(meant), Path(pooled) if pooled else None)
    return json.dumps(said | {"choices": CHOICES}, ensure_ascii=False)


def _choice(column: str) -> str:
    return SHARE if column.endswith("%") else column
