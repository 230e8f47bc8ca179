"""Rows of a table before anything is known of its columns."""

import pytest

from reviewbook.tables.problems import DataError
from reviewbook.tables.records.text import read_records, records


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        (None, 0, ""),
        (b"", 0, ""),
        (b"a,b\n1,2\n2,\xff\n", 3, "byte 0xff"),
        (b'a,b\n1,2\n"\n",\xff\n', 3, "byte 0xff"),
        (b'a,b\n1,2\n2,"x"y"\xff\n', 3, "byte 0xff"),
        (b"\xff", 1, "byte 0xff"),
        (b"a,b\n1,2\n2,\x00\n", 3, "a null byte"),
        (b'a,b\n1,2\n2,"x"y\n', 3, "a cell that cannot be read ('"),
        (b"a;b\n1;2\n", 1, "cells separated by semicolons"),
        (b"a|b\n1|2\n", 1, "cells separated by bars"),
        (b"1,2\n", 1, "no header"),
        (b"a,b,c,d,1\n", 1, "one line with 5 cells"),
    ],
)
def test_a_table_that_cannot_be_read_is_said_with_its_row(content, row, found):
    with pytest.raises(DataError) as error:
        records("t.csv", content, ["a", "b"])
    (problem,) = error.value.problems
    assert (problem.file, problem.row) == ("t.csv", row)
    assert problem.value.startswith(found)
    assert " - " not in problem.value


@pytest.mark.parametrize("content", [b"a,b\n", b"a,b,c,d\n", b"a,b,c,d,e\n1\n", b"b,1\n"])
def test_a_header_may_have_some_other_columns(content):
    assert records("t.csv", content, ["a", "b"])


def test_without_known_columns_any_first_row_is_a_header(tmp_path):
    path = tmp_path / "any.csv"
    path.write_bytes(b"\xef\xbb\xbf1,2,3,4,5,6\r\n")
    assert read_records(path) == [list("123456")]
    with pytest.raises(DataError, match=r"^1 problem in the data:\n  none\.csv: nothing"):
        read_records(tmp_path / "none.csv")
    with pytest.raises(DataError, match="what was pasted: nothing"):
        read_records(tmp_path / "none.csv", "what was pasted")
