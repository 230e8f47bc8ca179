"""Rules that tie cells of a row, rows of a table and tables to each other.

Frames hold text, and empty text is "not stated"; their index is the row in the file.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from reviewbook.tables.dictionary import ENTRY, IDENTIFIER
from reviewbook.tables.entry_names import names
from reviewbook.tables.printed_digits import not_as_printed
from reviewbook.tables.problems import Problem

Tables = dict[str, pd.DataFrame]

FAULT_ACCEPTED = {"infeasible", "discrepant", "conflicting"}


class _Unreadable(KeyError):
    """A rule asked for a cell that does not fit the dictionary."""


class _Sound(dict[str, str]):
    """The cells of a row that fit the dictionary; a rule that asks for another one ends."""

    def __init__(self, row: Mapping[str, str], spoiled: Collection[str]):
        super().__init__({name: cell for name, cell in row.items() if name not in spoiled})
        self.spoiled = spoiled

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.spoiled

    def __missing__(self, name: str) -> str:
        raise _Unreadable(name)


def rule_problems(
    tables: Tables, dictionary: pd.DataFrame, spoiled: Mapping[tuple[str, int], set[str]]
) -> list[Problem]:
    """Faults of keys, identifiers, intervals, percentages, periods, fractions and statuses.

    `spoiled` names the columns of a file and row whose cells do not fit the dictionary: they
    cannot be compared with others.
    """
    found = [*_broken_keys(tables, dictionary), *_repeated_names(tables)]
    found += _unknown_names(tables, dictionary)
    for name, table in tables.items():
        file = f"{name}.csv"
        rules = [rule for rule, needs in ROW_RULES.items() if needs <= set(table.columns)]
        for number, row in zip(table.index, table.to_dict("records"), strict=True):
            sound = _Sound(row, spoiled.get((file, number), ()))
            found += [Problem(file, number, *fault) for fault in _faults(sound, rules)]
    return found


def _faults(row: _Sound, rules: list) -> Iterator[tuple[str, str, str]]:
    """Give column, cell and what was expected; what is not as printed is said of no cell twice."""
    said = set()
    for rule in rules:
        try:
            for column, expected in rule(row):
                if rule is not not_as_printed or column not in said:
                    said.add(column)
                    yield column, row.get(column, ""), expected
        except _Unreadable:
            continue


def _broken_keys(tables: Tables, dictionary: pd.DataFrame) -> Iterator[Problem]:
    for row in dictionary[dictionary["references"] != ""].to_dict("records"):
        name, column = row["table"], row["column"]
        target, identifier = row["references"].split(".")
        if column not in tables.get(name, ()) or identifier not in tables.get(target, ()):
            continue
        known = set(tables[target][identifier])
        for number, value in tables[name][column].items():
            if IDENTIFIER.fullmatch(value) and value not in known:
                expected = f"the {identifier} of a row of {target}.csv"
                yield Problem(f"{name}.csv", number, column, value, expected)


def _repeated_names(tables: Tables) -> Iterator[Problem]:
    """Every entry of the ledger is linked by its name, so none may occur in two tables."""
    places = list(names(tables))
    counts = Counter(name for name, _ in {(name, table) for name, table, *_ in places})
    for name, table, column, number in places:
        if counts[name] > 1:
            yield Problem(f"{table}.csv", number, column, name, "a name no other table uses")


def _unknown_names(tables: Tables, dictionary: pd.DataFrame) -> Iterator[Problem]:
    if not set(dictionary["table"]) <= tables.keys():
        return
    known = {name for name, *_ in names(tables)}
    for row in dictionary[dictionary["type"] == "entry"].to_dict("records"):
        table, column = row["table"], row["column"]
        for number, value in tables[table].get(column, pd.Series(dtype=str)).items():
            if value and value not in known:
                yield Problem(f"{table}.csv", number, column, value, ENTRY)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _interval(row: dict) -> Iterator[tuple[str, str]]:
    value, low, high = (_number(row[column]) for column in ("value", "low", "high"))
    if (low is None) != (high is None):
        yield ("low" if low is None else "high"), "both ends of the interval, or neither"
    elif low is None or high is None:
        return
    elif low > high:
        yield "low", f"at most the upper end, {row['high']}"
    elif value is not None and not low <= value <= high and row["accepted"] not in FAULT_ACCEPTED:
        yield "value", f"a value inside its interval, {row['low']} to {row['high']}"


def _interval_kind(row: dict) -> Iterator[tuple[str, str]]:
    if row["low"] and not row["interval"]:
        yield "interval", "what kind of interval low and high are"
    if row["interval"] and not row["low"] and not row.get("spread"):
        yield "low", "the interval whose kind is given"


def _interval_level(row: dict) -> Iterator[tuple[str, str]]:
    confidence = row["interval"] == "confidence interval"
    if confidence and not row["level"]:
        yield "level", "the level of the interval"
    if row["level"] and not confidence:
        yield "level", "nothing, because the interval is not a confidence interval"


def _effect(row: dict) -> Iterator[tuple[str, str]]:
    if row["measure"] == "test only" and row["value"]:
        yield "value", "no value where only a test was printed"
    if row["measure"] != "test only" and not row["value"]:
        yield "value", "the point estimate"
    if row["measure"] != "test only" and not row["better_below"]:
        yield "better_below", "which level does better when the ratio is below one"
    if bool(row["p"]) != bool(row["p_relation"]):
        yield "p_relation", "a p value together with its relation"


def _direction(row: dict) -> Iterator[tuple[str, str]]:
    """The level that does worse follows from the ratio and the level that is better below one."""
    value = _number(row["value"])
    if value is None or value == 1 or not (row["worse"] and row["better_below"]):
        return
    if (value < 1) == (row["worse"] == row["better_below"]):
        better = "below" if value < 1 else "above"
        yield "worse", f"the other level, because the ratio is {better} one"


DOMAINS = {
    "QUIPS": [
        "study participation",
        "study attrition",
        "prognostic factor measurement",
        "outcome measurement",
        "confounding",
        "statistical analysis and reporting",
    ],
    "ROBINS-I": [
        "confounding",
        "selection of participants",
        "classification of interventions",
        "deviations from intended interventions",
        "missing data",
        "measurement of outcomes",
        "selection of the reported result",
    ],
    "RoB 2": [
        "randomisation process",
        "deviations from intended interventions",
        "missing outcome data",
        "measurement of the outcome",
        "selection of the reported result",
    ],
}
"""Domains of each tool on the risk of bias."""
SCALES = {
    "QUIPS": ["low", "moderate", "high"],
    "ROBINS-I": ["low", "moderate", "serious", "critical"],
    "RoB 2": ["low", "some concerns", "high"],
}
"""Judgements of each tool on the risk of bias, the best first."""
UNKNOWN = "no information"


def _judgement(row: dict) -> Iterator[tuple[str, str]]:
    if row["judgement"] not in [*SCALES[row["tool"]], UNKNOWN]:
        yield "judgement", f"a judgement of {row['tool']}"


def _domain(row: dict) -> Iterator[tuple[str, str]]:
    if row["domain"] not in DOMAINS[row["tool"]]:
        yield "domain", f"a domain of {row['tool']}: " + ", ".join(DOMAINS[row["tool"]])


def _cited_year(row: dict) -> Iterator[tuple[str, str]]:
    printed = re.findall(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-])", row["citation"])
    if row["year"] and printed and row["year"] not in printed:
        yield "year", f"a year of the citation, {row['citation']!r}"


def _steps(row: dict) -> Iterator[tuple[str, str]]:
    start = row["domain"] == "start"
    if start and not 2 <= int(row["steps"]) <= 4:
        yield "steps", "a start of four (high) or two (low)"
    if not start and int(row["steps"]) > 0:
        yield "steps", "no step, or steps down"


def _percent(row: dict) -> Iterator[tuple[str, str]]:
    if row["unit"] != "%":
        return
    for column in ("value", "low", "high"):
        if row.get(column) and not 0 <= float(row[column]) <= 100:
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
    printed = [column for column in ("value", "low", "high") if row[column]]
    if row["status"] == "stated" and not printed:
        yield "value", "a value, because the status is stated"
    if row["status"] == "not stated":
        for column in printed:
            yield column, "no value, because the status is not stated"


def _threshold(row: dict) -> Iterator[tuple[str, str]]:
    for column in ("relation", "unit"):
        if bool(row[column]) != bool(row["threshold"]):
            yield column, "threshold, relation and unit together, or none of them"
    for column in ("factor", "favourable", "model"):
        if bool(row[column]) != (row["status"] == "stated"):
            content = "a value" if row["status"] == "stated" else "nothing"
            yield column, f"{content}, because the status is {row['status']}"


def _survival_time(row: dict) -> Iterator[tuple[str, str]]:
    if row["statistic"] == "survival" and not row["time_months"]:
        yield "time_months", "the time at which survival is given"


ROW_RULES = {
    _interval: {"value", "low", "high", "accepted"},
    _interval_kind: {"low", "interval"},
    _interval_level: {"interval", "level"},
    _effect: {"measure", "value", "p", "p_relation", "better_below"},
    _direction: {"value", "better_below", "worse"},
    _judgement: {"tool", "judgement"},
    _domain: {"tool", "domain"},
    _cited_year: {"citation", "year"},
    _steps: {"domain", "steps"},
    _percent: {"unit", "value"},
    _period: {"period_start", "period_end", "year"},
    _fraction: {"numerator", "denominator"},
    _status: {"status", "value", "low", "high"},
    _threshold: {"threshold", "relation", "unit", "factor", "favourable", "model", "status"},
    _survival_time: {"statistic", "time_months"},
    not_as_printed: {"raw"},
}
"""Each rule of a row with the columns a table must have for it to apply."""
