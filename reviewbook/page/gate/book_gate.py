"""The gate without a build: every page is read, no cell is executed, nothing is written."""

import tempfile
from pathlib import Path

from sphinx.util.docutils import docutils_namespace, patch_docutils

from reviewbook.ledger.book import CONFIG, Book
from reviewbook.page.config import settings
from reviewbook.page.gate.allowed import TypedNumeral
from reviewbook.page.gate.gate import GatedApp, GateError

UNEXECUTED = {"nb_execution_mode": "off", "nb_remove_code_outputs": True}
WHOLE = "reviewbook.page"
PARTS = tuple(f"{WHOLE}.{part}" for part in ("claim_role", "gate.extension", "render"))
"""What of the machine reading needs, without what publishes."""


def book_numerals(book: Book) -> list[TypedNumeral]:
    """Find what was typed into the pages, cells and settings of a book.

    Raises:
        FileNotFoundError: the folder is not there, or is no book's.
    """
    if not (book.folder / CONFIG).is_file():
        raise FileNotFoundError(f"{book.folder} is no book: there is no {CONFIG} in it")
    told = settings(book.folder) | UNEXECUTED
    told["extensions"] = [name for name in told["extensions"] if name != WHOLE] + [*PARTS]
    with tempfile.TemporaryDirectory() as aside, patch_docutils(), docutils_namespace():
        app = GatedApp(
            book.folder,
            None,
            Path(aside, "pages"),
            Path(aside, "trees"),
            "dummy",
            confoverrides=told,
            status=None,
            warning=None,
            tags=["html"],
        )
        try:
            app.build()
        except GateError:
            return sorted(app.gate.found) if app.gate else []
    return []
