"""A book that is being written shows what a build from nothing would show, whatever was edited."""

import shutil
from pathlib import Path

import pytest
from books import HOME, TRIALS

from reviewbook.page.publishing import draft
from reviewbook.page.publishing.publish import served
from reviewbook.page.publishing.reproduce import MADE, differences
from reviewbook.page.publishing.resident import Resident

BEYOND_PAGES = {
    "_config.yml": ("title: Does BCG", "title: Whether BCG"),
    "book.yml": ("label: Allotted", "label: How allotted"),
    "references.bib": ("title", "note = {Seen}, title"),
    "data/sources.csv": ("The data set,", "The public data set,"),
    "data/numerals.csv": ("a frame", "a table of data"),
}
"""Settings, works, a table that pages read and one that none does."""
HEADING = ("## What was counted", "## What they counted")
CELL = ("Risk ratio of tuberculosis by latitude", "Ratio of risks by latitude")
SENTENCE = ("This small book asks", "This book asks")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text in a file of a book."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, file
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_stale_is_shown_whatever_was_edited(tmp_path, monkeypatch):
    for name, value in HOME.items():
        monkeypatch.setenv(name, value)
    folder = shutil.copytree(TRIALS, tmp_path / "book", ignore=shutil.ignore_patterns(*MADE))
    shown, builder = served(folder), Resident(folder)
    assert builder.rebuild()
    for file, (old, new) in BEYOND_PAGES.items():
        edit(folder, file, old, new)
    assert builder.rebuild()
    edit(folder, "chapters/trials.md", *HEADING)
    edit(folder, "chapters/latitude.md", *CELL)
    assert builder.rebuild()
    edit(folder, "intro.md", *SENTENCE)
    was = {page: page.stat().st_mtime_ns for page in (shown / "html").rglob("*.html")}
    assert builder.rebuild()
    written = {page.stem for page, at in was.items() if page.stat().st_mtime_ns != at}
    assert written == {"genindex", "index", "intro", "search"}
    for made in (shown, folder / ".cache" / "executed"):
        made.rename(tmp_path / made.name)
    assert builder.rebuild()
    builder.end()
    assert differences(tmp_path / shown.name / "html", shown / "html") == []


@pytest.mark.parametrize("file", ["data/sources.csv", "_static/book.css", "CITATION.cff"])
def test_a_draft_holds_while_only_pages_change(tmp_path, monkeypatch, file):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / "intro.md").write_text("# A page")
    monkeypatch.setenv("GITHUB_REPOSITORY", "sea/books")
    app = type("App", (), {"srcdir": tmp_path})
    begun = draft.Draft(app, tmp_path / "last", tmp_path / "aside", draft.made_from(tmp_path))
    (tmp_path / "intro.md").write_text("# A page, changed")
    assert begun.holds()
    (tmp_path / file).write_text("changed")
    assert not begun.holds()
