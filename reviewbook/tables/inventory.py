"""What lies in the data: tables with their sizes, gaps, and the dictionary as a reader sees it."""

import pandas as pd

from reviewbook.tables.load import Evidence


def inventory(evidence: Evidence) -> pd.DataFrame:
    """Give the size of each table: ``file``, ``rows``, ``columns``, ``filled`` (its cells)."""
    return pd.DataFrame(
        [
            {
                "file": f"{name}.csv",
                "rows": len(rows),
                "columns": len(rows.columns),
                "filled": int((rows != "").sum().sum()),
            }
            for name, rows in sorted(evidence.printed.items())
        ]
    )


def gaps(evidence: Evidence) -> pd.DataFrame:
    """Give, for each table that marks it, how many values are stated, zero and not stated.

    Columns: ``file``, ``stated``, ``zero`` (of those stated) and ``not_stated``.
    """
    rows = []
    for name, table in sorted(evidence.printed.items()):
        if "status" not in table or "value" not in table:
            continue
        stated = table["status"] == "stated"
        zero = pd.to_numeric(table["value"].where(stated), errors="coerce") == 0
        rows.append(
            {
                "file": f"{name}.csv",
                "stated": int(stated.sum()),
                "zero": int(zero.sum()),
                "not_stated": int((~stated).sum()),
            }
        )
    return pd.DataFrame(rows)


def dictionary(evidence: Evidence) -> pd.DataFrame:
    """Give the dictionary with one text for what each column may hold.

    Columns: ``table``, ``column``, ``meaning``, ``type`` (with its unit), ``holds`` (allowed
    values, limits or the column it refers to) and ``required``.
    """
    rows = evidence.printed["dictionary"]
    units = rows["unit"].map(lambda unit: f", {unit}" if unit else "")
    holds = [_holds(row) for row in rows.to_dict("records")]
    shown = rows[["table", "column", "meaning", "required"]]
    return shown.assign(type=rows["type"] + units, holds=holds)


def _holds(row: dict) -> str:
    if row["allowed"]:
        return row["allowed"].replace(" | ", "; ")
    if row["references"]:
        return f"a row of {row['references']}"
    ends = [
        f"{word} {row[column]}"
        for column, word in (("minimum", "at least"), ("maximum", "at most"))
        if row[column]
    ]
    return ", ".join(ends) or "any"
