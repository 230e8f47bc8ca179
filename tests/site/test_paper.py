"""The printed book: its bookmarks and contents, its figures, and the EPUB."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from books import TRIALS
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from reviewbook.page.paper.files import EPUB, FOLDER, PDF

CHAPTERS = ["intro", *re.findall(r"file: (\S+)", (TRIALS / "_toc.yml").read_text("utf-8"))]


@pytest.fixture(scope="module")
def titles(trials_site) -> list[str]:
    """The titles of the pages in the order of the contents."""
    pages = [(trials_site / f"{name}.html").read_text("utf-8") for name in CHAPTERS]
    return [BeautifulSoup(page, "html.parser").h1.find(string=True) for page in pages]


@pytest.fixture(scope="module")
def pdf(trials_site) -> PdfReader:
    return PdfReader(trials_site / FOLDER / PDF)


@pytest.fixture(scope="module")
def epub(trials_site) -> Path:
    return trials_site / FOLDER / EPUB


def chapters(pdf: PdfReader) -> list[tuple[str, int]]:
    """The bookmarks of the first level, each with its page, counted from one."""
    marks = [mark for mark in pdf.outline if not isinstance(mark, list)]
    return [(mark.title, pdf.get_destination_page_number(mark) + 1) for mark in marks]


def test_the_bookmarks_are_the_chapters_in_their_order(pdf, titles):
    assert [title for title, _ in chapters(pdf)] == ["Contents", *titles]


def test_the_contents_give_the_page_on_which_each_chapter_begins(pdf):
    contents = " ".join(pdf.pages[1].extract_text().split())
    for title, page in chapters(pdf)[1:]:
        assert f"{title} {page} " in contents
        assert title in " ".join(pdf.pages[page - 1].extract_text().split())
    assert "000" not in contents


def test_each_figure_lies_on_one_page(pdf):
    figures = list(_figures(pdf.trailer["/Root"]["/StructTreeRoot"]))
    assert len(figures) >= 3
    assert [len(pages) for pages in figures] == [1] * len(figures)


def _figures(node):
    """Give the pages on which each figure of the tagged text lies."""
    if node.get("/S") == "/Figure":
        yield set(_pages(node))
        return
    for child in _children(node):
        yield from _figures(child)


def _children(node):
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    found = (kid.get_object() if isinstance(kid, IndirectObject) else kid for kid in kids)
    return [kid for kid in found if isinstance(kid, dict)]


def _pages(node):
    if page := node.raw_get("/Pg") if "/Pg" in node else None:
        yield page.idnum
    for child in _children(node):
        yield from _pages(child)


def test_the_epub_holds_the_chapters_in_their_order_and_no_script(epub, titles):
    with zipfile.ZipFile(epub) as archive:
        names = archive.namelist()
        contents = BeautifulSoup(archive.read("book/nav.xhtml"), "html.parser")
        texts = [archive.read(name).decode() for name in names if name.endswith("html")]
    assert names[0] == "mimetype"
    assert [item.a.string for item in contents.select("nav > ol > li")] == titles
    assert not any("<script" in text for text in texts)


def test_the_epub_is_valid(epub):
    checker = shutil.which("epubcheck")
    assert checker, "The tests need epubcheck; `make test` installs it."
    java = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", Path(checker).resolve())
    checked = subprocess.run([*java, "--quiet", epub], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_pages_lead_to_both_and_the_list_of_files_has_them(trials_site):
    text = (trials_site / "chapters" / "trials.html").read_text("utf-8")
    page = BeautifulSoup(text, "html.parser")
    listed = (trials_site / "SHA256SUMS").read_text("utf-8")
    for name in (PDF, EPUB):
        assert page.select(f'a[href="../{FOLDER}/{name}"]')
        assert f"  {FOLDER}/{name}\n" in listed
