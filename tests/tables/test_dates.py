"""How old the evidence is."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.dates import evidence_as_of, stamp
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_the_stamp_is_the_latest_date_and_counts_what_has_none(evidence):
    rows = evidence_as_of(evidence, "case-control")
    assert rows["as_of"].dropna().max() in stamp(evidence, "case-control")
    undated = {"BreCLIM-2", "Gemelli, resection or medical therapy (registered)"}
    undated |= {"NRG-BR002, seen second hand", "OLIGOMA, protocol", "Sadot, case-control study"}
    assert set(rows.loc[rows["as_of"].isna(), "label"]) == undated
    assert f"5 of {len(rows)} sources without a date" in stamp(evidence, "case-control")


def test_a_chapter_shows_the_age_of_its_own_sources_only(evidence):
    assert "NRG-BR002" not in set(evidence_as_of(evidence, "resection")["label"])
    assert "The web page" not in set(evidence_as_of(evidence, "resection")["label"])
    assert stamp(evidence, "resection") < stamp(evidence, "decision-guide")


def test_every_chapter_named_by_a_source_has_the_review(evidence):
    named = evidence.sources["chapters"].str.split("; ").explode().unique()
    for chapter in named:
        assert "The review" in set(evidence_as_of(evidence, chapter)["label"])


def test_an_unknown_chapter_is_named(evidence):
    with pytest.raises(ValueError, match="'surgery'"):
        evidence_as_of(evidence, "surgery")


def test_without_a_chapter_every_source_has_its_date_or_is_counted(evidence):
    rows = evidence_as_of(evidence)
    assert len(rows) == len(evidence.sources)
    assert stamp(evidence) == (
        f"Evidence as of 2025-12-05; {rows['as_of'].isna().sum()} of {len(rows)} "
        "sources without a date"
    )


def test_the_latest_come_first_and_those_of_the_latest_year_are_marked():
    days = ["2024-01-01", "2025", "", "2025-12-05", "2025"]
    sources = pd.DataFrame({"label": list("abcde"), "kind": "trial", "as_of": days})
    found = evidence_as_of(Evidence({}, {"sources": sources.assign(chapters="one; two")}), "two")
    assert list(found["label"]) == ["d", "b", "e", "a", "c"]
    assert list(found["latest"]) == [True, True, True, False, False]


def test_nothing_is_said_of_undated_sources_where_there_are_none():
    sources = pd.DataFrame({"label": ["a"], "kind": "trial", "as_of": "2025", "chapters": "one"})
    assert stamp(Evidence({}, {"sources": sources})) == "Evidence as of 2025"
