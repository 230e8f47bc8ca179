"""A book built elsewhere, on another day and in another order, is the same to the last byte."""

import os
import shutil

import pytest
from books import HOME, ROOT, TRIALS

from reviewbook.__main__ import main
from reviewbook.page.publishing import reproduce
from reviewbook.page.publishing.publish import seal


def test_a_book_built_elsewhere_is_the_same(trials_site, tmp_path):
    variables = list(reproduce.MACHINES.values())[-1] | {"NO_COLOR": "1"} | HOME
    elsewhere = tmp_path / "another place"
    for name in (".github", ".binder"):
        shutil.copytree(ROOT / name, elsewhere / name)
    place = elsewhere / TRIALS.relative_to(ROOT)
    site = reproduce.rebuilt(TRIALS, place, variables, True, paper=True)
    assert reproduce.differences(trials_site, site) == []
    assert reproduce.digest(trials_site) == reproduce.digest(site)


@pytest.fixture
def stand_in(monkeypatch):
    """Sites that take no time to build: of a page for each way, and of its list."""

    def build_with(page):
        def made(source, place, variables, backwards, paper):
            place.mkdir(parents=True)
            (place / "page.html").write_text(page(variables), encoding="utf-8")
            seal(place)
            return place

        monkeypatch.setattr(reproduce, "rebuilt", made)

    return build_with


def test_the_digest_is_told_of_what_is_the_same(stand_in, capsys):
    stand_in(lambda variables: "<p>The same</p>")
    assert main(["reproduce", str(TRIALS)]) == 0
    said = capsys.readouterr().out
    assert "byte for byte. Files: 1." in said
    assert len(said.split("Digest: ")[1].strip()) == 64


def test_what_differs_is_named_and_shown(stand_in, capsys):
    stand_in(lambda variables: f"<p>Made in {variables['TZ']}</p>")
    assert main(["reproduce", str(TRIALS)]) == 1
    said = capsys.readouterr().out
    assert "page.html: byte 11\n  '<p>Made in EAST-14</p>'\n  '<p>Made in WEST+12</p>'" in said


def test_a_file_of_one_site_only_is_named(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "more.html").write_text("", encoding="utf-8")
    found = reproduce.differences(tmp_path / "one", tmp_path / "other")
    assert found == ["more.html: in one site only"]


def test_a_copy_holds_what_is_written_by_hand(tmp_path):
    book = tmp_path / "book"
    for name in ("intro.md", "data/studies.csv", "_build/html/intro.html", ".cache/x", "a/.venv/y"):
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(name, encoding="utf-8")
    copy = reproduce.copied(book, tmp_path / "copy", backwards=False)
    found = [
        os.path.relpath(os.path.join(f, name), copy)
        for f, _, names in os.walk(copy)
        for name in names
    ]
    assert sorted(found) == ["data/studies.csv", "intro.md"]
