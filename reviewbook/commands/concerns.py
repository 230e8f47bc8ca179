"""What to look at before a study is added: patients of other studies, and what is odd about it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reviewbook.checks.partitions import same_patients
from reviewbook.commands.study import NewRow, Study, columns_of_studies, namesakes, the_study
from reviewbook.ledger.entries import entries, stated
from reviewbook.ledger.ledger import bearings
from reviewbook.tables.known import KNOWN
from reviewbook.tables.load import Evidence, judged
from reviewbook.tables.selection import joined

SEPARATE = "Other patients than {}."


@dataclass(frozen=True)
class Overlap:
    """A study that may describe the same patients: what it is called, its cohort, and why."""

    study_id: str
    cohort_id: str
    why: str


def overlaps(evidence: Evidence, rows: Study) -> list[Overlap]:
    """Give the studies of one centre or one author and of overlapping years, in other cohorts.

    The note "Other patients than X." says that X was looked at and has other patients.
    """
    study, found = the_study(rows).cells, []
    for other in evidence.printed["studies"].to_dict("records"):
        name, cohort = other["study_id"], other.get("cohort_id", "")
        if cohort == study.get("cohort_id", "") or SEPARATE.format(name) in study.get("note", ""):
            continue
        finding = same_patients([_as_series(study), _as_series(other)])
        if finding.instead:
            why = finding.sentence.partition("; up to")[0]
            found.append(Overlap(name, cohort, f"{why}."))
    return found


def _as_series(study: dict[str, str]) -> dict:
    author = f"the group of {study['author']}" if study.get("author") else ""
    return {
        "study": study["study_id"],
        "centre": ";".join(filter(None, [author, study.get("centre", "")])),
        "start": study.get("period_start"),
        "end": study.get("period_end"),
        "n": 0,
    }


def warnings(before: Evidence, after: Evidence, rows: Study) -> list[str]:
    """Say what is odd about a study that the rules allow: impossible shares, curves, intervals."""
    names = {row.cells[after.printed[row.table].columns[0]]: row for row in rows}
    faults = [
        f"{_place(bearing.entry_ids, names)}: {bearing.finding.sentence}"
        for bearing in _findings(after, set(names))
        if bearing.finding.fault
    ]
    return list(dict.fromkeys(faults)) + _about_the_study(before, rows)


def _findings(evidence: Evidence, names: set[str]) -> list:
    """Hold every check that follows from what a row is against the new rows."""
    known = pd.concat([entries(evidence), stated(evidence)], ignore_index=True).fillna("")
    judged = {r["entry_id"]: r for r in known.to_dict("records") if r["entry_id"] in names}
    whole = {*evidence.printed, *KNOWN}
    tables = {name: joined(evidence, name).to_dict("records") for name in whole}
    for name in columns_of_studies(evidence.printed["dictionary"]).keys() - {"studies"}:
        tables[name] = [row for row in tables[name] if next(iter(row.values())) in names]
    return bearings(tables | {"checks": []}, judged)


def _place(entry_ids: Sequence[str], names: dict[str, NewRow]) -> str:
    rows = [names[entry] for entry in entry_ids if entry in names]
    return " and ".join(dict.fromkeys(f"{row.file}, row {row.line}" for row in rows))


def _about_the_study(evidence: Evidence, rows: Study) -> list[str]:
    study, studies = the_study(rows).cells, evidence.printed["studies"]
    said = [
        f"{known} has the same author and year; look whether it is the same report."
        for known in namesakes(evidence, study, ("author", "year"))["study_id"]
    ]
    source = study.get("source_id")
    if source not in judged(evidence) and not any(row.table == "sources" for row in rows):
        stands = studies.loc[studies["source_id"] == source, "study_id"]
        said += [f"The source {source} stands behind {known} already." for known in stands]
    shared = studies.loc[studies["cohort_id"] == study["cohort_id"], "study_id"]
    if len(shared):
        said.append(
            f"Its patients are those of {', '.join(shared)}: in pooled numbers they count once."
        )
    return said
