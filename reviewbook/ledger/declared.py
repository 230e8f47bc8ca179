"""The checks that ``data/checks.csv`` declares, run on the cells that it selects."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from reviewbook.checks.agreement import Estimand
from reviewbook.checks.findings import Finding
from reviewbook.checks.registry import CHECKS, run
from reviewbook.ledger.bearing import Bearing, Rows
from reviewbook.tables.entry_names import SUFFIXES
from reviewbook.tables.problems import Problem
from reviewbook.tables.selection import (
    SELECTION,
    Cells,
    Records,
    SelectionError,
    numbered,
    select,
)
from reviewbook.tables.units import in_checks

WHOLE_INPUTS = {"k", "n", "decimals", "upto"}
LIST_INPUTS = {"values", "weights", "groups", "known", "sizes", "certain", "possible"}
WHOLE_LISTS = {"weights", "sizes"}
WHOLE_COLUMNS = {"n", "numerator", "denominator", "period_start", "year"}
"""Columns of numbers that were counted and not rounded."""
RELATIONS = "<>≤≥~"
TOTAL = re.compile(r"sum\((.*)\)")
IN_BRACES = re.compile(r"\{([^}]*)\}")


def declared(tables: Records, rows: Rows, progress: Callable[[int, int], None]) -> list[Bearing]:
    """Run every declared check; `progress` is told how many of how many have run.

    Raises:
        SelectionError: a check names an unknown entry, check, input or selection; the message
            holds all of them.
    """
    found, problems = [], []
    names = numbered(tables["studies"])
    for done, check in enumerate(tables["checks"], start=1):
        progress(done, len(tables["checks"]))
        try:
            found.append(_bearing(tables, rows, check, names))
        except (SelectionError, KeyError, TypeError, ValueError) as error:
            expected = f"a check that can be run; check {check['check_id']}: {error}"
            problems.append(Problem("checks.csv", done + 1, "inputs", check["inputs"], expected))
    if problems:
        raise SelectionError("\n".join(map(str, problems)), problems)
    return found


def _bearing(tables: Records, rows: Rows, check: Mapping, names: dict[str, str]) -> Bearing:
    if check["entry_id"] not in rows:
        raise SelectionError(f"no entry {check['entry_id']!r}")
    finding = run(check["check"], _inputs(tables, check, rows[check["entry_id"]], names))
    compared = _compared(tables, check)
    finding = _corrected(tables, finding, check["instead"])
    return Bearing(_own(rows, check, compared), finding, check["note"], compared)


def _own(rows: Rows, check: Mapping, compared: tuple[str, ...]) -> tuple[str, ...]:
    """Let agreement within one document bear on both numbers; two documents need not agree."""
    together = [check["entry_id"], *(other for other in compared if other in rows)]
    documents = {rows[one]["source_id"] for one in together}
    if check["check"] != "agreement" or len(documents) > 1:
        return (check["entry_id"],)
    return tuple(dict.fromkeys(together))


def _corrected(tables: Records, finding: Finding, instead: str) -> Finding:
    """Add the declared correction to a fault, with the cells it selects."""
    if not instead or not finding.fault:
        return finding
    text = IN_BRACES.sub(lambda braces: _one_cell(select(tables, braces[1]), braces[1]), instead)
    return replace(finding, instead=text)


def _one_cell(cells: Cells, selection: str) -> str:
    if len(cells.texts) != 1:
        raise SelectionError(f"expected one cell, found {len(cells.texts)}: {selection!r}")
    return cells.texts[0]


def _compared(tables: Records, check: Mapping) -> tuple[str, ...]:
    compared = []
    for match in SELECTION.finditer(check["inputs"].replace(";", "\n")):
        suffix = SUFFIXES.get(match["column"], "")
        compared += [f"{row}{suffix}" for row in select(tables, match[0]).rows]
    return tuple(compared)


def _inputs(tables: Records, check: Mapping, entry: Mapping, names: Mapping[str, str]) -> dict:
    """Read ``name: selection; name: @column; name: literal`` and add what the entry itself says.

    A relation such as ``>`` may stand before a selection or a column; ``sum(selection)`` adds up
    whole numbers.
    """
    if check["check"] not in CHECKS:
        raise SelectionError(f"unknown check {check['check']!r}")
    known = CHECKS[check["check"]]
    printed = f"~{entry['value']}" if entry["approximate"] else entry["value"]
    given = {"printed": printed, "count": printed, "unit": in_checks(entry["unit"])}
    given["named"] = names
    inputs: dict[str, Any] = {
        name: value for name, value in given.items() if name in known.inputs + known.options
    }
    for part in filter(None, check["inputs"].split(";")):
        name, _, text = (piece.strip() for piece in part.partition(":"))
        inputs[name] = _input(tables, name, text, entry)
    if check["check"] == "agreement":
        inputs["first"] = printed
        if entry["statistic"] == "count":
            inputs |= {"first": int(inputs["first"]), "second": int(inputs["second"])}
        inputs |= dict.fromkeys(("first_estimand", "second_estimand"), _estimand(entry))
    if check["check"] == "groups_add_up" and inputs["unit"] in {"studies", "patients"}:
        inputs |= {"total": int(inputs["total"]), "groups": [int(g) for g in inputs["groups"]]}
    if check["check"] == "paired_arms":
        inputs = _pairs(tables, inputs["pairs"].split("|"), inputs["outcome"])
    if "called" in inputs:
        lists = inputs["groups"].values()
        inputs["groups"] = dict(zip(inputs.pop("called").split("|"), lists, strict=True))
    return inputs


def _pairs(tables: Records, arms: list[str], outcome: str) -> dict:
    """Give the medians and the survival of two arms in the order in which they are printed."""
    points = [row for row in tables["outcomes"] if row["outcome"] == outcome]
    medians = {row["arm_id"]: row["value"] for row in points if row["statistic"] == "median"}
    survival = {
        (row["arm_id"], float(row["time_months"])): row["value"]
        for row in points
        if row["statistic"] == "survival" and row["value"]
    }
    times = sorted({months for arm, months in survival if arm in arms})
    labels = {row["arm_id"]: row["label"].lower() for row in tables["arms"]}
    return {
        "medians": tuple(medians[arm] for arm in arms),
        "survival": {months: tuple(survival[arm, months] for arm in arms) for months in times},
        "names": tuple(labels[arm] for arm in arms),
    }


def _input(tables: Records, name: str, text: str, entry: Mapping):
    text = text.removeprefix(relation := text[:1] if text[:1] in RELATIONS else "")
    total = TOTAL.fullmatch(text)
    if total:
        return sum(int(cell) for cell in select(tables, total[1]).texts)
    if text.startswith("@"):
        if text[1:] not in entry:
            raise SelectionError(f"an entry has no {text[1:]!r}")
        value = _typed(name, text[1:], relation + entry[text[1:]])
        return [value] if name in LIST_INPUTS else value
    if name == "places":
        return tuple(text.split("|"))
    if SELECTION.fullmatch(text) is None:
        literal = int(text) if name in WHOLE_INPUTS else relation + text
        return {"yes": True, "no": False}.get(text, literal)
    cells = select(tables, text)
    if relation:
        return relation + _one_cell(cells, text)
    if name == "groups" and cells.column == "refs":
        return dict(zip(cells.rows, map(_numbers, cells.texts), strict=True))
    if name in LIST_INPUTS:
        whole = name in WHOLE_LISTS or cells.column in WHOLE_COLUMNS
        return [int(cell) if whole else cell for cell in cells.texts]
    if cells.column == "ref":
        return sorted({int(cell) for cell in cells.texts})
    return _typed(name, cells.column, _one_cell(cells, text))


def _typed(name: str, column: str, cell: str):
    if column == "refs":
        return _numbers(cell)
    return int(cell) if name in WHOLE_INPUTS or column in WHOLE_COLUMNS else cell


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split()]


def _estimand(entry: Mapping) -> Estimand:
    """Give one estimand for both sides: the row in checks.csv says that they are the same."""
    return Estimand(entry["entry_id"], entry["wording"], entry["statistic"])
