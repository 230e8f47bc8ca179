"""The package as the built site offers it: to be read in other programs, from the page it is on."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import pytest
from books import BOOK

from reviewbook.exports.extension import OFFERED, PLACE, readable
from reviewbook.exports.files import ARCHIVE, LOADERS
from reviewbook.exports.package import DATA, DESCRIPTOR, RESULTS
from reviewbook.guard.second_reading import FOLDER


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory) -> Path:
    """Unpack the archive as a reader does."""
    folder = tmp_path_factory.mktemp("data")
    with zipfile.ZipFile(site / PLACE / ARCHIVE) as archive:
        archive.extractall(folder)
    return folder


def test_the_tool_that_reads_such_packages_finds_no_fault(unpacked):
    report = frictionless.validate(str(unpacked / DESCRIPTOR))
    assert report.valid, report.flatten(["place", "type", "message"])[:5]
    again = list((BOOK.folder / DATA / FOLDER).glob("*.csv"))
    computed = list((unpacked / RESULTS).iterdir())
    assert report.stats["tasks"] == len(BOOK.evidence.printed) + len(again) + len(computed)
    assert len(again) > 0


def test_a_newcomer_reads_it(unpacked):
    done = subprocess.run(
        [sys.executable, LOADERS["Python"]], cwd=unpacked, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert f"ledger: {len(BOOK.ledger.entries)} rows" in done.stdout
    for name, rows in BOOK.evidence.printed.items():
        assert f"{name}: {len(rows)} rows, {len(rows.columns)} columns" in done.stdout


def test_the_page_offers_each_file_with_its_size(site):
    page = (site / "chapters" / "cite.html").read_text(encoding="utf-8")
    for name, what in OFFERED.items():
        size = readable((site / PLACE / name).stat().st_size)
        row = rf'href="\.\./{PLACE}/{name}" download>{name}</a></td><td>{size}</td><td>{what}<'
        assert re.search(row, page), name
    for name in LOADERS.values():
        assert f'href="../{PLACE}/{name}"' in page


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1\N{NO-BREAK SPACE}kB"),
        (218_947, "219\N{NO-BREAK SPACE}kB"),
        (1_260_000, "1.3\N{NO-BREAK SPACE}MB"),
    ],
)
def test_a_size_is_read_by_people(size, text):
    assert readable(size) == text.replace(" ", "\N{NO-BREAK SPACE}")
