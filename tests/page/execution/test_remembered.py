"""What a build remembers is what it would work out again, and nothing older."""

import json
from types import SimpleNamespace

import pytest

from reviewbook.page.execution import remembered
from reviewbook.page.execution.remembered import Remembered


@pytest.fixture
def app(tmp_path):
    """A build, as far as memory goes."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "claims.csv").write_text("claim_id\n")
    return SimpleNamespace(doctreedir=tmp_path, srcdir=tmp_path)


def later(app, parts: list, value: list) -> list:
    """Give what the next build of a book has for some parts, where it would work out a value."""
    again = SimpleNamespace(doctreedir=app.doctreedir, srcdir=app.srcdir)
    return Remembered(again, "values")(parts, lambda: value)


@pytest.fixture
def first(app):
    """A build that kept something."""
    kept = Remembered(app, "values")
    assert kept(["a", ["b"]], lambda: [[1, "two"]]) == [[1, "two"]]
    kept.keep()


def test_the_same_is_taken_again_and_anything_else_is_not(app, first):
    assert later(app, ["a", ["b"]], ["new"]) == [[1, "two"]]
    assert later(app, ["a", ["c"]], ["new"]) == ["new"]
    assert [Remembered(app, "values").knows(["a", [part]]) for part in "bc"] == [True, False]


@pytest.mark.parametrize("file", ["data/claims.csv", "book.yml", "works.bib", "topic/rows.py"])
def test_nothing_is_taken_once_what_it_was_made_from_has_changed(app, first, tmp_path, file):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("changed")
    assert later(app, ["a", ["b"]], ["new"]) == ["new"]


def test_nothing_is_taken_from_another_machine(app, first, monkeypatch):
    monkeypatch.setattr(remembered, "CODE", "another")
    assert later(app, ["a", ["b"]], ["new"]) == ["new"]


def test_what_nobody_asked_for_is_forgotten(app, first, tmp_path):
    Remembered(app, "values").keep()
    assert json.loads((tmp_path / "values.json").read_text())["values"] == {}
