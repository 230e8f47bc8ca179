"""The gate of one build, and how it refuses."""

from pathlib import Path

from sphinx.errors import SphinxError

from reviewbook.ledger.book import Book
from reviewbook.page.gate.allowed import Judge, TypedNumeral
from reviewbook.page.gate.cells import row_names
from reviewbook.page.gate.settings_text import typed_in_settings
from reviewbook.page.gate.subject import Subjects
from reviewbook.page.identity.application import BookApp

REFUSED = "refused-pages.json"


class GateError(SphinxError):
    """Numerals were typed: the message lists each with its file and line."""

    category = "The gate"


class Gate:
    """What the gate of one build knows, and what it found.

    ``source`` is the folder of the pages; pages that were refused are noted in ``trees``.
    """

    def __init__(self, book: Book, source: Path, trees: Path) -> None:
        self.judge = Judge(book.evidence)
        self.subjects = Subjects(book.evidence)
        self.names = row_names(book.evidence)
        self.note = trees / REFUSED
        self.refused: set[str] = set()
        self.found: set[TypedNumeral] = set(typed_in_settings(source, self.judge))


class GatedApp(BookApp):
    """The application of a build with a gate; there is none where nothing can be quoted."""

    gate: Gate | None
