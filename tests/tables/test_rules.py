"""Faults that no single cell shows, each put into a folder that is otherwise sound."""

import pytest
from books import BOOK
from spoiled import edit, problems, records, row_of, small_copy_of_data

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
