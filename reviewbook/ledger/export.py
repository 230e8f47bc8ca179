"""The ledger for machines: everything that was judged and found, as JSON."""

import json

import pandas as pd

from reviewbook.checks.findings import VERDICTS
from reviewbook.ledger.bearing import Ledger


def counts(ledger: Ledger) -> pd.DataFrame:
    """Count the entries by verdict (rows) and document (columns), with a column ``total``."""
    entries = ledger.entries
    table = pd.crosstab(entries["verdict"], entries["source_id"])
    return table.reindex(list(VERDICTS), fill_value=0).assign(total=lambda rows: rows.sum(axis=1))


def as_json(ledger: Ledger, register: pd.DataFrame, problems: pd.DataFrame) -> str:
    """Write the whole ledger: counts, entries with their findings, the register of faults.

    `problems` are those of `guard.verify`.
    """
    found = {
        entry: rows.drop(columns="entry_id").to_dict("records")
        for entry, rows in ledger.findings.groupby("entry_id", sort=False)
    }
    entries = [
        row | {"findings": found.get(row["entry_id"], [])}
        for row in ledger.entries.to_dict("records")
    ]
    whole = {
        "counts": counts(ledger).to_dict(),
        "moved": list(ledger.moved["entry_id"]),
        "problems": problems.to_dict("records"),
        "entries": entries,
        "register": register.to_dict("records"),
    }
    return json.dumps(_plain(whole), ensure_ascii=False, indent=1)


def _plain(value):
    """Replace what JSON cannot hold: missing numbers become null."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and value != value else value
