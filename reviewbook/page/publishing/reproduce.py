"""Build a book twice, as differently as two machines build it, and compare every byte."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from reviewbook.page.publishing.publish import MANIFEST, built


class ReproductionError(OSError):
    """A copy of the book could not be built."""


MACHINES = {
    "one": {"TZ": "EAST-14", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    "another one/of another name": {"TZ": "WEST+12", "LC_ALL": "C", "PYTHONHASHSEED": "4294967295"},
}
"""Folders in which the book is built, each with its time zone, language and order of sets.

The zones are more than a day apart, so it is never the same day in both.
"""
MADE = (
    *("_build", ".cache", ".venv", ".git", "__pycache__", "*.egg-info"),
    *(".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints"),
)
SHOWN = 60
"""Bytes that are shown before a difference, and after where it begins."""


def reproduce(source: Path, paper: bool = False) -> tuple[str, bool]:
    """Build two copies of a book in folders of their own, and tell whether the sites are the same.

    The PDF and the EPUB are made and compared if asked.

    Raises:
        ReproductionError: a copy could not be built; its build has said why.
    """
    aside = Path(mkdtemp(prefix="reproduce-"))
    sites = [
        rebuilt(source, aside / name, variables, bool(number), paper)
        for number, (name, variables) in enumerate(MACHINES.items())
    ]
    if found := differences(*sites):
        kept = f"{len(found)} files differ. Both copies are kept in {aside}."
        return "\n".join(["", *found, "", kept]), False
    files = len((sites[0] / MANIFEST).read_text("utf-8").splitlines())
    said = f"\nTwice the same site, byte for byte. Files: {files}. Digest: {digest(sites[0])}"
    shutil.rmtree(aside)
    return said, True


def rebuilt(
    source: Path, place: Path, variables: dict[str, str], backwards: bool, paper: bool
) -> Path:
    """Build a copy of a book as a machine of these variables would, and return its site.

    Raises:
        ReproductionError: it could not be built; the build has said why.
    """
    copy = copied(source, place, backwards)
    print(" ".join(f"{key}={value}" for key, value in variables.items()), copy, flush=True)
    path = os.pathsep.join(filter(None, (str(copy), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "reviewbook", "build", str(copy), *["--paper"] * paper]
    whole = {**os.environ, **variables, "PYTHONPATH": path}
    if subprocess.run(command, cwd=copy, env=whole).returncode:
        raise ReproductionError(f"The book could not be built in {copy}.")
    return built(copy)


def copied(source: Path, place: Path, backwards: bool) -> Path:
    """Copy what a book is made from; the order in which the files are written may be turned."""
    left_out = shutil.ignore_patterns(*MADE)
    for folder, folders, files in os.walk(source):
        folders[:] = sorted(set(folders) - left_out(folder, folders), reverse=backwards)
        target = place / Path(folder).relative_to(source)
        target.mkdir(parents=True, exist_ok=True)
        for name in sorted(files, reverse=backwards):
            shutil.copyfile(Path(folder, name), target / name)
    return place


def differences(one: Path, other: Path) -> list[str]:
    """Name each file that two sites do not share byte for byte, and where it first differs."""
    sites = [
        {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
        for site in (one, other)
    ]
    found = [f"{name}: in one site only" for name in sorted(sites[0].keys() ^ sites[1].keys())]
    for name in sorted(sites[0].keys() & sites[1].keys() - {MANIFEST}):
        first, second = (site[name].read_bytes() for site in sites)
        if first != second:
            found.append(f"{name}: {_first(first, second)}")
    return found


def _first(one: bytes, other: bytes) -> str:
    """Show where two contents first differ."""
    same = (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    at = next(same, min(len(one), len(other)))
    shown = (
        text[max(0, at - SHOWN) : at + SHOWN].decode("utf-8", "replace") for text in (one, other)
    )
    return f"byte {at}\n  " + "\n  ".join(map(repr, shown))


def digest(site: Path) -> str:
    """Give the one code that stands for every byte of a site: the digest of its list of digests."""
    return hashlib.sha256((site / MANIFEST).read_bytes()).hexdigest()
