"""What a dictionary says of a column, as a Table Schema says it."""

import pandas as pd
import pytest

from reviewbook.exports.schema import table_schema
from reviewbook.tables.dictionary import TYPE_TESTS
from reviewbook.tables.known import KNOWN

BLANK = dict.fromkeys(KNOWN["dictionary"], "") | {"table": "arms", "required": "no"}


def schema(*rows: dict, tables=frozenset({"arms", "studies"})) -> dict:
    """Return the schema of a table described by some rows."""
    return table_schema(pd.DataFrame([BLANK | row for row in rows]), set(tables))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"type": "number", "minimum": "0", "maximum": "99.9"}, {"minimum": 0, "maximum": 99.9}),
        ({"type": "choice", "allowed": "a | b"}, {"enum": ["a", "b"]}),
        ({"type": "text", "required": "yes"}, {"required": True}),
        ({"type": "date"}, {"pattern": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}),
        ({"type": "text"}, None),
    ],
)
def test_what_a_column_may_hold_is_a_constraint(row, said):
    field = schema({"column": "x"} | row)["fields"][0]
    assert field.get("constraints") == said


@pytest.mark.parametrize("kind", TYPE_TESTS)
def test_every_type_of_a_dictionary_has_one_of_the_schema(kind):
    field = schema({"column": "x", "type": kind, "unit": "cm", "meaning": "Size"})["fields"][0]
    expected = kind if kind in ("number", "integer", "year") else "string"
    assert (field["type"], field["unit"], field["description"]) == (expected, "cm", "Size")


def test_a_name_is_the_primary_key_and_unique():
    made = schema({"column": "arm_id", "type": "identifier", "required": "yes"})
    assert made["primaryKey"] == ["arm_id"]
    assert made["fields"][0]["constraints"] | {"pattern": ""} == {
        "required": True,
        "unique": True,
        "pattern": "",
    }
    assert made["missingValues"] == [""]


def test_a_key_leads_to_its_table_or_to_none_that_is_absent():
    key = {"column": "study_id", "type": "key", "references": "studies.study_id"}
    own = {"column": "whole_id", "type": "key", "references": "arms.arm_id"}
    assert schema(key, own)["foreignKeys"] == [
        {"fields": ["study_id"], "reference": {"resource": "studies", "fields": ["study_id"]}},
        {"fields": ["whole_id"], "reference": {"resource": "", "fields": ["arm_id"]}},
    ]
    assert "foreignKeys" not in schema(key, tables={"arms"})
