"""The package is made anew when anything it is made from has changed, and only then."""

from dataclasses import replace
from pathlib import Path

import pytest

from reviewbook.exports import files, kept
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity
from reviewbook.page.publishing.archive import packed

KNOWN = Identity(title="A book")
READ_AGAIN = "data/second_reading/arms.csv"
MADE_FROM = ("data/arms.csv", READ_AGAIN, "topic/rows.py", "book.yml", "CITATION.cff")


@pytest.fixture
def book(tmp_path) -> Book:
    """Return a folder with one table, some code and a licence."""
    for name in (*MADE_FROM, "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("as it is")
    return Book(tmp_path)


@pytest.fixture
def made() -> list[Identity]:
    """Return a list that grows whenever the package is made."""
    return []


@pytest.fixture
def package(book, made):
    """Return what gives the package of the book; what is made is small."""

    def make(book, known):
        made.append(known)
        content = {"data/arms.csv": Path(book.folder, "data/arms.csv").read_bytes()}
        return content | {files.ARCHIVE: packed(content)}

    return lambda known=KNOWN: kept.kept(book, known, files.ARCHIVE, make)


def test_what_has_not_changed_is_not_made_again(book, package, made):
    first = package()
    (book.folder / "notes.txt").write_text("changed")
    assert package() == first
    assert len(made) == 1


@pytest.mark.parametrize("name", MADE_FROM)
def test_what_it_is_made_from_makes_it_anew(book, package, made, name):
    package()
    (book.folder / name).write_text("changed")
    changed = package()
    assert len(made) == 2
    assert changed["data/arms.csv"] == (book.folder / "data/arms.csv").read_bytes()
    assert len(list((book.folder / ".cache" / "exports").iterdir())) == 1


def test_another_release_or_library_makes_it_anew(book, package, made, monkeypatch):
    package()
    package(replace(KNOWN, version="2"))
    monkeypatch.setattr(kept, "packages", lambda: ["another 1.0"])
    package()
    assert len(made) == 3
