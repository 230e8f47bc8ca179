"""Each page of the built site, opened as its readers do: from a server, from a folder, unscripted.

A page is opened three times and looked at in every way that each time allows, since a visit costs
more than a look.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlparse

import pytest
import yaml
from books import BOOK, ROOT
from bs4 import BeautifulSoup
from looks import (
    COLOURLESS,
    CONTRAST,
    SETTLED,
    UNFOLD,
    UNSEEN,
    complaints,
    enliven,
    faults_of_figures,
    faults_of_width,
    faults_on_paper,
)
from tabs import PHONE, WIDE, opened

from reviewbook.page.studies.study_names import FOLDER

SHIFTED = 0.02
AT_ONCE, IN_ALL = 400_000, 1_600_000
ZOOMED = {"width": 640, "height": 450}
"""The wide screen at twice its size."""
MADE = ("search", "genindex")
"""What Sphinx adds to every site."""
LAYERS = BOOK.evidence.printed["chapters"].set_index("chapter")["layer"]


def files(entry: dict) -> list[str]:
    """Return the pages of a table of contents, or of a part of it, in order."""
    here = [entry[key] for key in ("root", "file") if key in entry]
    parts = [part for key in ("parts", "chapters", "sections") for part in entry.get(key, [])]
    return here + [name for part in parts for name in files(part)]


def pages_of(source: Path) -> list[str]:
    """Return the pages that a book's site will have, as they are named before it is built."""
    return [*files(yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))), *MADE]


BOOKS = {"site": ROOT, "specimen": ROOT / "tests" / "specimen"}
ALIKE = [f"{FOLDER}/{name}" for name in sorted(BOOK.evidence.studies["study_id"])[:2]]
"""Two of the pages of studies, which are all made alike."""
EVERY = [(book, page) for book, source in BOOKS.items() for page in pages_of(source)]
EVERY += [("site", page) for page in ALIKE]


@pytest.fixture(params=EVERY, ids=lambda given: "-".join(given))
def page(request) -> tuple[Path, Path]:
    """A site and one page of it."""
    book, name = request.param
    site = request.getfixturevalue(book)
    return site, site / f"{name}.html"


def test_every_page_is_looked_at(site, specimen):
    for folder, source in zip((site, specimen), BOOKS.values(), strict=True):
        paths = (path for path in folder.rglob("*.html") if path.parent.name != FOLDER)
        there = {path.relative_to(folder).with_suffix("").as_posix() for path in paths}
        assert there - {"index"} == set(pages_of(source))


def test_a_page_from_a_server_is_light_comes_alive_and_keeps_still(browser, page, serve):
    """Colours do not hang on the width of a screen: their contrast, most of the work, is once."""
    site, path = page
    base = serve(site)
    tab, problems = opened(browser, "about:blank", base, reduced_motion="reduce")
    asked = set()
    tab.on("request", lambda request: asked.add(urlparse(request.url)))
    tab.goto(f"{base}/{path.relative_to(site)}")
    tab.wait_for_load_state("networkidle")
    found = weights(site, asked)
    enliven(tab)
    tab.wait_for_load_state("networkidle")
    found += [*problems, *faults_of_figures(tab), *jumps(tab)]
    tab.evaluate(UNFOLD, True)
    tab.wait_for_timeout(100)
    found += complaints(tab)
    if not under(path):
        tab.set_viewport_size(ZOOMED)
        tab.wait_for_timeout(SETTLED)
        found += [f"zoomed: {one}" for one in complaints(tab, **COLOURLESS)]
    tab.context.close()
    assert not found


def test_a_page_from_a_folder_comes_alive_in_the_dark_and_fits_a_phone_and_paper(browser, page):
    site, path = page
    tab, problems = opened(browser, path.as_uri(), site.as_uri(), color_scheme="dark")
    enliven(tab)
    tab.wait_for_load_state("networkidle")
    found = [*problems, *faults_of_figures(tab), *jumps(tab)]
    found += [] if under(path) else complaints(tab, runOnly=[CONTRAST])
    tab.set_viewport_size(PHONE)
    found += faults_of_width(tab, PHONE["width"])
    tab.evaluate(UNFOLD, True)
    tab.wait_for_timeout(SETTLED)
    found += [f"on a phone: {one}" for one in complaints(tab, **COLOURLESS)]
    tab.evaluate(UNFOLD, False)
    found += faults_on_paper(tab)
    tab.context.close()
    assert not found


def test_figures_and_tables_need_no_script(browser, page):
    _, path = page
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(path.as_uri())
    source = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert len(source.select(".rb-static")) == len(source.select(".rb-stage"))
    hidden = tab.evaluate(UNSEEN, ".rb-static, .rb-table > .rb-scroll > * table, .rb-twin")
    context.close()
    assert not hidden


def under(path: Path) -> bool:
    """Tell whether a page lies under a chapter.

    It is made of the parts of the pages above it: zoom and darkness are looked at there.
    """
    return LAYERS.get(path.stem) in ("deep", "trust")


def jumps(tab) -> list[str]:
    """Say how far words have moved since the page was opened, if they have."""
    shift = tab.evaluate("window.shift")
    return [f"words move by {shift:.3f}"] if shift > SHIFTED else []


@lru_cache
def weight(file: Path) -> int:
    """Return the bytes of a compressed file."""
    return len(gzip.compress(file.read_bytes()))


def weights(site: Path, asked: set) -> list[str]:
    """Say what makes a page heavy, of what it has asked for before anybody moved."""
    files = {site.parent / url.path.lstrip("/") for url in asked if url.scheme == "http"}
    weights = {file: weight(file) for file in files}
    at_once = sum(w for file, w in weights.items() if file.parent.name != "vendor")
    heavy = at_once > AT_ONCE or sum(weights.values()) > IN_ALL
    return [f"weighs {file.name}: {w}" for file, w in weights.items()] if heavy else []
