"""What the checks say of a reader's own table, as plain lists and texts for a page."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from reviewbook.checks.findings import gravity
from reviewbook.checks.own_table import check_table, headings
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


def answer(path: Path, meant: Mapping[str, str]) -> dict:
    """Check a table and say everything at once.

    ``meant`` has one of `CHOICES` for a heading that is not understood. ``headings`` has each
    printed heading with the column it is taken for, ``problems`` why the table cannot be checked,
    ``found`` the findings, the gravest first.
    """
    said: dict[str, list] = {"headings": [], "problems": [], "found": []}
    columns = {name: f"{name} %" if key == SHARE else key for name, key in meant.items()}
    try:
        said["headings"] = headings(path)
        found = check_table(path, meant=columns)
    except DataError as error:
        return said | {"problems": [str(problem) for problem in error.problems]}
    found.sort(key=lambda each: (not each[1].fault, gravity(each[1])))
    rows = [{"of": name, "fault": each.fault} | asdict(each) for name, each in found]
    return said | {"found": rows}
