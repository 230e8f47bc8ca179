"""The tables and results of a book as a data package, described for people and programs.

A package is the files of a folder by their path: ``data/`` as it lies in the book, with the second
reading if it has one, ``results/`` as computed from it, ``datapackage.json`` and
``ro-crate-metadata.json`` about both.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import pandas as pd

from reviewbook.exports.columns import described, read_again
from reviewbook.exports.schema import table_schema
from reviewbook.guard.second_reading import FOLDER
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity
from reviewbook.tables.records.text import read_records
from reviewbook.tables.spreadsheet import csv_text

DATA, RESULTS = "data", "results"
DESCRIPTOR = "datapackage.json"
LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0-1.0": (
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
}
"""Titles and addresses of the licences that data have; of another one its short name is given."""
COMPUTED = {
    "ledger": "Every printed number with its verdict",
    "checks_made": "What each check found",
    "register": "Faults of the documents, each once",
    "summary_of_findings": "Findings in absolute numbers, with their certainty",
    "pooled_numbers": "Pooled numbers of every explorer, before anything is filtered",
}
SECOND = "Numbers of the table of this name, as a second reader took them from the sources"


def tables(book: Book, computed: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """Give the files of the tables and of the computed ones by their path in the package."""
    names = [f"{name}.csv" for name in sorted(book.evidence.printed)]
    again = [name for name in names if (book.folder / DATA / FOLDER / name).is_file()]
    files = [f"{DATA}/{name}" for name in names] + [f"{DATA}/{FOLDER}/{name}" for name in again]
    kept = {file: (book.folder / file).read_bytes() for file in files}
    made = {f"{RESULTS}/{name}.csv": csv_text(rows).encode() for name, rows in computed.items()}
    return kept | made


def descriptor(book: Book, known: Identity, files: Mapping[str, bytes]) -> bytes:
    """Give ``datapackage.json`` of the files that `tables` gives."""
    dictionary = pd.concat([book.evidence.printed["dictionary"], described()], ignore_index=True)
    columns = dict(iter(dictionary.groupby("table", sort=False)))
    names = {_name(path): path for path in files}
    for name, path in names.items():
        if _read_again(path):
            header, *_ = read_records(book.folder / path)
            columns[name] = read_again(columns[PurePosixPath(path).stem], name, header)
    resources = [
        {
            "name": name,
            "path": path,
            "title": COMPUTED.get(name, SECOND if _read_again(path) else ""),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[path]),
            "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
            "schema": table_schema(columns[name], set(names)),
        }
        for name, path in names.items()
    ]
    package = {
        "profile": "tabular-data-package",
        "name": short_name(known.title),
        "title": known.title,
        "version": known.version,
        "created": known.date and f"{known.date}T00:00:00Z",
        "homepage": known.site,
        "licenses": _licences(known),
        "contributors": [{"title": known.author, "role": "author"}] if known.author else [],
        "sources": _sources(book),
        "resources": [_filled(resource) for resource in resources],
    }
    return written(_filled(package))


def _read_again(path: str) -> bool:
    return PurePosixPath(path).parent.name == FOLDER


def _name(path: str) -> str:
    """Give the name of a table in the package: that of its file, or of which it is a reading."""
    stem = PurePosixPath(path).stem
    return f"{FOLDER}_{stem}" if _read_again(path) else stem


def written(value: dict) -> bytes:
    """Write JSON for people and programs."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def short_name(title: str) -> str:
    """Give a title as a name that may stand in an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def licence(known: Identity) -> tuple[str, str]:
    """Give the title and the address of a book's licence; each empty if it is not known."""
    return LICENCES.get(known.licence, (known.licence, ""))


def _licences(known: Identity) -> list[dict]:
    title, path = licence(known)
    return [_filled({"name": known.licence, "title": title, "path": path})] if title else []


def _sources(book: Book) -> list[dict]:
    """Give the documents the book judges; the others are rows of the sources."""
    rows = book.evidence.printed["sources"].to_dict("records")
    return [
        _filled({"title": row["citation"], "path": address(row)})
        for row in rows
        if row["source_id"] in book.documents
    ]


def address(source: Mapping[str, str]) -> str:
    """Give where a document stands; empty where the tables do not say."""
    return f"https://doi.org/{source['doi']}" if source["doi"] else source["url"]


def _filled(fields: dict) -> dict:
    """Leave out what is not stated."""
    return {name: value for name, value in fields.items() if value not in ("", [])}
