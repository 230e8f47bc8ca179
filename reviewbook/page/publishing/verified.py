"""Nothing is built that ``verify`` refuses, and the message says how it would be accepted."""

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from reviewbook.guard.verify import in_words, problems
from reviewbook.page.claim_role import has_tables
from reviewbook.tables.problems import DataError


def refuse(app: Sphinx) -> None:
    """Stop before anything is read if the tables are unsound or not as accepted.

    Raises:
        ExtensionError: with each fault, and how to accept it.
    """
    if not has_tables(app.book):
        return
    try:
        found = problems(app.book)
    except DataError as error:
        raise ExtensionError(str(error)) from error
    if len(found):
        raise ExtensionError(f"The tables are not as accepted:\n{in_words(found)}")


def setup(app: Sphinx) -> dict:
    """Stand before every build."""
    app.connect("builder-inited", refuse, priority=2)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
