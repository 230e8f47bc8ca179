"""A book at some time: a folder, a data folder, or a revision of its repository."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewbook.tables.problems import DataError, Problem

PARTS = ("data", "chapters", "intro.md")


@contextmanager
def opened(name: str, repository: Path) -> Iterator[tuple[Path, Path]]:
    """Give the data folder and the book's folder that a name stands for, while they are needed.

    `name` is a folder with tables, a folder that has them in ``data``, or a revision of
    `repository`, whose tables are unpacked and removed afterwards.

    Raises:
        DataError: it is none of these.
    """
    folder = Path(name)
    if folder.is_dir():
        data = folder if (folder / "dictionary.csv").is_file() else folder / "data"
        if not (data / "dictionary.csv").is_file():
            raise DataError([Problem(name, 0, "", "no dictionary.csv", "a folder with the tables")])
        yield data, data.resolve().parent
        return
    with TemporaryDirectory() as unpacked:
        _unpack(name, repository, Path(unpacked))
        yield Path(unpacked) / "data", Path(unpacked)


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
