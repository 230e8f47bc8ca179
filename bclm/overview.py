"""The evidence at a glance: what was studied, in which design, for which outcome, in whom."""

import pandas as pd

from reviewbook.tables.load import Evidence, documents, judged

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


def at_a_glance(evidence: Evidence) -> pd.DataFrame:
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


LOCAL = {
    "resection": "Resection",
    "repeat resection": "Repeat resection",
    "resection or ablation": "Resection or ablation",
    "RFA": "Ablation",
    "ablation": "Ablation",
    "radiotherapy or surgery": "Stereotactic radiotherapy",
    "stereotactic radiotherapy": "Stereotactic radiotherapy",
    "arterial therapy": "Arterial therapy",
    "local treatment": "Several treatments together",
}
ENDPOINTS = {
    "overall survival": "Overall survival",
    "alive": "Overall survival",
    "death": "Overall survival",
    "disease-free survival": "Survival without disease or progression",
    "progression-free survival": "Survival without disease or progression",
    "recurrence-free": "Survival without disease or progression",
    "recurrence-free interval": "Survival without disease or progression",
    "recurrence": "Recurrence or local control",
    "local recurrence": "Recurrence or local control",
    "local tumour progression": "Recurrence or local control",
    "local control": "Recurrence or local control",
    "new liver metastases": "Recurrence or local control",
    "complications": "Complications",
    "major complications": "Complications",
    "minor complications": "Complications",
    "postoperative mortality": "Postoperative mortality",
}
RECEPTORS = {
    "not divided": "All patients together",
    "hormone receptor": "By hormone receptor status",
    "subtype": "By HER2 status or subtype",
}
DIVIDED = {
    "hormone receptor status": RECEPTORS["hormone receptor"],
    "HER2 status": RECEPTORS["subtype"],
    "subtype": RECEPTORS["subtype"],
}


def by_receptor(evidence: Evidence) -> pd.DataFrame:
    """Count studies by treatment, outcome and receptor status, empty cells included.

    Columns: ``topic`` (treatment), ``design`` (outcome), ``receptor`` (outcome of all patients
    together, by hormone receptor status, or by HER2 status or subtype), ``studies`` and
    ``patients``: those of the largest group of each study, none where no size is printed. Reports
    of the same patients count once. Meta-analyses are left out, because they hold the studies; so
    are figures without a study.
    """
    single = evidence.studies.query("part != 'meta-analysis'")["study_id"]
    arms = evidence.arms[evidence.arms["study_id"].isin(single)]
    arms = arms.assign(topic=arms["treatment"].map(LOCAL)).dropna(subset=["topic"])
    points = pd.concat([_outcome_points(evidence, arms), _factor_points(evidence, arms)])
    points = points.merge(evidence.studies[["study_id", "cohort_id"]], on="study_id")
    sizes = arms.merge(evidence.studies[["study_id", "cohort_id"]], on="study_id")
    sizes = sizes.groupby(["topic", "cohort_id"])["n"].max().rename("n").reset_index()
    points = points[["topic", "design", "receptor", "cohort_id"]].drop_duplicates()
    points = points.merge(sizes, how="left", on=["topic", "cohort_id"])
    every = pd.MultiIndex.from_product(
        [dict.fromkeys(LOCAL.values()), dict.fromkeys(ENDPOINTS.values()), RECEPTORS.values()],
        names=["topic", "design", "receptor"],
    )
    grouped = points.groupby(["topic", "design", "receptor"])
    counted = grouped.agg(studies=("cohort_id", "nunique"), patients=("n", "sum"))
    return counted.reindex(every, fill_value=0).astype(int).reset_index()


def _outcome_points(evidence: Evidence, arms: pd.DataFrame) -> pd.DataFrame:
    stated = evidence.outcomes.query("status == 'stated'")
    rows = stated.merge(arms[["arm_id", "study_id", "topic", "receptor"]], on="arm_id")
    subtype = rows["receptor"].map(
        lambda receptor: (
            RECEPTORS["not divided"]
            if pd.isna(receptor)
            else RECEPTORS["hormone receptor" if "hormone" in receptor else "subtype"]
        )
    )
    rows = rows.assign(design=rows["outcome"].map(ENDPOINTS), receptor=subtype)
    return rows.dropna(subset=["design"])[["study_id", "topic", "design", "receptor"]]


def _factor_points(evidence: Evidence, arms: pd.DataFrame) -> pd.DataFrame:
    """Give the outcomes that a study sets out by receptor status, from its prognostic factors.

    The patients are those of its whole series, as its own report describes them if that was read.
    """
    columns = ["study_id", "factor", "endpoint"]
    rows = pd.concat([evidence.effects[columns], evidence.factors[columns]])
    rows = rows.assign(
        design=rows["endpoint"].map(ENDPOINTS), receptor=rows["factor"].map(DIVIDED)
    ).dropna(subset=["design", "receptor"])
    series = arms["role"] == "series"
    retold = arms["source_id"].isin(list(judged(evidence)))
    main = pd.concat([arms[series & ~retold], arms[series], arms]).drop_duplicates("study_id")
    return rows.merge(main[["study_id", "topic"]], on="study_id").drop(
        columns=["factor", "endpoint"]
    )
