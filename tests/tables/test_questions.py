import pytest
from books import BOOK

from reviewbook.tables.questions import (
    evidence_cells,
    evidence_cited,
    evidence_since,
    open_questions,
)


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_every_question_says_what_would_answer_it(evidence):
    rows = open_questions(evidence)
    assert rows[["study_design", "estimand", "clock"]].notna().all(axis=None)
    first = rows["question_id"].head(4).tolist()
    assert first == ["question-when", "question-whom", "question-systemic", "question-cure"]


def test_every_question_has_evidence_and_no_evidence_lacks_its_question(evidence):
    assert set(evidence_cited(evidence)["question_id"]) == set(
        open_questions(evidence)["question_id"]
    )


def test_a_reference_counts_once_for_a_question_and_a_kind(evidence):
    cells = evidence_cells(evidence).set_index(["topic", "design"])["studies"]
    assert cells["When to operate", "observational"] == len({34, 37, 39, 42})
    assert cells["Ablation with checkpoint inhibitors", "laboratory"] == 1
    assert cells["Whether it is worth its cost", "model"] == 1


def test_the_column_of_randomised_trials_is_there_and_empty(evidence):
    cells = evidence_cells(evidence)
    randomised = cells[cells["design"] == "randomised"]["studies"]
    assert len(randomised) == len(open_questions(evidence))
    assert randomised.sum() == 0


def test_the_references_are_among_those_the_review_has(evidence):
    refs = {int(ref) for cell in evidence_cited(evidence)["refs"] for ref in cell.split(", ")}
    assert min(refs) >= 1
    assert max(refs) <= 80


def test_what_was_read_since_names_its_source_and_is_not_counted_as_cited(evidence):
    since = evidence_since(evidence)
    assert since[["topic", "kind", "label", "read_as", "finding"]].notna().all(axis=None)
    assert since["refs"].isna().all()
    assert not set(since["evidence_id"]) & set(evidence_cited(evidence)["evidence_id"])
    assert len(since) + len(evidence_cited(evidence)) == len(evidence.question_evidence)
    assert "randomised" in set(since["kind"])
    assert "second hand" in set(since["read_as"])


def test_findings_are_numbered_from_zero(evidence):
    for rows in (evidence_cited(evidence), evidence_since(evidence)):
        assert list(rows.index) == list(range(len(rows)))
