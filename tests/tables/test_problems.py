import pytest

from reviewbook.tables.problems import WHAT_TO_DO, DataError, Problem


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem("arms.csv", 5, "n", "twelve", "a whole number"),
            "arms.csv, row 5, column n: 'twelve' found, expected a whole number",
        ),
        (
            Problem("arms.csv", 5, "label", "", "a value"),
            "arms.csv, row 5, column label: nothing found, expected a value",
        ),
        (
            Problem("arms.csv", 5, "", "3 cells", "4 cells"),
            "arms.csv, row 5: 3 cells found, expected 4 cells",
        ),
        (
            Problem("arms.csv", 0, "", "", "this file"),
            "arms.csv: nothing found, expected this file",
        ),
    ],
)
def test_a_problem_is_a_sentence_that_names_what_there_is(problem, sentence):
    assert str(problem) == sentence


def test_a_cell_cannot_write_lines_or_escapes_into_the_message():
    text = str(Problem("a.csv", 2, "note", "x\ny\x1b[31m", "plain text"))
    assert "\n" not in text
    assert "\x1b" not in text


def test_a_long_cell_is_cut():
    assert len(str(Problem("a.csv", 2, "note", "x" * 10_000, "plain text"))) < 200


def test_the_error_lists_every_problem_once_in_file_and_row_order():
    first = Problem("arms.csv", 9, "n", "x", "a whole number")
    second = Problem("arms.csv", 10, "n", "y", "a whole number")
    third = Problem("studies.csv", 2, "year", "z", "a year of four digits")
    error = DataError([third, second, first, second])
    assert error.problems == [first, second, third]
    lines = str(error).splitlines()
    assert lines[:4] == ["3 problems in the data:"] + [
        f"  {problem}" for problem in (first, second, third)
    ]
    assert lines[4:] == [f"  → {WHAT_TO_DO[3]}"]


def test_the_gravest_come_first_each_kind_with_what_to_do():
    cell = Problem("arms.csv", 9, "n", "x", "a whole number")
    row = Problem("b.csv", 3, "", "2 cells", "3 cells")
    header = Problem("c.csv", 1, "", "no header", "a header")
    file = Problem("d.csv", 0, "", "", "this file")
    lines = str(DataError([cell, row, header, file])).splitlines()[1:]
    expected = zip((file, header, row, cell), WHAT_TO_DO, strict=True)
    assert lines == [f"  {line}" for found, advice in expected for line in (found, f"→ {advice}")]


def test_one_problem_is_not_called_several():
    error = DataError([Problem("arms.csv", 0, "", "", "this file")])
    assert str(error).startswith("1 problem in the data:")


def test_a_cell_of_the_longest_length_is_whole():
    whole = str(Problem("a.csv", 1, "note", "x" * 80, "plain text"))
    assert "x" * 80 in whole
    assert "…" not in whole
    assert "x" * 80 + "…" in str(Problem("a.csv", 1, "note", "x" * 81, "plain text"))
    assert whole.startswith("a.csv, row 1, column note: ")


def test_two_problems_are_called_several():
    problems = [Problem("a.csv", row, "", "3 cells", "4 cells") for row in (2, 3)]
    assert str(DataError(problems)).startswith("2 problems in the data:")
