"""A surgeon's ten questions: each answered within two clicks of the first page, and one screen.

``ten_questions.csv`` has them, with the place of each answer and words that stand there.
"""

import csv
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from tabs import opened

FIRST = "intro.html"
SCREEN = {"width": 1440, "height": 900}
CLICKS = 2
ASKED = list(csv.DictReader(Path(__file__).with_name("ten_questions.csv").open(encoding="utf-8")))
WHERE = """([section, words]) => {
  const place = document.getElementById(section);
  const says = (node) => node.textContent.replace(/\\s+/g, " ").includes(words);
  const all = [...place.querySelectorAll("*")].filter(says);
  const found = all.find((node) => ![...node.children].some(says));
  return found ? found.getBoundingClientRect().bottom - place.getBoundingClientRect().top : null;
}"""


def links(site: Path, page: str) -> set[str]:
    """Return what the text and the contents of a page lead to, as addresses within the site."""
    read = BeautifulSoup((site / page).read_bytes(), "html.parser")
    found = read.select("article a[href], .bd-sidebar-secondary a[href]")
    return {urljoin(page, link["href"]) for link in found}


@pytest.fixture(scope="module")
def reached(site) -> dict[str, int]:
    """How many clicks lead from the first page to each address."""
    clicks, newest = {FIRST: 0}, {FIRST}
    for click in range(1, CLICKS + 1):
        pages = {urldefrag(address).url for address in newest}
        inside = [page for page in pages if (site / page).is_file()]
        newest = {to for page in inside for to in links(site, page)} - clicks.keys()
        clicks |= dict.fromkeys(newest, click)
    return clicks


def test_there_are_ten_and_the_first_page_asks_them(site):
    read = BeautifulSoup((site / FIRST).read_bytes(), "html.parser")
    asked = [link.get_text() for link in read.select("#a-surgeon-s-questions li a")]
    assert len(ASKED) == 10
    assert asked == [row["question"] for row in ASKED]


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row["question"])
def test_each_answer_is_two_clicks_away(reached, row):
    assert f"{row['page']}.html#{row['section']}" in reached


@pytest.fixture(scope="module")
def tabs(site, browser):
    """Each page of the list as it lies, opened once, without scripts."""
    context = {"viewport": SCREEN, "java_script_enabled": False}
    root = site.as_uri()
    pages = {FIRST, *(f"{row['page']}.html" for row in ASKED)}
    found = {page: opened(browser, f"{root}/{page}", root, **context)[0] for page in pages}
    yield found
    for tab in found.values():
        tab.context.close()


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row["question"])
def test_each_answer_stands_within_a_screen_of_its_place(tabs, row):
    below = tabs[f"{row['page']}.html"].evaluate(WHERE, [row["section"], row["words"]])
    assert below is not None, "the words are not there"
    assert below <= SCREEN["height"]


def test_the_first_screen_answers_and_shows_the_ways_in(tabs):
    next_one = "document.getElementById('a-surgeon-s-questions').getBoundingClientRect().top"
    assert tabs[FIRST].evaluate(next_one) <= SCREEN["height"]
