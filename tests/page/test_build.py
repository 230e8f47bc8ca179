"""A book with an error is not built, says why, and leaves the earlier site as it was."""

import hashlib
import shutil
from pathlib import Path

import pytest
from books import ROOT, build, furnish

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
len("a") / len("bc")
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
def built(tmp_path_factory) -> Path:
    """A small book with data, built."""
    pages = tmp_path_factory.mktemp("pages")
    (pages / "_toc.yml").write_text("format: jb-book\nroot: intro\n", encoding="utf-8")
    (pages / "intro.md").write_text(CELL, encoding="utf-8")
    shutil.copytree(ROOT / "data", pages / "data")
    folder = furnish(tmp_path_factory.mktemp("book"), pages)
    result = build(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def failing(built: Path, tmp_path: Path, file: str, old: str, new: str) -> str:
    """Change a file of a copy of the book and return what its failing build says."""
    folder = shutil.copytree(built, tmp_path / "book")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    before = digest(folder / "_build" / "html")
    result = build(folder)
    assert result.returncode != 0
    assert digest(folder / "_build" / "html") == before
    assert "The book was not built. The earlier one" in result.stderr
    return result.stdout + result.stderr


def test_the_book_has_its_entrance_and_says_where_it_is(built):
    assert (built / "_build" / "html" / "index.html").is_file()
    assert str(built / "_build" / "html" / "index.html") in build(built).stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('len("bc")', "len(str())", "ZeroDivisionError"),
        ("# A page", "# A page\n\n{numref}`nowhere`", "undefined label: 'nowhere'"),
        ("# A page", "# A page\n\n[a link](nowhere.md)", "nowhere"),
        ("# A page", "# A page\n\n{claim}`nowhere`", "nowhere"),
    ],
    ids=["cell", "number", "link", "claim"],
)
def test_an_error_in_a_page_stops_the_build(built, tmp_path, old, new, said):
    assert said in failing(built, tmp_path, "intro.md", old, new)


def test_an_error_in_the_data_stops_the_build_before_it_begins(built, tmp_path):
    header = (built / "data" / "studies.csv").read_text(encoding="utf-8").splitlines()[0]
    column = header.split(",")[-1]
    said = failing(built, tmp_path, "data/studies.csv", column, "unheard_of")
    assert "studies.csv" in said
    assert "unheard_of" in said
    assert "reading sources" not in said
