"""The entries of the ledger: every number either document prints, one row each.

A claim is an entry, and so is every table cell and every number of the prose that stands in a
table of its own. Nothing is judged here.
"""

import pandas as pd

from reviewbook.tables.load import Evidence, documents, judged, later_evidence
from reviewbook.tables.selection import joined

COLUMNS = [
    "entry_id",
    "table",
    "source_id",
    "place",
    "chapter",
    "wording",
    "statistic",
    "value",
    "low",
    "high",
    "interval",
    "level",
    "p",
    "p_relation",
    "approximate",
    "unit",
    "numerator",
    "denominator",
    "k",
    "refs",
    "raw",
    "accepted",
    "reason",
    "note",
]
UNPUBLISHED = "the data of the single patients were not published with it"


def entries(evidence: Evidence) -> pd.DataFrame:
    """Give all entries as text, one row each, with the columns of `COLUMNS`."""
    evidence = documents(evidence)
    parts = [
        _claims(evidence),
        _studies(evidence),
        _arms(evidence),
        _measured(evidence, "characteristics", "characteristic_id", _characteristic_wording),
        _measured(evidence, "outcomes", "outcome_id", _outcome_wording),
        _effects(evidence),
        _factors(evidence),
        _guidance(evidence),
    ]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS, fill_value="").fillna("")


def stated(evidence: Evidence) -> pd.DataFrame:
    """Give every number read in another source than the two documents, in the same columns.

    And ``verdict``, always *stated*: nothing is checked, the number is only quoted; ``sentence``,
    the citation with its identifier; and the other columns of `ledger.Ledger`, empty.
    """
    later = _under_source_labels(later_evidence(evidence))
    parts = [
        _facts(later),
        _studies(later),
        _arms(later),
        _measured(later, "characteristics", "characteristic_id", _characteristic_wording),
        _measured(later, "outcomes", "outcome_id", _outcome_wording),
        _effects(later),
        _factors(later),
    ]
    rows = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS, fill_value="").fillna("")
    rows = rows[~rows["source_id"].isin(list(judged(evidence)))].reset_index(drop=True)
    sources = later.printed["sources"].set_index("source_id").loc[rows["source_id"]]
    own = sources["chapters"].str.partition(";")[0].to_numpy()
    chapter = rows["chapter"].where(rows["table"] == "facts", own)
    return rows.assign(
        chapter=chapter,
        verdict="stated",
        severity="none",
        computed=None,
        sentence=[_citation(source) for source in sources.to_dict("records")],
        reading="",
        instead="",
        agreed=True,
    )


def _under_source_labels(evidence: Evidence) -> Evidence:
    """Let studies bear the short name of the source they were read in."""
    studies = evidence.printed["studies"]
    sources = evidence.printed["sources"].set_index("source_id")["label"]
    names = studies["study_id"].map(sources).fillna("")
    studies = studies.assign(author=names, year="")
    return Evidence(evidence.tables, evidence.printed | {"studies": studies})


def _citation(source: dict) -> str:
    identifier = f", doi {source['doi']}" if source["doi"] else ""
    if not identifier and source["pmid"] and source["pmid"] not in source["citation"]:
        identifier = f", PMID {source['pmid']}"
    return f"{source['citation']}{identifier} ({source['kind']}; read: {source['read_as']})."


def _facts(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.printed["facts"]
    rows = rows[(rows["value"] != "") | (rows["low"] != "")]
    return rows.rename(columns={"fact_id": "entry_id"}).assign(table="facts")


def _claims(evidence: Evidence) -> pd.DataFrame:
    return (
        joined(evidence, "claims").rename(columns={"claim_id": "entry_id"}).assign(table="claims")
    )


def _studies(evidence: Evidence) -> pd.DataFrame:
    rows = joined(evidence, "studies")
    rows = rows[rows["period_start"] != ""]
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows["study_id"] + "-period",
            table="studies",
            wording=rows.apply(study_name, axis=1) + ": study period",
            statistic="range",
            low=rows["period_start"],
            high=rows["period_end"],
            interval="range",
            unit="year",
            raw=rows["period_start"] + "–" + rows["period_end"],
            reason="a fact of the study, taken as printed",
        ),
    )


def _arms(evidence: Evidence) -> pd.DataFrame:
    rows = joined(evidence, "arms")
    rows = rows[rows["n"] != ""]
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows["arm_id"] + "-n",
            table="arms",
            wording=rows.apply(_arm_name, axis=1) + ": patients",
            statistic="count",
            value=rows["n"],
            unit="patients",
            raw=rows["n"],
            reason="a fact of the study, taken as printed",
        ),
    )


def _measured(evidence: Evidence, table: str, identifier: str, wording) -> pd.DataFrame:
    rows = joined(evidence, table)
    rows = rows[rows["status"] == "stated"].drop(columns=["n"])
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows[identifier],
            table=table,
            wording=rows.apply(_arm_name, axis=1) + ": " + rows.apply(wording, axis=1),
            reason=UNPUBLISHED,
        ),
    )


def _effects(evidence: Evidence) -> pd.DataFrame:
    rows = joined(evidence, "effects")
    endpoint = rows["endpoint"].replace("not stated", "endpoint not stated")
    contrast = rows["exposed"] + " against " + rows["reference"] + ", " + endpoint
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows["effect_id"],
            table="effects",
            wording=rows.apply(study_name, axis=1) + ": " + contrast,
            statistic=rows["measure"],
            unit="ratio",
            reason=UNPUBLISHED,
        ),
    )


def _factors(evidence: Evidence) -> pd.DataFrame:
    rows = joined(evidence, "factors")
    rows = rows[rows["threshold"] != ""]
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows["factor_id"],
            table="factors",
            wording=[f"{study_name(row)}: {_factor_wording(row)}" for _, row in rows.iterrows()],
            statistic="threshold",
            value=rows["threshold"],
            reason="a threshold chosen by the study, taken as printed",
        ),
    )


def _guidance(evidence: Evidence) -> pd.DataFrame:
    rows = joined(evidence, "guidance")
    rows = rows[rows["value"] != ""]
    return _placed(
        evidence,
        rows.assign(
            entry_id=rows["guidance_id"],
            table="guidance",
            wording="The web page: " + rows["quantity"],
            statistic="threshold",
            approximate=rows["relation"].map(lambda relation: "yes" if relation == "about" else ""),
            reason="the page does not print the data behind it",
        ),
    )


def _placed(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Say which chapter treats each row, by the first of ``places.csv`` that fits."""
    places = evidence.printed["places"].to_dict("records")
    asked = zip(rows["table"], rows["source_id"], rows["place"], strict=True)
    return rows.assign(chapter=[_chapter(places, *one) for one in asked])


def _chapter(places: list[dict], table: str, source: str, place: str) -> str:
    fitting = (
        row["chapter"]
        for row in places
        if row["source_id"] == source
        and place.startswith(row["begins"])
        and row["rows_of"] in ("", table)
    )
    return next(fitting, "")


def study_name(row: pd.Series) -> str:
    """Name a study as a table does: author and year, or its reference number."""
    if not row["author"]:
        return f"Reference {row['ref']}" if row["ref"] else "The web page"
    year = row.get("study_year", row.get("year", ""))
    return f"{row['author']} {year}".strip()


def _arm_name(row: pd.Series) -> str:
    label = row.get("arm_label", row.get("label", ""))
    if label[1:2].islower():
        label = label[0].lower() + label[1:]
    study = study_name(row)
    return (
        study
        if row["role"] == "series" and row["place"].startswith("Table")
        else f"{study}, {label}"
    )


def _factor_wording(row: pd.Series) -> str:
    side = "below" if row["relation"].startswith("<") else "above"
    return f"{row['factor']} {side} which the course is better"


def _characteristic_wording(row: pd.Series) -> str:
    averaged = row["statistic"] in {"median", "mean"}
    return f"{row['statistic']} {row['measure']}" if averaged else row["measure"]


def _outcome_wording(row: pd.Series) -> str:
    averaged = row["statistic"] in {"median", "mean"}
    return (f"{row['statistic']} " if averaged else "") + row["outcome"] + _at(row["time_months"])


def _at(months: str) -> str:
    if not months:
        return ""
    years, rest = divmod(float(months), 12)
    if rest:
        return f" at {months} months"
    return f" at {years:g} year{'s' if years != 1 else ''}"
