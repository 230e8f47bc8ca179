"""What the last build of a book worked out, taken again while all it was made from is the same.

It lies beside the pages as they were read, so a build from nothing remembers nothing.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from reviewbook.page.execution.store import around, content, digest, machine
from reviewbook.page.identity.address import HOSTING

CODE = digest("\n".join(f"{path}={content(path)}" for path in machine()))
"""The machine as this process loaded it, whatever becomes of its files."""
SOURCES = (
    *("data/**/*", "validation/**/*", "*.yml", "*.bib", "*.cff", "LICENSE"),
    *("*/*.py", "_static/**/*", "_templates/**/*", ".github/ISSUE_TEMPLATE/*", ".binder/*"),
)


class Remembered:
    """Values by their keys, of a book as it is now; what nobody asked for is forgotten."""

    def __init__(self, app: Sphinx, name: str):
        """Open what a build of the same book kept under a name."""
        self._place = Path(app.doctreedir, f"{name}.json")
        self._made_from, self._known, self._asked = settled(app), {}, {}
        if self._place.is_file():
            kept = json.loads(self._place.read_text(encoding="utf-8"))
            if kept["made_from"] == self._made_from:
                self._known = kept["values"]

    def __call__(self, parts: list, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, from memory if the `parts` that decide it are those of then.

        Both are made of texts, numbers, lists and mappings. What is written into the site is from
        the last build, too, and `make` may write it.
        """
        key = digest(json.dumps(parts))
        if key not in self._asked:
            self._asked[key] = self._known[key] if key in self._known else make()
        return self._asked[key]

    def knows(self, parts: list) -> bool:
        """Tell whether the last build asked for what these parts decide."""
        return digest(json.dumps(parts)) in self._known

    def keep(self) -> None:
        """Keep for the next build what this one asked for."""
        kept = {"made_from": self._made_from, "values": self._asked}
        self._place.write_text(json.dumps(kept), encoding="utf-8")


def settled(app: Sphinx) -> str:
    """Return `made_from` of the book that is built, as it was when this was first asked for."""
    if not hasattr(app, "made_from"):
        app.made_from = made_from(Path(app.srcdir))
    return app.made_from


def made_from(book: Path) -> str:
    """Return a digest of all that decides what is built from a book, but for its pages' texts."""
    found = {path for pattern in SOURCES for path in book.glob(pattern) if path.is_file()}
    told = [f"{name}={os.environ.get(name)}" for name in HOSTING]
    read = [f"{path}={content(path)}" for path in sorted(found)]
    return digest("\n".join([CODE, around(book), *told, *read]))
