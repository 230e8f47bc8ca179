"""What CONTRIBUTING.md shows is done here, in its order."""

import re
import shlex

import pytest
from books import BOOK, ROOT
from commands.test_add import renamed

from reviewbook.__main__ import main
from reviewbook.commands.new import write_book
from reviewbook.ledger.book import Book
from reviewbook.page.notebooks import ROLE, written_out

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SHOWN = [shlex.split(found) for found in re.findall(r"`python -m reviewbook ([^`]+)`", TEXT)]
ASKS = ["add"]
"""The one command that asks a person, question by question."""


def test_its_commands_run_one_after_the_other(tmp_path, capsys):
    book, template = tmp_path / "book", tmp_path / "template"
    write_book(book)
    before = {path.name: path.read_bytes() for path in (book / "data").glob("*.csv")}
    known, old = set(Book(book).evidence.printed["studies"]["study_id"]), tmp_path / "old"
    write_book(old)
    assert {"add", "remove", "diff", "gate", "verify"} <= {shown[0] for shown in SHOWN}
    for shown in SHOWN:
        if shown == ASKS:
            continue
        own = set(Book(book).evidence.printed["studies"]["study_id"]) - known
        words = {"FOLDER": template, "OLD": old, "NEW": book, "STUDY_ID": next(iter(own), "")}
        place = ["--book", book] if shown[0] in ("add", "remove", "diff") else [book]
        sure = ["--yes"] if shown in (["add", "FOLDER"], ["remove", "STUDY_ID"]) else []
        command = [str(part) for part in (*(words.get(w, w) for w in shown), *place, *sure)]
        assert main(command) == 0, capsys.readouterr().err
        if "--template" in shown:
            renamed(template)
    assert {path.name: path.read_bytes() for path in (book / "data").glob("*.csv")} == before


@pytest.mark.parametrize("role", [found.group() for found in ROLE.finditer(TEXT)])
def test_its_roles_are_written_as_the_book_reads_them(role):
    assert not ROLE.search(written_out(role, BOOK, None))


def test_its_targets_and_tables_are_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", TEXT)) <= targets
    for path in re.findall(r"`(data/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
