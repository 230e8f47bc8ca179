"""Which checks bear on which entries, run and collected.

Declared checks stand in ``data/checks.csv``. Structural checks follow from what a row is: a share
of patients, a point of a survival curve, a ratio with its interval.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from bclm.agreement import Estimand
from bclm.checks import CHECKS, run
from bclm.data import Evidence
from bclm.findings import Finding
from bclm.granularity import shared_denominators
from bclm.selection import SELECTION, Cells, Records, SelectionError, records, select

WHOLE_INPUTS = {"k", "n", "decimals", "upto"}
LIST_INPUTS = {"values", "weights", "groups", "known", "sizes", "certain", "possible"}
UNITS = {"%": "percent", "series": "studies", "reports": "studies", "patients": "patients"}
BY_REFERENCE = {"references_agree", "references_contain", "references_partition"}
REFERENCE_NUMBER = re.compile(r"(?<!Table )(?<!table )\b\d+\b(?! stud)")
RELATED = re.compile(r"([<>≤≥~]?)(.*)")
IN_BRACES = re.compile(r"\{([^}]*)\}")
OVERALL = "overall survival"
DISEASE_FREE = "disease-free survival"


@dataclass(frozen=True)
class Bearing:
    """A finding with the entries it bears on and the reading under which it was made.

    ``compared`` names the rows that a declared check read besides the entry.
    """

    entry_ids: tuple[str, ...]
    finding: Finding
    note: str = ""
    compared: tuple[str, ...] = ()


def bearings(
    evidence: Evidence,
    entries: pd.DataFrame,
    progress: Callable[[int, int], None] | None = None,
) -> list[Bearing]:
    """Run every declared and every structural check.

    `progress` is told how many of how many declared checks have run.

    Raises:
        SelectionError: a declared check names an unknown entry, check, input or selection; the
            message holds all of them.
    """
    rows = entries.set_index("entry_id", drop=False)
    return [
        *_declared(evidence, rows, progress or _untold),
        *_shares(evidence, rows),
        *_curves(evidence),
        *_ratios(rows),
    ]


def _untold(done: int, total: int) -> None:
    """Tell nobody how far the checks are."""


def _declared(
    evidence: Evidence, rows: pd.DataFrame, progress: Callable[[int, int], None]
) -> list[Bearing]:
    found, problems = [], []
    names = study_names(evidence)
    tables = records(evidence)
    declared = evidence.printed["checks"].to_dict("records")
    for done, check in enumerate(declared, start=1):
        progress(done, len(declared))
        try:
            if check["entry_id"] not in rows.index:
                raise SelectionError(f"no entry {check['entry_id']!r}")
            entry = rows.loc[check["entry_id"]]
            finding = run(check["check"], _inputs(evidence, tables, check, entry))
        except (SelectionError, KeyError, TypeError, ValueError) as error:
            problems.append(f"checks.csv, check {check['check_id']}: {error}")
        else:
            compared = _compared(tables, check)
            own = _own(rows, check, compared)
            finding = _corrected(tables, _named(finding, names), check["instead"])
            found.append(Bearing(own, finding, check["note"], compared))
    if problems:
        raise SelectionError("\n".join(problems))
    return found


def study_names(evidence: Evidence) -> dict[str, str]:
    """Give author and year of each numbered study, by its reference number as text."""
    studies = evidence.printed["studies"]
    known = studies[studies["author"] != ""]
    names = (known["author"] + " " + known["year"]).str.strip()
    return dict(zip(known["ref"], names + " (ref " + known["ref"] + ")", strict=True))


def _named(finding: Finding, names: dict[str, str]) -> Finding:
    """Name the studies that a check on references gives by number only."""
    if finding.check not in BY_REFERENCE:
        return finding
    sentence = REFERENCE_NUMBER.sub(
        lambda number: names.get(number[0], f"reference {number[0]}"), finding.sentence
    )
    return replace(finding, sentence=sentence)


def _own(rows: pd.DataFrame, check: dict, compared: tuple[str, ...]) -> tuple[str, ...]:
    """Let agreement within one document bear on both numbers; two documents need not agree."""
    entry = check["entry_id"]
    sources = rows.loc[[entry, *(other for other in compared if other in rows.index)], "source_id"]
    if check["check"] != "agreement" or len(sources) < 2 or sources.nunique() > 1:
        return (entry,)
    return tuple(sources.index)


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


def _compared(tables: Records, check: dict) -> tuple[str, ...]:
    compared = []
    for match in SELECTION.finditer(check["inputs"].replace(";", "\n")):
        suffix = {"n": "-n", "period_start": "-period"}.get(match["column"], "")
        compared += [f"{row}{suffix}" for row in select(tables, match[0]).rows]
    return tuple(compared)


def _inputs(evidence: Evidence, tables: Records, check: dict, entry: pd.Series) -> dict:
    """Read ``name: selection; name: @column; name: literal`` and add what the entry itself says.

    A relation such as ``>`` may stand before a selection or a column.
    """
    if check["check"] not in CHECKS:
        raise SelectionError(f"unknown check {check['check']!r}")
    known = CHECKS[check["check"]]
    printed = _printed(entry)
    given = {"printed": printed, "count": printed, "unit": UNITS.get(entry["unit"], entry["unit"])}
    inputs = {name: value for name, value in given.items() if name in known.inputs + known.options}
    for part in filter(None, check["inputs"].split(";")):
        name, _, text = (piece.strip() for piece in part.partition(":"))
        inputs[name] = _input(tables, name, text, entry)
    if check["check"] == "agreement":
        inputs["first"] = printed
        if entry["statistic"] == "count":
            inputs |= {"first": int(inputs["first"]), "second": int(inputs["second"])}
        inputs |= dict.fromkeys(("first_estimand", "second_estimand"), _estimand(entry))
    if check["check"] == "paired_arms":
        inputs = _pairs(evidence, inputs["pairs"])
    return inputs


def _pairs(evidence: Evidence, arms: str) -> dict:
    """Give the medians and the survival of two arms in the order in which they are printed."""
    names = arms.split("|")
    points = evidence.printed["outcomes"].query("arm_id in @names and outcome == @OVERALL")
    medians = points[points["statistic"] == "median"].set_index("arm_id")["value"]
    survival = points[points["statistic"] == "survival"].pivot(
        index="time_months", columns="arm_id", values="value"
    )
    labels = evidence.printed["arms"].set_index("arm_id")["label"]
    return {
        "medians": tuple(medians[names]),
        "survival": {float(months): tuple(row[names]) for months, row in survival.iterrows()},
        "names": tuple(labels[names].str.lower()),
    }


def _input(tables: Records, name: str, text: str, entry: pd.Series):
    relation, text = RELATED.fullmatch(text).groups()
    if text.startswith("@"):
        if text[1:] not in entry:
            raise SelectionError(f"an entry has no {text[1:]!r}")
        value = _typed(name, text[1:], relation + entry[text[1:]])
        return [value] if name in LIST_INPUTS else value
    if name == "places":
        return tuple(text.split("|"))
    if SELECTION.fullmatch(text) is None:
        return {"yes": True, "no": False}.get(text, relation + text)
    cells = select(tables, text)
    if relation:
        return relation + _one_cell(cells, text)
    if name == "groups" and cells.column == "refs":
        names = [group.partition("-")[2] or group for group in cells.rows]
        return dict(zip(names, map(_numbers, cells.texts), strict=True))
    if name in LIST_INPUTS:
        return [int(cell) if name in {"weights", "sizes"} else cell for cell in cells.texts]
    if cells.column == "ref":
        return sorted({int(cell) for cell in cells.texts})
    return _typed(name, cells.column, _one_cell(cells, text))


def _typed(name: str, column: str, cell: str):
    if column == "refs":
        return _numbers(cell)
    return int(cell) if name in WHOLE_INPUTS else cell


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split()]


def _printed(entry: pd.Series) -> str:
    return f"~{entry['value']}" if entry["approximate"] else entry["value"]


def _estimand(entry: pd.Series) -> Estimand:
    """Give one estimand for both sides: the row in checks.csv says that they are the same."""
    return Estimand(entry["entry_id"], entry["wording"], entry["statistic"])


def _shares(evidence: Evidence, rows: pd.DataFrame) -> Iterator[Bearing]:
    """Hold each percentage against the patients it is a share of.

    Where several shares of one group are impossible, the numbers of patients that would allow all
    of them are named.
    """
    found = list(_single_shares(evidence, rows))
    arms = _arm_of(evidence)
    impossible = [b for b in found if b.finding.check == "granularity" and b.finding.fault]
    for bearing in found:
        together = [b for b in impossible if arms[b.entry_ids[0]] == arms.get(bearing.entry_ids[0])]
        if bearing in impossible and len(together) > 1:
            printed = rows.loc[[b.entry_ids[0] for b in together], "value"]
            yield replace(bearing, finding=_with_shared(bearing.finding, printed, evidence, arms))
        else:
            yield bearing


def _with_shared(finding: Finding, printed: pd.Series, evidence: Evidence, arms: dict) -> Finding:
    n = int(evidence.printed["arms"].set_index("arm_id").loc[arms[printed.index[0]], "n"])
    would = shared_denominators(printed, range(1, 2 * n + 1))
    if not would:
        return finding
    first, last = ", ".join(map(str, would[:-1])), would[-1]
    listed = f"{first} or {last}" if first else f"{last}"
    shares = "Both" if len(printed) == 2 else f"All {len(printed)}"
    sentence = f"{shares} impossible shares of this series fit {listed} patients."
    return replace(finding, sentence=f"{finding.sentence} {sentence}")


def _arm_of(evidence: Evidence) -> dict[str, str]:
    """Give the arm of each outcome and characteristic."""
    outcomes, characteristics = evidence.printed["outcomes"], evidence.printed["characteristics"]
    return dict(zip(outcomes["outcome_id"], outcomes["arm_id"], strict=True)) | dict(
        zip(characteristics["characteristic_id"], characteristics["arm_id"], strict=True)
    )


def _single_shares(evidence: Evidence, rows: pd.DataFrame) -> Iterator[Bearing]:
    sizes = evidence.printed["arms"].set_index("arm_id")["n"]
    arms = _arm_of(evidence)
    for row in rows[rows["unit"] == "%"].to_dict("records"):
        entry = row["entry_id"]
        if row["numerator"] and row["denominator"]:
            inputs = {"k": int(row["numerator"]), "n": int(row["denominator"])}
            yield Bearing((entry,), run("share", {"printed": row["value"]} | inputs))
            continue
        n = sizes.get(arms.get(entry, ""), "")
        if not n or not row["value"] or row["statistic"] not in {"proportion", "survival"}:
            continue
        if row["numerator"]:
            finding = run(
                "share", {"printed": row["value"], "k": int(row["numerator"]), "n": int(n)}
            )
        else:
            inputs = {"n": int(n), "censored": row["statistic"] == "survival"}
            finding = run("granularity", {"printed": row["value"]} | inputs)
        yield Bearing((entry,), finding)


def _curves(evidence: Evidence) -> Iterator[Bearing]:
    """Hold the points of each curve against each other, two at a time.

    A curve is one group of patients, one time zero and one place of one document.
    """
    points = evidence.printed["outcomes"]
    points = points[(points["value"] != "") & points["outcome"].isin([OVERALL, DISEASE_FREE])]
    for _, curve in points.groupby(["arm_id", "source_id", "place", "time_zero"], sort=False):
        for one, two in combinations(curve.to_dict("records"), 2):
            finding = _two_points(one, two)
            if finding is not None and finding.fault and one["citations"] != two["citations"]:
                finding = replace(
                    finding,
                    verdict="conflicting",
                    sentence=finding.sentence + " The two are cited to different sources.",
                )
            if finding is not None:
                yield Bearing((one["outcome_id"], two["outcome_id"]), finding)


def _two_points(one: dict, two: dict) -> Finding | None:
    if one["outcome"] != two["outcome"]:
        dfs, overall = (one, two) if one["outcome"] == DISEASE_FREE else (two, one)
        if dfs["statistic"] == overall["statistic"] == "median":
            medians = {"dfs_median": dfs["value"], "os_median": overall["value"]}
            return run("endpoints_nested", medians)
        return None
    if one["statistic"] == two["statistic"] == "survival":
        return run("survival_falls", {"survival": _point(one) | _point(two)})
    median, point = (one, two) if one["statistic"] == "median" else (two, one)
    if median["statistic"] != "median" or point["statistic"] != "survival":
        return None
    about = "~" if median["approximate"] else ""
    return run("median_agrees", {"median": about + median["value"], "survival": _point(point)})


def _point(row: dict) -> dict[float, str]:
    return {float(row["time_months"]): row["value"]}


def _ratios(rows: pd.DataFrame) -> Iterator[Bearing]:
    """Hold each ratio against its interval, and its p value against both."""
    for row in rows[(rows["table"] == "effects") & (rows["low"] != "")].to_dict("records"):
        ends = {"low": row["low"], "high": row["high"]}
        entry = (row["entry_id"],)
        yield Bearing(entry, run("interval_centre", {"estimate": row["value"]} | ends))
        if row["p"]:
            p = {"p": row["p_relation"].strip("=") + row["p"], "level": float(row["level"])}
            yield Bearing(entry, run("p_agrees", p | ends | {"estimate": row["value"]}))
