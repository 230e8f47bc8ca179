"""Questions whose answers follow from the data; the answer is hidden until it is asked for."""

import html
from collections.abc import Callable, Mapping

from reviewbook.ledger.book import Book
from reviewbook.page.learning.answers import KINDS
from reviewbook.page.learning.linked import Linked, filled, link, rows_of


def questions(book: Book, more: Mapping[str, Callable] | None = None) -> list[dict]:
    """Give every question of ``quiz.csv`` with its ``answer``, as the data have it.

    `more` are kinds of questions that the book itself knows how to answer: `answers.KINDS`.

    Raises:
        DataError: with every question that cannot be answered as it is written.
    """
    kinds = KINDS | dict(more or {})

    def answered(row: dict):
        if row["kind"] not in kinds:
            raise ValueError(f"one of {', '.join(kinds)} for the kind, not {row['kind']!r}")
        options = [option.strip() for option in row["options"].split("|") if option.strip()]
        return kinds[row["kind"]](book, row["about"], options)

    rows = rows_of(
        book,
        "quiz",
        {
            "question": lambda row: filled(book, row["question"]),
            "why": lambda row: filled(book, row["why"]),
            "about": answered,
        },
    )
    return [row | {"answer": row["about"]} for row in rows]


def quiz(book: Book, topic: str, more: Mapping[str, Callable] | None = None) -> Linked:
    """Show the questions of one topic.

    Raises:
        ValueError: no question has this topic.
        DataError: as in `questions`.
    """
    rows = [row for row in questions(book, more) if row["topic"] == topic]
    if not rows:
        raise ValueError(f"no question of quiz.csv has the topic {topic!r}")
    parts = [
        question_html(
            f"quiz-{row['quiz_id']}",
            row["question"],
            row["answer"].options,
            [row["answer"].right],
            f"<p>{html.escape(row['answer'].said)}</p><p>{html.escape(row['why'])}</p>"
            f"<p>More: {link(book, row)}</p>",
        )
        for row in rows
    ]
    return Linked("".join(parts), "\n\n".join(map(question_text, rows)))


def question_html(name: str, question: str, options, right: list[int], answer: str) -> str:
    """Return a question with options; its answer is unfolded when it is asked for.

    `answer` is HTML; what the right option is stands before it.
    """
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{at}" autocomplete="off"> '
        f"{html.escape(option)}</label>"
        for at, option in enumerate(options)
    )
    places = " ".join(map(str, right))
    told = " or ".join(html.escape(options[at]) for at in right)
    return (
        f'<fieldset class="rb-learn rb-question" id="{name}" data-right="{places}">'
        f"<legend>{html.escape(question)}</legend>{choices}"
        f'<p class="rb-said" role="status"></p>'
        f"<details><summary>Answer</summary><p><strong>{told}.</strong></p>{answer}</details>"
        "</fieldset>"
    )


def question_text(row: dict) -> str:
    """Return a question with its answer as plain text."""
    answer = row["answer"]
    options = (f"  {'*' if at == answer.right else '-'} {o}" for at, o in enumerate(answer.options))
    return "\n".join([row["question"], *options, f"  {answer.said} {row['why']}"])
