import json

import pandas as pd
import pytest

from reviewbook.ledger.bearing import Ledger
from reviewbook.ledger.export import as_json, counts


@pytest.fixture
def ledger():
    entries = pd.DataFrame(
        {
            "entry_id": ["a", "b", "c"],
            "source_id": ["one", "two", "one"],
            "verdict": ["discrepant", "reproduced", "reproduced"],
            "computed": [4.0, float("nan"), 5.0],
            "agreed": [True, True, False],
        }
    )
    findings = pd.DataFrame({"entry_id": ["a", "a"], "check": ["sum", "share"], "low": [1.0, None]})
    return Ledger(entries, findings, [])


def test_entries_are_counted_by_verdict_and_document(ledger):
    table = counts(ledger)
    assert table.loc["reproduced"].to_dict() == {"one": 1, "two": 1, "total": 2}
    assert table.loc["infeasible"].to_dict() == {"one": 0, "two": 0, "total": 0}


def test_the_whole_ledger_is_json_with_null_for_what_is_missing(ledger):
    register = pd.DataFrame({"fault": ["a"], "parts": [("x", float("nan"))]})
    whole = json.loads(as_json(ledger, register, pd.DataFrame({"row": [2]})))
    assert whole["moved"] == ["c"]
    assert whole["problems"] == [{"row": 2}]
    assert whole["register"] == [{"fault": "a", "parts": ["x", None]}]
    assert [entry["computed"] for entry in whole["entries"]] == [4.0, None, 5.0]
    assert whole["entries"][0]["findings"] == [
        {"check": "sum", "low": 1.0},
        {"check": "share", "low": None},
    ]
    assert whole["entries"][1]["findings"] == []
    assert whole["counts"]["total"]["discrepant"] == 1
