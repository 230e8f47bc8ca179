from types import SimpleNamespace

import pandas as pd
import pytest

from reviewbook.ledger.figure_rows import figure_numbers, figure_rows, listed


@pytest.fixture
def book():
    rows = pd.DataFrame(
        {
            "figure": ["ages", "sizes", "ages"],
            "panel": ["p", "q", ""],
            "label": ["young", "small", "old"],
            "series": ["", "", "s"],
            "entry_id": ["one", "two", "two"],
        }
    )
    claims = pd.DataFrame({"claim_id": ["one", "two"], "refs": ["3 14", "15"]})
    entries = pd.DataFrame({"value": ["1.5"], "low": [""], "high": ["2"]}, index=["one"])
    entries = entries.assign(statistic="mean", verdict="stated", place="text")
    evidence = SimpleNamespace(printed={"figure_rows": rows, "claims": claims})
    return SimpleNamespace(evidence=evidence, entries=entries.replace("", None))


def test_rows_of_a_figure_keep_their_order(book):
    rows = figure_rows(book.evidence, "ages")
    assert list(rows.index) == [0, 1]
    assert rows.to_dict("records") == [
        {"panel": "p", "label": "young", "series": "", "entry_id": "one"},
        {"panel": "", "label": "old", "series": "s", "entry_id": "two"},
    ]


def test_a_figure_without_rows_is_named_with_those_that_have_some(book):
    with pytest.raises(ValueError, match="no figure 'years'; it has: ages, sizes"):
        figure_rows(book.evidence, "years")


def test_numbers_come_from_the_entries_and_are_missing_without_one(book):
    rows = figure_numbers(book, "ages")
    assert list(rows.index) == [0, 1]
    assert rows["value"].tolist()[0] == 1.5
    assert rows["high"].tolist()[0] == 2
    assert rows["low"].isna().all()
    assert rows["verdict"].tolist()[0] == "stated"
    assert rows["value"].isna().tolist() == [False, True]


def test_references_are_listed_by_the_label_of_a_row(book):
    assert listed(book.evidence, "ages") == {"young": [3, 14], "old": [15]}
