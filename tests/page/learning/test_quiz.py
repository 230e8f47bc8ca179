"""The questions of the book, each with an answer that is computed and never typed."""

import re

import pytest
from books import BOOK, ROOT

from bclm.pooled_answers import KINDS
from reviewbook.ledger.book import Book
from reviewbook.page.gate.allowed import Judge
from reviewbook.page.learning.quiz import questions, quiz
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError

TYPED = {
    "quiz": ("question", "options", "why"),
    "vignette_asks": ("ask", "why"),
    "board": ("group", "criterion", "supports", "disagree", "unknown", "whom", "ask"),
    "steps": ("what",),
}


STUDIES = BOOK.evidence.printed["studies"].query("author != ''")
STUDY = re.compile("|".join(STUDIES["author"] + " " + STUDIES["year"]))
"""What a text may call a study."""


@pytest.fixture(scope="module")
def asked() -> list[dict]:
    return questions(BOOK, KINDS)


def with_first_row(table: str, **cells: str) -> Book:
    """Return the book with other cells in the first row of a table."""
    printed = dict(BOOK.evidence.printed)
    printed[table] = printed[table].head(1).copy()
    for column, value in cells.items():
        printed[table].loc[0, column] = value
    return Book(ROOT, Evidence(dict(BOOK.evidence.tables), printed))


def test_there_are_thirty_and_no_table_holds_an_answer(asked):
    assert len(asked) == 30
    assert not {"answer", "right", "said"} & set(BOOK.evidence.printed["quiz"])


def test_every_question_has_options_of_which_one_is_right_and_says_why(asked):
    for row in asked:
        options = row["answer"].options
        assert len(set(options)) == len(options) >= 2, row["quiz_id"]
        assert 0 <= row["answer"].right < len(options)
        assert row["answer"].said
        assert row["why"]
        assert "{" not in row["question"] + row["why"]


def test_the_right_one_is_not_always_at_the_same_place(asked):
    places = [row["answer"].right for row in asked]
    assert len(set(places)) >= 4
    assert max(map(places.count, places)) <= len(places) // 2


@pytest.mark.parametrize("table", TYPED)
def test_no_number_is_typed_in_a_text(table):
    judge = Judge(BOOK.evidence)
    rows = BOOK.evidence.printed[table]
    texts = [STUDY.sub("", text) for column in TYPED[table] for text in rows[column]]
    plain = [part for text in texts for part in text.replace("}", "{").split("{")[::2]]
    assert {part: fault for part in plain if (fault := judge.fault(part))} == {}


def test_every_fault_is_said_at_once_with_its_place():
    spoiled = with_first_row("quiz", kind="no such kind", why="{no-such-number}")
    with pytest.raises(DataError) as error:
        questions(spoiled, KINDS)
    said = str(error.value)
    assert "quiz.csv, row 2, column about" in said
    assert "no such kind" in said
    assert "quiz.csv, row 2, column why" in said


def test_a_topic_is_shown_with_its_answers_folded():
    topics = BOOK.evidence.printed["quiz"]["topic"]
    shown = quiz(BOOK, topics.iloc[0], KINDS)
    count = (topics == topics.iloc[0]).sum()
    assert shown.body.count("<fieldset") == shown.body.count("<details>") == count > 0
    assert shown.text.count("  * ") == count
    with pytest.raises(ValueError, match="no question"):
        quiz(BOOK, "no such topic", KINDS)
