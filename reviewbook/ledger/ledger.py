"""The ledger: every printed number with its verdict, computed."""

from collections.abc import Callable, Iterable
from dataclasses import fields

import pandas as pd

from reviewbook.checks.findings import FAULTS, SEVERITIES, Finding, gravity, worst
from reviewbook.ledger.analyses import judged_tables
from reviewbook.ledger.bearing import Bearing, Ledger, Rows, distinct
from reviewbook.ledger.declared import declared
from reviewbook.ledger.entries import entries
from reviewbook.ledger.structural import structural
from reviewbook.tables.load import Evidence, documents
from reviewbook.tables.selection import Records


def ledger(evidence: Evidence, progress: Callable[[int, int], None] | None = None) -> Ledger:
    """Judge every entry of the judged documents.

    `progress` is told how many of how many declared checks have run.

    Raises:
        SelectionError: a declared check cannot be run as it is written.
    """
    evidence = documents(evidence)
    rows = entries(evidence)
    named = {row["entry_id"]: row for row in rows.to_dict("records")}
    found = bearings(judged_tables(evidence), named, progress)
    by_entry = by_entries(found, named)
    judged = pd.DataFrame([_judge(row, by_entry[entry]) for entry, row in named.items()])
    findings = pd.DataFrame(
        [
            {"entry_id": entry, "note": bearing.note, **vars(bearing.finding)}
            for entry, given in by_entry.items()
            for bearing in given
        ],
        columns=["entry_id", "note", *(part.name for part in fields(Finding))],
    )
    return Ledger(pd.concat([rows, judged], axis=1), findings, found)


def bearings(
    tables: Records, rows: Rows, progress: Callable[[int, int], None] | None = None
) -> list[Bearing]:
    """Run every declared and every structural check; a declared one comes first.

    `progress` is told how many of how many declared checks have run.

    Raises:
        SelectionError: a declared check cannot be run as it is written.
    """
    stated = declared(tables, rows, progress or _untold)
    return stated + structural(tables, rows, stated)


def _untold(done: int, total: int) -> None:
    """Tell nobody how far the checks are."""


def by_entries(found: Iterable[Bearing], names: Iterable[str]) -> dict[str, list[Bearing]]:
    """Give what bears on each of the named entries."""
    given: dict[str, list[Bearing]] = {name: [] for name in names}
    for bearing in found:
        for entry in bearing.entry_ids:
            given[entry].append(bearing)
    return given


def _judge(row: dict, given: list[Bearing]) -> dict:
    verdict = worst(bearing.finding for bearing in given)
    ordered = sorted(given, key=lambda bearing: gravity(bearing.finding))
    ordered = [bearing for bearing in ordered if bearing.finding.verdict == verdict]
    telling = [bearing.finding for bearing in ordered]
    sentences = distinct(f.sentence for f in telling)
    if not given:
        sentences = [_capital(row["reason"]) + "."] if row["reason"] else []
    return {
        "verdict": verdict,
        "severity": min((f.severity for f in telling), key=SEVERITIES.index, default="none"),
        "computed": next((f.computed for f in telling if f.computed is not None), None),
        "sentence": " ".join(sentences),
        "reading": " ".join(dict.fromkeys(f"{b.note}." for b in ordered if b.note)),
        "instead": next((f.instead for f in telling if f.instead), ""),
        "agreed": as_accepted(row["accepted"], verdict),
    }


def as_accepted(accepted: str, verdict: str) -> bool:
    """Compare with the accepted verdict; where none is recorded, no fault is expected."""
    return verdict == accepted if accepted else verdict not in FAULTS


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
