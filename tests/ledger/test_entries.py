"""The entries of the ledger against the tables they stand in."""

import pytest
from books import BOOK

from reviewbook.ledger.entries import COLUMNS, entries, stated


@pytest.fixture(scope="module")
def rows():
    return entries(BOOK.evidence).set_index("entry_id", drop=False)


def test_every_printed_number_of_the_two_documents_is_an_entry(rows):
    printed = BOOK.evidence.printed
    expected = set(printed["claims"]["claim_id"])
    for table, identifier in (("outcomes", "outcome_id"), ("characteristics", "characteristic_id")):
        here = printed[table][printed[table]["source_id"].isin(BOOK.documents)]
        expected |= set(here.loc[here["status"] == "stated", identifier])
    arms = printed["arms"]
    arms = arms[arms["source_id"].isin(BOOK.documents) & (arms["n"] != "")]
    expected |= set(arms["arm_id"] + "-n")
    assert expected <= set(rows.index)
    assert list(rows.columns) == COLUMNS


def test_nothing_that_is_not_stated_is_an_entry(rows):
    assert "ruiz-2018-r0" not in rows.index
    assert "ruiz-2018-factors" not in rows.index


@pytest.mark.parametrize(
    ("entry", "wording", "chapter"),
    [
        ("kostov-2013-os-36", "Kostov 2013: overall survival at 3 years", "resection"),
        ("weinrich-2014-os-12", "Weinrich 2014: overall survival at 1 year", "resection"),
        ("jakobs-progression-3", "local tumour progression at 3 months", "rfa"),
        ("polistina-2013-dfs-median", "Polistina 2013: median disease-free survival", "resection"),
        ("kostov-2013-period", "Kostov 2013: study period", "resection"),
        ("treska-2014-by-age", "Treska 2014: age above which", "prognostic-factors"),
        ("qa-rfa-os-36", "The web page, radiofrequency ablation: overall", "decision-guide"),
    ],
)
def test_an_entry_says_what_it_is_a_number_of(rows, entry, wording, chapter):
    assert wording in rows.loc[entry, "wording"]
    assert rows.loc[entry, "chapter"] == chapter


def test_values_keep_their_printed_decimals(rows):
    assert rows.loc["resection-size-again", "value"] == "4.0"
    assert rows.loc["kostov-2013-period", ["low", "high"]].tolist() == ["2001", "2007"]
    assert rows.loc["treska-2014-n", "value"] == "13"


def test_a_number_read_elsewhere_has_the_columns_of_an_entry_first():
    found = stated(BOOK.evidence)
    assert list(found.columns)[: len(COLUMNS)] == COLUMNS
    assert list(found.index) == list(range(len(found)))
    assert set(found["agreed"]) == {True}
