"""A built site says where it is if it knows, on every page; if not, it has no link that is dead."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from books import HOME, TRIALS
from bs4 import BeautifulSoup
from pybtex.database import parse_string

REPOSITORY = f"https://github.com/{HOME['GITHUB_REPOSITORY']}"
SITE = "https://sea.github.io/books/"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ROW = "chapters/register.html"


def read(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def told(page: BeautifulSoup) -> list[dict]:
    """Return what a page tells machines."""
    scripts = page.find_all("script", type="application/ld+json")
    return [thing for script in scripts for thing in json.loads(script.string)["@graph"]]


@pytest.fixture(scope="module")
def pages(trials_site):
    """The pages of the second book, by address."""
    places = ElementTree.parse(trials_site / "sitemap.xml").iter(LOC)
    return {p.text: read(trials_site / p.text.removeprefix(SITE)) for p in places}


def test_the_map_lists_every_page_that_was_written(pages):
    written = {p.stem for p in TRIALS.glob("chapters/*.md")} | {"intro"}
    listed = {Path(urlsplit(address).path).stem for address in pages}
    assert written <= listed
    assert not listed & {"index", "search", "genindex"}


def test_each_page_says_its_address_and_what_it_is(pages):
    for address, page in pages.items():
        assert page.find("link", rel="canonical")["href"] == address
        assert page.find("meta", property="og:url")["content"] == address
        described = page.find("meta", attrs={"name": "description"})
        assert described or not page.find("a", string="Edit this page")
        assert address in page.select_one(".rb-identity pre").text or address.endswith("intro.html")


def test_each_written_page_is_edited_where_it_lies(pages):
    found = {a["href"] for p in pages.values() for a in p.select(".rb-own-links a")}
    for path in [TRIALS / "intro.md", *TRIALS.glob("chapters/*.md")]:
        assert f"{REPOSITORY}/edit/main/examples/bcg/{path.relative_to(TRIALS)}" in found


def test_each_number_and_each_fault_can_be_challenged_by_its_name(pages):
    page = pages[SITE + ROW]
    named = [row["id"] for row in page.select(".rb-ledger tbody tr, .rb-fault")]
    asked = [parse_qs(urlsplit(a["href"]).query) for a in page.select("a.rb-challenge")]
    assert [name for query in asked for name in query["entry"]] == named
    assert {*asked[0]} == {"template", "title", "entry"}


def test_the_register_corrects_the_documents_for_machines(pages):
    page = pages[SITE + ROW]
    corrections = [c for thing in told(page) for c in thing.get("correction", [])]
    corrected = {urlsplit(correction["@id"]).fragment for correction in corrections}
    assert corrected == {card["id"] for card in page.select(".rb-fault")} > set()


def test_the_first_page_offers_the_data_that_are_there(pages, trials_site):
    (data,) = (t for t in told(pages[SITE + "intro.html"]) if t["@type"] == "Dataset")
    files = [d["contentUrl"].removeprefix(SITE) for d in data["distribution"]]
    assert files
    assert all((trials_site / file).is_file() for file in files)


def test_a_site_without_an_address_links_nowhere_and_is_cited_all_the_same(specimen):
    assert not (specimen / "sitemap.xml").exists()
    for page in map(read, specimen.rglob("*.html")):
        assert not page.select("link[rel=canonical], meta[property], a.rb-challenge")
        assert not page.select(".rb-own-links a") + told(page)
        assert page.select(".rb-identity pre") or page.find("meta", attrs={"http-equiv": "refresh"})


def test_a_number_is_cited_from_its_row_and_copied(trials_site, browser):
    row = read(trials_site / ROW).select(".rb-ledger tbody tr")[1]
    tab = browser.new_page()
    tab.goto(f"{(trials_site / ROW).as_uri()}#{row['id']}")
    cite = tab.locator(f"tr[id='{row['id']}'] .rb-cite")
    cite.locator("summary").click()
    text, bibtex, _ = cite.locator("pre").all_inner_texts()
    (entry,) = parse_string(bibtex, "bibtex").entries.values()
    assert entry.fields["url"] == f"{SITE}{ROW}#{row['id']}"
    assert row.find("td").text in text
    cite.get_by_role("button", name="Copy BibTeX").click()
    cite.get_by_text("Copied").or_(cite.get_by_text("Selected")).wait_for()
    tab.close()
