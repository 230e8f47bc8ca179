"""A sentence made from data is text, whatever its cells hold."""

import re

import pytest
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.parsers.docutils_ import Parser

from reviewbook.page.words import Words, as_text

EXTENSIONS = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
EXTENSIONS += ["html_image", "strikethrough", "substitution", "tasklist"]


def read(markdown: str):
    """The document that the book's Markdown makes of a text."""
    parser = Parser()
    document = new_document("a page", get_default_settings(Parser))
    document.settings.myst_enable_extensions = EXTENSIONS
    document.settings.report_level = 5
    parser.parse(markdown, document)
    return document


def shown(markdown: str) -> tuple[str, set[str]]:
    """The text a reader sees, and what it is made of."""
    document = read(markdown)
    return document.astext(), {type(node).__name__ for node in document.findall()}


PAYLOADS = [
    "![x](https://example.org/a.png)",
    "<img src=https://example.org/a.png>",
    "[a](javascript:alert)",
    "<https://example.org>",
    "`code` and {claim}`os-36`",
    "*a* _b_ __c__ ~~d~~",
    "$x^2$ and \\(y\\)",
    "{{ name }}",
    "&lt;b&gt; &amp;",
    "# heading",
    "- item",
    "7. item",
    "> quote",
    "% comment",
    "(target)=",
    "+++",
    ":::{note}",
    ":name: field",
    "| a | b |",
    "```{eval-rst}",
    "[^1]: note",
    "[a]: https://example.org",
    "---",
    "<!-- x -->",
    "\\",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("sentence", ["{}", "Evidence as of {}; all of it."])
def test_a_cell_is_read_as_text(payload, sentence):
    said = sentence.format(payload)
    assert shown(as_text(said)) == (said, {"document", "paragraph", "Text"})


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24))
@settings(max_examples=60, deadline=None)
def test_every_text_is_shown_as_it_stands(text):
    said = re.sub(r"\*\*", "* *", " ".join(text.split()))
    assert shown(as_text(said))[1] <= {"document", "paragraph", "Text"}


def test_a_number_may_be_bold_and_nothing_else():
    assert as_text("Of **12 numbers**, **x** is none.") == r"Of **12 numbers**, \*\*x\*\* is none."
    text, made = shown(as_text("**5** are wrong."))
    assert (text, "strong" in made) == ("5 are wrong.", True)


def test_both_forms_are_given():
    assert Words("a_b")._repr_mimebundle_() == {"text/markdown": r"a\_b", "text/plain": "a_b"}
