"""Which drugs the patients of a study could have had."""

import pandas as pd

from reviewbook.tables.load import Evidence

BEFORE, ACROSS, AFTER = "none of the years", "some of the years", "all of the years"
SPANS = {span: f"In {span}" for span in (AFTER, ACROSS, BEFORE)}


def drug_eras(evidence: Evidence) -> pd.DataFrame:
    """Give the drugs that a source dates or names, as far as the sources go.

    Columns: ``drug``, ``group``, ``role``, ``from_year`` (missing where no source gives it),
    ``named_year`` (of the source that names it: it existed by then), ``note``. No date of approval
    was read in any source.
    """
    return evidence.eras.drop(columns=["era_id", "entry_id"])


def drugs_possible(evidence: Evidence) -> pd.DataFrame:
    """Say for each study with a period whether its patients could have had each dated therapy.

    Columns: ``label``, ``start``, ``end``, and one per dated therapy: whether it existed in all,
    some or none of the years of the study. Periods are those of the primary reports where they
    were read, else of the review.
    """
    labels = evidence.sources.set_index("source_id")["label"]
    read = evidence.characteristics.query("measure == 'study period'")
    read = read.merge(evidence.arms[["arm_id", "study_id"]], on="arm_id").set_index("study_id")
    rows = evidence.studies.dropna(subset=["period_start"]).copy()
    rows = rows.assign(
        label=rows["study_id"].map(labels).fillna(rows["author"] + " " + rows["year"].astype(str)),
        start=rows["study_id"].map(read["low"]).fillna(rows["period_start"]).astype(int),
        end=rows["study_id"].map(read["high"]).fillna(rows["period_end"]).astype(int),
    )
    for era in evidence.eras.query("role == 'dated'").to_dict("records"):
        year = era["from_year"]
        rows[era["drug"]] = [
            AFTER if start >= year else ACROSS if end >= year else BEFORE
            for start, end in zip(rows["start"], rows["end"], strict=True)
        ]
    dated = list(evidence.eras.query("role == 'dated'")["drug"])
    found = rows[["label", "start", "end", *dated]]
    return found.sort_values(["start", "end"]).reset_index(drop=True)


def eras_of_series(evidence: Evidence) -> pd.DataFrame:
    """Count the studies with a period by how much of it each dated therapy existed.

    Columns: ``drug``, ``from_year``, and one for each of `SPANS`. Reports of the same patients
    count each, because their years differ.
    """
    studies = drugs_possible(evidence)
    rows = evidence.eras.query("role == 'dated'")[["drug", "from_year"]]
    for span in SPANS:
        rows[span] = [int((studies[drug] == span).sum()) for drug in rows["drug"]]
    return rows.reset_index(drop=True)
