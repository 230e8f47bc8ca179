"""What the last build of a book worked out, taken again while all it was made from is the same.

It lies beside the pages as they were read, so a build from nothing remembers nothing.
"""

import json
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.page.execution.store import around, content, digest, machine

CODE = digest("\n".join(f"{path}={content(path)}" for path in machine()))
"""The machine as this process loaded it, whatever becomes of its files."""
SOURCES = ("data/**/*", "validation/**/*", "*.yml", "*.bib", "*/*.py")


class Remembered:
    """Values by their keys, of a book as it is now; what nobody asked for is forgotten."""

    def __init__(self, app: Sphinx, name: str):
        """Open what a build of the same book kept under a name."""
        self._place = Path(app.doctreedir, f"{name}.json")
        self._made_from, self._known, self._asked = made_from(Path(app.srcdir)), {}, {}
        if self._place.is_file():
            kept = json.loads(self._place.read_text(encoding="utf-8"))
            if kept["made_from"] == self._made_from:
                self._known = kept["values"]

    def __call__(self, parts: list, make: Callable[[], list | dict]) -> list | dict:
        """Return what `make` gives, from memory if the `parts` that decide it are those of then.

        Both are made of texts, numbers, lists and mappings.
        """
        key = digest(json.dumps(parts))
        if key not in self._asked:
            self._asked[key] = self._known[key] if key in self._known else make()
        return self._asked[key]

    def keep(self) -> None:
        """Keep for the next build what this one asked for."""
        kept = {"made_from": self._made_from, "values": self._asked}
        self._place.write_text(json.dumps(kept), encoding="utf-8")


def made_from(book: Path) -> str:
    """Return a digest of all that decides what is made from the tables of a book."""
    found = {path for pattern in SOURCES for path in book.glob(pattern) if path.is_file()}
    return digest("\n".join([CODE, around(book), *(f"{p}={content(p)}" for p in sorted(found))]))
