import re

import pandas as pd
import pytest
from books import BOOK, TRIALS
from bs4 import BeautifulSoup

from reviewbook.ledger.book import Book
from reviewbook.page.studies.beginning import sentence
from reviewbook.page.studies.dossier import dossiers
from reviewbook.page.studies.places import Place
from reviewbook.page.studies.sheet import sheet
from reviewbook.tables.standing import RETRACTED

LEDGER = "../chapters/ledger.html"
DOSSIERS = {each.study: each for each in dossiers(BOOK)}


def read(dossier, found=()) -> BeautifulSoup:
    return BeautifulSoup(sheet(dossier, LEDGER, "../all.html", found)["body"], "html.parser")


@pytest.fixture(scope="module")
def richest():
    """The study with the most numbers, as a page."""
    return read(max(DOSSIERS.values(), key=lambda each: len(each.entries)))


@pytest.fixture(scope="module")
def retracted():
    """A study whose report was retracted, as a page."""
    gone = [
        each
        for each in DOSSIERS.values()
        if any(row["status"] == RETRACTED for row in each.withheld)
    ]
    return read(gone[0])


def test_every_study_has_a_page_in_every_book():
    for book in (BOOK, Book(TRIALS)):
        every = dossiers(book)
        assert len(every) == len(book.evidence.printed["studies"])
        assert [each.title.casefold() for each in every] == sorted(
            each.title.casefold() for each in every
        )
    assert len(read(every[0]).select("table")) >= 2


def test_a_page_has_a_section_for_all_that_is_known(richest):
    titles = [heading.get_text().rstrip("#") for heading in richest.select("h2")]
    assert titles[0] == "Whose patients"
    assert titles[-1] == "The report"
    for title in ("Groups of patients", "Outcomes", "Factors", "Questions it bears on"):
        assert title in titles
    assert len(richest.select("article.rb-fault")) >= 1


def test_each_judgement_on_its_risk_of_bias_stands_with_its_reason():
    dossier = next(each for each in DOSSIERS.values() if each.rows("bias"))
    shown = read(dossier).select_one("#risk-of-bias").get_text()
    assert all(row["reason"] in shown for row in dossier.rows("bias"))


def test_what_has_no_rows_has_no_section():
    poorest = read(min(DOSSIERS.values(), key=lambda each: len(each.entries)))
    assert not poorest.select("#outcomes, #groups-of-patients")
    assert not [table for table in poorest.select("tbody") if not table.select("tr")]


def test_every_number_bears_the_verdict_of_the_ledger_and_leads_to_it(richest):
    links = richest.select("table a.claim")
    assert len(links) > 20
    for link in links:
        verdict = re.search(r"\((.*)\)", link.select_one(".visually-hidden").get_text())[1]
        name = link.get("href", "").removeprefix(f"{LEDGER}#")
        if name:
            assert BOOK.entries.loc[name, "verdict"] == verdict
        else:
            assert verdict in ("stated", RETRACTED)


def test_all_numbers_of_a_study_are_on_its_page():
    for dossier in list(DOSSIERS.values())[::7]:
        page = read(dossier)
        shown = {a["href"].split("#")[1] for a in page.select("a.claim[href]")}
        listed = set(dossier.entries["entry_id"]) & set(BOOK.entries.index)
        period = {f"{dossier.study}-period"}
        assert listed - period <= shown


def test_what_a_source_leaves_out_is_not_stated_whatever_it_prints_there(richest):
    dossier = max(DOSSIERS.values(), key=lambda each: len(each.entries))
    rows = [row["status"] == "not stated" for row in dossier.rows("outcomes")]
    shown = richest.select("#outcomes tbody tr")
    assert any(rows)
    assert [bool(row.select(".not-stated")) for row in shown] == rows


def test_a_retracted_report_says_so_before_anything_else(retracted):
    first = retracted.select_one("h1").find_next("div")
    assert "rb-standing" in first["class"]
    assert first.get_text().startswith("Retracted.")
    assert re.search(r"\d{4}-\d\d-\d\d", first.get_text())
    assert all("claim-retracted" in a["class"] for a in retracted.select(".rb-key-numbers a"))


def test_the_first_sentence_is_made_from_the_rows():
    row = {"part": "trial", "year": "2020", "journal": "Lancet", "period_start": ""}
    two = [{"n": "1200"}, {"n": ""}]

    class Told:
        def __init__(self, groups):
            self.row, self.rows = row, lambda table: groups

    assert sentence(Told(two)) == (
        "Trial; two groups, the largest of 1,200 patients; published in 2020, Lancet."
    )
    assert sentence(Told([{"n": "5", "unit": "people"}])).startswith("Trial; 5 people; ")
    assert sentence(Told([])) == "Trial; published in 2020, Lancet."


def test_the_other_reports_of_the_same_patients_are_named_with_the_reason():
    shared = [each for each in DOSSIERS.values() if each.same_patients]
    assert shared
    for dossier in shared:
        told = read(dossier).select_one("#patients")
        links = {a["href"] for a in told.select("a.reference")}
        assert links == {f"{study}.html" for study in dossier.same_patients}
        assert all(row["why"] in told.get_text() for row in dossier.rows("cohorts"))


def test_a_place_in_the_book_says_whether_the_study_is_in_the_pool():
    dossier = next(each for each in DOSSIERS.values() if each.same_patients)
    alone = next(each for each in DOSSIERS.values() if not each.same_patients)
    place = Place("chapters/a", "A", "fig", "Fig. 1: all", True, ("12.5", "9.1"), False)

    def said(found, whose=dossier):
        rows = read(whose, [found]).select("#where-it-stands tbody tr")
        return rows[0].select("td")[-1].get_text(strip=True)

    assert said(place) == "weight 12.5%, 9.1%"
    assert said(place._replace(weights=(), silent=True)) == "no: it states no such number"
    assert "another report" in said(place._replace(weights=()))
    assert said(place._replace(weights=()), alone) == "no: shown beside the pool"
    link = read(dossier, [place]).select_one("#where-it-stands a.internal")
    assert (link["href"], link.get_text()) == ("../chapters/a.html#fig", "Fig. 1: all")


def test_what_the_documents_cite_it_for_is_on_the_page():
    ref = pd.to_numeric(BOOK.evidence.printed["studies"]["ref"]).dropna().astype(int).astype(str)
    cited = next(each for each in DOSSIERS.values() if each.row["ref"] == ref.iloc[0])
    claims = BOOK.entries[BOOK.entries["refs"].str.split().map(lambda refs: ref.iloc[0] in refs)]
    claims = claims[claims["table"] == "claims"]
    text = read(cited).select_one("#what-the-documents-say-of-it").get_text()
    assert len(claims)
    assert all(wording in text for wording in claims["wording"])
