"""What the book file names of the tables is there."""

import pytest
from books import BOOK, ROOT, TRIALS

from reviewbook.guard.settings_ties import broken_settings
from reviewbook.ledger.book import Book
from reviewbook.ledger.settings import FILE, settings

TEXT = (ROOT / FILE).read_text("utf-8")


@pytest.mark.parametrize("book", [BOOK, Book(TRIALS)], ids=["the book", "the trials"])
def test_every_name_is_there(book):
    assert list(broken_settings(book)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("characteristic: tumour size,", "characteristic: tumor,", "characteristic: 'tumor'"),
        ("where: {outcome: R0 resection", "where: {outcom: R0 resection", "column: 'outcom'"),
        ("where: {outcome: R0 resection", "where: {outcome: R5", "where › outcome: 'R5'"),
        ("claim: hr-reported", "claim: nothing", "claim: 'nothing'"),
        ("table: factors, where", "table: factor, where", "table: 'factor'"),
        ("outcome: recurrence,", "outcome: return,", "outcome: 'return'"),
        ("column: threshold", "column: cut", "column: 'cut'"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_place(tmp_path, right, wrong, said):
    assert right in TEXT
    (tmp_path / FILE).write_text(TEXT.replace(right, wrong, 1), "utf-8")
    book = Book(ROOT)
    book.settings = settings(tmp_path)
    (fault,) = broken_settings(book)
    assert said in str(fault.problem).replace(" found", "").replace(f"{FILE}, column ", "")
