"""A book with an error is not built, says why, and leaves the earlier site as it was."""

import hashlib
import shutil
from pathlib import Path

import pytest
from books import ROOT, build, furnish
from bs4 import BeautifulSoup

from reviewbook.page.publishing.publish import faults
from reviewbook.page.publishing.resident import Resident

CELL = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A page

```{code-cell} ipython3
next(zip(("a",)))
```
"""


def digest(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def first_build(tmp_path_factory) -> tuple[Path, str]:
    """A small book with data, built, and what the build said."""
    pages = tmp_path_factory.mktemp("pages")
    (pages / "_toc.yml").write_text("format: jb-book\nroot: intro\n", encoding="utf-8")
    (pages / "intro.md").write_text(CELL, encoding="utf-8")
    shutil.copytree(ROOT / "data", pages / "data")
    folder = furnish(tmp_path_factory.mktemp("book"), pages)
    result = build(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder, result.stdout


@pytest.fixture(scope="module")
def built(first_build) -> Path:
    """The small book."""
    return first_build[0]


def changed(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text in a file of a book."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def failing(built: Path, tmp_path: Path, file: str, old: str, new: str) -> str:
    """Change a file of a copy of the book and return what its failing build says."""
    folder = shutil.copytree(built, tmp_path / "book")
    changed(folder, file, old, new)
    before = digest(folder / "_build" / "html")
    result = build(folder)
    assert result.returncode != 0
    assert digest(folder / "_build" / "html") == before
    assert "The book was not built. The earlier one" in result.stderr
    return result.stdout + result.stderr


def test_the_book_has_its_entrance_and_says_where_it_is(first_build):
    folder, said = first_build
    entrance = folder / "_build" / "html" / "index.html"
    assert entrance.is_file()
    assert str(entrance) in said


def test_what_is_published_is_as_listed(built):
    assert faults(built / "_build" / "html") == []


def test_errors_in_a_page_stop_the_build_and_all_are_told(built, tmp_path):
    wrong = "# A page\n\n{numref}`no-number`\n\n[a link](no-page.md)\n\n{claim}`no-claim`"
    said = failing(built, tmp_path, "intro.md", "# A page", wrong)
    for name in ("undefined label: 'no-number'", "no-page.md", "no entry 'no-claim'"):
        assert name in said


def test_while_writing_the_last_good_site_is_shown(built, tmp_path, capfd):
    folder = shutil.copytree(built, tmp_path / "book")
    shutil.copytree(folder / "_build" / "html", folder / ".cache" / "serve" / "html")
    shutil.copytree(folder / ".cache" / "book" / "doctrees", folder / ".cache/serve/doctrees")
    site = folder / ".cache" / "serve" / "html"
    before = digest(site)
    changed(folder, "intro.md", '(("a",))', "()")
    builder = Resident(folder)
    assert not builder.rebuild()
    assert "StopIteration" in capfd.readouterr().err
    assert digest(site) == before
    changed(folder, "intro.md", "zip()", 'zip(("b",))')
    assert builder.rebuild()
    builder.end()
    assert faults(site) == []
    assert (
        'next(zip(("b",)))' in BeautifulSoup((site / "intro.html").read_bytes(), "html.parser").text
    )


def test_an_error_in_the_data_stops_the_build_before_it_begins(built, tmp_path):
    header = (built / "data" / "studies.csv").read_text(encoding="utf-8").splitlines()[0]
    column = header.split(",")[-1]
    said = failing(built, tmp_path, "data/studies.csv", column, "unheard_of")
    assert "studies.csv" in said
    assert "unheard_of" in said
    assert "reading sources" not in said


def test_a_verdict_that_is_not_the_accepted_one_stops_the_build(built, tmp_path):
    said = failing(built, tmp_path, "data/claims.csv", ",discrepant,", ",reproduced,")
    assert "claims.csv, row " in said
    assert "'discrepant'" in said
    assert "reading sources" not in said
