"""The search finds a study, a drug, a verdict and an endpoint, wherever a page computes them."""

import json

import pytest
from tabs import opened

from reviewbook.page.studies.study_names import FOLDER

STUDY, CHAPTER = f"a[href*='{FOLDER}/']", "a[href*='chapters/']"


@pytest.fixture(scope="module")
def index(trials_site) -> dict:
    """What the search of the second book knows."""
    text = (trials_site / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def pages_with(index: dict, word: str) -> set[str]:
    """Name the pages that a word of the index leads to."""
    found = [index[kind].get(word, []) for kind in ("terms", "titleterms")]
    at = {
        number
        for numbers in found
        for number in ([numbers] if isinstance(numbers, int) else numbers)
    }
    return {index["docnames"][number] for number in at}


def test_every_page_of_a_study_is_known_by_its_title(index, trials_site):
    pages = {f"{FOLDER}/{path.stem}" for path in (trials_site / FOLDER).glob("*.html")}
    assert pages
    assert pages <= set(index["docnames"])
    named = {page for page in pages if page in pages_with(index, page.split("/")[1].split("-")[0])}
    assert len(named) > len(pages) / 2


@pytest.mark.parametrize("word", ["recomput", "tuberculosi", "vaccin"])
def test_what_a_page_of_a_study_computes_is_found(index, word):
    assert [page for page in pages_with(index, word) if page.startswith(f"{FOLDER}/")]


def test_cells_of_computed_tables_are_words_of_their_own(index):
    """The names of trials stand in tables and figures alone, each in a cell before a number."""
    assert [page for page in pages_with(index, "vandivier") if page.startswith("chapters/")]


@pytest.mark.parametrize(
    ("word", "first"),
    [("Ruiz", STUDY), ("trastuzumab", STUDY), ("infeasible", STUDY), ("mortality", CHAPTER)],
)
def test_a_reader_finds_an_author_a_drug_a_verdict_and_an_endpoint(
    browser, site, serve, word, first
):
    base = serve(site)
    tab, problems = opened(browser, f"{base}/search.html?q={word}", base)
    tab.wait_for_selector(f"#search-results li {first}")
    shown = tab.locator("#search-results li", has=tab.locator(first)).first
    shown.locator("p.context").wait_for()
    assert word.lower() in shown.inner_text().lower()
    assert not problems
    tab.context.close()
