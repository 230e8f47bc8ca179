"""A reader's own table out of a spreadsheet reads as it is shown there."""

import pytest
from openpyxl import Workbook

from reviewbook.checks.own_file import printed_cells
from reviewbook.checks.own_table import check_table
from reviewbook.tables.problems import DataError


@pytest.fixture
def saved(tmp_path):
    """A function that saves rows of (value, format) as a workbook, below an empty sheet."""

    def save(rows):
        book = Workbook()
        sheet = book.create_sheet("series")
        for row, cells in enumerate(rows, start=3):
            for column, (value, form) in enumerate(cells, start=2):
                sheet.cell(row, column, value).number_format = form
        book.save(tmp_path / "series.xlsx")
        return tmp_path / "series.xlsx"

    return save


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (39, "General", "39"),
        (39.5, "General", "39.5"),
        (39, "0.0", "39.0"),
        (39.5678, "#,##0.00", "39.57"),
        (38.6, "0", "39"),
        (True, "General", "True"),
        (0.395, "0.0%", "39.5%"),
        (0.55, "0%", "55%"),
        (0.1 + 0.2, "General", "0.3"),
        ("NS", "General", "NS"),
        ("<0.001", "@", "<0.001"),
        (None, "General", ""),
    ],
)
def test_a_number_keeps_the_decimals_that_the_sheet_shows(saved, value, form, shown):
    path = saved([[("study", "General"), ("x", "General")], [("Ada", "General"), (value, form)]])
    assert printed_cells(path) == [["study", "x"], ["Ada", shown]]


def test_a_workbook_is_judged_as_the_same_table_in_a_text_file(saved, tmp_path):
    rows = [["Author", "N", "Solitary (%)"], ["Ada", 24, 0.55], ["Bea", 51, 0.49]]
    forms = ["General", "General", "0%"]
    book = saved([list(zip(row, forms, strict=True)) for row in rows])
    text = tmp_path / "series.csv"
    text.write_text("Author;N;Solitary (%)\nAda;24;55%\nBea;51;49%\n")
    assert check_table(book) == check_table(text)
    assert [finding.verdict for _, finding in check_table(book)] == ["infeasible", "consistent"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("old.xls", b"x", "a workbook saved as .xlsx"),
        ("broken.xlsx", b"PK no archive", "a workbook that a spreadsheet can open"),
        ("absent.xlsx", None, "this file"),
    ],
)
def test_what_is_no_workbook_is_said_in_words(tmp_path, name, content, expected):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=expected) as error:
        printed_cells(tmp_path / name)
    assert [(problem.file, problem.row) for problem in error.value.problems] == [(name, 0)]


def test_of_several_separators_the_header_decides(tmp_path):
    path = tmp_path / "series.csv"
    path.write_text("a,b\n1;5,7\n")
    assert printed_cells(path) == [["a", "b"], ["1;5", "7"]]
    path.write_text("a;b\n1,5;2,5,7\n")
    assert printed_cells(path) == [["a", "b"], ["1,5", "2,5,7"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_whichever_way_a_spreadsheet_saved_it(tmp_path, encoding):
    path = tmp_path / "series.csv"
    path.write_text("Study;N\nMüller – two;24\n", encoding=encoding)
    assert printed_cells(path) == [["Study", "N"], ["Müller – two", "24"]]


@pytest.mark.parametrize(("content", "expected"), [(b"", "a header and rows"), (None, "this file")])
def test_a_file_without_anything_is_said_in_words(tmp_path, content, expected):
    path = tmp_path / "series.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        printed_cells(path)
    assert [problem.expected for problem in refused.value.problems] == [expected]


def test_a_workbook_without_a_cell_is_said_in_words(tmp_path):
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(DataError, match=r"empty\.xlsx: no cell found, .* with a header and rows"):
        printed_cells(tmp_path / "empty.xlsx")
