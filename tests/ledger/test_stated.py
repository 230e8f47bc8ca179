"""Numbers of later sources: quoted beside the ledger, never in it."""

import pytest
from books import BOOK

from reviewbook.ledger.entries import COLUMNS, entries, stated
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import documents, later_evidence


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.fixture(scope="module")
def rows(evidence):
    return stated(evidence).set_index("entry_id", drop=False)


def test_every_number_read_elsewhere_can_be_quoted(evidence, rows):
    later = later_evidence(evidence).printed
    sized = later["arms"].query("n != ''")["arm_id"] + "-n"
    numbers = [later[table].iloc[:, 0] for table in ("characteristics", "outcomes", "effects")]
    facts = later["facts"].query("value != '' or low != ''")["fact_id"]
    assert {*sized, *facts, *(name for column in numbers for name in column)} <= set(rows.index)


def test_the_ledger_and_later_sources_share_no_row(evidence, rows):
    assert not set(rows["source_id"]) & set(BOOK.documents)
    assert set(entries(evidence)["source_id"]) <= set(BOOK.documents)
    both = BOOK.quotable
    assert len(both) == len(BOOK.ledger.entries) + len(rows)
    assert both["entry_id"].is_unique
    assert set(COLUMNS) < set(both.columns)


def test_later_sources_are_stated_and_not_checked(rows):
    assert set(rows["verdict"]) == {"stated", "retracted"}
    retracted = BOOK.evidence.sources.query("status == 'retracted'")["source_id"]
    assert set(rows.loc[rows["verdict"] == "retracted", "source_id"]) == set(retracted)
    assert not set(BOOK.ledger.entries["verdict"]) & {"stated"}


def test_documents_and_later_evidence_are_a_partition(evidence):
    for name, table in evidence.printed.items():
        if "source_id" not in table or name == "studies":
            continue
        parts = documents(evidence).printed[name], later_evidence(evidence).printed[name]
        assert len(parts[0]) + len(parts[1]) == len(table)
        assert set(parts[0]["source_id"]) <= set(BOOK.documents)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nrg-br002-abstract-pfs", "0.92 (70% CI 0.71–1.17)"),
        (
            "nrg-br002-abstract-ablation-pfs",
            "19.5\N{NO-BREAK SPACE}months (70% CI 17–36\N{NO-BREAK SPACE}months)",
        ),
        ("ncdb-2021-abstract-hr", "0.63 (0.44–0.91)"),
        ("calpin-2023-abstract-hr", "0.69 (95% CI 0.59–0.80)"),
        ("harrow-2022-os-hr", "0.50 (CI 0.30–0.84)"),
        (
            "margonis-2016-abstract-interval",
            "34\N{NO-BREAK SPACE}months (IQR 16.8–61.3\N{NO-BREAK SPACE}months)",
        ),
        ("immortal-2022-women", "24,329\N{NO-BREAK SPACE}patients"),
    ],
)
def test_an_interval_is_quoted_with_its_level_or_with_none(rows, name, text):
    assert quoted(rows.loc[name].to_dict(), "full") == text


def test_a_wording_names_the_source_and_not_an_unconfirmed_author(rows):
    assert rows.loc["radiol-med-2015-abstract-n", "wording"].startswith("Radiol Med 2015, ")
    assert rows.loc["bai-abstract-n", "wording"] == "Bai 2019, RFA: patients"


def test_each_note_ends_with_what_was_read(evidence, rows):
    sources = evidence.printed["sources"].set_index("source_id")
    for row in rows.to_dict("records"):
        source = sources.loc[row["source_id"]]
        assert row["sentence"].startswith(source["citation"])
        assert source["doi"] in row["sentence"]
        assert row["chapter"]


def test_a_number_stands_in_the_chapter_it_names_or_in_the_first_of_its_source(evidence, rows):
    named = evidence.printed["facts"].set_index("fact_id")["chapter"]
    used = evidence.printed["sources"].set_index("source_id")["chapters"]
    placed = set(evidence.printed["places"]["source_id"])
    all_rows = rows.to_dict("records")
    own = [row for row in all_rows if row["entry_id"] in named.index]
    lent = [row for row in all_rows if row["table"] != "facts" and row["source_id"] not in placed]
    assert min(len(own), len(lent)) > 0
    assert all(row["chapter"] == named[row["entry_id"]] for row in own)
    assert all(row["chapter"] == used[row["source_id"]].split(";")[0] for row in lent)
    assert any(row["chapter"] != used[row["source_id"]].split(";")[0] for row in own)
