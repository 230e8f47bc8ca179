"""The whole package as files, and as one archive whose bytes depend on nothing else."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from reviewbook.exports import fhir
from reviewbook.exports.crate import FILE as CRATE
from reviewbook.exports.crate import crate
from reviewbook.exports.package import DESCRIPTOR, descriptor, licence, tables
from reviewbook.exports.results import results
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity
from reviewbook.page.publishing.archive import packed

ASSETS = Path(__file__).parent / "assets"
ARCHIVE, SUMS, README = "data.zip", "SHA256SUMS", "README.md"
LOADERS = {"Python": "load.py", "R": "load.R"}
"""The program that reads the package, by its language."""
BESIDE = ("CITATION.cff", "LICENSE")
"""Files of a book that go with its data."""


def exported(book: Book, known: Identity) -> dict[str, bytes]:
    """Give every file of the package by its path, the archive of all others among them."""
    package = tables(book, results(book))
    package |= {DESCRIPTOR: descriptor(book, known, package)}
    package |= {fhir.FILE: fhir.bundle(book, known)}
    package |= {name: (ASSETS / name).read_bytes() for name in LOADERS.values()}
    beside = {name: book.folder / name for name in BESIDE}
    package |= {name: path.read_bytes() for name, path in beside.items() if path.is_file()}
    package |= {README: _readme(known)}
    package |= {CRATE: crate(book, known, package)}
    package |= {SUMS: _sums(package)}
    return package | {ARCHIVE: packed(package)}


def _readme(known: Identity) -> bytes:
    title, place = licence(known)
    facts = [
        known.version and f"Version {known.version}.",
        known.date and f"Released on {known.date}.",
        title and f"Licence: {title}" + (f", {place}." if place else "."),
        known.site and f"The book: {known.site}",
    ]
    told = (
        f"# {known.title}: the data",
        "\n".join(fact for fact in facts if fact),
        "`data/` holds the tables as they lie in the book, and their second reading if it has one; "
        "`results/` what is computed from them. "
        f"`{DESCRIPTOR}` says of every column what it holds (Data Package), `{CRATE}` what each "
        f"file is (RO-Crate), `{fhir.FILE}` has ledger and findings as FHIR R5.",
        "An empty cell is not stated. No cell is a formula.",
        "To read all tables with their types: `python load.py` (with pandas), or `Rscript load.R` "
        '(with jsonlite). To work with them: `from load import tables`, then `tables["studies"]`; '
        'or `source("load.R")`, then `tables$studies`.',
        f"To see that nothing was changed: `sha256sum --check {SUMS}`.",
    )
    return ("\n\n".join(part for part in told if part) + "\n").encode()


def _sums(package: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(package[path]).hexdigest()}  {path}\n" for path in sorted(package)]
    return "".join(lines).encode()
