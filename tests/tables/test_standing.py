"""A retracted source supports nothing."""

import pandas as pd
import pytest
from books import BOOK
from spoiled import copy_of_data, edit, problems, row_of

from reviewbook.ledger.book import Book
from reviewbook.ledger.retracted import fallen, standing_in_words
from reviewbook.tables.load import Evidence, load
from reviewbook.tables.standing import in_good_standing, last_looked_for, withdrawn


def retract(folder, source, label="taken back (retracted)"):
    path = folder / "sources.csv"
    row = row_of(path, source)
    edit(path, {(row, "status"): "retracted", (row, "label"): label})


@pytest.fixture(scope="module")
def retracted(tmp_path_factory):
    """The data with a source retracted on which nothing leans."""
    folder = copy_of_data(tmp_path_factory.mktemp("retracted") / "data")
    retract(folder, "gordon")
    return load(folder)


def test_rows_of_a_retracted_source_are_printed_and_in_no_table_of_numbers(retracted):
    for name in ("studies", "arms", "outcomes", "effects"):
        assert "gordon" in set(retracted.printed[name]["source_id"])
        assert "gordon" not in set(retracted.tables[name]["source_id"])
        assert "gordon" in set(BOOK.evidence.tables[name]["source_id"])
    assert "gordon" in set(retracted.tables["sources"]["source_id"])


def test_what_another_document_prints_of_a_retracted_study_leaves_with_it():
    tables = BOOK.evidence.printed
    status = tables["sources"]["status"].mask(
        tables["sources"]["source_id"] == "abbott-2012", "retracted"
    )
    left = in_good_standing({**tables, "sources": tables["sources"].assign(status=status)})
    assert "abbott-2012" in set(tables["outcomes"]["arm_id"])
    assert "abbott-2012" not in set(left["outcomes"]["arm_id"])
    assert "dittmar-2013" in set(left["outcomes"]["arm_id"])


@pytest.mark.parametrize(
    ("source", "file", "column"),
    [
        ("calpin-2023", "findings.csv", "result_id"),
        ("calpin-2023", "findings.csv", "baseline_id"),
        ("dittmar-2013", "corrections.csv", "other_id"),
        ("review", "question_evidence.csv", "source_id"),
    ],
)
def test_nothing_may_lean_on_a_retracted_source(tmp_path, source, file, column):
    folder = copy_of_data(tmp_path / "data")
    retract(folder, source)
    said = problems(folder)
    assert (file, column) in {(problem.file, problem.column) for problem in said}
    assert {problem.expected for problem in said} == {"what no retracted source holds"}


def test_a_retracted_source_says_so_in_its_label(tmp_path):
    folder = copy_of_data(tmp_path / "data")
    retract(folder, "gordon", label="Gordon")
    (problem,) = problems(folder)
    assert (problem.column, problem.expected) == ("label", "a label with (retracted)")


def test_what_fell_is_told_with_the_day_of_the_last_look():
    rows = fallen(BOOK)
    gone = withdrawn(BOOK.evidence.printed)
    assert len(rows) == BOOK.quotable["source_id"].isin(gone).sum() > 0
    assert rows["as_of"].iloc[0] in standing_in_words(BOOK)
    assert rows["label"].str.contains("retracted").all()


def test_without_a_retracted_source_nothing_fell():
    sources = BOOK.evidence.printed["sources"].assign(status="valid")
    sound = Evidence(BOOK.evidence.tables, BOOK.evidence.printed | {"sources": sources})
    assert fallen(Book(BOOK.folder, sound)).empty


def test_notices_were_last_looked_for_on_the_earliest_day():
    days = pd.DataFrame({"status_as_of": ["2026-11-02", "2025-01-31", "2026-01-01"]})
    assert last_looked_for(days) == "2025-01-31"


def test_a_table_of_sources_needs_no_more_than_names_labels_and_standing():
    rows = {"source_id": ["a", "b"], "label": ["A", "B"], "status": ["valid", "retracted"]}
    assert withdrawn({"sources": pd.DataFrame(rows)}) == {"b"}
    assert withdrawn({"sources": pd.DataFrame(rows).drop(columns="label")}) == set()
    assert withdrawn({}) == set()


def test_what_fell_and_what_stands_is_numbered_anew():
    assert list(fallen(BOOK).index) == list(range(len(fallen(BOOK))))
    sources = pd.DataFrame(
        {"source_id": ["a", "b"], "label": ["A (retracted)", "B"], "status": ["retracted", "valid"]}
    )
    facts = pd.DataFrame({"fact_id": ["x", "y"], "source_id": ["a", "b"]})
    left = in_good_standing({"sources": sources, "facts": facts})
    assert left["facts"].to_dict("index") == {0: {"fact_id": "y", "source_id": "b"}}
    assert len(left["sources"]) == 2
