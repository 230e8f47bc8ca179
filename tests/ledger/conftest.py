"""What the tests of checks and their bearings are given of this book."""

import pytest
from books import BOOK

from reviewbook.ledger.entries import entries
from reviewbook.tables.selection import records


@pytest.fixture(scope="module")
def tables():
    return records(BOOK.evidence)


@pytest.fixture(scope="module")
def rows():
    return {row["entry_id"]: row for row in entries(BOOK.evidence).to_dict("records")}
