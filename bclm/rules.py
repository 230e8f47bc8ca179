"""Rules that tie cells of a row, rows of a table and tables to each other.

Each rule takes frames of text that already fit the dictionary cell by cell and yields
`Problem` rows. Empty text is "not stated".
"""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from bclm.problems import Problem

Tables = dict[str, pd.DataFrame]

FAULT_ACCEPTED = {"infeasible", "discrepant", "conflicting"}


def rule_problems(tables: Tables, dictionary: pd.DataFrame) -> list[Problem]:
    """Faults of keys, identifiers, intervals, percentages, periods, fractions and statuses."""
    found = [*_broken_keys(tables, dictionary), *_repeated_identifiers(tables, dictionary)]
    for name, table in tables.items():
        rules = [rule for rule, needs in ROW_RULES.items() if needs <= set(table.columns)]
        for number, row in enumerate(table.to_dict("records"), start=2):
            for rule in rules:
                for column, expected in rule(row):
                    found.append(Problem(f"{name}.csv", number, column, row[column], expected))
    return found


def _broken_keys(tables: Tables, dictionary: pd.DataFrame) -> Iterator[Problem]:
    for row in dictionary[dictionary["references"] != ""].to_dict("records"):
        table, column = row["references"].split(".")
        if row["table"] not in tables or table not in tables:
            continue
        known = set(tables[table][column])
        for number, value in enumerate(tables[row["table"]][row["column"]], start=2):
            if value and value not in known:
                expected = f"a {column} that {table}.csv has"
                yield Problem(f"{row['table']}.csv", number, row["column"], value, expected)


def _repeated_identifiers(tables: Tables, dictionary: pd.DataFrame) -> Iterator[Problem]:
    """Every ledger entry is linked by its identifier, so none may occur in two tables."""
    columns = dictionary[(dictionary["type"] == "identifier") & (dictionary["table"] != "checks")]
    columns = columns[~columns["table"].isin(["sources", "studies", "arms"])]
    places = [
        (value, table, column, number)
        for table, column in zip(columns["table"], columns["column"], strict=True)
        if table in tables
        for number, value in enumerate(tables[table][column], start=2)
    ]
    counts = Counter(value for value, table in {(place[0], place[1]) for place in places})
    for value, table, column, number in places:
        if counts[value] > 1:
            yield Problem(f"{table}.csv", number, column, value, "a name no other table uses")


def _number(text: str) -> float | None:
    return float(text) if text else None


def _interval(row: dict) -> Iterator[tuple[str, str]]:
    value, low, high = (_number(row[column]) for column in ("value", "low", "high"))
    if (low is None) != (high is None):
        yield ("low" if low is None else "high"), "both ends of the interval, or neither"
    elif low is not None and low > high:
        yield "low", f"at most the upper end, {row['high']}"
    elif (
        low is not None
        and value is not None
        and not low <= value <= high
        and row["accepted"] not in FAULT_ACCEPTED
    ):
        yield "value", f"a value inside its interval, {row['low']} to {row['high']}"


def _interval_kind(row: dict) -> Iterator[tuple[str, str]]:
    if row["low"] and not row["interval"]:
        yield "interval", "what kind of interval low and high are"
    if row["interval"] and not row["low"] and not row.get("spread"):
        yield "low", "the interval whose kind is given"


def _interval_level(row: dict) -> Iterator[tuple[str, str]]:
    if row["low"] and not row["level"]:
        yield "level", "the level of the interval"


def _effect(row: dict) -> Iterator[tuple[str, str]]:
    if row["measure"] == "test only" and row["value"]:
        yield "value", "no value where only a test was printed"
    if row["measure"] != "test only" and not row["value"]:
        yield "value", "the point estimate"
    if row["measure"] != "test only" and not row["better_below"]:
        yield "better_below", "which level does better when the ratio is below one"
    if bool(row["p"]) != bool(row["p_relation"]):
        yield "p_relation", "a p value together with its relation"


def _percent(row: dict) -> Iterator[tuple[str, str]]:
    if row["unit"] != "%":
        return
    for column in ("value", "low", "high"):
        if column in row and row[column] and not 0 <= float(row[column]) <= 100:
            yield column, "a percentage from 0 to 100"


def _period(row: dict) -> Iterator[tuple[str, str]]:
    start, end = row["period_start"], row["period_end"]
    if bool(start) != bool(end):
        yield ("period_start" if end else "period_end"), "both ends of the period, or neither"
    elif start and int(start) > int(end):
        yield "period_start", f"a year not after the end of the period, {end}"
    elif end and row["year"] and int(end) > int(row["year"]):
        yield "period_end", f"a year not after publication, {row['year']}"


def _fraction(row: dict) -> Iterator[tuple[str, str]]:
    if row["numerator"] and row["denominator"] and int(row["numerator"]) > int(row["denominator"]):
        yield "numerator", f"at most the denominator, {row['denominator']}"


def _status(row: dict) -> Iterator[tuple[str, str]]:
    printed = row["value"] or row["low"]
    if row["status"] == "stated" and not printed:
        yield "value", "a value, because the status is stated"
    if row["status"] == "not stated" and printed:
        yield "value", "no value, because the status is not stated"


def _threshold(row: dict) -> Iterator[tuple[str, str]]:
    for column in ("relation", "unit"):
        if row["threshold"] and not row[column]:
            yield column, "a value, because there is a threshold"
    if row["status"] == "stated" and not (row["factor"] and row["favourable"] and row["model"]):
        yield "factor", "factor, favourable level and model, because the status is stated"


def _survival_time(row: dict) -> Iterator[tuple[str, str]]:
    if row["statistic"] == "survival" and not row["time_months"]:
        yield "time_months", "the time at which survival is given"


ROW_RULES = {
    _interval: {"value", "low", "high", "accepted"},
    _interval_kind: {"low", "interval"},
    _interval_level: {"low", "level"},
    _effect: {"measure", "p", "p_relation", "better_below"},
    _percent: {"unit", "value"},
    _period: {"period_start", "period_end", "year"},
    _fraction: {"numerator", "denominator"},
    _status: {"status", "value", "low"},
    _threshold: {"threshold", "status"},
    _survival_time: {"statistic", "time_months"},
}
"""Each rule of a row with the columns a table must have for it to apply."""
