"""The evidence at a glance: how many studies of each treatment there are of each design."""

import pandas as pd

from bclm.data import Evidence, documents

DESIGNS = {
    "single arm": "Series without a comparison",
    "unmatched": "Unmatched comparison",
    "matched": "Matched comparison",
    "propensity matched": "Matched comparison",
    "randomised": "Randomised trial",
}
TOPICS = {
    "resection": "Resection",
    "RFA": "Ablation",
    "resection or ablation": "Resection or ablation",
}


def evidence_at_a_glance(evidence: Evidence) -> pd.DataFrame:
    """Count the studies of the two documents by treatment and design, empty combinations included.

    Columns: ``topic``, ``design``, ``studies``. A study with groups of several designs counts once
    in each. Single patients and subgroups are left out, and a comparison of two operated groups is
    none of treatments.
    """
    evidence = documents(evidence)
    rows = evidence.arms[evidence.arms["role"].isin(["series", "intervention"])]
    rows = rows.dropna(subset=["study_id"])
    rows = rows.assign(topic=rows["treatment"].map(TOPICS), design=rows["allocation"].map(DESIGNS))
    rows = pd.concat([rows.dropna(subset=["topic", "design"]), _cited_by_number(evidence, rows)])
    every = pd.MultiIndex.from_product(
        [dict.fromkeys(TOPICS.values()), dict.fromkeys(DESIGNS.values())],
        names=["topic", "design"],
    )
    counted = rows.groupby(["topic", "design"])["study_id"].nunique()
    return counted.reindex(every, fill_value=0).rename("studies").reset_index()


def _cited_by_number(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the ablation reports of which the review prints no group of patients of their own."""
    studies = evidence.studies.query("part == 'ablation'")
    absent = studies[~studies["study_id"].isin(rows["study_id"])]
    return absent[["study_id"]].assign(topic="Ablation", design=DESIGNS["single arm"])
