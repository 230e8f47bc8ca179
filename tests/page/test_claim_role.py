"""The claim role as a page shows it."""

import io

import pytest
from books import BOOK, ROOT
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from reviewbook.checks.findings import VERDICTS
from reviewbook.ledger.verdicts import MARKS, MEANINGS
from reviewbook.page.claim_role import add_legend, note


@pytest.fixture
def built(tmp_path):
    def build(text, ledger_page=True, data=True):
        source = tmp_path / "source"
        (source / "chapters").mkdir(parents=True)
        if data:
            (source / "data").symlink_to(ROOT / "data")
        (source / "index.md").write_text(f"# Title\n\n{text}\n", encoding="utf-8")
        if ledger_page:
            page = source / "chapters" / "verification.md"
            page.write_text(
                "---\norphan: true\nshows_ledger: true\n---\n\n# Ledger\n", encoding="utf-8"
            )
        said = io.StringIO()
        settings = {
            "extensions": ["myst_parser", "reviewbook.page.claim_role"],
            "html_theme": "basic",
            "source_suffix": {".md": "markdown"},
        }
        folders = (source, None, tmp_path / "out", tmp_path / "trees", "html")
        Sphinx(*folders, confoverrides=settings, status=None, warning=said).build()
        html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
        lines = [line for line in said.getvalue().splitlines() if "index.md" in line]
        return BeautifulSoup(html, "html.parser"), lines

    return build


def test_a_claim_prints_the_number_its_mark_its_note_and_a_link(built):
    page, said = built("Survival: {claim}`os-36`.")
    claim = page.select_one("a.claim")
    assert said == []
    assert claim.get_text() == f"70%{MARKS['discrepant']} (discrepant)"
    assert claim["href"] == "chapters/verification.html#os-36"
    assert "claim-discrepant" in claim["class"]
    for part in ("Discrepant", "The review, Clinical outcomes", "73%", "Read instead: 73%"):
        assert part in claim["data-note"]
    assert claim.select_one(".claim-mark")["aria-hidden"] == "true"


def test_what_is_computed_in_the_place_of_a_fault_is_marked_as_corrected(built):
    page, _ = built("Survival: {claim}`os-36 computed`.")
    claim = page.select_one("a.claim")
    assert claim.get_text() == f"73%{MARKS['corrected']} (corrected)"
    assert "claim-corrected" in claim["class"]
    assert claim["data-note"].startswith("Corrected: ")


def test_the_legend_is_on_each_page_that_has_a_sign_and_on_no_other(built):
    page, _ = built("Survival: {claim}`os-36`.")
    listed = page.select(".rb-signs li")
    assert [item.select_one("strong").get_text() for item in listed] == list(MARKS)
    assert [item.select_one(".claim-mark").get_text() for item in listed] == list(MARKS.values())
    context = {"body": "<p>No number.</p>"}
    add_legend(None, "page", "page.html", context, None)
    assert context == {"body": "<p>No number.</p>"}


def test_several_claims_read_as_one_sentence(built):
    page, _ = built("{claim}`series-count Word` series held {claim}`series-patients`.")
    for mark in page.select(".claim-mark, .visually-hidden"):
        mark.decompose()
    assert "Eleven series held 605\N{NO-BREAK SPACE}patients." in page.get_text()


@pytest.mark.parametrize("text", ["{claim}`nobody`", "{claim}`os-36 colour`", "{claim}`os-36 p`"])
def test_a_claim_that_cannot_be_quoted_warns_with_its_line(built, text):
    _, said = built(text)
    assert len(said) == 1
    assert "index.md:3: WARNING" in said[0]


def test_without_a_ledger_page_there_is_nothing_to_follow(built):
    page, _ = built("{claim}`os-60`", ledger_page=False)
    claim = page.select_one("a.claim")
    assert not claim.has_attr("href")
    assert claim["tabindex"] == "0"


def test_without_tables_there_is_nothing_to_quote(built):
    _, said = built("{claim}`os-60`", ledger_page=False, data=False)
    assert len(said) == 1
    assert "no entry 'os-60' in the ledger" in said[0]


def test_every_verdict_has_a_mark_and_a_meaning_of_its_own():
    assert set(VERDICTS) <= set(MARKS)
    assert set(VERDICTS) <= set(MEANINGS)
    assert len({MARKS[verdict] for verdict in VERDICTS}) == len(VERDICTS)


def test_the_note_says_how_a_statement_was_read():
    entry = BOOK.ledger.entries.set_index("entry_id", drop=False).loc["kostov-2013-recurrence"]
    said = note(entry.to_dict(), BOOK.documents)
    assert "Read as a share of those who survived the operation" in said


def test_a_number_of_a_later_source_is_marked_as_stated_and_names_its_source(built):
    page, said = built("After RFA: {claim}`bai-abstract-os-60`.")
    claim = page.select_one("a.claim")
    assert said == []
    assert claim.get_text() == f"11.0%{MARKS['stated']} (stated)"
    assert "claim-stated" in claim["class"]
    assert "10.1080/02656736.2018.1488279" in claim["data-note"]
    assert "abstract" in claim["data-note"]
    assert not claim.has_attr("href")
