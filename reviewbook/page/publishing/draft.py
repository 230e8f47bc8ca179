"""The site of a book that is being written: what has changed since the last good build is new.

A draft is begun before anybody knows what will change on a page: the last site is copied, settings
and tables are read, and what was read of the pages is taken up. Little is left to do then. Where
anything else has changed than the texts of pages, it begins with nothing but executed notebooks.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.page.build import CHANGED, NotBuiltError, complete, opened, or_give_up
from reviewbook.page.execution.remembered import made_from
from reviewbook.page.publishing.publish import heal, put_in_place, served
from reviewbook.tables.files import alone

NOTE = "made_from"


class Draft:
    """The next site of a book, begun: `begun` gives one."""

    def __init__(self, app: Sphinx, last: Path, aside: Path, before: str):
        """Take a build into a folder aside that is to take the place of the last one."""
        self._app, self._last, self._aside, self._made_from = app, last, aside, before
        self._folders = self._now()

    def _now(self) -> list[tuple[int, int]]:
        """Tell which folders these are: another builder may put others in their places."""
        found = (place.stat() for place in (self._last, self._aside) if place.exists())
        return [(each.st_ino, each.st_ctime_ns) for each in found]

    def holds(self) -> bool:
        """Tell whether nothing has changed since but the texts of pages."""
        book = Path(self._app.srcdir)
        return self._now() == self._folders and made_from(book) == self._made_from

    def finish(self) -> None:
        """Build what has changed and put it in place.

        Raises:
            NotBuiltError: there was a warning, something is missing, or something else changed.
        """
        with alone(Path(self._app.srcdir)):
            if not self.holds():
                raise NotBuiltError(CHANGED)
            complete(self._app, self._made_from)
            (self._aside / NOTE).write_text(self._made_from, encoding="utf-8")
            put_in_place(self._aside, self._last)


@contextmanager
def begun(source: Path) -> Iterator[Draft]:
    """Begin the next site of the book of a folder, as far as can be done before its pages change.

    Its pages do not say of which state of the book they are, so a sentence that changes on one of
    them leaves the others as they were.
    """
    last = served(source)
    aside = last.with_name("rebuilt")
    with alone(source):
        heal(last)
        shutil.rmtree(aside, ignore_errors=True)
        before = made_from(source)
        if noted(last) == before:
            shutil.copytree(last, aside)
    with opened(source, aside, draft=True) as app:
        yield Draft(app, last, aside, before)


def noted(last: Path) -> str:
    """Give the digest of what a draft was made from, but for the texts of its pages; or empty."""
    note = last / NOTE
    return note.read_text(encoding="utf-8") if note.is_file() else ""


def rebuild(source: Path) -> None:
    """Build what has changed since the last draft.

    Raises:
        SystemExit: the data or the book have an error or a warning; what was built last stays.
    """
    with or_give_up(served(source) / "html"), begun(source) as draft:
        draft.finish()
