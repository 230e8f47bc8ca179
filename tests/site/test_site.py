"""The built site in a real browser: complete in itself, drawn, linked, accessible, light."""

import csv
import gzip
import json
import os.path
import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from books import BOOK
from bs4 import BeautifulSoup
from tabs import PHONE, WIDE, opened, until

from reviewbook.page.reading.length import LAPTOP, screens_of, words_of

PAPER = {"width": 680, "height": 1000}
INK = "rgb(29, 36, 48)"
SHIFTED = 0.02
MOST_WORDS, MOST_SCREENS = 900, 4.5
AT_ONCE, IN_ALL = 400_000, 1_600_000
TEXTS = "nodes => nodes.map(node => node.textContent).filter(Boolean).sort()"


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


ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
CONTRAST = "color-contrast"
COLOURLESS = {"rules": {CONTRAST: {"enabled": False}}}
SETTLED = 600
"""Milliseconds after which the theme has looked what scrolls on a screen of another width."""
ZOOMED = {"width": 640, "height": 450}
"""The wide screen at twice its size."""
UNFOLD = "open => document.querySelectorAll('details').forEach(d => (d.open = open))"
VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]'
ALL_THERE = """
document.querySelector('.jupyter-widgets')
  && !document.querySelector('.rb-still-explorer:not(.rb-replaced)')
"""


def enliven(tab) -> None:
    """Scroll to every figure and wait until its live view is there, or is known not to come.

    Explorers first take the place of their still figures, which are then gone; simulations are
    shown without a guess.
    """
    for skip in tab.query_selector_all(".rb-skip"):
        skip.click()
    if tab.query_selector(VIEW):
        until(tab, ALL_THERE)
        tab.wait_for_timeout(300)
    for stage in tab.query_selector_all(".rb-stage"):
        if stage.evaluate("stage => stage.isConnected && stage.getClientRects().length > 0"):
            stage.scroll_into_view_if_needed()
            until(tab, "stage => !stage.isConnected || stage.dataset.state", stage)


def complaints(tab, **options) -> list[str]:
    """Return what axe finds on a page, its best practices among it."""
    found = Axe().run(tab, options=ONLY_VIOLATIONS | options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


SCROLLED = """[...document.querySelectorAll('.rb-stage:not([data-figure^=specimen]) .rb-scroll')]
  .filter((place) => place.scrollWidth > place.clientWidth + 1)
  .map((place) => place.getAttribute('aria-label'))"""


def faults_of_figures(tab) -> list[str]:
    """Return what is wrong with the figures of a page: not live, or live with other words."""
    wrong = []
    for stage in tab.query_selector_all(".rb-stage"):
        figure = stage.get_attribute("data-figure")
        if stage.get_attribute("data-state") != "live":
            wrong.append(f"{figure} does not become live")
            continue
        still = stage.eval_on_selector_all(".rb-static text", TEXTS)
        live = stage.eval_on_selector_all(".rb-live svg text", TEXTS)
        if not live or still != live:
            wrong.append(f"{figure} is drawn with {still}, live with {live}")
    return wrong


def test_pages_open_without_error_ask_nobody_else_come_alive_and_do_not_jump(browser, located):
    base, addresses = located
    wrong = {}
    for name, address in addresses.items():
        tab, problems = opened(browser, address, base)
        enliven(tab)
        tab.wait_for_load_state("networkidle")
        problems += faults_of_figures(tab)
        if (shift := tab.evaluate("window.shift")) > SHIFTED:
            problems.append(f"words move by {shift:.3f}")
        if problems:
            wrong[name] = problems
        tab.context.close()
    assert not wrong


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


def test_axe_finds_nothing_on_any_screen_in_light_and_in_dark(browser, pages):
    """Colours do not hang on the width of a screen: their contrast, most of the work, is once.

    Pages under a chapter are made of the parts of the pages above them: what is left of them to
    see is how they stand in light on the widest and on the narrowest screen.
    """
    root = root_of(pages)
    layers = BOOK.evidence.printed["chapters"].set_index("chapter")["layer"]
    wrong = {}
    for page in pages:
        settings = {"color_scheme": "light", "reduced_motion": "reduce"}
        tab, _ = opened(browser, page.as_uri(), root.as_uri(), **settings)
        enliven(tab)
        tab.evaluate(UNFOLD, True)
        tab.wait_for_timeout(100)
        found = complaints(tab)
        under = layers.get(page.stem) in ("deep", "trust")
        for screen in (PHONE,) if under else (PHONE, ZOOMED):
            tab.set_viewport_size(screen)
            tab.wait_for_timeout(SETTLED)
            found += [f"{screen['width']} pixels: {one}" for one in complaints(tab, **COLOURLESS)]
        found += [] if under else in_the_dark(tab)
        if found:
            wrong[page.name] = found
        tab.context.close()
    assert not wrong


def in_the_dark(tab) -> list[str]:
    """Say where the contrast of a page, folded again, is too small in dark colours."""
    tab.set_viewport_size(WIDE)
    tab.evaluate(UNFOLD, False)
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    until(tab, "paper => getComputedStyle(document.body).backgroundColor !== paper", paper)
    tab.wait_for_timeout(200)
    return [f"dark: {one}" for one in complaints(tab, runOnly=[CONTRAST])]


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


def faults_on_paper(tab) -> list[str]:
    """Return what is wrong with a page as it is printed."""
    tab.set_viewport_size(PAPER)
    tab.emulate_media(media="print")
    wrong = []
    if tab.evaluate("document.documentElement.scrollWidth") > PAPER["width"]:
        wrong.append("is wider than the paper")
    if tab.evaluate("getComputedStyle(document.body).color") != INK:
        wrong.append("is not in dark ink")
    if not all(title.is_visible() for title in tab.locator("article h1").all()):
        wrong.append("has no title")
    for selector in (".bd-sidebar-primary", ".bd-header-article", ".rb-live"):
        if any(part.is_visible() for part in tab.locator(selector).all()):
            wrong.append(f"shows {selector}")
    if not all(part.is_visible() for part in tab.locator(".rb-static").all()):
        wrong.append("hides a figure")
    return wrong


def test_phones_scroll_no_page_sideways_and_paper_gets_the_words_and_still_light_figures(
    browser, pages
):
    root = root_of(pages)
    wrong = {}
    for page in pages:
        tab, _ = opened(browser, page.as_uri(), root.as_uri(), viewport=PHONE, color_scheme="dark")
        enliven(tab)
        tab.evaluate(UNFOLD, True)
        width = tab.evaluate("document.documentElement.scrollWidth")
        tab.evaluate(UNFOLD, False)
        scrolled = tab.evaluate(SCROLLED)
        found = faults_on_paper(tab)
        found += [f"scrolls {name} sideways on a phone" for name in scrolled]
        if width > PHONE["width"]:
            found.append(f"is {width} pixels wide on a phone")
        if found:
            wrong[page.name] = found
        tab.context.close()
    assert not wrong


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


def test_figures_and_tables_need_no_script(browser, pages):
    root = root_of(pages)
    hidden = defaultdict(list)
    for page in pages:
        context = browser.new_context(viewport=WIDE, java_script_enabled=False)
        tab = context.new_page()
        tab.goto(page.as_uri())
        source = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        assert len(source.select(".rb-static")) == len(source.select(".rb-stage"))
        for selector in (".rb-static", ".rb-table > .rb-scroll > * table, .rb-twin"):
            for index in range(tab.locator(selector).count()):
                if not tab.locator(selector).nth(index).bounding_box():
                    hidden[page.name].append(f"{selector} {index}")
        context.close()
    assert not hidden, root


def test_a_page_is_light(browser, pages, serve):
    root = root_of(pages)
    heavy = {}
    for page in pages:
        tab = browser.new_context(viewport=WIDE).new_page()
        asked = set()
        tab.on("request", lambda request, asked=asked: asked.add(urlparse(request.url)))
        tab.goto(f"{serve(root)}/{page.relative_to(root)}")
        tab.wait_for_load_state("networkidle")
        tab.context.close()
        files = {root.parent / url.path.lstrip("/") for url in asked if url.scheme == "http"}
        weights = {file: len(gzip.compress(file.read_bytes())) for file in files}
        at_once = sum(w for file, w in weights.items() if file.parent.name != "vendor")
        if at_once > AT_ONCE or sum(weights.values()) > IN_ALL:
            heavy[page.name] = {file.name: weight for file, weight in weights.items()}
    assert not heavy


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
