"""Terms that explain themselves, where a reader first meets them."""

from types import SimpleNamespace

import pandas as pd
import pytest
from docutils import nodes
from docutils.core import publish_doctree

from reviewbook.page.reading import glossary

ROWS = [
    {"term_id": "tau", "term": "tau²", "also": "", "meaning": "Spread."},
    {"term_id": "interval", "term": "interval", "also": "intervals; range", "meaning": "Two ends."},
    {"term_id": "new", "term": "prediction interval", "also": "", "meaning": "Of a new one."},
    {"term_id": "grade", "term": "GRADE", "also": "", "meaning": "A way to rate."},
]


@pytest.fixture
def book(tmp_path):
    """A book of nothing but terms."""
    (tmp_path / "data").mkdir()
    evidence = SimpleNamespace(printed={"glossary": pd.DataFrame(ROWS)})
    return SimpleNamespace(folder=tmp_path, evidence=evidence, page_of=lambda shown: "chapters/g")


def explained(book, text: str, page: str = "chapters/one") -> list[tuple[str, str]]:
    """Return the terms that are marked in a text, as written, and what they are."""
    document = publish_doctree(text)
    before = document.astext()
    glossary.explain(SimpleNamespace(app=None, book=book), document, page)
    assert document.astext() == before
    return [(node.astext(), node["term"]) for node in document.findall(glossary.TermNode)]


def test_the_first_of_each_term_is_marked_in_any_of_its_forms(book):
    text = "Ranges no; a range, an interval. Intervals. tau² and tau²."
    assert explained(book, text) == [("range", "interval"), ("tau²", "tau")]


def test_the_longer_of_two_terms_is_meant_and_a_line_may_end_within(book):
    assert explained(book, "Prediction\ninterval, then an interval.") == [
        ("Prediction\ninterval", "new"),
        ("interval", "interval"),
    ]


def test_a_term_is_a_whole_word_in_its_own_letters(book):
    assert explained(book, "Downgrade by grade, or intervalled; GRADE") == [("GRADE", "grade")]


def test_headings_links_code_and_tables_are_left_alone(book):
    text = """
An interval
===========

``interval``, `interval <http://a.example>`_

.. table:: interval

   ======== ====
   interval tau²
   ======== ====
   a        b
   ======== ====
"""
    assert explained(book, text) == []


def test_the_page_that_lists_the_terms_explains_none(book):
    assert explained(book, "An interval.", "chapters/g") == []


def test_the_text_of_a_page_stays_in_its_order(book):
    document = publish_doctree("One interval and tau² of *GRADE* too.")
    glossary.explain(SimpleNamespace(book=book), document, "chapters/one")
    paragraph = document.next_node(nodes.paragraph)
    assert [type(part).__name__ for part in paragraph.children] == [
        *("Text", "TermNode", "Text", "TermNode", "Text", "emphasis", "Text"),
    ]
