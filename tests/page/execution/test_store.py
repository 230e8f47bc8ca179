"""An executed page is taken again while nothing it was made from has changed, and never longer."""

import re
import shutil
import time
from pathlib import Path

import nbformat
import pytest
from books import TRIALS, build
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig

from reviewbook.page.execution import store
from reviewbook.page.execution.extension import code_of
from reviewbook.page.execution.pages import executed
from reviewbook.page.execution.side_by_side import Task
from reviewbook.page.execution.store import Store

PAGES = ("chapters/latitude", "chapters/register", "chapters/trials")
LATITUDE, REGISTER, FOREST = PAGES
LOCAL = "import local\n"


def task(book: Path, page: str) -> Task:
    """Return what is to be executed of a page."""
    path = book / f"{page}.md"
    return Task(code_of(path, MdParserConfig(), NbParserConfig()), path.parent, 60)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A copy of the book of trials with a module of its own, executed."""
    folder = tmp_path_factory.mktemp("kept") / "book"
    shutil.copytree(TRIALS, folder, ignore=shutil.ignore_patterns("_build", ".cache"))
    (folder / "chapters" / "local.py").write_text("NAME = 'local'\n", encoding="utf-8")
    change(folder / f"{LATITUDE}.md", "from reviewbook", f"{LOCAL}from reviewbook")
    time.sleep(2 * store.COARSE / 1e9)
    executed(folder, {page: task(folder, page) for page in PAGES})
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, where it stands first."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def stale(book: Path) -> set[str]:
    """Name the pages that would be executed again."""
    kept = Store(book)
    return {page for page in PAGES if kept.kept(page, task(book, page).notebook) is None}


def test_nothing_is_executed_twice_while_nothing_changes(book):
    assert stale(book) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("chapters/trials.md", "found = book", "found  = book", {FOREST}),
        ("chapters/trials.md", ":tags: [remove-cell]", ":tags: [hide-cell]", {FOREST}),
        ("chapters/trials.md", "**Question.** How", "**Question.** Say how", set()),
        ("data/outcomes.csv", ",29,", ",30,", set(PAGES)),
        ("data/claims.csv", ",", ";", {REGISTER}),
        ("data/numerals.csv", ",", ";", set()),
        ("data/dictionary.csv", ",", ";", set(PAGES)),
        ("book.yml", ":", " :", {FOREST}),
        ("chapters/local.py", "local", "other", {LATITUDE}),
    ],
)
def test_a_change_makes_stale_what_was_made_from_it_and_nothing_else(
    book, file, old, new, expected
):
    before = (book / file).read_text(encoding="utf-8")
    change(book / file, old, new)
    found = stale(book)
    (book / file).write_text(before, encoding="utf-8")
    assert found == expected
    assert stale(book) == set()


def test_a_new_page_or_table_may_change_what_every_page_says(book):
    for file in ("chapters/more.md", "data/more.csv"):
        (book / file).touch()
        found = stale(book)
        (book / file).unlink()
        assert found == set(PAGES)


def test_another_machine_another_package_or_another_clock_makes_all_stale(
    book, monkeypatch, tmp_path
):
    (tmp_path / "cut.py").touch()
    with monkeypatch.context() as changed:
        files = store.machine()
        changed.setattr(store, "machine", lambda: [*files, tmp_path / "cut.py"])
        assert stale(book) == set(PAGES)
    with monkeypatch.context() as changed:
        (tmp_path / "pooling-2.0.dist-info").mkdir()
        changed.syspath_prepend(tmp_path)
        assert stale(book) == set(PAGES)
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Pacific/Chatham")
        assert stale(book) == set(PAGES)


def test_what_changed_while_it_was_read_or_asked_others_is_not_taken_again(book):
    notebook, here = task(book, FOREST).notebook, Store(book)
    nothing = {"tables": [], "files": [], "folders": [], "beyond": False}
    here.keep("said", notebook, nothing)
    assert here.kept("said", notebook) == notebook
    here.keep("said", notebook, nothing | {"beyond": True})
    assert here.kept("said", notebook) is None
    (book / "read.txt").touch()
    here.keep("said", notebook, nothing | {"files": [str(book / "read.txt")]})
    assert here.kept("said", notebook) is None


def test_a_broken_note_is_as_good_as_none(book):
    notebook = task(book, FOREST).notebook
    (book / ".cache" / "executed" / "broken.json").write_text("{", encoding="utf-8")
    assert Store(book).kept("broken", notebook) is None


def test_a_site_made_of_kept_pages_is_that_of_a_clean_build(book, tmp_path):
    change(book / f"{LATITUDE}.md", LOCAL, "")
    change(book / "data" / "claims.csv", "Prospective trials in", "Prospective trials of")
    first = build(book)
    assert first.returncode == 0, first.stderr
    assert sorted(re.findall(r"executed \[\d/2\] (.*)", first.stderr)) == [LATITUDE, REGISTER]
    kept = shutil.copytree(book / "_build" / "html", tmp_path / "kept")
    shutil.rmtree(book / ".cache")
    second = build(book)
    assert "executed [3/3]" in second.stderr
    for said in (first, second):
        assert "Executing notebook" not in said.stdout, "myst-nb did not take what was handed over"
    one, other = contents(kept), contents(book / "_build" / "html")
    assert {name for name in one | other if one.get(name) != other.get(name)} == set()


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_what_was_kept_is_the_notebook_as_executed(book):
    made = Store(book).last(FOREST)
    assert [cell.source for cell in made.cells] == [
        cell.source for cell in task(book, FOREST).notebook.cells
    ]
    assert any(cell.outputs for cell in made.cells)
    assert isinstance(made, nbformat.NotebookNode)
