"""The digest of a book changes with what it is made from, and with nothing else."""

import shutil

import pytest

from reviewbook.page.identity.digest import digest


@pytest.fixture
def folder(tmp_path):
    book = tmp_path / "one"
    (book / "data").mkdir(parents=True)
    (book / "topic").mkdir()
    for name in ("intro.md", "_config.yml", "data/rows.csv", "topic/__init__.py"):
        (book / name).write_text(name, encoding="utf-8")
    return book


def test_it_does_not_depend_on_the_place_or_on_what_is_made_there(folder):
    copy = folder.with_name("two")
    shutil.copytree(folder, copy)
    (copy / "_build").mkdir()
    (copy / "_build" / "x.md").write_text("made", encoding="utf-8")
    (copy / "topic" / "__pycache__").mkdir()
    (copy / "topic" / "__pycache__" / "x.pyc").write_bytes(b"made")
    assert digest(copy) == digest(folder)


@pytest.mark.parametrize("name", ["intro.md", "_config.yml", "data/rows.csv", "topic/__init__.py"])
def test_it_changes_with_each_file(folder, name):
    before = digest(folder)
    (folder / name).write_text("other", encoding="utf-8")
    assert digest(folder) != before


def test_it_changes_with_a_name(folder):
    before = digest(folder)
    (folder / "data" / "rows.csv").rename(folder / "data" / "other.csv")
    assert digest(folder) != before
