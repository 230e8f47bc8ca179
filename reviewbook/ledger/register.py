"""The register of discrepancies: each fault once, whether a check found it or a reader."""

import pandas as pd

from reviewbook.checks.findings import SEVERITIES, VERDICTS, gravity
from reviewbook.checks.registry import CHECKS
from reviewbook.ledger.bearing import Bearing, Ledger, distinct
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import Evidence

PAIRED = {
    "agreement",
    "every_value",
    "paired_arms",
    "references_agree",
    "references_partition",
    "summary_feasibility",
}
"""Checks whose finding is the same fault, seen from each of the numbers they compare."""

BY_READING = "seen by reading"

COLUMNS = [
    "fault_id",
    "source_id",
    "chapter",
    "chapters",
    "severity",
    "verdict",
    "what",
    "printed",
    "place",
    "found",
    "instead",
    "matters",
    "note",
    "check",
    "entry_ids",
]


def register(evidence: Evidence, ledger: Ledger) -> pd.DataFrame:
    """Give every fault once, major ones first, with the columns of `COLUMNS`.

    ``fault_id`` is that of the first of its entries, or of its observation.
    ``verdict`` is *seen by reading* for what no check can find. ``chapters`` and ``entry_ids`` are
    tuples, as a fault may lie between two places.
    """
    entries = ledger.entries.set_index("entry_id")
    faults = [bearing for bearing in ledger.bearings if bearing.finding.fault]
    rows = [_fault(group, entries) for group in _groups(faults, entries)]
    rows += [_observed(row, entries) for row in evidence.printed["observations"].to_dict("records")]
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["fault_id"] = _each_once(found["fault_id"])
    order = found["severity"].map(SEVERITIES.index)
    return found.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _each_once(names: pd.Series) -> pd.Series:
    """Give names of which those met again, as by two faults of one number, end in a count."""
    before = names.groupby(names).cumcount()
    return names.where(before == 0, names + "-" + (before + 1).astype(str))


def _groups(faults: list[Bearing], entries: pd.DataFrame) -> list[list[Bearing]]:
    """Put together the findings that are one fault.

    They are if they say the same of the same numbers, or bear on the same entry within one
    document. Two documents that disagree are a fault of its own.
    """
    groups: list[tuple[set, list[Bearing]]] = []
    for bearing in faults:
        marks = _marks(bearing, entries)
        joined = [group for group in groups if group[0] & marks]
        groups = [group for group in groups if not group[0] & marks]
        together = [one for _, members in joined for one in members] + [bearing]
        groups.append((marks.union(*(seen for seen, _ in joined)), together))
    return [members for _, members in groups]


def _marks(bearing: Bearing, entries: pd.DataFrame) -> set:
    finding, own = bearing.finding, set(bearing.entry_ids)
    if finding.check not in PAIRED:
        return own
    involved = [one for one in (*own, *bearing.compared) if one in entries.index]
    same = {(finding.check, finding.sentence)}
    return same if entries.loc[involved, "source_id"].nunique() > 1 else same | own


def _fault(group: list[Bearing], entries: pd.DataFrame) -> dict:
    ordered = sorted(group, key=lambda bearing: gravity(bearing.finding))
    ids = tuple(dict.fromkeys(entry for bearing in group for entry in bearing.entry_ids))
    rows = [entries.loc[entry] for entry in ids]
    findings = [bearing.finding for bearing in ordered]
    return {
        "fault_id": ids[0],
        "source_id": rows[0]["source_id"],
        "chapter": rows[0]["chapter"],
        "chapters": tuple(dict.fromkeys(row["chapter"] for row in rows)),
        "severity": min((f.severity for f in findings), key=SEVERITIES.index),
        "verdict": min((f.verdict for f in findings), key=VERDICTS.index),
        "what": _what([row["wording"] for row in rows]),
        "printed": _printed(rows),
        "place": "; ".join(dict.fromkeys(row["place"] for row in rows)),
        "found": " ".join(distinct(finding.sentence for finding in findings)),
        "instead": next((f.instead for f in findings if f.instead), ""),
        "matters": CHECKS[findings[0].check].matters,
        "note": " ".join(dict.fromkeys(b.note + "." for b in ordered if b.note)),
        "check": ", ".join(dict.fromkeys(finding.check for finding in findings)),
        "entry_ids": ids,
    }


def _what(wordings: list[str]) -> str:
    """Name what is concerned, a study that all share only once."""
    parts = [wording.partition(": ") for wording in wordings]
    subjects = {subject for subject, colon, _ in parts if colon}
    if len(subjects) == 1 and all(colon for _, colon, _ in parts):
        return f"{subjects.pop()}: " + "; ".join(dict.fromkeys(rest for *_, rest in parts))
    return "; ".join(dict.fromkeys(wordings))


def _printed(rows: list[pd.Series]) -> str:
    """Write what is printed, with its place where several places are concerned."""
    texts = [row["raw"] or quoted(row, "full") for row in rows]
    if len({row["place"] for row in rows}) > 1:
        texts = [f"{text} ({row['place']})" for text, row in zip(texts, rows, strict=True)]
    return "; ".join(dict.fromkeys(texts))


def _observed(row: dict, entries: pd.DataFrame) -> dict:
    entry = entries.loc[row["entry_id"]] if row["entry_id"] in entries.index else None
    return {
        "fault_id": row["observation_id"],
        "source_id": row["source_id"],
        "chapter": row["chapter"],
        "chapters": (row["chapter"],),
        "severity": row["severity"],
        "verdict": BY_READING,
        "what": "" if entry is None else entry["wording"],
        "printed": "" if entry is None else _printed([entry]),
        "place": row["place"],
        "found": row["wording"] + ".",
        "instead": row["instead"],
        "matters": "",
        "note": "",
        "check": "",
        "entry_ids": () if entry is None else (row["entry_id"],),
    }
