"""Patients, not rows."""

import dataclasses

import pytest
from books import BOOK

from bclm.overlap import patients_not_rows, shared_patients


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def counts(evidence, reading):
    return patients_not_rows(evidence).set_index("reading").loc[reading]


def test_the_review_counts_patients_twice(evidence):
    """120 and 49 of the same 139: at least 120 and at most 139 of the 169 are different."""
    found = counts(evidence, "The review's Table 1")
    assert found["rows"] == 605
    assert (found["fewest"], found["most"]) == (605 - 169 + 120, 605 - 169 + 139)


def test_three_reports_of_one_centre_count_once(evidence):
    arms = evidence.arms.set_index("arm_id")["n"]
    names = ["ruiz-2015-abstract-all", "ruiz-2018-abstract-surgery", "ruiz-2018-survivors-abstract"]
    assert arms[names].tolist() == [139] * 3
    found = counts(evidence, "The same reports' abstracts")
    assert found["rows"] - found["most"] == 2 * 139


def test_without_a_whole_group_the_most_is_the_sum(evidence):
    cohorts = evidence.cohorts.assign(whole_arm_id=None)
    other = dataclasses.replace(evidence, tables={**evidence.tables, "cohorts": cohorts})
    found = counts(other, "The review's Table 1")
    assert (found["fewest"], found["most"]) == (556, 605)


def test_reports_of_a_cohort_share_its_name_in_the_studies(evidence):
    studies = evidence.studies.set_index("study_id")["cohort_id"]
    for row in evidence.cohorts.to_dict("records"):
        assert studies[row["study_id"]] == row["cohort_id"]
    shared = studies[studies.duplicated(keep=False)]
    assert set(shared.index) == set(evidence.cohorts["study_id"])


def test_every_overlap_is_reasoned(evidence):
    rows = shared_patients(evidence)
    assert rows["why"].str.len().gt(20).all()
    assert rows["n"].notna().all()
    assert rows["label"].str.contains("20").all()
