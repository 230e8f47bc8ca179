"""A book at some time: a folder, a data folder, or a revision of its repository."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewbook.commands.diff import read_old_or_new
from reviewbook.ledger.book import CONFIG, Book
from reviewbook.ledger.settings import FILE
from reviewbook.tables.problems import DataError, Problem

PARTS = ("data", "chapters", "intro.md", CONFIG, FILE)


@contextmanager
def opened(name: str, book: Book) -> Iterator[tuple[Book, list[str]]]:
    """Give the book a name stands for, while it is needed, with what is wrong with its tables.

    `name` is a book's folder, a folder with tables (of `book`, unless it lies in another), or a
    revision of the repository of `book`, which is unpacked and removed afterwards.

    Raises:
        DataError: it is none of these, or its tables cannot be read at all.
    """
    folder = Path(name)
    if folder.is_dir():
        data = folder if (folder / "dictionary.csv").is_file() else folder / "data"
        if not (data / "dictionary.csv").is_file():
            raise DataError([Problem(name, 0, "", "no dictionary.csv", "a folder with the tables")])
        home = data.resolve().parent
        evidence, notes = read_old_or_new(data)
        yield Book(home if (home / CONFIG).is_file() else book.folder, evidence), notes
        return
    with TemporaryDirectory() as unpacked:
        _unpack(name, book.folder, Path(unpacked))
        evidence, notes = read_old_or_new(Path(unpacked) / "data")
        yield Book(unpacked, evidence), notes


def _unpack(revision: str, repository: Path, folder: Path) -> None:
    listed = _git(repository, "ls-tree", "--name-only", "--full-tree", f"{revision}^{{tree}}")
    parts = [part for part in PARTS if listed and part in listed.splitlines()]
    if "data" not in parts:
        found = "no data folder" if listed is not None else "neither a folder nor a revision"
        raise DataError([Problem(revision, 0, "", found, "a data folder or a git revision")])
    archive = folder / "book.tar"
    _git(repository, "archive", "--format=tar", f"--output={archive}", revision, "--", *parts)
    shutil.unpack_archive(archive, folder, filter="data")
    archive.unlink()


def _git(repository: Path, *arguments: str) -> str | None:
    """Give what git prints, None where it refuses."""
    command = ["git", "-C", str(repository), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None
