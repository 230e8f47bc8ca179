"""The absolute numbers of every finding."""

from reviewbook.ledger.book import Book
from reviewbook.page.findings.absolute import Absolute, absolute
from reviewbook.tables.certainty import findings


def absolutes(book: Book) -> dict[str, Absolute | None]:
    """Give the absolute numbers of each finding by its name, None where they cannot be given."""
    effects = book.evidence.effects.set_index("effect_id", drop=False)
    outcomes = book.evidence.outcomes.set_index("outcome_id", drop=False)
    rows = findings(book.evidence).to_dict("records")
    return {row["question_id"]: absolute(row, effects, outcomes) for row in rows}
