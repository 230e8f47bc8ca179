"""The built site as a whole: linked, found, of a length that is read."""

import csv
import json
import os.path
import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from books import BOOK
from bs4 import BeautifulSoup
from looks import ALL_THERE, VIEW
from tabs import opened, until

from reviewbook.page.reading.length import LAPTOP, screens_of, words_of

MOST_WORDS, MOST_SCREENS = 900, 4.5

MOVES = re.compile(r'id="rb-moves">(.*?)</script>')


def root_of(pages: list[Path]) -> Path:
    """Return the folder of a site."""
    return Path(os.path.commonpath([page.parent for page in pages]))


@pytest.fixture(params=["http", "file"])
def located(request, pages, serve) -> tuple[str, dict[str, str]]:
    """The address of a site and those of its pages, from a server and from a folder."""
    root = root_of(pages)
    base = serve(root) if request.param == "http" else root.as_uri()
    return base, {str(p.relative_to(root)): f"{base}/{p.relative_to(root)}" for p in pages}


def test_every_internal_link_and_file_resolves(pages):
    documents = {p.resolve(): BeautifulSoup(p.read_text("utf-8"), "html.parser") for p in pages}
    ids = {p: {tag["id"] for tag in doc.find_all(id=True)} for p, doc in documents.items()}
    broken = defaultdict(list)
    for page, document in documents.items():
        for tag in document.find_all(lambda t: t.get("href") or t.get("src")):
            target = tag.get("href") or tag.get("src")
            path, anchor = urldefrag(target)
            if urlparse(path).scheme:
                continue
            path = unquote(urlparse(path).path)
            file = (page.parent / path).resolve() if path else page
            there = file.is_file() and file.stat().st_size > 0
            if not there or (anchor and unquote(anchor) not in ids.get(file, anchor)):
                broken[page.name].append(target)
    assert not broken


def test_every_address_once_published_leads_somewhere(site):
    """``addresses.csv`` lists the sections of each page of the book before its pages were divided.

    Each is on its page still, or the page knows where it went.
    """
    texts = {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in texts.items()}
    moves = {name: MOVES.search(text) for name, text in texts.items()}
    lost = []
    with Path(__file__).with_name("addresses.csv").open(encoding="utf-8", newline="") as file:
        addresses = [(f"{row['page']}.html", row["section"]) for row in csv.DictReader(file)]
    for page, section in addresses:
        if section in ids[page]:
            continue
        known = json.loads(moves[page][1]) if moves[page] else {}
        target, _, anchor = known.get(section, "").partition("#")
        place = os.path.normpath(Path(page).parent / target)
        if place not in ids or (anchor and anchor not in ids[place]):
            lost.append(f"{page}#{section} -> {known.get(section)}")
    assert not lost


def test_there_is_something_to_download(pages):
    documents = [BeautifulSoup(page.read_text("utf-8"), "html.parser") for page in pages]
    assert any(document.select("a.download[href]") for document in documents)


def test_a_clinical_page_is_read_in_ten_minutes(browser, site):
    """Words of prose, and screens of a laptop: explorers, and what is unfolded, not counted."""
    chapters = BOOK.evidence.printed["chapters"].query("layer == 'clinical'")["chapter"]
    long = {}
    for page in [site / f"{BOOK.page(chapter)}.html" for chapter in chapters]:
        tab, _ = opened(browser, page.as_uri(), site.as_uri(), viewport=LAPTOP)
        if tab.query_selector(VIEW):
            until(tab, ALL_THERE)
            tab.wait_for_timeout(300)
        words, screens = words_of(page.read_text(encoding="utf-8")), screens_of(tab)
        if words > MOST_WORDS or screens > MOST_SCREENS:
            long[page.name] = f"{words} words, {screens:.1f} screens"
        tab.context.close()
    assert not long


def test_a_figure_leaves_as_a_picture_without_any_request(browser, pages):
    with_figures = [page for page in pages if "rb-png" in page.read_text("utf-8")]
    tab, problems = opened(browser, with_figures[0].as_uri(), root_of(pages).as_uri())
    button = tab.locator(".rb-png").first
    button.scroll_into_view_if_needed()
    with tab.expect_download() as offered:
        button.click()
    assert offered.value.suggested_filename.endswith(".png")
    assert offered.value.path().read_bytes().startswith(b"\x89PNG")
    assert not problems
    tab.context.close()


def test_search_finds_a_page(browser, located, pages):
    base, addresses = located
    first = BeautifulSoup((root_of(pages) / "intro.html").read_text("utf-8"), "html.parser")
    word = first.h1.get_text().split()[0].rstrip("#")
    tab, problems = opened(browser, f"{addresses['search.html']}?q={word}", base)
    tab.wait_for_selector("#search-results li a")
    assert tab.locator("#search-results li a[href*='intro.html']").count() >= 1
    assert not problems
    tab.context.close()


def test_the_entrance_leads_to_the_first_page(browser, located):
    base, _ = located
    tab, problems = opened(browser, f"{base}/index.html", base)
    tab.wait_for_url(f"{base}/intro.html")
    assert not problems
    tab.context.close()
