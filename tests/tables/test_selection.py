"""Selections by what they must give and what they must refuse."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.known import KNOWN
from reviewbook.tables.load import Evidence, documents
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


def test_a_table_of_one_row_is_enough():
    tables = {"t": [{"id": "a", "x": "1", "y": ""}]}
    assert select(tables, "t[x=1].x") == select(tables, "t[a].x")
    assert select(tables, "t[x=1].x").texts == ("1",)
    assert select(tables, "t[x=2].x").texts == select(tables, "t[a].y").texts == ()


def test_what_an_arm_a_study_and_a_source_say_stands_beside_a_row():
    printed = {
        "outcomes": pd.DataFrame([{"outcome_id": "o", "arm_id": "a", "n": "5", "source_id": "d"}]),
        "arms": pd.DataFrame([{"arm_id": "a", "study_id": "s", "n": "9", "source_id": "d"}]),
        "studies": pd.DataFrame([{"study_id": "s", "author": "Smith", "n": "12"}]),
        "sources": pd.DataFrame([{"source_id": "d", "label": "The page"}]),
    }
    evidence = Evidence({}, printed)
    (row,) = joined(evidence, "outcomes").to_dict("records")
    assert {name: row[name] for name in ("n", "arm_n", "study_n", "author", "source_label")} == {
        "n": "5",
        "arm_n": "9",
        "study_n": "12",
        "author": "Smith",
        "source_label": "The page",
    }
    (arm,) = joined(evidence, "arms").to_dict("records")
    assert (arm["n"], arm["study_n"], arm["author"]) == ("9", "12", "Smith")
    assert "arm_n" not in arm
    assert "study_author" not in joined(evidence, "studies")
    assert "source_label" not in joined(evidence, "sources")


def test_every_known_table_is_counted_though_it_has_no_rows(tables):
    assert len(tables) == len(list(tables))
    assert set(KNOWN) <= set(tables)
    whole = records(Evidence({}, {"colours": pd.DataFrame()}))
    assert len(whole) == len(list(whole)) == len(KNOWN) + 1
