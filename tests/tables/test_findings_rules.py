"""What a finding must have before absolute numbers stand in it."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.rules.findings import _fair, _misfits, finding_problems

PRINTED = BOOK.evidence.printed
ROWS = PRINTED["findings"]


def told(where, **change):
    rows = ROWS.copy()
    at = rows.index[where(rows)][0]
    rows.loc[at, list(change)] = list(change.values())
    return [(p.row, p.column) for p in finding_problems({**PRINTED, "findings": rows})], at


def pooled(rows):
    return (rows["baseline_id"] != "") & rows["result_id"].isin(PRINTED["effects"]["effect_id"])


def in_pairs(rows):
    return (rows["baseline_id"] != "") & rows["result_id"].isin(PRINTED["outcomes"]["outcome_id"])


def gap(rows):
    return rows["why"] != ""


def test_the_book_has_no_such_fault():
    assert list(finding_problems(PRINTED)) == []


@pytest.mark.parametrize(
    ("where", "change", "column"),
    [
        (pooled, {"result_id": "nothing"}, "result_id"),
        (pooled, {"baseline_id": "nothing"}, "baseline_id"),
        (pooled, {"baseline_id": ""}, "why"),
        (pooled, {"counted": ""}, "counted"),
        (in_pairs, {"per": ""}, "per"),
        (gap, {"why": ""}, "why"),
    ],
)
def test_what_is_missing_is_told(where, change, column):
    found, at = told(where, **change)
    assert found == [(at, column)]


def test_groups_that_were_not_matched_are_not_set_against_each_other():
    outcomes = PRINTED["outcomes"].merge(PRINTED["arms"][["arm_id", "allocation"]], on="arm_id")
    shares = outcomes[(outcomes["unit"] == "%") & (outcomes["value"] != "")]
    unmatched = shares.loc[shares["allocation"] == "unmatched", "outcome_id"].iloc[:2]
    result, baseline = unmatched
    found, at = told(in_pairs, result_id=result, baseline_id=baseline)
    assert found == [(at, "baseline_id")]


def test_a_median_gives_no_patients_of_a_hundred():
    months = PRINTED["outcomes"].query("unit == 'months'")["outcome_id"].iloc[0]
    found, at = told(pooled, baseline_id=months)
    assert found == [(at, "baseline_id")]


OUTCOMES = pd.DataFrame(
    {"unit": ["%", "%", "months", "%"], "value": ["5", "9", "7", ""], "arm_id": list("abcd")},
    index=["x", "y", "m", "gap"],
)
EFFECTS = pd.DataFrame({"value": ["0.5", ""]}, index=["ratio", "test"])
ARMS = pd.DataFrame({"arm_id": list("abc"), "comparison_id": list("kkl"), "allocation": "matched"})
COUNTED = {"counted": "deaths", "counts": "patients", "per": "100", "why": ""}


@pytest.mark.parametrize(
    ("result", "baseline", "cells", "columns"),
    [
        ("ratio", "x", {}, []),
        ("test", "x", {}, ["result_id"]),
        ("ratio", "", {}, ["why"]),
        ("ratio", "", {"why": "no group"}, []),
        ("ratio", "m", {}, ["baseline_id"]),
        ("x", "y", {}, []),
        ("x", "y", {"per": ""}, ["per"]),
        ("x", "", {}, []),
        ("x", "", {"why": "one group", "per": "", "counted": ""}, []),
        ("m", "", {}, ["result_id"]),
        ("gap", "", {}, ["result_id"]),
        ("gap", "", {"why": "no value"}, []),
    ],
)
def test_a_finding_says_what_its_absolute_numbers_rest_on(result, baseline, cells, columns):
    row = COUNTED | {"result_id": result, "baseline_id": baseline} | cells
    assert [column for column, _ in _misfits(row, EFFECTS, OUTCOMES, ARMS)] == columns


def test_two_groups_are_of_one_fair_comparison_as_far_as_that_is_known():
    assert _fair(["a", "b"], ARMS)
    assert not _fair(["a", "c"], ARMS)
    assert _fair(["a", "b"], ARMS.assign(allocation=["matched", "randomised", "matched"]))
    assert not _fair(["a", "b"], ARMS.assign(allocation=["matched", "unmatched", "matched"]))
    assert _fair(["a", "c"], None)
    assert _fair(["a", "c"], ARMS.drop(columns="allocation"))
