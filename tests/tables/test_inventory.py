"""What the data chapter says of the files, against the files."""

import csv
import re

import pytest
from books import BOOK, ROOT

from reviewbook.tables.inventory import dictionary, gaps, inventory

TABLES = (ROOT / "data").glob("*.csv")
FILES = {
    path.name: list(csv.reader(path.open(encoding="utf-8")))
    for path in (ROOT / "data").glob("*.csv")
}


def test_sizes_are_those_of_the_files():
    rows = inventory(BOOK.evidence).set_index("file")
    assert set(rows.index) == set(FILES)
    for name, (header, *body) in FILES.items():
        counted = len(body), len(header), sum(cell != "" for row in body for cell in row)
        assert tuple(rows.loc[name, ["rows", "columns", "filled"]]) == counted


def test_zero_is_counted_as_stated():
    rows = gaps(BOOK.evidence).set_index("file")
    header, *body = FILES["outcomes.csv"]
    status, value = header.index("status"), header.index("value")
    counted = {
        "stated": sum(row[status] == "stated" for row in body),
        "not_stated": sum(row[status] == "not stated" for row in body),
        "zero": sum(row[value] != "" and float(row[value]) == 0 for row in body),
    }
    assert rows.loc["outcomes.csv", list(counted)].to_dict() == counted


def test_the_dictionary_is_shown_whole():
    rows = dictionary(BOOK.evidence).set_index(["table", "column"])
    assert len(rows) == len(FILES["dictionary.csv"]) - 1
    assert rows.notna().all(axis=None)
    assert rows.loc[("arms", "study_id"), "holds"] == "a row of studies.study_id"
    assert rows.loc[("outcomes", "time_months"), "holds"] == "at least 0"


@pytest.mark.parametrize("name", sorted(FILES))
def test_each_file_can_be_downloaded_from_the_data_chapter(name):
    chapter = (ROOT / "chapters" / "data.md").read_text(encoding="utf-8")
    assert re.search(rf"\{{download\}}`{name} <\.\./data/{name}>`: one row", chapter)
