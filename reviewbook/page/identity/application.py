"""Sphinx's application with what the extensions of a book keep on it."""

from typing import cast

from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity


class BookEnvironment(BuildEnvironment):
    """The environment with what is kept on it: how pages and cells are read, what frames all."""

    myst_config: MdParserConfig
    mystnb_config: NbParserConfig
    frame: str


class BookApp(Sphinx):
    """The application as handlers of a book's extensions meet it.

    ``book`` is opened before anything is read; ``identity`` and ``digest`` (empty for a draft) say
    which copy is built.
    """

    env: BookEnvironment
    book: Book
    identity: Identity
    digest: str


def book_of(env: BuildEnvironment) -> Book:
    """Return the book that is built, for a role or a directive."""
    return cast(BookApp, env.app).book
