"""An EPUB lists what it holds, keeps the book's order, and is the same for the same pages."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from reviewbook.page.identity.address import Identity
from reviewbook.page.paper.cover import Cover
from reviewbook.page.paper.epub import write_epub
from reviewbook.page.paper.order import Chapter
from reviewbook.page.paper.sheet import Sheet

FORMULA = '<article id="b"><h1>Two</h1><math></math><img src="_static/a.png" alt=""></article>'
PAGES = {
    Chapter("intro", "One"): '<article id="a"><h1>One</h1><a href="c/two.html#b">x</a></article>',
    Chapter("c/two", "Two & three", "Part <1>"): FORMULA,
}


@pytest.fixture
def written(tmp_path):
    """A function that writes the EPUB of two pages under a name and returns its file."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.png").write_bytes(b"picture")
    cover = Cover("Book", "en", ("About.",), Identity(author="A & B", date="2024-05-06"), "")

    def write(name: str) -> Path:
        texts = PAGES.items()
        sheets = [Sheet(page, BeautifulSoup(text, "html.parser"), []) for page, text in texts]
        write_epub(tmp_path / name, tmp_path, cover, sheets)
        return tmp_path / name

    return write


def test_what_it_holds_is_listed_with_what_a_program_must_know(written):
    with zipfile.ZipFile(written("a.epub")) as archive:
        package = BeautifulSoup(archive.read("book/package.opf"), "html.parser")
        first = archive.read("book/intro.xhtml").decode()
        names = {name.removeprefix("book/") for name in archive.namelist()}
    items = {item["href"]: item for item in package.select("item")}
    assert items.keys() == names - {"mimetype", "META-INF/container.xml", "package.opf"}
    assert items["c-two.xhtml"]["properties"] == "mathml"
    assert items["_static/a.png"]["media-type"] == "image/png"
    order = [item["idref"] for item in package.select("itemref")]
    assert order == ["cover", "nav", "intro", "c-two"]
    assert "2024-05-06T00:00:00Z" in package.text
    assert "A & B" in package.text
    assert 'href="c-two.xhtml#b"' in first


def test_the_contents_keep_the_parts(written):
    with zipfile.ZipFile(written("a.epub")) as archive:
        text = archive.read("book/nav.xhtml")
    assert ElementTree.fromstring(text).tag.endswith("html")
    contents = BeautifulSoup(text, "html.parser")
    assert contents.select_one("nav > ol > li > a").string == "One"
    assert contents.select_one("nav > ol > li > span").string == "Part <1>"
    assert contents.select_one("nav > ol > li > ol > li > a").string == "Two & three"


def test_the_same_pages_are_the_same_file(written):
    assert written("a.epub").read_bytes() == written("b.epub").read_bytes()
