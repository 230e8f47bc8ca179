"""Faults that no single cell shows, each put into a folder that is otherwise sound."""

import pandas as pd
import pytest
from books import BOOK
from spoiled import edit, problems, records, row_of, small_copy_of_data

from reviewbook.tables.rules.row import (
    ROW_RULES,
    _cited_year,
    _direction,
    _domain,
    _effect,
    _faults,
    _interval,
    _interval_kind,
    _interval_level,
    _judgement,
    _Sound,
    _steps,
    _survival_time,
    _threshold,
    rule_problems,
)

OS_60 = {"outcomes": "abbott-2012-os-60"}
R0 = {"outcomes": "abbott-2012-r0"}
NOT_STATED = {"outcomes": "abbott-2012-os-12"}
SPREAD = {"characteristics": "ruiz-2018-age"}
RATIO = {"effects": "ruiz-2018-hr"}
TEST = {"effects": "ruiz-2018-median-test"}
INTERVAL = {"factors": "abbott-2012-by-disease-free-interval"}
NO_FACTOR = {"factors": "ruiz-2018-factors"}
STUDY = {"studies": "ruiz-2018"}
CLAIM = {"claims": "japan-cases"}

SOUND = {
    **{"value": "2", "low": "1", "high": "3", "accepted": "", "interval": "confidence interval"},
    **{"level": "95", "measure": "odds ratio", "p": "0.05", "p_relation": "=", "worse": "a"},
    **{"better_below": "a", "tool": "QUIPS", "judgement": "low", "domain": "confounding"},
    **{"citation": "Smith, J 2001; 10.1/2003: 1-9", "year": "2001", "steps": "-1"},
    **{"statistic": "survival", "time_months": "12", "threshold": "5", "relation": "<"},
    **{"unit": "cm", "factor": "size", "favourable": "small", "model": "one", "status": "stated"},
}
"""A row in which every rule finds all it asks for."""
NO_ENDS = {"low": "", "high": ""}
GAP = {"status": "not stated", "factor": "", "favourable": "", "model": ""}
NO_LIMIT = {"threshold": "", "relation": "", "unit": ""}


@pytest.mark.parametrize(
    ("rule", "cells", "columns"),
    [
        (_interval, {"value": "1"}, []),
        (_interval, {"value": "3"}, []),
        (_interval, {"value": "1", "high": "1"}, []),
        (_interval, {"value": ""}, []),
        (_interval, NO_ENDS, []),
        (_interval, {"value": "4", "accepted": "conflicting"}, []),
        (_interval, {"value": "4", "accepted": "reproduced"}, ["value"]),
        (_interval, {"value": "0"}, ["value"]),
        (_interval, {"low": "4", "value": "3"}, ["low"]),
        (_interval, {"low": ""}, ["low"]),
        (_interval, {"high": ""}, ["high"]),
        (_interval_kind, NO_ENDS | {"interval": ""}, []),
        (_interval_kind, NO_ENDS | {"spread": "2"}, []),
        (_interval_kind, NO_ENDS, ["low"]),
        (_interval_kind, {"interval": ""}, ["interval"]),
        (_interval_level, {"interval": "range", "level": ""}, []),
        (_interval_level, {"interval": "range"}, ["level"]),
        (_interval_level, {"level": ""}, ["level"]),
        (_effect, {"measure": "test only", "value": "", "better_below": ""}, []),
        (_effect, {"measure": "test only"}, ["value"]),
        (_effect, {"value": ""}, ["value"]),
        (_effect, {"better_below": ""}, ["better_below"]),
        (_effect, {"p": "", "p_relation": ""}, []),
        (_effect, {"p": ""}, ["p_relation"]),
        (_direction, {"value": "1.5"}, []),
        (_direction, {"value": "1.5", "worse": "b"}, ["worse"]),
        (_direction, {"value": "0.5"}, ["worse"]),
        (_direction, {"value": "0.5", "worse": "b"}, []),
        (_direction, {"value": "1", "worse": "b"}, []),
        (_direction, {"value": ""}, []),
        (_direction, {"value": "0.5", "worse": "", "better_below": ""}, []),
        (_direction, {"worse": ""}, []),
        (_judgement, {"judgement": "no information"}, []),
        (_judgement, {"judgement": "serious"}, ["judgement"]),
        (_domain, {"domain": "missing data"}, ["domain"]),
        (_cited_year, {"year": "2003"}, ["year"]),
        (_cited_year, {"year": ""}, []),
        (_cited_year, {"citation": "Smith"}, []),
        (_steps, {"steps": "0"}, []),
        (_steps, {"steps": "1"}, ["steps"]),
        (_steps, {"domain": "start", "steps": "1"}, ["steps"]),
        (_steps, {"domain": "start", "steps": "2"}, []),
        (_steps, {"domain": "start", "steps": "4"}, []),
        (_steps, {"domain": "start", "steps": "5"}, ["steps"]),
        (_survival_time, {"time_months": ""}, ["time_months"]),
        (_survival_time, {"time_months": "", "statistic": "median"}, []),
        (_threshold, NO_LIMIT, []),
        (_threshold, {"unit": ""}, ["unit"]),
        (_threshold, {"model": ""}, ["model"]),
        (_threshold, GAP | NO_LIMIT, []),
        (_threshold, GAP | NO_LIMIT | {"factor": "age"}, ["factor"]),
    ],
)
def test_a_rule_names_the_column_that_does_not_fit(rule, cells, columns):
    assert [column for column, _ in rule(SOUND | cells)] == columns
    assert list(rule(SOUND)) == []


def test_which_side_of_one_a_ratio_lies_on_is_said():
    for value, worse, side in (("1.5", "b", "above"), ("0.5", "a", "below")):
        ((_, expected),) = _direction(SOUND | {"value": value, "worse": worse})
        assert expected == f"the other level, because the ratio is {side} one"


def test_a_cell_of_the_wrong_form_ends_only_the_rules_that_ask_for_it():
    row = {"raw": "4 of 5", "value": "x", "low": "9", "high": "8", "interval": "", "spread": "y"}
    sound = _Sound(row | {"accepted": ""}, {"value", "spread"})
    assert {"value", "spread", "low"} <= {name for name in (*row, "colour") if name in sound}
    assert "colour" not in sound
    found = [column for column, *_ in _faults(sound, list(ROW_RULES)[:2])]
    assert found == ["interval"]
    other = _Sound(row | {"accepted": "", "value": "4"}, {"spread"})
    rules = [_interval, _interval_kind, list(ROW_RULES)[-1]]
    told = [(column, cell) for column, cell, _ in _faults(other, rules)]
    assert told == [("low", "9"), ("interval", ""), ("high", "8")]


def test_a_rule_applies_to_a_table_that_has_what_it_needs_and_no_more():
    dictionary = pd.DataFrame(columns=["table", "column", "type", "references"], dtype=str)
    table = pd.DataFrame([["survival", ""], ["median", ""]], [2, 3], ["statistic", "time_months"])
    (told,) = rule_problems({"t": table}, dictionary, {})
    assert (told.file, told.row, told.column, told.value) == ("t.csv", 2, "time_months", "")


def test_keys_and_names_are_held_against_the_rows_there_are():
    def described(table, column, kind, references=""):
        cells = {"table": table, "column": column, "type": kind, "references": references}
        return cells

    dictionary = pd.DataFrame(
        [
            described("gone", "a", "key", "studies.study_id"),
            described("arms", "study_id", "key", "studies.study_id"),
            described("arms", "of", "entry"),
            described("numbers", "number_id", "identifier"),
        ]
    )
    tables = {
        "studies": pd.DataFrame({"study_id": ["s"]}, index=[2]),
        "arms": pd.DataFrame(
            {"arm_id": list("abc"), "study_id": ["s", "t", "T t"], "of": ["x", "", "y"]},
            index=[2, 3, 4],
        ),
        "numbers": pd.DataFrame({"number_id": ["x"], "raw": ["1"]}, index=[2]),
    }
    told = rule_problems(tables, dictionary, {})
    assert [(p.file, p.row, p.column) for p in told] == [("arms.csv", 3, "study_id")]
    told = rule_problems(tables, dictionary[dictionary["table"] != "gone"], {})
    assert [(p.row, p.column) for p in told] == [(3, "study_id"), (4, "of")]
    whole = dictionary[dictionary["table"].isin(["arms", "numbers"])]
    whole = pd.concat([whole, pd.DataFrame([described("studies", "study_id", "identifier")])])
    told = rule_problems(tables, whole, {})
    assert [(p.row, p.column) for p in told] == [(3, "study_id"), (4, "of")]


@pytest.mark.parametrize(
    ("where", "cells", "column", "expected"),
    [
        (RATIO, {"value": "0.10"}, "value", "a value inside its interval, 0.15 to 0.52"),
        (RATIO, {"value": "0.53"}, "value", "a value inside its interval, 0.15 to 0.52"),
        (RATIO, {"low": "0.60"}, "low", "at most the upper end, 0.52"),
        (RATIO, {"high": ""}, "high", "both ends of the interval, or neither"),
        (RATIO, {"low": ""}, "low", "both ends of the interval, or neither"),
        (RATIO, {"level": ""}, "level", "the level of the interval"),
        (RATIO, {"value": ""}, "value", "the point estimate"),
        (RATIO, {"better_below": ""}, "better_below", "which level does better"),
        (RATIO, {"p": ""}, "p_relation", "a p value together with its relation"),
        (RATIO, {"p_relation": ""}, "p_relation", "a p value together with its relation"),
        (TEST, {"value": "0.5"}, "value", "no value where only a test was printed"),
        (
            OS_60,
            {"low": "40", "high": "50"},
            "interval",
            "what kind of interval low and high are",
        ),
        (OS_60, {"interval": "range"}, "low", "the interval whose kind is given"),
        (
            OS_60,
            {"low": "50", "high": "60", "interval": "range"},
            "value",
            "a value inside its interval, 50 to 60",
        ),
        (OS_60, {"value": "100.1"}, "value", "a percentage from 0 to 100"),
        (OS_60, {"value": "-1"}, "value", "a percentage from 0 to 100"),
        (
            OS_60,
            {"low": "40", "high": "144", "interval": "range"},
            "high",
            "a percentage from 0 to 100",
        ),
        (OS_60, {"time_months": ""}, "time_months", "the time at which survival is given"),
        (OS_60, {"value": ""}, "value", "a value, because the status is stated"),
        (OS_60, {"status": "not stated"}, "value", "no value, because the status is not stated"),
        (NOT_STATED, {"value": "0"}, "value", "no value, because the status is not stated"),
        (NOT_STATED, {"status": "stated"}, "value", "a value, because the status is stated"),
        (R0, {"numerator": "78", "denominator": "77"}, "numerator", "at most the denominator, 77"),
        (SPREAD, {"spread": ""}, "low", "the interval whose kind is given"),
        (STUDY, {"period_start": "2014"}, "period_start", "a year not after the end of the"),
        (STUDY, {"period_end": "2019"}, "period_end", "a year not after publication, 2018"),
        (STUDY, {"period_end": ""}, "period_end", "both ends of the period, or neither"),
        (STUDY, {"period_start": ""}, "period_start", "both ends of the period, or neither"),
        (INTERVAL, {"relation": ""}, "relation", "threshold, relation and unit together"),
        (INTERVAL, {"unit": ""}, "unit", "threshold, relation and unit together"),
        (INTERVAL, {"favourable": ""}, "favourable", "a value, because the status is stated"),
        (INTERVAL, {"model": ""}, "model", "a value, because the status is stated"),
        (NO_FACTOR, {"factor": "age"}, "factor", "nothing, because the status is not stated"),
        (CLAIM, {"low": "1"}, "high", "both ends of the interval, or neither"),
    ],
)
def test_a_row_that_contradicts_itself_is_named(tmp_path, where, cells, column, expected):
    ((table, identifier),) = where.items()
    folder = small_copy_of_data(tmp_path, table)
    path = folder / f"{table}.csv"
    row = row_of(path, identifier)
    edit(path, {(row, name): value for name, value in cells.items()})
    said = [p for p in problems(folder) if p.column == column]
    assert [(p.file, p.row) for p in said] == [(path.name, row)] * len(said)
    assert any(p.expected.startswith(expected) for p in said)
    assert {p.value for p in said} == {records(path)[row - 1][records(path)[0].index(column)]}


@pytest.mark.parametrize(
    ("where", "cells"),
    [
        (RATIO, {"value": "0.15"}),
        (RATIO, {"value": "0.52"}),
        (OS_60, {"value": "0", "raw": "0%"}),
        (OS_60, {"value": "100", "raw": "100%"}),
        (OS_60, {"raw": "44% (38/38)", "numerator": "38", "denominator": "38"}),
        (STUDY, {"period_start": "2013"}),
        (STUDY, {"period_end": "2018"}),
        (STUDY, {"period_start": "", "period_end": ""}),
    ],
)
def test_a_limit_itself_is_no_fault(tmp_path, where, cells):
    ((table, identifier),) = where.items()
    folder = small_copy_of_data(tmp_path, table)
    path = folder / f"{table}.csv"
    row = row_of(path, identifier)
    edit(path, {(row, name): value for name, value in cells.items()})
    assert problems(folder) == []


@pytest.mark.parametrize("verdict", ["infeasible", "discrepant", "conflicting"])
def test_a_printed_fault_that_was_looked_at_is_no_fault_of_the_table(tmp_path, verdict):
    folder = small_copy_of_data(tmp_path, "effects")
    path = folder / "effects.csv"
    row = row_of(path, "ruiz-2018-hr")
    raw = "hazard ratio (HR) 0.10, 95% confidence interval (CI): 0.15–0.52; P<0.001"
    edit(path, {(row, "value"): "0.10", (row, "raw"): raw, (row, "accepted"): verdict})
    assert problems(folder) == []


def test_the_review_prints_one_value_outside_its_interval():
    claims = BOOK.evidence.claims
    outside = claims[~claims["value"].between(claims["low"], claims["high"])]
    outside = outside[outside["value"].notna() & outside["low"].notna()]
    assert list(outside["claim_id"]) == ["rfa-ehm"]


def test_one_name_in_two_tables_is_reported_in_both(tmp_path):
    folder = small_copy_of_data(tmp_path, "outcomes", "claims")
    name = records(folder / "outcomes.csv")[1][0]
    edit(folder / "claims.csv", {(2, "claim_id"): name})
    assert [(p.file, p.row, p.value, p.expected) for p in problems(folder)] == [
        (file, 2, name, "a name no other table uses") for file in ("claims.csv", "outcomes.csv")
    ]


def test_rows_that_lean_on_a_renamed_row_are_all_named(tmp_path):
    folder = small_copy_of_data(tmp_path)
    arms = records(folder / "arms.csv")
    edit(folder / "studies.csv", {(2, "study_id"): "abbott-2021"})
    said = problems(folder)
    leaning = [
        n for n, row in enumerate(arms, 1) if row[arms[0].index("study_id")] == "abbott-2012"
    ]
    assert [(p.file, p.row, p.value) for p in said] == [
        ("arms.csv", row, "abbott-2012") for row in leaning
    ]


def test_a_bad_cell_hides_no_fault_of_another_row(tmp_path):
    folder = small_copy_of_data(tmp_path, "outcomes")
    path = folder / "outcomes.csv"
    row = row_of(path, "abbott-2012-os-60")
    edit(path, {(row, "value"): "101", (row - 1, "value"): "many", (row - 1, "arm_id"): "nobody"})
    assert [(p.row, p.column, p.value) for p in problems(folder)] == [
        (row - 1, "arm_id", "nobody"),
        (row - 1, "value", "many"),
        (row, "value", "101"),
    ]
