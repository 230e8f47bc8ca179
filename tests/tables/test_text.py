"""A cell is text: what it may not hold, and what it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.tables.rules.text import (
    TESTS,
    is_decoded,
    is_of_one_alphabet,
    is_plain,
    is_said,
)


@pytest.mark.parametrize(
    "text",
    ["TODO", "see TODO below", "nan", "NaN", "#REF!", "a #REF! b", "???", "?", "TBD", "null", "…"],
)
def test_a_placeholder_says_nothing(text):
    assert not is_said(text)


@pytest.mark.parametrize("text", ["NS", "NA", "-", "None", "Nan", "Null L", "to do", "why?"])
def test_what_documents_print_is_said(text):
    assert is_said(text)


@pytest.mark.parametrize("text", ["Kümler", "Kobryń", "±2", "≥50", "1–3", "µm", "£20,000", "I²"])
def test_text_saved_in_one_encoding_and_read_in_another_is_known(text):
    assert is_decoded(text)
    for encoding in ("latin-1", "cp1252"):
        try:
            spoiled = text.encode("utf-8").decode(encoding)
        except UnicodeDecodeError:
            continue
        assert not is_decoded(spoiled)
    assert not is_decoded(text + "\ufffd")


@pytest.mark.parametrize(
    "text",
    ["Ruіz", "Аbbott", "СO", "ＲＦＡ", "𝐑FA", "１２", "٣", "e\u0301", "a\u00a0b", "ﬁrst", "Οdds"],
)
def test_letters_that_only_look_right_are_known(text):
    assert not is_of_one_alphabet(text)


@pytest.mark.parametrize(
    "text", ["Kobryń", "α-blocker", "5 µm", "τ²", "Иванов", "I²", "½", "naïve"]
)
def test_letters_of_other_alphabets_are_letters(text):
    assert is_of_one_alphabet(text)


@given(st.text(max_size=30))
def test_every_text_gets_an_answer(text):
    assert all(test(text) in (True, False) for test, _ in TESTS)


@given(st.text(st.characters(min_codepoint=48, max_codepoint=122), max_size=20))
def test_letters_and_figures_of_ascii_are_what_they_look_like(text):
    assert is_decoded(text)
    assert is_of_one_alphabet(text)


@pytest.mark.parametrize("text", ["a\u200bb", "a\u202eb", "\u00ad", "<b>a</b>"])
def test_a_text_with_what_does_not_show_or_would_be_run_is_not_plain(text):
    assert not is_plain(text)
    assert is_plain("a b")
