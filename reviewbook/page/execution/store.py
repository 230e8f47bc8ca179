"""What pages said when they were executed, kept with all it was made from.

It is taken again only while all of that is the same: the cells, every table, file, module and
folder that was read, the machine, the installed packages and Python itself. What started another
program, or asked another machine, is never taken again.
"""

import hashlib
import json
import os
import platform
import sys
import time
from pathlib import Path

import nbformat

from reviewbook.page.execution.watch import MACHINE

ALWAYS_READ = ("dictionary", "sources", "studies", "arms", "effects")
"""The tables that decide how, and whether, the rows of all others are read."""
FOLDERS, KINDS = ("", "chapters/**/"), ("md", "ipynb", "yml")
"""Where the files lie of which a page may ask whether they are there."""
COARSE = 20_000_000
"""Nanoseconds by which the clock of a file system may be behind."""
VARIABLES = ("TZ", "LANG", "LC_ALL", "SOURCE_DATE_EPOCH")


class Store:
    """The executed pages of the book of a folder, as the book is now."""

    def __init__(self, book: Path):
        self.book = book
        self.folder = book / ".cache" / "executed"
        self.opened = time.time_ns() - COARSE
        self.around = around(book)

    def kept(self, page: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
        """Return a page as it was executed, or nothing if anything it was made from has changed."""
        try:
            known = json.loads(self._place(page).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        if known["made_from"] != self._made_from(notebook, known["seen"]):
            return None
        return nbformat.from_dict(known["notebook"])

    def keep(self, page: str, notebook: nbformat.NotebookNode, seen: dict) -> None:
        """Keep an executed page with what it has `seen`: `watch.Watch.seen`.

        If any of that is younger than this store, nobody knows which state of it was read.
        """
        unknown = seen["beyond"] or any(map(self._younger, self._read(seen)))
        known = {
            "made_from": None if unknown else self._made_from(notebook, seen),
            "seen": seen,
            "notebook": notebook,
        }
        place = self._place(page)
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_suffix(".new")
        aside.write_text(json.dumps(known), encoding="utf-8")
        aside.replace(place)

    def last(self, page: str) -> nbformat.NotebookNode:
        """Return a page as it was executed last. Raises FileNotFoundError if it never was."""
        return nbformat.from_dict(json.loads(self._place(page).read_text("utf-8"))["notebook"])

    def _place(self, page: str) -> Path:
        return self.folder / f"{page}.json"

    def _table(self, name: str) -> Path:
        return self.book / "data" / f"{name}.csv"

    def _read(self, seen: dict) -> list[Path]:
        tables = [self._table(name) for name in {*seen["tables"], *ALWAYS_READ}]
        return [*tables, *map(Path, seen["files"] + seen["folders"]), *machine()]

    def _younger(self, path: Path) -> bool:
        return path.exists() and path.stat().st_ctime_ns > self.opened

    def _made_from(self, notebook: nbformat.NotebookNode, seen: dict) -> dict:
        cells = [[cell.source, cell.metadata] for cell in notebook.cells if "outputs" in cell]
        tables = sorted({*seen["tables"], *ALWAYS_READ})
        return {
            "cells": digest(json.dumps([cells, notebook.metadata.get("kernelspec")])),
            "around": self.around,
            "tables": {name: content(self._table(name)) for name in tables},
            "files": {name: content(Path(name)) for name in seen["files"]},
            "folders": {name: listing(Path(name)) for name in seen["folders"]},
        }


def around(book: Path) -> str:
    """Return a digest of what every page of a book is made with."""
    pages = (book.glob(f"{folder}*.{kind}") for folder in FOLDERS for kind in KINDS)
    parts = [
        platform.python_version(),
        *(f"{name}={os.environ.get(name)}" for name in VARIABLES),
        *packages(),
        *(f"{path}={content(path)}" for path in machine()),
        *sorted(str(path) for found in pages for path in found),
    ]
    return digest("\n".join(parts))


def packages() -> list[str]:
    """Name the installed packages, each with its version."""
    folders = [Path(folder) for folder in sys.path if os.path.isdir(folder)]
    return sorted({path.name for folder in folders for path in folder.glob("*.dist-info")})


def machine() -> list[Path]:
    """Return the files of the machine."""
    found = Path(MACHINE).rglob("*")
    return sorted(path for path in found if path.suffix != ".pyc" and path.is_file())


def digest(text: str) -> str:
    """Return a digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def content(path: Path) -> str | None:
    """Return a digest of a file, or nothing if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def listing(folder: Path) -> str | None:
    """Return a digest of the names in a folder, or nothing if there is none."""
    return digest("\n".join(sorted(os.listdir(folder)))) if folder.is_dir() else None
