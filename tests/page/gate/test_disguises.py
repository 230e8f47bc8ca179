"""Every disguise of a numeral is refused, with the file and the line where it stands."""

import json
import shutil

import pytest
from books import ROOT

from reviewbook.ledger.book import Book
from reviewbook.page.gate.allowed import Judge
from reviewbook.page.gate.book_gate import book_numerals
from reviewbook.page.gate.cells import faults_of_cell, row_names
from reviewbook.page.gate.disguises import PLACES, disguises, recorded
from reviewbook.page.gate.settings_text import typed_in_settings
from reviewbook.page.gate.site_pages import typed_in_site

NEW = ROOT / "reviewbook" / "commands" / "new_book"
JUPYTEXT = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n# Page\n\n"
BY_PAGE = {
    "md": "# Page\n\n{}\n\nAll of them.\n",
    "front": "---\n{}\n",
    "celltag": JUPYTEXT + "```{{code-cell}} ipython3\n---\n{}\n---\nx = y\n```\n",
    "rst": "Page\n====\n\n{}\n\nAll of them.\n",
}
CASES = recorded(ROOT)
PAGES = [case for case in CASES if case["where"] in BY_PAGE or case["where"].startswith("ipynb")]
JUDGE = Judge(Book(NEW).evidence)


def notebook(where: str, text: str) -> str:
    """Return a notebook with one cell of text or of code."""
    kind = "code" if where == "ipynb-code" else "markdown"
    cell = {"cell_type": kind, "id": "a", "metadata": {}, "source": [text]}
    cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
    title = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["# Page"]}
    cells = {"cells": [title, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(cells, ensure_ascii=False, indent=1)


def page_of(number: int, case: dict) -> tuple[str, str]:
    """Return the name and the text of a page that holds one disguise."""
    where = case["where"]
    if where in BY_PAGE:
        suffix = "rst" if where == "rst" else "md"
        return f"case{number}.{suffix}", BY_PAGE[where].format(case["text"])
    return f"case{number}.ipynb", notebook(where, case["text"])


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> set[str]:
    """The files in which something was found, of a book with one page for each disguise."""
    folder = tmp_path_factory.mktemp("book") / "book"
    shutil.copytree(NEW, folder, ignore=shutil.ignore_patterns("chapters", "tests"))
    bibliography = folder / "references.bib"
    known = bibliography.read_text(encoding="utf-8").replace("{walker2010,", "{known,", 1)
    bibliography.write_text(known, encoding="utf-8")
    (folder / "intro.md").write_text("(here)=\n# Intro\n\nAll.\n", encoding="utf-8")
    (folder / "part.txt").write_text("38 lived\n", encoding="utf-8")
    (folder / "a.png").write_bytes(b"")
    (folder / "drawn.svg").write_text('<svg xmlns="x"><text>38</text></svg>', encoding="utf-8")
    listed = ["format: jb-book", "root: intro", "chapters:"]
    for number, case in enumerate(PAGES):
        name, text = page_of(number, case)
        (folder / name).write_text(text, encoding="utf-8")
        listed.append(f"  - file: {name}")
    (folder / "_toc.yml").write_text("\n".join(listed) + "\n", encoding="utf-8")
    found = book_numerals(Book(folder))
    assert all(numeral.line > 0 for numeral in found)
    return {numeral.path for numeral in found}


def test_there_are_many_disguises_each_once():
    assert len(CASES) >= 150
    assert len({(case["where"], case["text"]) for case in CASES}) == len(CASES)


def test_the_table_of_disguises_counts_each_in_its_place():
    shown = disguises(ROOT).frame
    assert shown["tried"].iloc[-1] == shown["tried"].iloc[:-1].sum() == len(CASES)
    assert set(shown["where"]) == {*PLACES.values(), "anywhere"}


def test_no_disguise_passes_on_a_page(refused):
    assert "intro.md" not in refused
    passed = [
        case
        for number, case in enumerate(PAGES)
        if not refused & {page_of(number, case)[0], "part.txt"[: 8 * ("part" in case["text"])]}
    ]
    assert not passed


@pytest.mark.parametrize("where", ["_toc.yml", "_config.yml", "book.yml"])
def test_no_disguise_passes_in_the_settings(tmp_path, where):
    passed = []
    for case in (case for case in CASES if case["where"] == where):
        (tmp_path / where).write_text(case["text"], encoding="utf-8")
        passed += [] if list(typed_in_settings(tmp_path, JUDGE)) else [case]
    assert not passed


def test_no_disguise_passes_in_a_cell(tmp_path):
    names = row_names(Book(NEW).evidence)
    cases = [case for case in CASES if case["where"] == "cell"]
    found = [list(faults_of_cell(case["text"], JUDGE, names, tmp_path)) for case in cases]
    assert not [case for case, faults in zip(cases, found, strict=True) if not faults]


def test_no_disguise_passes_in_a_built_page(tmp_path):
    passed = []
    for case in (case for case in CASES if case["where"] == "site"):
        (tmp_path / "page.html").write_text(case["text"], encoding="utf-8")
        found = list(typed_in_site(tmp_path, JUDGE, {}, lambda parts, judge: judge()))
        passed += [] if found else [case]
    assert not passed
