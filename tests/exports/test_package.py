"""The package of the second book: valid for the tool that reads such packages, and always alike."""

import csv
import hashlib
import io
import json
import runpy
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from books import ROOT, TRIALS

from reviewbook.exports import files
from reviewbook.exports.columns import described
from reviewbook.exports.crate import FILE as CRATE
from reviewbook.exports.files import ARCHIVE, LOADERS, SUMS, exported
from reviewbook.exports.package import (
    COMPUTED,
    DESCRIPTOR,
    LICENCES,
    descriptor,
    short_name,
    tables,
)
from reviewbook.exports.results import results
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity
from reviewbook.page.publishing.archive import packed

KNOWN = Identity(
    title="A book: of trials",
    author="Its contributors",
    licence="CC-BY-4.0",
    site="https://example.org/book/",
    version="1.2.0",
    date="2026-01-02",
)
LOADED = json.loads((ROOT / "validation" / "exports" / "loaded.json").read_text("utf-8"))
"""What R said when it read this package: `make reference`."""
CLASSES = {"Float64": "numeric", "float64": "numeric", "Int64": "integer"}
KEY, ALLOWED, TWICE = "foreign-key", "constraint-error", "primary-key"


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the second book."""
    return Book(TRIALS)


@pytest.fixture(scope="module")
def package(book) -> dict[str, bytes]:
    """Return every file of its package."""
    return exported(book, KNOWN)


def unpack(package: dict[str, bytes], folder: Path) -> Path:
    """Write a package into a folder, and return its description."""
    for path, content in package.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / DESCRIPTOR


def faults(descriptor: Path) -> set[tuple[str, str]]:
    """Return what the tool finds wrong with a package: file and kind of each fault."""
    report = frictionless.validate(str(descriptor))
    assert report.valid or report.tasks, report.errors
    return {(task.place, error.type) for task in report.tasks for error in task.errors}


def test_the_package_is_valid(package, tmp_path):
    assert faults(unpack(package, tmp_path)) == set()


@pytest.mark.parametrize(
    ("file", "change", "kind"),
    [
        ("data/arms.csv", lambda text, rows: text.replace(rows[1]["source_id"], "nobody"), KEY),
        ("results/ledger.csv", lambda text, rows: text.replace(rows[0]["verdict"], "?"), ALLOWED),
        ("data/outcomes.csv", lambda text, rows: text + text.splitlines()[-1] + "\n", TWICE),
    ],
)
def test_a_spoiled_table_is_not(package, tmp_path, file, change, kind):
    text = package[file].decode()
    spoiled = change(text, list(csv.DictReader(io.StringIO(text))))
    assert spoiled != text
    found = faults(unpack(package | {file: spoiled.encode()}, tmp_path))
    assert (file, kind) in found


def test_the_description_says_whose_and_which_it_is(package, book):
    said = json.loads(package[DESCRIPTOR])
    assert said["name"] == short_name(KNOWN.title) == "a-book-of-trials"
    assert (said["version"], said["created"]) == ("1.2.0", "2026-01-02T00:00:00Z")
    assert said["licenses"][0]["path"] == LICENCES["CC-BY-4.0"][1]
    assert len(said["sources"]) == len(book.documents)
    named = {resource["name"] for resource in said["resources"]}
    assert named == {*book.evidence.printed, *COMPUTED}
    for resource in said["resources"]:
        content = package[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_what_is_not_known_is_not_said(book, monkeypatch):
    monkeypatch.setattr(files, "tables", lambda *_: {})
    bare = exported(book, Identity(title="A book"))
    said = json.loads(bare[DESCRIPTOR])
    assert not {"version", "created", "licenses", "homepage", "contributors"} & said.keys()
    root = json.loads(bare[CRATE])["@graph"][1]
    assert not {"datePublished", "license", "url", "version"} & root.keys()


def test_a_second_reading_goes_with_its_table(tmp_path):
    book, again = tmp_path / "book", "second_reading_outcomes"
    shutil.copytree(TRIALS, book, ignore=shutil.ignore_patterns("_build", ".cache"))
    (book / "data" / "second_reading").mkdir()
    rows = pd.read_csv(book / "data" / "outcomes.csv", dtype=str, keep_default_na=False)
    read = rows[["outcome_id", "numerator", "denominator", "raw"]].assign(read_once="", why="")
    read.loc[0, ["numerator", "read_once", "why"]] = "", "numerator", "A blot"
    read.to_csv(book / "data" / "second_reading" / "outcomes.csv", index=False)
    made = tables(Book(book), {})
    made |= {DESCRIPTOR: descriptor(Book(book), KNOWN, made)}
    described = {one["name"]: one for one in json.loads(made[DESCRIPTOR])["resources"]}
    path = described[again]["path"]
    assert path == "data/second_reading/outcomes.csv"
    assert faults(unpack(made, tmp_path / "good")) == set()
    lost = made[path].replace(rows["outcome_id"].iloc[1].encode(), b"nobody")
    assert (path, KEY) in faults(unpack(made | {path: lost}, tmp_path / "lost"))
    word = made[path].replace(b",11,", b",eleven,")
    assert (path, "type-error") in faults(unpack(made | {path: word}, tmp_path / "word"))


def test_every_table_is_as_it_lies_in_the_book(package):
    for path in (TRIALS / "data").glob("*.csv"):
        assert package[f"data/{path.name}"] == path.read_bytes()


def test_each_computed_column_is_described_and_each_description_used(book):
    told = described().groupby("table", sort=False)["column"].agg(list).to_dict()
    made = results(book)
    assert told == {name: list(rows.columns) for name, rows in made.items()}
    assert list(told) == list(COMPUTED)
    assert (made["ledger"]["verdict"] == book.ledger.entries["verdict"]).all()


def test_the_archive_holds_all_and_proves_it(package):
    with zipfile.ZipFile(io.BytesIO(package[ARCHIVE])) as archive:
        held = {path: archive.read(path) for path in archive.namelist()}
    assert held == {path: content for path, content in package.items() if path != ARCHIVE}
    sums = dict(line.split("  ")[::-1] for line in held[SUMS].decode().splitlines())
    assert sums.keys() == held.keys() - {SUMS}
    assert all(hashlib.sha256(held[path]).hexdigest() == digest for path, digest in sums.items())


def test_the_order_and_the_time_leave_no_trace(package, book, monkeypatch):
    kept = {path: content for path, content in package.items() if path != ARCHIVE}
    turned = dict(reversed(kept.items()))
    monkeypatch.setattr("time.time", lambda: 0)
    assert packed(turned) == packed(kept) == package[ARCHIVE]
    assert str(TRIALS).encode() not in b"".join(kept.values())


def test_the_crate_names_every_file_and_what_it_rests_on(package):
    crate = json.loads(package[CRATE])
    things = {thing["@id"]: thing for thing in crate["@graph"]}
    root = things["./"]
    assert things[CRATE]["about"] == {"@id": "./"}
    assert things[CRATE]["conformsTo"]["@id"] + "/context" == crate["@context"]
    assert {"name", "description", "datePublished", "license", "author", "hasPart"} <= root.keys()
    named = {part["@id"] for part in root["hasPart"]}
    assert named == package.keys() - {CRATE, ARCHIVE, SUMS}
    linked = [link["@id"] for key in ("hasPart", "license", "citation") for link in root[key]]
    assert {*linked, root["author"]["@id"]} <= things.keys()
    assert len(things) == len(crate["@graph"])
    assert all(things[p]["sha256"] == hashlib.sha256(package[p]).hexdigest() for p in named)


def test_a_licence_without_an_address_is_named(book, monkeypatch):
    monkeypatch.setattr(files, "tables", lambda *_: {})
    made = exported(book, replace(KNOWN, licence="Own terms"))
    assert json.loads(made[DESCRIPTOR])["licenses"] == [{"name": "Own terms", "title": "Own terms"}]
    assert b"Licence: Own terms." in made["README.md"]


def test_r_read_what_python_reads(package, tmp_path, capsys):
    assert package[LOADERS["R"]].decode() == LOADED["program"], "make reference"
    for name, content in package.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    tables = runpy.run_path(str(tmp_path / LOADERS["Python"]))["tables"]
    assert capsys.readouterr().out == LOADED["printed"], "make reference"
    for name, columns in LOADED["columns"].items():
        found = [
            {
                "class": CLASSES.get(str(column.dtype), "character"),
                "empty": int(column.isna().sum()),
            }
            for _, column in tables[name].items()
        ]
        assert found == list(columns.values()), name
