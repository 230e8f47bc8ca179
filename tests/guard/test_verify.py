"""Everything that keeps a book from being published, found and told."""

import pytest
from books import BOOK, ROOT
from spoiled import copy_of_book, edit, records, row_of, write

from reviewbook.guard.accepted import COLUMNS, FILE, accept
from reviewbook.guard.verify import in_words, problems
from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError


def spoiled(table, row, **cells):
    """The book with some cells of a row changed."""
    frame = BOOK.evidence.printed[table].copy()
    frame.loc[frame.iloc[:, 0] == row, list(cells)] = list(cells.values())
    return Book(ROOT, Evidence(BOOK.evidence.tables, {**BOOK.evidence.printed, table: frame}))


@pytest.fixture
def copy(tmp_path):
    return copy_of_book(tmp_path / "book")


def test_the_book_has_none():
    assert problems(BOOK).empty


def test_a_moved_verdict_is_named_with_its_row_and_how_to_accept_it():
    found = problems(spoiled("claims", "os-36", value="73")).to_dict("records")
    moved = next(row for row in found if row["column"] == "accepted")
    assert (moved["file"], moved["value"]) == ("claims.csv", "discrepant")
    assert moved["row"] == row_of(ROOT / "data" / "claims.csv", "os-36")
    assert "'reproduced'" in moved["expected"]
    assert "column accepted" in moved["accept"]


def test_a_finding_that_changes_under_the_same_verdict_is_named():
    entry = "abbott-2012-os-median"
    book = spoiled("outcomes", entry, value="58")
    assert book.ledger.moved.empty
    found = problems(book)
    found = found[found["file"] == FILE]
    assert entry in set(records(ROOT / "data" / FILE)[row - 1][0] for row in found["row"])
    assert found["accept"].str.contains("verify --accept").all()


def test_checks_that_cannot_be_run_are_all_named_at_once():
    frame = BOOK.evidence.printed["checks"].copy()
    frame.loc[[0, 5], "check"] = "divination"
    printed = {**BOOK.evidence.printed, "checks": frame}
    found = problems(Book(ROOT, Evidence(BOOK.evidence.tables, printed)))
    assert list(zip(found["file"], found["row"], strict=True)) == [
        ("checks.csv", 2),
        ("checks.csv", 7),
    ]
    assert found["expected"].str.contains("unknown check 'divination'").all()


def test_an_entry_that_went_is_named_and_accepting_mends_it(copy):
    path = copy / "data" / FILE
    write(path, [*records(path), ["nobody", "Nothing."]])
    found = problems(Book(copy))
    assert found[["file", "row", "value"]].to_numpy().tolist() == [
        [FILE, len(records(path)), "nobody"]
    ]
    accept(Book(copy))
    assert path.read_bytes() == (ROOT / "data" / FILE).read_bytes()


def test_a_book_without_a_record_has_nothing_to_compare(copy):
    (copy / "data" / FILE).unlink()
    assert problems(Book(copy)).empty


@pytest.mark.parametrize("rows", [[["entry", "said"]], [COLUMNS, ["one"]]])
def test_a_record_of_another_form_is_refused_in_words(copy, rows):
    write(copy / "data" / FILE, rows)
    with pytest.raises(DataError, match=FILE):
        problems(Book(copy))


def test_the_words_hold_each_place_and_the_remedy_once(copy):
    path = copy / "data" / FILE
    edit(path, {(2, "sentence"): "Something else.", (3, "sentence"): "Another thing."})
    said = in_words(problems(Book(copy)))
    assert f"{FILE}, row 2, column sentence" in said
    assert f"{FILE}, row 3, column sentence" in said
    assert said.count("verify --accept") == 1
