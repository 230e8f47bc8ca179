"""Every chapter runs, and says today what its baseline says."""

import nbformat
import pytest
import yaml
from pytest_notebook.diffing import diff_notebooks, diff_to_string

from chapters import BASELINES, CHAPTERS, ROOT, as_notebook, baseline, code, page, said
from reviewbook.page.execution.store import Store

LONGEST_CELL = 20
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS])


def test_there_are_chapters_and_each_is_in_the_contents():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = [entry["file"] for entry in entries(contents)]
    written = [f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.md")]
    assert written
    assert sorted(name.removesuffix(".md") for name in listed) == sorted(written)


def entries(contents: dict) -> list[dict]:
    """Return every entry below the root of a table of contents."""
    found = []
    for part in contents.get("parts", []):
        found += entries(part)
    for key in ("chapters", "sections"):
        for entry in contents.get(key, []):
            found += [entry, *entries(entry)]
    return found


def test_each_baseline_has_its_chapter():
    assert {p.stem for p in BASELINES.glob("*.ipynb")} == {p.stem for p in CHAPTERS}


@each_chapter
def test_a_baseline_holds_the_code_of_its_chapter(chapter):
    kept = nbformat.read(baseline(chapter), as_version=4)
    assert code(kept) == code(as_notebook(chapter)), "run `make baselines`"


@each_chapter
def test_a_chapter_said_in_the_build_what_its_baseline_says(chapter, site):
    kept = nbformat.read(baseline(chapter), as_version=4)
    made = said(Store(ROOT).last(page(chapter)), chapter)
    difference = diff_notebooks(kept, made)
    assert not difference, diff_to_string(kept, difference, use_color=False)


@each_chapter
def test_cells_are_short(chapter):
    long = [cell for cell in code(as_notebook(chapter)) if cell.count("\n") >= LONGEST_CELL]
    assert not long
