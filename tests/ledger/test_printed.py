import pytest
from books import BOOK

from reviewbook.ledger.printed import cited, printed, reported


def test_claims_of_a_chapter_stand_in_the_order_of_the_document():
    rows = printed(BOOK, "rfa").set_index("entry_id")
    claims = BOOK.evidence.printed["claims"].query("chapter == 'rfa'")
    assert list(rows.index) == list(claims["claim_id"])
    assert rows.loc["rfa-stay", "value"] == "2\N{NO-BREAK SPACE}days"
    assert rows.loc["rfa-stay", "range"] == "1–5\N{NO-BREAK SPACE}days"
    assert rows.loc["rfa-ehm", "verdict"] == "infeasible"
    assert rows.loc["rfa-os-36"].isna()["range"]


def test_a_chapter_without_claims_is_refused():
    with pytest.raises(ValueError, match="'astronomy'"):
        printed(BOOK, "astronomy")


def test_statements_about_single_reports_keep_the_words_printed():
    rows = reported(BOOK, "rfa").set_index("entry_id")
    assert rows.loc["jakobs-progression-3", "printed"] == "15 of 111 metastases"
    assert rows.loc["jakobs-progression-3", "report"].startswith("Jakobs")
    assert not set(rows.index) & set(BOOK.evidence.claims["claim_id"])


def test_each_reference_is_named_once_with_all_it_is_cited_for():
    rows = cited(BOOK, "rfa").set_index("ref")
    assert rows.index.is_unique
    assert rows.index.is_monotonic_increasing
    assert {51, 64, 65, 66, 67, 68, 69} | set(range(57, 64)) == set(rows.index)
    assert rows.loc[63, "label"].startswith("Bai")
    assert "technical success" in rows.loc[63, "cited_for"]
