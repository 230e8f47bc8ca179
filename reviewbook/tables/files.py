"""The files of the tables: rows put in and taken out, every other byte left as it is."""

import csv
import io
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

BOM = b"\xef\xbb\xbf"
KEEPING, KEPT, SETTLED = ".keeping", ".kept", ".settled"
"""Folders of old files: being filled; to be put back after an accident; no longer needed."""


class ChangedFileError(RuntimeError):
    """A file is no longer what it was when the change was worked out."""


def contents(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every table of a data folder, by the name of the table.

    The name of a table in a folder within it begins with that folder: ``accepted/findings``.
    """
    found = [*Path(folder).glob("*.csv"), *Path(folder).glob("[!.]*/*.csv")]
    names = {path: path.relative_to(folder).with_suffix("").as_posix() for path in found}
    return {names[path]: path.read_bytes() for path in sorted(found) if path.is_file()}


def rows_named(content: bytes, names: Collection[str]) -> set[int]:
    """Number the rows of a table that begin with one of some names, the header being row 1."""
    rows = csv.reader(io.StringIO(content.decode("utf-8")))
    return {number for number, row in enumerate(rows, start=1) if row and row[0] in names}


def with_rows(content: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Append rows in the file's own order of columns, quoting and line ending.

    A file whose last line has no ending keeps it so. Cells of other columns are left out.
    """
    if not rows:
        return content
    first = content.partition(b"\n")[0] + b"\n"
    ending = "\r\n" if first.endswith(b"\r\n") else "\n"
    header = first.removeprefix(BOM).decode("utf-8")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if header.startswith('"') else csv.QUOTE_MINIMAL
    columns = next(csv.reader([header.strip()]))
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns, "", "ignore", lineterminator=ending, quoting=quoting)
    writer.writerows(rows)
    added = lines.getvalue().encode("utf-8")
    if content.endswith(b"\n"):
        return content + added
    return content + ending.encode() + added.removesuffix(ending.encode())


def without_rows(content: bytes, numbers: Collection[int]) -> bytes:
    """Take out rows, each named by its number, the header being row 1; no cell has line breaks."""
    lines = content.split(b"\n")
    kept = [line for number, line in enumerate(lines, start=1) if number not in numbers]
    if len(lines) in numbers:
        kept[-1] = kept[-1].removesuffix(b"\r")
    return b"\n".join(kept)


def table_of(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Write a new table."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns, "", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue().encode("utf-8")


def stage(folder: Path, tables: Mapping[str, bytes]) -> None:
    """Write whole tables into a folder of their own, to be looked at before anything changes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def write_all(folder: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Put new contents in the place of old ones: all of them or none. Give the changed tables.

    The old files are kept beside until every new one is in its place: what fails is taken back at
    once, what is killed is taken back by `mend`.

    Raises:
        ChangedFileError: a file of the folder is no longer as in `old`; nothing is written.
        OSError: a file cannot be written; what was there is there again.
    """
    changed = [name for name in new if new[name] != old.get(name)]
    _refuse_changed(folder, old)
    try:
        _keep(folder, changed)
        for name in changed:
            _put(folder, name, new[name])
        (folder / KEPT).rename(folder / SETTLED)
    finally:
        mend(folder)
    return changed


def mend(folder: Path) -> bool:
    """Take back a change of the tables that was cut short; say whether there was one.

    May itself be cut short at any point, and be run again.
    """
    cut_short = (folder / KEPT).is_dir()
    for kept in sorted((folder / KEPT).rglob("*.csv")):
        kept.replace(folder / kept.relative_to(folder / KEPT))
    for leftover in _leftovers(folder):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return cut_short


def unfinished(folder: Path) -> bool:
    """Tell whether a change of the tables was cut short."""
    return bool(_leftovers(folder))


@contextmanager
def alone(book: Path) -> Iterator[None]:
    """Hold the one lock of a book while it is written; wait for whoever has it, and say so."""
    (book / ".cache").mkdir(exist_ok=True)
    lock = FileLock(book / ".cache" / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("Another command is writing this book. Waiting for it to end …", flush=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _keep(folder: Path, names: Sequence[str]) -> None:
    (folder / KEEPING).mkdir()
    for name in names:
        kept = folder / KEEPING / f"{name}.csv"
        kept.parent.mkdir(exist_ok=True)
        shutil.copy2(folder / f"{name}.csv", kept)
    (folder / KEEPING).rename(folder / KEPT)


def _put(folder: Path, name: str, content: bytes) -> None:
    path = folder / f"{name}.csv"
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    shutil.copymode(path, part)
    part.replace(path)


def _leftovers(folder: Path) -> list[Path]:
    """Give what a change leaves behind that was cut short."""
    folders = [folder / name for name in (KEPT, KEEPING, SETTLED)]
    return [*filter(Path.is_dir, folders), *folder.rglob(".*.csv.part")]


def _refuse_changed(folder: Path, old: Mapping[str, bytes]) -> None:
    now = contents(folder)
    different = [name for name in now.keys() | old.keys() if now.get(name) != old.get(name)]
    if different:
        names = ", ".join(f"{name}.csv" for name in sorted(different))
        raise ChangedFileError(
            f"{names}: changed since it was read. Nothing is written; try again."
        )
