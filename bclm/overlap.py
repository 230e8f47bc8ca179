"""Patients, not rows: how many different patients stand behind reports that share some."""

import pandas as pd

from bclm.resection import TABLES
from reviewbook.tables.load import Evidence
from reviewbook.tables.reports import study_labels

READINGS = {"The review's Table 1": TABLES[0], "The same reports' abstracts": "abstract"}


def shared_patients(evidence: Evidence) -> pd.DataFrame:
    """Give the reports that share patients, one row each, with the reasoning.

    Columns: ``cohort_id``, ``label`` (short name of the report), ``group``, ``n``, ``overlap``,
    ``why``.
    """
    arms = evidence.arms.set_index("arm_id")
    labels = evidence.sources.set_index("source_id")["label"]
    rows = evidence.cohorts
    label = rows["study_id"].map(study_labels(evidence))
    return rows.assign(
        label=label,
        group=rows["arm_id"].map(arms["label"]),
        n=rows["arm_id"].map(arms["n"]),
        read_in=rows["arm_id"].map(arms["source_id"]).map(labels),
    )[["cohort_id", "label", "group", "n", "read_in", "overlap", "why"]]


def patients_not_rows(evidence: Evidence) -> pd.DataFrame:
    """Count the patients of the resection series, with the range that the overlap leaves.

    One row per reading, the review's table and the abstracts of the same series: ``reading``,
    ``reports``, ``rows`` (the sum of the sizes), ``fewest`` and ``most`` different patients. Of
    reports that share a cohort, the fewest is the largest report; the most is their sum, but not
    more than the group that is known to hold them all. Of a report with several groups the
    largest counts.
    """
    return pd.DataFrame(
        {"reading": reading, **_count(evidence, _series(evidence, place))}
        for reading, place in READINGS.items()
    )


def _series(evidence: Evidence, place: str) -> pd.DataFrame:
    studies = evidence.studies.query("part == 'resection series'")[["study_id", "cohort_id"]]
    arms = evidence.arms.merge(studies, on="study_id").dropna(subset=["n"])
    operated = arms["treatment"].isin(["resection", "repeat resection", "resection or ablation"])
    arms = arms[(arms["place"] == place) & operated]
    return arms.sort_values("n", ascending=False).drop_duplicates("study_id")


def _count(evidence: Evidence, arms: pd.DataFrame) -> dict:
    sizes = evidence.arms.set_index("arm_id")["n"]
    whole = evidence.cohorts.dropna(subset=["whole_arm_id"]).drop_duplicates("cohort_id")
    whole = whole.set_index("cohort_id")["whole_arm_id"].map(sizes)
    fewest = most = 0
    for cohort, group in arms.groupby("cohort_id"):
        together = int(group["n"].sum())
        fewest += int(group["n"].max())
        most += min(together, int(whole[cohort])) if cohort in whole.index else together
    rows = int(arms["n"].sum())
    return {"reports": len(arms), "rows": rows, "fewest": fewest, "most": most}
