"""The checks on a reader's own table of series, and on what a text says about all of them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from reviewbook.checks.findings import Finding
from reviewbook.checks.own_file import printed_cells
from reviewbook.checks.own_headings import CURVE, NUMBERS, PERIOD, WHOLE, heading, in_period
from reviewbook.checks.printed_number import read
from reviewbook.checks.recompute import STATISTICS
from reviewbook.checks.registry import run
from reviewbook.tables.problems import DataError, Problem

COLUMNS = {
    "study": "name of the series; the one column that must be there",
    "n": "patients",
    "start, end": "first and last year of the study period",
    "centre": "centre, or several joined by ;",
    "a heading that ends in %": "a share of the n patients, such as solitary %",
    "dfs_median, os_median": "medians in months; >60 if not reached in 60",
    "dfs_12, os_36 and the like": "survival in percent at that many months",
    "hr, hr_low, hr_high, p": "a hazard ratio, its 95% interval and its p value",
}
"""What a table of series may hold, one row per series."""
GUIDE = "\n".join(
    [
        "columns of TABLE.csv, one row per series:",
        *(f"  {name:<26}{meaning}" for name, meaning in COLUMNS.items()),
        "",
        "Numbers are written as printed: 39.5, 39,5, 80.7%, <0.001. An empty cell, NR, NS, n/a or",
        "a dash is not stated. Cells are separated by commas, semicolons or tabs. Headings may be",
        "those of a printed table: N, Study period, 5-yr OS, Median DFS, 95% CI low, P value.",
        "",
        "columns of POOLED.csv, one row per statement about all series:",
        "  column                    a column of TABLE.csv",
        "  statistic                 count, sum, median, mean, minimum or maximum",
        "  value                     the printed number",
        "  low, high                 the range printed with it",
        "",
        "exit code 0: no fault; 1: a fault was found; 2: a table cannot be read",
    ]
)
POOLED = ("column", "statistic", "value", "low", "high")
POOLABLE = [name for name in STATISTICS if name != "weighted mean"]
NOT_STATED = {"", "-", "–", "—", "na", "n/a", "nr", "ns", "not reported", "not stated"}
"""What stands in a cell without a value, in small letters without dots."""
WHAT_TO_DO = (
    "Files: a table is a .csv or an .xlsx, with its headings in the first row.",
    "Headings: --column 'HEADING=NAME' says what one means, and 'HEADING=' leaves it out; "
    "python -m reviewbook check --help has the names.",
    "Rows: as many cells as there are headings, quotes in pairs.",
    "Cells: as the source prints them; leave empty what it does not state.",
)
"""What a reader may do about a table of their own, in the order of `DataError`."""
DECIMAL_COMMA = re.compile(r"([<>≤≥~=]?\s*-?\d+),(\d{1,2})")
COUNT = re.compile(r"[0-9]{1,8}")
MOST_PATIENTS = 10_000_000
WORDS = "study, centre, " + ", ".join(NUMBERS) + ", os_36 and the like, or a heading ending in %"

TO_BE_KNOWN = f"a known column: {WORDS}"

AS_PRINTED: Mapping[str, str] = MappingProxyType({})
"""No heading means anything but what it says."""


def check_table(
    path: Path, pooled: Path | None = None, meant: Mapping[str, str] = AS_PRINTED
) -> list[tuple[str, Finding]]:
    """Check a table of series, and the statements about all of them together.

    ``meant`` has the column of `COLUMNS` for a printed heading that says something else, or nothing
    for one to be left out. Gives the name of the series, or of the pooled statement, with each
    finding.

    Raises:
        DataError: with every problem of both files.
    """
    series, problems = _rows(path, meant)
    problems += _series_problems(path.name, series)
    statements: list[dict] = []
    if pooled is not None:
        statements, more = _rows(pooled, {name.capitalize(): name for name in POOLED})
        for row in statements:
            row["column"] = heading(row.get("column", ""))
        problems += more + _statement_problems(pooled.name, statements, series)
    if problems:
        raise DataError(problems)
    found = [
        (f"{row['study']}, {what}", finding) for row in series for what, finding in _of_one(row)
    ]
    found += [("all series", finding) for finding in _of_all(series)]
    for row in statements:
        name = f"{row['statistic']} of {row['column']}"
        found += [(name, finding) for finding in _of_statement(row, series)]
    return found


def headings(path: Path) -> list[tuple[str, str]]:
    """Give each printed heading of a table with the column it is taken for, if any.

    Raises:
        DataError: there is no such file, or it is not a table.
    """
    printed = printed_cells(path)[0]
    known = [(name, heading(name)) for name in printed]
    return [(name, column if _is_known(column) else "") for name, column in known]


def _is_known(column: str) -> bool:
    return column in ("study", "centre", PERIOD) or _is_number_column(column)


def _rows(path: Path, meant: Mapping[str, str] = AS_PRINTED) -> tuple[list[dict], list[Problem]]:
    """Read a table, its headings as the checks call them; cells that say not stated are empty."""
    printed, *body = printed_cells(path)
    header = [meant.get(name, heading(name)) for name in printed]
    if not body or len(header) < 2:
        expected = "a header and rows, with cells separated by commas, semicolons or tabs"
        raise DataError([Problem(path.name, 1, "", ",".join(printed), expected)])
    problems = [
        Problem(path.name, row, "", f"{len(cells)} cells", f"{len(header)}, as in the header")
        for row, cells in enumerate(body, start=2)
        if cells and len(cells) != len(header)
    ]
    problems += [
        Problem(path.name, 1, name, printed[at], "each column once")
        for at, name in enumerate(header)
        if name in header[:at] and meant.get(printed[at]) != ""
    ]
    left_out = {at for at, name in enumerate(printed) if meant.get(name) == ""}
    rows = [
        in_period({"row": number} | _named(header, cells, left_out))
        for number, cells in enumerate(body, start=2)
        if cells
    ]
    return rows, problems


def _named(header: list[str], cells: list[str], left_out: set[int]) -> dict[str, str]:
    found = zip(header, map(_stated, cells), strict=False)
    return {name: cell for at, (name, cell) in enumerate(found) if at not in left_out}


def _stated(cell: str) -> str:
    """Give a cell without its sign of percent, a comma before its decimals made a point."""
    cell = cell.strip()
    cell = re.sub(r"(?<=\d)\s*%$", "", cell)
    decimal = DECIMAL_COMMA.fullmatch(cell)
    cell = f"{decimal[1]}.{decimal[2]}" if decimal else cell
    return "" if cell.lower().replace(".", "") in NOT_STATED else cell


def _series_problems(file: str, rows: list[dict]) -> list[Problem]:
    columns = [name for name in rows[0] if name != "row"]
    problems = [
        Problem(file, 1, name, name, TO_BE_KNOWN)
        for name in columns
        if name not in ("study", "centre") and not _is_number_column(name)
    ]
    if "study" not in columns:
        problems.append(Problem(file, 1, "study", "", "a column with the names of the series"))
    for row in rows:
        if "study" in columns and not row.get("study"):
            problems.append(Problem(file, row["row"], "study", "", "the name of the series"))
        problems += [
            Problem(file, row["row"], name, row[name], _expected(name))
            for name in columns
            if _is_number_column(name) and row.get(name) and not _fits(name, row[name])
        ]
        start, end = row.get("start", ""), row.get("end", "")
        if COUNT.fullmatch(start) and COUNT.fullmatch(end) and int(start) > int(end):
            problems.append(Problem(file, row["row"], "start", start, f"a year up to {end}"))
    return problems


def _is_number_column(name: str) -> bool:
    return name in NUMBERS or name.endswith("%") or CURVE.fullmatch(name) is not None


def _fits(name: str, cell: str) -> bool:
    if name in WHOLE:
        least, most = (1, MOST_PATIENTS) if name == "n" else (1900, 2100)
        return COUNT.fullmatch(cell) is not None and least <= int(cell) <= most
    try:
        number = read(cell)
    except ValueError:
        return False
    percent = name.endswith("%") or CURVE.fullmatch(name)
    return 0 <= number.value <= 100 if percent else number.value >= 0


def _expected(name: str) -> str:
    if name in WHOLE:
        return "a whole number of patients, at least 1" if name == "n" else "a year"
    percent = name.endswith("%") or CURVE.fullmatch(name)
    return "a percentage from 0 to 100" if percent else "a number such as 39.5, or <0.001"


def _statement_problems(file: str, rows: list[dict], series: list[dict]) -> list[Problem]:
    missing = [name for name in POOLED[:3] if name not in rows[0]]
    if missing:
        return [Problem(file, 1, name, "", "this column") for name in missing]
    problems = []
    for row in rows:
        expected = {
            "column": (row["column"] in series[0], "a column of the table of series"),
            "statistic": (row["statistic"] in POOLABLE, "one of " + ", ".join(POOLABLE)),
        }
        for name in ("value", "low", "high"):
            stated = row.get(name, "")
            expected[name] = (not stated or _fits("os_median", stated), "a number")
        problems += [
            Problem(file, row["row"], name, row.get(name, ""), text)
            for name, (fits, text) in expected.items()
            if not fits
        ]
    return problems


def _of_one(row: dict) -> Iterator[tuple[str, Finding]]:
    if row.get("n"):
        for name, cell in row.items():
            if name.endswith("%") and cell:
                yield name, run("granularity", {"printed": cell, "n": int(row["n"])})
    curves: dict[str, dict] = {"dfs": {}, "os": {}}
    for name, cell in row.items():
        point = CURVE.fullmatch(name)
        if point and cell:
            curves[point[1]][float(point[2])] = cell
    for endpoint, curve in curves.items():
        for finding in _of_curve(row.get(f"{endpoint}_median"), curve):
            yield endpoint, finding
    nested = {"dfs": curves["dfs"], "os": curves["os"]}
    nested |= {name: row[name] for name in ("dfs_median", "os_median") if row.get(name)}
    finding = run("endpoints_nested", nested)
    if finding.verdict != "not recomputable":
        yield "dfs and os", finding
    for finding in _of_ratio(row):
        yield "hr", finding


def _of_curve(median: str | None, curve: dict[float, str]) -> Iterator[Finding]:
    if len(curve) > 1:
        yield run("survival_falls", {"survival": curve})
    if median and curve:
        yield run("median_agrees", {"median": median, "survival": curve})


def _of_ratio(row: dict) -> Iterator[Finding]:
    if not (row.get("hr_low") and row.get("hr_high")):
        return
    ends = {"low": row["hr_low"], "high": row["hr_high"]}
    if row.get("hr"):
        yield run("interval_centre", ends | {"estimate": row["hr"]})
    if row.get("p"):
        estimate = {"estimate": row["hr"]} if row.get("hr") else {}
        yield run("p_agrees", ends | {"p": row["p"]} | estimate)


def _of_all(rows: list[dict]) -> Iterator[Finding]:
    known = [row for row in rows if row.get("centre") and row.get("n")]
    if len(known) > 1:
        yield run("same_patients", {"rows": known})


def _of_statement(row: dict, series: list[dict]) -> Iterator[Finding]:
    cells = [one[row["column"]] for one in series if one.get(row["column"])]
    values = [int(cell) for cell in cells] if row["column"] in WHOLE else cells
    if row["value"]:
        yield run("recompute", {"printed": row["value"], "values": values} | _statistic(row))
    if row.get("low") and row.get("high"):
        ends = {"low": row["low"], "high": row["high"]}
        yield run("value_range", ends | {"values": values})
        if row["value"] and row["statistic"] in ("median", "mean"):
            yield run("inside_range", ends | {"printed": row["value"]} | _statistic(row))


def _statistic(row: dict) -> dict:
    return {"statistic": row["statistic"]}
