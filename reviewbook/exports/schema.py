"""What a dictionary says of a table, as a Table Schema: types, limits, keys, what is missing."""

import pandas as pd

from reviewbook.tables.dictionary import (
    DOI,
    IDENTIFIER,
    NUMERIC_TYPES,
    WHOLE_LIST,
    allowed_values,
)

DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
TYPES = {name: {"type": name} for name in NUMERIC_TYPES} | {
    "address": {"type": "string", "format": "uri"}
}
"""The types of a Table Schema that those of a dictionary have; all others are strings."""
PATTERNS = {
    "identifier": IDENTIFIER.pattern,
    "key": IDENTIFIER.pattern,
    "entry": IDENTIFIER.pattern,
    "date": DATE,
    "doi": DOI.pattern,
    "numbers": WHOLE_LIST.pattern,
}


def table_schema(rows: pd.DataFrame, tables: set[str]) -> dict:
    """Give the Table Schema of one table.

    `rows` are the rows of a dictionary about its columns, as text; `tables` are those that the
    package holds: a key that leads to another one is a text like any other.
    """
    described = rows.to_dict("records")
    schema = {"fields": [_field(row) for row in described], "missingValues": [""]}
    names = [row["column"] for row in described if row["type"] == "identifier"]
    if names:
        schema["primaryKey"] = names
    keys = [_key(row) for row in described if row["references"].partition(".")[0] in tables]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(row: dict) -> dict:
    kind = TYPES.get(row["type"], {"type": "string"})
    field = {"name": row["column"]} | kind | {"description": row["meaning"]}
    if row["unit"]:
        field["unit"] = row["unit"]
    constraints = _constraints(row)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(row: dict) -> dict:
    found: dict[str, object] = {}
    if row["required"] == "yes":
        found["required"] = True
    if row["type"] == "identifier":
        found["unique"] = True
    if row["type"] in PATTERNS:
        found["pattern"] = PATTERNS[row["type"]]
    if row["allowed"]:
        found["enum"] = allowed_values(row["allowed"])
    for limit in ("minimum", "maximum"):
        if row[limit]:
            found[limit] = _number(row[limit])
    return found


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _key(row: dict) -> dict:
    table, column = row["references"].split(".")
    target = "" if table == row["table"] else table
    return {"fields": [row["column"]], "reference": {"resource": target, "fields": [column]}}
