"""The entries of the ledger: every number a judged document prints, one row each.

A claim is an entry, and so is every table cell and every number of the prose that stands in a
table of its own. Nothing is judged here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from reviewbook.tables.entry_names import OWNERS, name_of, number_tables
from reviewbook.tables.load import Evidence, documents, judged, later_evidence
from reviewbook.tables.selection import joined, numbered
from reviewbook.tables.standing import RETRACTED, withdrawn

COLUMNS = [
    *("entry_id", "table", "source_id", "place", "chapter", "wording", "statistic"),
    *("value", "low", "high", "interval", "level", "p", "p_relation", "approximate", "unit"),
    *("numerator", "denominator", "k", "refs", "raw", "accepted", "reason", "note"),
]
UNPUBLISHED = "the data of the single patients were not published with it"
AVERAGES = {"median", "mean"}
NO_ESTIMATE = "test only"


def entries(evidence: Evidence) -> pd.DataFrame:
    """Give all entries as text, one row each, with the columns of `COLUMNS`."""
    return _frame(_numbers(documents(evidence)))


def stated(evidence: Evidence) -> pd.DataFrame:
    """Give every number read in another source than the judged documents, in the same columns.

    And ``verdict``, *stated* (nothing is checked, the number is only quoted) or *retracted*, as the
    source was; ``sentence``, the citation with its identifier; and the other columns of
    `ledger.Ledger`, empty. A study bears the short name of the source.
    """
    rows = _frame(_numbers(later_evidence(evidence), by_label=True))
    rows = rows[~rows["source_id"].isin(list(judged(evidence)))].reset_index(drop=True)
    sources = evidence.printed["sources"].set_index("source_id").loc[rows["source_id"]]
    gone = withdrawn(evidence.printed)
    return rows.assign(
        chapter=rows["chapter"].mask(rows["chapter"] == "", _first_chapters(sources)),
        verdict=[RETRACTED if source in gone else "stated" for source in rows["source_id"]],
        severity="none",
        computed=None,
        sentence=[_citation(source) for source in sources.to_dict("records")],
        reading="",
        instead="",
        agreed=True,
    )


class Subject(NamedTuple):
    """What a number is about: the names of its study or of its document, and its endpoint."""

    names: frozenset[str]
    endpoint: str


def subjects(evidence: Evidence) -> dict[str, Subject]:
    """Give the subject of every number that may be quoted, by the name of its entry."""
    studies = evidence.printed["studies"].to_dict("records")
    cited = {study["ref"]: study["author"] for study in studies if study.get("ref")}
    found = {}
    for row in (*_numbers(later_evidence(evidence)), *_numbers(documents(evidence))):
        authors = [row.get("author", ""), *(cited.get(r, "") for r in row.get("refs", "").split())]
        label = "" if row["source_id"] in judged(evidence) and any(authors) else row["source_label"]
        endpoint = row.get("outcome") or row.get("endpoint") or ""
        found[row["entry_id"]] = Subject(frozenset({*authors, label} - {""}), endpoint)
    return found


def _first_chapters(sources: pd.DataFrame) -> pd.Series:
    return sources["chapters"].str.split(";").str[0].reset_index(drop=True)


def _citation(source: Mapping) -> str:
    identifier = f", doi {source['doi']}" if source["doi"] else ""
    if not identifier and source["pmid"] and source["pmid"] not in source["citation"]:
        identifier = f", PMID {source['pmid']}"
    read = f"{source['kind']}; read: {source['read_as']}"
    status = source.get("status", "")
    read += "" if status in ("", "valid") else f"; {status}"
    return f"{source['citation']}{identifier} ({read})."


def _frame(rows: Iterable[Mapping]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object).fillna("").astype("str")


def _numbers(evidence: Evidence, by_label: bool = False) -> Iterable[dict]:
    """Give every row that prints a number, as an entry; `by_label` names studies by the source."""
    printed = evidence.printed
    places = printed["places"].to_dict("records")
    described = printed["dictionary"].set_index(["table", "column"])["unit"]
    others = [table for table in number_tables(printed) if table not in DESCRIBED]
    for table in [*DESCRIBED, *others]:
        for row in joined(evidence, table).to_dict("records"):
            name = {"entry_id": name_of(table, next(iter(row.values()))), "table": table}
            if by_label:
                name |= {"author": row["source_label"], "study_year": "", "year": ""}
            if table in OWNERS:
                name["unit"] = described.get((table, OWNERS[table]), "")
            entry = {"chapter": _chapter(places, table, row)} | row | name
            entry |= DESCRIBED.get(table, dict)(entry)
            if entry["value"] or entry["low"] or entry["statistic"] == NO_ESTIMATE:
                yield entry


def _chapter(places: list[dict], table: str, row: Mapping) -> str:
    """Say which chapter treats a row, by the first of ``places.csv`` that fits."""
    fitting = (
        place["chapter"]
        for place in places
        if row["source_id"] == place["source_id"]
        and row["place"].startswith(place["begins"])
        and place["rows_of"] in ("", table)
    )
    return next(fitting, "")


def study_name(row: Mapping) -> str:
    """Name a study as a table does: author and year, its reference number, or the source."""
    if not row["author"]:
        return f"Reference {row['ref']}" if row["ref"] else row["source_label"]
    return f"{row['author']} {row.get('study_year', row.get('year', ''))}".strip()


def study_names(evidence: Evidence) -> dict[str, str]:
    """Give author and year of each numbered study, by its reference number as text."""
    return numbered(evidence.printed["studies"].to_dict("records"))


def _arm_name(row: Mapping) -> str:
    label = row.get("arm_label", row.get("label", ""))
    if row["role"] == "series" and row["place"].startswith("Table"):
        return study_name(row)
    return f"{study_name(row)}, {label[0].lower() + label[1:] if label[1:2].islower() else label}"


def _study(row: Mapping) -> dict:
    start, end = row["period_start"], row["period_end"]
    return {
        "wording": f"{study_name(row)}: study period",
        "statistic": "range",
        "value": "",
        "low": start,
        "high": end,
        "interval": "range",
        "unit": "year",
        "raw": f"{start}–{end}",
        "reason": "a fact of the study, taken as printed",
    }


def _arm(row: Mapping) -> dict:
    unit = row["unit"] or "patients"
    return {
        "wording": f"{_arm_name(row)}: {unit}",
        "unit": unit,
        "statistic": "count",
        "value": row["n"],
        "low": "",
        "raw": row["n"],
        "reason": "a fact of the study, taken as printed",
    }


def _characteristic(row: Mapping) -> dict:
    averaged = f"{row['statistic']} " if row["statistic"] in AVERAGES else ""
    return {"wording": f"{_arm_name(row)}: {averaged}{row['measure']}", "reason": UNPUBLISHED}


def _outcome(row: Mapping) -> dict:
    averaged = f"{row['statistic']} " if row["statistic"] in AVERAGES else ""
    what = averaged + row["outcome"] + _at(row["time_months"])
    return {"wording": f"{_arm_name(row)}: {what}", "reason": UNPUBLISHED}


def _at(months: str) -> str:
    if not months:
        return ""
    years, rest = divmod(float(months), 12)
    if rest:
        return f" at {months} months"
    return f" at {years:g} year{'s' if years != 1 else ''}"


def _effect(row: Mapping) -> dict:
    endpoint = row["endpoint"].replace("not stated", "endpoint not stated")
    contrast = f"{row['exposed']} against {row['reference']}, {endpoint}{_at(row['time_months'])}"
    return {
        "wording": f"{study_name(row)}: {contrast}",
        "statistic": row["measure"],
        "unit": "ratio",
        "reason": UNPUBLISHED,
    }


def _factor(row: Mapping) -> dict:
    side = "below" if row["relation"].startswith("<") else "above"
    return {
        "wording": f"{study_name(row)}: {row['factor']} {side} which the course is better",
        "statistic": "threshold",
        "value": row["threshold"],
        "low": "",
        "reason": "a threshold chosen by the study, taken as printed",
    }


def _guidance(row: Mapping) -> dict:
    return {
        "wording": f"{row['source_label']}: {row['quantity']}",
        "statistic": "threshold",
        "low": "",
        "approximate": "yes" if row["relation"] == "about" else "",
        "reason": "the document does not print the data behind it",
    }


DESCRIBED: dict[str, Callable[[Mapping], dict]] = {
    "claims": dict,
    "facts": dict,
    "studies": _study,
    "arms": _arm,
    "characteristics": _characteristic,
    "outcomes": _outcome,
    "effects": _effect,
    "factors": _factor,
    "guidance": _guidance,
}
"""What each table's rows are called and how they stand as an entry; those of others as they are."""
