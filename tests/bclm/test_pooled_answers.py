import pytest
from books import BOOK, ROOT

from bclm.pooled_answers import KINDS, pooled
from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence

FIVE = "5 years"


def test_a_new_series_is_spoken_of_by_the_prediction_interval():
    found = KINDS["prediction interval"](BOOK, FIVE, [])
    rows = pooled(BOOK, FIVE)
    low, high = rows.loc["prediction", ["low", "high"]]
    assert found.options[found.right] == f"{low:.1f}% to {high:.1f}%"
    assert len(found.options) == 2


def test_without_impossible_figures_the_pooled_one_moves_by_what_the_data_say():
    found = KINDS["without the impossible"](BOOK, FIVE, [])
    before = pooled(BOOK, FIVE).loc["pooled", "estimate"]
    after = pooled(BOOK, FIVE, without=True).loc["pooled", "estimate"]
    assert found.right == 1
    assert before - after >= 1
    assert found.said == f"From {before:.1f}% to {after:.1f}%."


def test_the_answer_changes_with_the_data():
    tables = {name: rows.copy() for name, rows in BOOK.evidence.tables.items()}
    own = (tables["outcomes"]["time_months"] == 60) & (
        tables["outcomes"]["accepted"] == "infeasible"
    )
    tables["outcomes"].loc[own, "accepted"] = None
    other = Book(ROOT, Evidence(tables, dict(BOOK.evidence.printed)))
    assert KINDS["without the impossible"](other, FIVE, []).right == 2
    with pytest.raises(ValueError, match="a panel"):
        pooled(BOOK, "nine years")
