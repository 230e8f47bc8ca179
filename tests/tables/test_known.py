"""What a book may do without, and what the machine then finds in its place."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.known import KNOWN, Tables


@pytest.mark.parametrize("table", sorted(KNOWN))
def test_what_the_machine_reads_is_described(table):
    described = BOOK.evidence.printed["dictionary"]
    assert set(KNOWN[table]) <= set(described.loc[described["table"] == table, "column"])


def test_a_known_table_that_is_not_there_is_empty_and_not_listed():
    tables = Tables({}, "")
    assert list(tables["observations"].columns) == list(KNOWN["observations"])
    assert tables["observations"].empty
    assert not tables
    with pytest.raises(KeyError):
        tables["colours"]


def test_a_known_column_that_is_not_there_is_empty():
    rows = Tables({"chapters": pd.DataFrame({"chapter": ["one"]})}, "")["chapters"]
    assert rows.loc[0, "name"] == ""
