"""The package as it was made last, taken again while all it is made from is the same."""

import platform
import zipfile
from collections.abc import Callable
from pathlib import Path

from reviewbook.ledger.book import Book
from reviewbook.page.execution.store import content, digest, machine, packages
from reviewbook.page.identity.address import Identity

Package = dict[str, bytes]
BOOK = ("data/**/*.csv", "*.yml", "*/*.py", "CITATION.cff", "LICENSE")
"""What of a book's folder the package is made from."""


def kept(book: Book, known: Identity, archive: str, make: Callable[..., Package]) -> Package:
    """Give every file of the package by its path.

    `make` makes it from the book and its identity, the ``archive`` of all other files among them.
    """
    folder = book.folder / ".cache" / "exports"
    place = folder / f"{_made_from(book.folder, known)}.zip"
    if place.is_file():
        return _unpacked(place) | {archive: place.read_bytes()}
    made = make(book, known)
    folder.mkdir(parents=True, exist_ok=True)
    for older in folder.glob("*.zip"):
        older.unlink()
    part = place.with_suffix(".part")
    part.write_bytes(made[archive])
    part.replace(place)
    return made


def _unpacked(place: Path) -> Package:
    with zipfile.ZipFile(place) as archive:
        return {path: archive.read(path) for path in archive.namelist()}


def _made_from(folder: Path, known: Identity) -> str:
    """Give a digest of the tables, the settings, the code and the libraries."""
    own = sorted({path for pattern in BOOK for path in folder.glob(pattern)})
    read = [f"{path}={content(path)}" for path in [*own, *machine()]]
    return digest("\n".join([str(known), platform.python_version(), *packages(), *read]))
