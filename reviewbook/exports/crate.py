"""What a package holds, whose it is and what it rests on, as RO-Crate: linked data in JSON."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from reviewbook.exports.package import COMPUTED, address, licence, written
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity

FILE = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.2"
KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
    ".py": "text/x-python",
    ".R": "text/x-r",
}
ABOUT = (
    "Tables and computed results of an evidence book: what was read in which document, every "
    "printed number with its verdict, and what follows from them."
)


def crate(book: Book, known: Identity, files: Mapping[str, bytes]) -> bytes:
    """Give ``ro-crate-metadata.json`` of a package's files.

    A book without a date of release has none here: the crate then lacks ``datePublished``.
    """
    licensed = _licence(known)
    author = {"@id": "#contributors", "@type": "Organization", "name": known.author}
    cited = [_source(row) for row in book.evidence.printed["sources"].to_dict("records")]
    cited = [source for source in cited if source["@id"]]
    parts = [_file(path, content) for path, content in files.items()]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": known.title,
        "description": ABOUT,
        "datePublished": known.date,
        "version": known.version,
        "url": known.site,
        "license": _links(licensed),
        "author": {"@id": author["@id"]},
        "hasPart": _links(parts),
        "citation": _links(cited),
    }
    about = {
        "@id": FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": "./"},
    }
    stated = {name: value for name, value in root.items() if value not in ("", [])}
    graph = [about, stated, author, *licensed, *parts, *cited]
    return written({"@context": f"{VERSION}/context", "@graph": graph})


def _links(things: list[dict]) -> list[dict]:
    return [{"@id": thing["@id"]} for thing in things]


def _licence(known: Identity) -> list[dict]:
    title, place = licence(known)
    name = {"@type": "CreativeWork", "name": title}
    return [{"@id": place or "#licence"} | name] if title else []


def _source(row: Mapping[str, str]) -> dict:
    return {"@id": address(row), "@type": "CreativeWork", "name": row["citation"]}


def _file(path: str, content: bytes) -> dict:
    named = PurePosixPath(path)
    return {
        "@id": path,
        "@type": "File",
        "name": COMPUTED.get(named.stem, named.stem.replace("_", " ")),
        "encodingFormat": KINDS.get(named.suffix, "text/plain"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
