"""Selections by what they must give and what they must refuse."""

import pytest
from books import BOOK

from reviewbook.tables.load import documents
from reviewbook.tables.selection import SelectionError, joined, records, select


@pytest.fixture(scope="module")
def tables():
    return records(BOOK.evidence)


def test_a_selection_gives_the_printed_text_of_its_cells(tables):
    cells = select(tables, "outcomes[outcome=hospital stay & place=Table 2].value")
    assert (cells.column, cells.texts) == ("value", ("6", "7", "11", "10"))
    assert cells.rows[0] == "abbott-2012-stay"


def test_values_may_be_alternatives_and_a_row_may_be_named(tables):
    assert select(tables, "arms[ref=42|43 & place=Table 1].n").texts == ("120", "131")
    assert select(tables, "claims[series-n].low").texts == ("12",)


def test_empty_cells_are_left_out(tables):
    sizes = select(tables, "characteristics[measure=tumour size & place=Table 1].value")
    assert sizes.texts == ("1.8", "5.1", "4", "5.2", "3.2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outcomes.value", "expected table"),
        ("outcome[a=b].value", "no table 'outcome'"),
        ("outcomes[colour=red].value", "no column 'colour'"),
        ("claims[nobody].value", "no row 'nobody'"),
        ("claims[series-n].colour", "no column 'colour'"),
    ],
)
def test_what_is_not_there_is_named(tables, text, said):
    with pytest.raises(SelectionError, match=said.replace("[", r"\[")):
        select(tables, text)


def test_the_ledger_sees_the_two_documents_only():
    evidence = BOOK.evidence
    placed = [name for name, table in evidence.printed.items() if "source_id" in table]
    for table in set(placed) - {"sources"}:
        assert set(joined(documents(evidence), table)["source_id"]) <= {"review", "qa"}
    assert {"claims", "outcomes", "effects"} <= set(placed)
