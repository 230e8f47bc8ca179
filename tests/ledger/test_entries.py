"""The entries of the ledger against the tables they stand in, and the numbers of later sources.

Those are quoted beside the ledger, and never in it.
"""

import pytest
from books import BOOK

from reviewbook.ledger.entries import (
    COLUMNS,
    DESCRIBED,
    _arm_name,
    _at,
    _chapter,
    _citation,
    entries,
    stated,
    study_name,
    subjects,
)
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import documents, later_evidence


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


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.fixture(scope="module")
def elsewhere(evidence):
    return stated(evidence).set_index("entry_id", drop=False)


def test_every_number_read_elsewhere_can_be_quoted(evidence, elsewhere):
    later = later_evidence(evidence).printed
    sized = later["arms"].query("n != ''")["arm_id"] + "-n"
    numbers = [later[table].iloc[:, 0] for table in ("characteristics", "outcomes", "effects")]
    facts = later["facts"].query("value != '' or low != ''")["fact_id"]
    assert {*sized, *facts, *(name for column in numbers for name in column)} <= set(
        elsewhere.index
    )


def test_the_ledger_and_later_sources_share_no_row(evidence, elsewhere):
    assert not set(elsewhere["source_id"]) & set(BOOK.documents)
    assert set(entries(evidence)["source_id"]) <= set(BOOK.documents)
    both = BOOK.quotable
    assert len(both) == len(BOOK.ledger.entries) + len(elsewhere)
    assert both["entry_id"].is_unique
    assert set(COLUMNS) < set(both.columns)


def test_later_sources_are_stated_and_not_checked(elsewhere):
    assert set(elsewhere["verdict"]) == {"stated", "retracted"}
    retracted = BOOK.evidence.sources.query("status == 'retracted'")["source_id"]
    assert set(elsewhere.loc[elsewhere["verdict"] == "retracted", "source_id"]) == set(retracted)
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
def test_an_interval_is_quoted_with_its_level_or_with_none(elsewhere, name, text):
    assert quoted(elsewhere.loc[name].to_dict(), "full") == text


def test_a_wording_names_the_source_and_not_an_unconfirmed_author(elsewhere):
    assert elsewhere.loc["radiol-med-2015-abstract-n", "wording"].startswith("Radiol Med 2015, ")
    assert elsewhere.loc["bai-abstract-n", "wording"] == "Bai 2019, RFA: patients"


def test_each_note_ends_with_what_was_read(evidence, elsewhere):
    sources = evidence.printed["sources"].set_index("source_id")
    for row in elsewhere.to_dict("records"):
        source = sources.loc[row["source_id"]]
        assert row["sentence"].startswith(source["citation"])
        assert source["doi"] in row["sentence"]
        assert row["chapter"]


def test_a_number_stands_in_the_chapter_it_names_or_in_the_first_of_its_source(evidence, elsewhere):
    named = evidence.printed["facts"].set_index("fact_id")["chapter"]
    used = evidence.printed["sources"].set_index("source_id")["chapters"]
    placed = set(evidence.printed["places"]["source_id"])
    all_rows = elsewhere.to_dict("records")
    own = [row for row in all_rows if row["entry_id"] in named.index]
    lent = [row for row in all_rows if row["table"] != "facts" and row["source_id"] not in placed]
    assert min(len(own), len(lent)) > 0
    assert all(row["chapter"] == named[row["entry_id"]] for row in own)
    assert all(row["chapter"] == used[row["source_id"]].split(";")[0] for row in lent)
    assert any(row["chapter"] != used[row["source_id"]].split(";")[0] for row in own)


STUDY = {"author": "Smith", "study_year": "2001", "ref": "7", "source_label": "Source 2003"}


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({}, "Smith 2001"),
        ({"study_year": ""}, "Smith"),
        ({"author": ""}, "Reference 7"),
        ({"author": "", "ref": ""}, "Source 2003"),
    ],
)
def test_a_study_is_named_by_what_is_known_of_it(cells, name):
    assert study_name(STUDY | cells) == name


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"label": "Surgery alone"}, "Smith 2001, surgery alone"),
        ({"label": "RFA"}, "Smith 2001, RFA"),
        ({"label": "B lesions"}, "Smith 2001, B lesions"),
        ({"label": "All", "role": "series"}, "Smith 2001"),
        ({"label": "All", "role": "series", "place": "p. 4"}, "Smith 2001, all"),
    ],
)
def test_a_group_is_named_after_its_study(cells, name):
    assert _arm_name(STUDY | {"role": "treated", "place": "Table 1"} | cells) == name


def test_times_are_told_in_whole_years_or_else_in_months():
    told = [_at(months) for months in ("", "3", "12", "13", "24")]
    assert told == ["", " at 3 months", " at 1 year", " at 13 months", " at 2 years"]


def test_a_row_is_described_by_its_table():
    row = STUDY | {"label": "All", "role": "series", "place": "Table 1", "time_months": "12"}
    said = {
        "arms": {"unit": "", "n": "5"},
        "characteristics": {"statistic": "mean", "measure": "age"},
        "outcomes": {"statistic": "survival", "outcome": "overall survival"},
        "effects": {"exposed": "old", "reference": "young", "endpoint": "death", "measure": "OR"},
        "factors": {"relation": "<=", "factor": "age", "threshold": "60"},
        "guidance": {"relation": "about", "quantity": "lesions"},
    }
    found = {table: DESCRIBED[table](row | cells) for table, cells in said.items()}
    assert {table: cells["wording"] for table, cells in found.items()} == {
        "arms": "Smith 2001: patients",
        "characteristics": "Smith 2001: mean age",
        "outcomes": "Smith 2001: overall survival at 1 year",
        "effects": "Smith 2001: old against young, death at 1 year",
        "factors": "Smith 2001: age below which the course is better",
        "guidance": "Source 2003: lesions",
    }
    assert found["guidance"]["approximate"] == "yes"
    assert found["arms"]["unit"] == "patients"
    exact = DESCRIBED["guidance"](row | {"relation": "at most", "quantity": "lesions"})
    lesions = DESCRIBED["arms"](row | {"unit": "lesions", "n": "5"})
    assert (exact["approximate"], lesions["unit"]) == ("", "lesions")


@pytest.mark.parametrize(
    ("place", "table", "chapter"),
    [("Table 1", "arms", "one"), ("Table 1", "outcomes", "two"), ("p. 1", "arms", "two")],
)
def test_the_first_place_that_fits_says_the_chapter(place, table, chapter):
    first = {"source_id": "s", "begins": "Table", "rows_of": "arms", "chapter": "one"}
    places = [first, first | {"begins": "", "rows_of": "", "chapter": "two"}]
    assert _chapter(places, table, {"source_id": "s", "place": place}) == chapter
    assert _chapter(places, table, {"source_id": "t", "place": place}) == ""


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"doi": "10.1/x", "pmid": "5"}, "Smith A, doi 10.1/x (a trial; read: abstract)."),
        ({"pmid": "5"}, "Smith A, PMID 5 (a trial; read: abstract)."),
        ({"pmid": "5", "citation": "Smith 5"}, "Smith 5 (a trial; read: abstract)."),
        ({"status": "valid"}, "Smith A (a trial; read: abstract)."),
        ({"status": "corrected"}, "Smith A (a trial; read: abstract; corrected)."),
    ],
)
def test_a_citation_has_one_identifier_and_its_standing(cells, said):
    source = {
        "citation": "Smith A",
        "doi": "",
        "pmid": "",
        "kind": "a trial",
        "read_as": "abstract",
    }
    assert _citation(source | cells) == said


def test_a_number_is_about_its_study_or_the_studies_it_cites_or_its_document(evidence):
    found = subjects(evidence)
    own = found["kostov-2013-os-36"]
    assert (own.names, own.endpoint) == ({"Kostov"}, "overall survival")
    printed = evidence.printed["claims"]
    authors = evidence.printed["studies"].query("ref != ''").set_index("ref")["author"]
    for row in printed.to_dict("records"):
        cited = {authors.get(ref, "") for ref in row["refs"].split()} - {""}
        if row["source_id"] in BOOK.documents:
            assert found[row["claim_id"]].names == (cited or {BOOK.documents[row["source_id"]]})
    labels = evidence.printed["sources"].set_index("source_id")["label"]
    for row in later_evidence(evidence).printed["effects"].to_dict("records"):
        assert labels[row["source_id"]] in found[row["effect_id"]].names
        assert found[row["effect_id"]].endpoint == row["endpoint"]
