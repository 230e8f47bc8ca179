"""Two readings of every number, held against each other."""

import random

import pytest
from books import BOOK, ROOT, TRIALS
from read_again import READINGS
from spoiled import copy_of_data, edit, records, row_of, write

from reviewbook.guard.second_reading import (
    ACCEPT,
    ADDED,
    FOLDER,
    Reading,
    counted,
    differences,
    read_twice,
    second_reading,
    with_new_rows,
    without_old_rows,
)
from reviewbook.ledger.book import Book
from reviewbook.tables.files import contents
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError

PRINTED = BOOK.evidence.printed


def with_table(table, rows):
    """The evidence with another table in its place."""
    return Evidence(BOOK.evidence.tables, {**PRINTED, table: rows})


def changed(table, row, column, value):
    rows = PRINTED[table].copy()
    rows.loc[rows.iloc[:, 0] == row, column] = value
    return with_table(table, rows)


def told(evidence):
    return [
        (f.problem.file, f.problem.row, f.problem.column, f.problem.value, f.accept)
        for f in differences(evidence, READINGS)
    ]


@pytest.fixture
def folder(tmp_path):
    """The data of the book in which one table was read again."""
    data = copy_of_data(tmp_path / "data")
    (data / FOLDER).mkdir()
    write(data / FOLDER / "eras.csv", records(ROOT / "data" / FOLDER / "eras.csv"))
    return data


def test_the_readings_of_the_book_agree():
    assert told(BOOK.evidence) == []


def test_hardly_a_cell_was_read_once_and_each_says_why():
    cells = counted(BOOK.evidence, READINGS)
    assert cells["once"].sum() <= 10
    assert cells["twice"].sum() > 2000
    assert (cells.loc[cells["once"] > 0, "why"] != "").all()


def test_every_number_and_printed_text_is_to_be_read_twice():
    columns = read_twice(BOOK.evidence)
    assert {"raw", "time_months", "value", "citations"} <= set(columns["outcomes"])
    assert columns["arms"] == ["n"]
    assert "dictionary" not in columns


def test_a_changed_digit_anywhere_is_told_with_its_place():
    chance = random.Random(7)
    for table, columns in read_twice(BOOK.evidence).items():
        rows = PRINTED[table]
        filled = [(at, c) for at in rows.index for c in columns if rows[c][at]]
        for at, column in chance.sample(filled, min(2, len(filled))):
            row, value = rows.iloc[at, 0], rows[column][at]
            once = READINGS[table].rows[row]["read_once"].split()
            wrong = f"{value[:-1]}{(int(value[-1], 36) + 1) % 10 if value[-1].isalnum() else 7}"
            expected = [(f"{table}.csv", at + 2, column, wrong, ACCEPT)]
            assert told(changed(table, row, column, wrong)) == ([] if column in once else expected)


def test_a_number_that_is_struck_out_or_put_in_is_told():
    row = next(r for r in PRINTED["outcomes"].to_dict("records") if r["value"] and not r["low"])
    name = row["outcome_id"]
    assert [t[2:4] for t in told(changed("outcomes", name, "value", ""))] == [("value", "")]
    assert [t[2:4] for t in told(changed("outcomes", name, "low", "3"))] == [("low", "3")]


def test_words_that_were_read_again_are_compared_too():
    name = next(n for n, r in READINGS["outcomes"].rows.items() if r["unit"] == "months")
    assert [t[2] for t in told(changed("outcomes", name, "unit", "years"))] == ["unit"]
    assert told(changed("outcomes", name, "note", "Another note")) == []


def test_a_lost_and_an_added_row_are_known():
    rows = PRINTED["arms"]
    lost = with_table("arms", rows.drop(index=3).reset_index(drop=True))
    (fault,) = differences(lost, READINGS)
    assert (fault.problem.file, fault.problem.column) == ("arms.csv", "arm_id")
    assert repr(rows["arm_id"][3]) in fault.problem.expected
    renamed = rows.replace({"arm_id": {rows["arm_id"][3]: "nobody"}})
    added = [t for t in told(with_table("arms", renamed)) if t[-1] == ADDED]
    assert added == [("arms.csv", 5, "arm_id", "nobody", ADDED)]


def test_a_table_that_nobody_read_again_is_told():
    some = {name: reading for name, reading in READINGS.items() if name != "facts"}
    (fault,) = differences(BOOK.evidence, some)
    assert fault.problem.file == f"{FOLDER}/facts.csv"
    assert counted(BOOK.evidence, some).set_index("file").loc["facts.csv", "twice"] == 0


def test_what_could_not_be_read_again_is_counted_and_not_compared():
    reading = READINGS["eras"]
    name = next(iter(reading.rows))
    once = reading.rows[name] | {"named_year": "", "read_once": "named_year", "why": "Torn page"}
    rows = reading.rows | {name: once}
    readings = {**READINGS, "eras": Reading(reading.file, rows, reading.numbers)}
    assert list(differences(BOOK.evidence, readings)) == []
    cells = counted(BOOK.evidence, readings).set_index("file").loc["eras.csv"]
    assert (cells["once"], cells["why"]) == (1, "Torn page")


def test_a_book_without_a_second_reading_has_no_differences():
    trials = Book(TRIALS)
    readings = second_reading(TRIALS / "data", trials.evidence)
    assert readings == {}
    assert list(differences(trials.evidence, readings)) == []


@pytest.mark.parametrize(
    ("cells", "row", "column", "expected"),
    [
        ({(2, "read_once"): "colour", (2, "why"): "Torn"}, 2, "read_once", "columns of the table"),
        ({(2, "read_once"): "all"}, 2, "why", "why it could not"),
        ({(2, "read_once"): "all", (2, "why"): "=1+1"}, 2, "why", "no formula"),
        ({(3, "era_id"): "era-better-chemotherapy"}, 3, "era_id", "used once"),
        ({(1, "why"): "because"}, 1, "because", "a column of"),
        ({(1, "named_year"): "from_year"}, 1, "from_year", "once"),
    ],
)
def test_a_file_of_another_form_is_refused_in_words(folder, cells, row, column, expected):
    edit(folder / FOLDER / "eras.csv", cells)
    with pytest.raises(DataError) as error:
        second_reading(folder, BOOK.evidence)
    (found, *_) = [p for p in error.value.problems if (p.row, p.column) == (row, column)]
    assert found.file == f"{FOLDER}/eras.csv"
    assert expected in found.expected


def test_all_faulty_files_are_told_at_once(folder):
    write(folder / FOLDER / "nothing.csv", [["id"]])
    (folder / FOLDER / "arms.csv").write_bytes(b"\xff")
    write(folder / FOLDER / "eras.csv", [*records(folder / FOLDER / "eras.csv"), ["one"]])
    with pytest.raises(DataError) as error:
        second_reading(folder, BOOK.evidence)
    assert [p.file for p in error.value.problems] == [
        f"{FOLDER}/arms.csv",
        f"{FOLDER}/eras.csv",
        f"{FOLDER}/nothing.csv",
    ]


def test_rows_are_told_as_a_spreadsheet_counts_them():
    path = ROOT / "data" / "outcomes.csv"
    name = PRINTED["outcomes"]["outcome_id"][40]
    ((_, row, *_),) = told(changed("outcomes", name, "value", "1234"))
    assert row == row_of(path, name)


def test_new_rows_are_said_to_be_unread_and_old_ones_go_with_theirs():
    tables = contents(ROOT / "data")
    grown = with_new_rows(tables, {"arms": ["nobody", "someone"], "eras": [], "nothing": ["x"]})
    changed = {name for name in tables if grown[name] != tables[name]}
    assert changed == {f"{FOLDER}/arms"}
    assert grown[f"{FOLDER}/arms"].decode().splitlines()[-1].startswith("someone,,")
    assert without_old_rows(grown, {"arms": ["nobody", "someone"]}) == tables
