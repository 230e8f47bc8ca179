"""The settings of a book: what the machine supplies, and what the book says itself."""

import pytest

from reviewbook.page.config import merged, settings


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\n", encoding="utf-8")
    return tmp_path


def told(folder, config):
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    return settings(folder)


def test_a_book_that_says_nothing_is_built_strictly_and_calls_no_other_host(folder):
    made = told(folder, "title: A book\n")
    assert made["nitpicky"]
    assert made["nb_execution_mode"] == "cache"
    assert made["html_math_renderer"] == "mathml"
    assert "reviewbook.page" in made["extensions"]
    assert not {"sphinx_thebe", "sphinx.ext.mathjax"} & set(made["extensions"])


def test_a_value_of_the_book_wins_and_its_neighbours_stay(folder):
    made = told(folder, "title: A book\nsphinx:\n  config:\n    language: de\n")
    assert made["language"] == "de"
    assert made["numfig"]


def test_every_path_holds_from_any_folder(folder):
    made = told(folder, "title: A book\nlogo: _static/logo.svg\nbibtex_bibfiles: [a.bib]\n")
    assert made["bibtex_bibfiles"] == [str(folder / "a.bib")]
    assert made["html_logo"] == str(folder / "_static" / "logo.svg")
    assert made["html_static_path"] == [str(folder / "_static")]
    assert made["external_toc_path"] == str(folder / "_toc.yml")


def test_a_list_of_the_book_takes_the_place_of_the_supplied_one():
    supplied = {"a": {"list": [1, 2], "kept": 3}, "b": 4}
    assert merged(supplied, {"a": {"list": [5]}}) == {"a": {"list": [5], "kept": 3}, "b": 4}
