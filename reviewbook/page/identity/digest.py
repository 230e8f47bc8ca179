"""What a book is made from, as one digest: data, pages, settings, and both packages."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

MACHINE = Path(__file__).parents[2]
MADE_FROM = ("*.md", "*.yml", "*.bib", "*.cff", "data/**/*", "chapters/**/*", "_static/**/*")
MADE = ("__pycache__", ".ipynb_checkpoints")
"""Folders that a machine writes among the files."""


def digest(folder: Path) -> str:
    """Give the digest of what the book of a folder is made from, in hexadecimal.

    It does not depend on where the folders are, nor on when a file was written.
    """
    whole = hashlib.sha256()
    for name, path in sorted(_files(folder)):
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give each file with the name under which it counts."""
    packages = {path.parent for path in folder.glob("*/__init__.py")} | {MACHINE}
    for pattern in MADE_FROM:
        yield from (
            (p.relative_to(folder).as_posix(), p) for p in folder.glob(pattern) if _counts(p)
        )
    for package in packages:
        yield from (
            (p.relative_to(package.parent).as_posix(), p) for p in package.rglob("*") if _counts(p)
        )


def _counts(path: Path) -> bool:
    return path.is_file() and not set(MADE) & set(path.parts)


if __name__ == "__main__":
    print(digest(Path(sys.argv[1] if sys.argv[1:] else ".").resolve()))
