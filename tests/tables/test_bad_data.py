"""What the loader says about files that are not as they should be."""

import shutil

import pytest
from books import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spoiled import copy_of_data, edit, problems, records, row_of, small_copy_of_data, write

from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError

TABLES = [path.stem for path in sorted((ROOT / "data").glob("*.csv"))]
EVIDENCE = sorted(set(TABLES) - {"dictionary"})


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A function that gives the same small, sound folder with a table each time."""
    sound = {}

    def folder(*tables):
        if tables not in sound:
            sound[tables] = small_copy_of_data(tmp_path_factory.mktemp("sound"), *tables)
            load(sound[tables])
        copy = tmp_path_factory.mktemp("spoiled")
        shutil.copytree(sound[tables], copy, dirs_exist_ok=True)
        return copy

    return folder


def found(folder):
    return [(p.file, p.row, p.column, p.value) for p in problems(folder)]


def spoil(path, change):
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize("name", EVIDENCE)
def test_a_sound_small_folder_loads(small, name):
    assert name in load(small(name)).tables


@pytest.mark.parametrize(
    ("change", "row", "column", "value", "expected"),
    [
        pytest.param(lambda b: b"", 0, "", "", "a header", id="empty file"),
        pytest.param(
            lambda b: b.decode().encode("utf-16"), 1, "", "byte 0xff", "UTF-8", id="utf-16"
        ),
        pytest.param(
            lambda b: b.decode().encode("utf-16-le"), 1, "", "null byte", "UTF-8", id="utf-16-le"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b"Chirurg\xe9", 1), 2, "", "0xe9", "UTF-8", id="latin-1"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b"1997\x962010", 1), 2, "", "0x96", "UTF-8", id="dash"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b"Sur\0gery", 1), 2, "", "null byte", "UTF-8", id="null"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b'"\n\0"', 1), 2, "", "null byte", "UTF-8", id="null nl"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b'"\n\xe9"', 1), 2, "", "0xe9", "UTF-8", id="latin-1 nl"
        ),
        pytest.param(
            lambda b: b.replace(b",Surgery", b',"Surgery', 1), 2, "", "", "quotes", id="unbalanced"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b"Surgery,Berlin", 1),
            2,
            "",
            "14 cells",
            "13",
            id="wide",
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery,", b"", 1), 2, "", "12 cells", "13 cells", id="narrow"
        ),
        pytest.param(lambda b: b + b"\n", 4, "", "0 cells", "13 cells", id="blank line"),
        pytest.param(lambda b: b.replace(b"\n", b"\r"), 1, "", "new-line", "row a line", id="cr"),
        pytest.param(
            lambda b: b.replace(b"journal", b"Journal", 1), 1, "journal", "", "column", id="renamed"
        ),
        pytest.param(
            lambda b: b.replace(b"journal", b"Journal", 1), 1, "Journal", "", "desc", id="unknown"
        ),
        pytest.param(
            lambda b: b.replace(b"journal", b"author", 1), 1, "author", "", "once", id="doubled"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b" Surgery", 1), 2, "journal", " S", "space", id="space"
        ),
        pytest.param(
            lambda b: b.replace(b"Surgery", b'"Sur\ngery"', 1), 2, "journal", "\n", "break", id="nl"
        ),
        pytest.param(
            lambda b: b.replace(b",", b";"), 1, "", "by semicolons", "by commas", id="semicolons"
        ),
        pytest.param(lambda b: b.replace(b",", b"\t"), 1, "", "by tabs", "by commas", id="tabs"),
        pytest.param(
            lambda b: b.split(b"\n", 1)[1], 1, "", "no header", "study_id", id="no header"
        ),
        pytest.param(lambda b: b.replace(b"\n", b","), 1, "", "one line", "header", id="one line"),
    ],
)
def test_a_file_of_the_wrong_form(small, change, row, column, value, expected):
    folder = small()
    spoil(folder / "studies.csv", change)
    said = [
        p for p in problems(folder) if (p.file, p.row, p.column) == ("studies.csv", row, column)
    ]
    assert any(value in p.value and expected in p.expected for p in said)


def test_marks_and_line_ends_of_other_programs_are_read(small):
    """Spreadsheet programs put a byte order mark first and end lines with two characters."""
    folder = small()
    expected = load(folder).printed["studies"]
    spoil(folder / "studies.csv", lambda b: b"\xef\xbb\xbf" + b.replace(b"\n", b"\r\n"))
    assert load(folder).printed["studies"].equals(expected)


def test_columns_in_another_order_are_read(small):
    folder = small()
    expected = load(folder).printed["studies"]
    write(folder / "studies.csv", [row[::-1] for row in records(folder / "studies.csv")])
    assert load(folder).printed["studies"].equals(expected)


def test_a_file_that_changes_is_read_again(small):
    folder = small()
    load(folder)
    edit(folder / "studies.csv", {(2, "journal"): "Another"})
    assert load(folder).studies["journal"][0] == "Another"


def test_a_missing_file(small):
    folder = small("outcomes")
    (folder / "outcomes.csv").unlink()
    assert found(folder) == [("outcomes.csv", 0, "", "")]


def test_a_file_nobody_described(small):
    folder = small()
    (folder / "extra.csv").write_text("a,b\n1,2\n")
    assert found(folder) == [("extra.csv", 0, "", "a file")]


def test_a_folder_without_tables(tmp_path):
    with pytest.raises(DataError, match=r"dictionary\.csv: nothing found, expected this file"):
        load(tmp_path)


def test_a_cell_of_the_wrong_form_hides_no_rule_of_its_row(small):
    folder = small("outcomes")
    rows = records(folder / "outcomes.csv")
    row = next(n for n, cells in enumerate(rows, 1) if cells[rows[0].index("unit")] == "%")
    cells = {
        "value": "about 90",
        "low": "95",
        "high": "140",
        "interval": "",
        "statistic": "survival",
    }
    cells["time_months"] = ""
    edit(folder / "outcomes.csv", {(row, column): cell for column, cell in cells.items()})
    expected = {"value", "low", "high", "interval", "time_months"}
    assert {column for _, number, column, _ in found(folder) if number == row} == expected


def test_a_ragged_row_hides_no_other_fault_and_raises_no_false_alarm(small):
    folder = small("outcomes")
    studies = folder / "studies.csv"
    spoil(studies, lambda b: b.replace(b"Surgery", b"Surgery,Berlin", 1))
    edit(folder / "arms.csv", {(2, "n"): "many"})
    assert found(folder) == [("arms.csv", 2, "n", "many"), ("studies.csv", 2, "", "14 cells")]


def test_a_missing_column_hides_no_other_fault(small):
    folder = small()
    spoil(folder / "studies.csv", lambda b: b.replace(b"journal", b"Journal", 1))
    edit(folder / "studies.csv", {(3, "year"): "MMXVIII"})
    assert ("studies.csv", 3, "year", "MMXVIII") in found(folder)


def test_faults_of_every_kind_in_every_file_are_reported_at_once(tmp_path):
    folder = copy_of_data(tmp_path / "data")
    outcome = row_of(folder / "outcomes.csv", "abbott-2012-os-60")
    repeat = row_of(folder / "outcomes.csv", "abbott-2012-os-36")
    interval = row_of(folder / "claims.csv", "os-60")
    effect = row_of(folder / "effects.csv", "ruiz-2018-hr")
    edit(folder / "arms.csv", {(2, "study_id"): "nobody-2031", (4, "n"): "fifty-one"})
    edit(
        folder / "outcomes.csv",
        {
            (outcome, "value"): "144",
            (repeat, "outcome_id"): "abbott-2012-os-60",
            (outcome + 1, "note"): "=HYPERLINK(1)",
        },
    )
    edit(folder / "claims.csv", {(interval, "value"): "70"})
    edit(folder / "effects.csv", {(effect, "low"): "0,15"})
    edit(folder / "studies.csv", {(3, "period_start"): "2010", (3, "period_end"): "1997"})
    edit(folder / "guidance.csv", {(5, "statement"): "see <script>alert(1)</script>"})
    spoil(folder / "factors.csv", lambda b: b.replace(b"\n", b"\xff\n", 3))
    assert found(folder) == [
        ("arms.csv", 2, "study_id", "nobody-2031"),
        ("arms.csv", 4, "n", "fifty-one"),
        ("claims.csv", interval, "value", "70"),
        ("effects.csv", effect, "low", "0,15"),
        ("factors.csv", 1, "", "byte 0xff"),
        ("guidance.csv", 5, "statement", "see <script>alert(1)</script>"),
        ("outcomes.csv", repeat, "outcome_id", "abbott-2012-os-60"),
        ("outcomes.csv", outcome, "outcome_id", "abbott-2012-os-60"),
        ("outcomes.csv", outcome, "value", "144"),
        ("outcomes.csv", outcome + 1, "note", "=HYPERLINK(1)"),
        ("studies.csv", 3, "period_start", "2010"),
    ]


DICTIONARY_FAULTS = [
    ("type", "colour"),
    ("required", "perhaps"),
    ("minimum", "few"),
    ("maximum", "5"),
    ("references", "studies.nothing"),
    ("references", "studies"),
    ("allowed", "a | | b"),
    ("column", "Label"),
    ("column", "n"),
    ("table", "../arms"),
]


@pytest.mark.parametrize(("column", "value"), DICTIONARY_FAULTS)
def test_a_faulty_description_is_reported_and_hides_no_fault_elsewhere(small, column, value):
    folder = small()
    path = folder / "dictionary.csv"
    label = next(n for n, row in enumerate(records(path), 1) if row[:2] == ["arms", "label"])
    edit(path, {(label, column): value})
    edit(folder / "sources.csv", {(2, "year"): "soon"})
    said = found(folder)
    assert ("dictionary.csv", label, column, value) in said
    assert ("sources.csv", 2, "year", "soon") in said


NASTY = st.sampled_from(
    ["", "0", "-1", "1e9", "1,5", "101", "nan", "inf", "٣", "9" * 40, "=1", "a\nb", "\r", '"', "NS"]
)
CELLS = NASTY | st.text(st.characters(codec="utf-8"), max_size=8)
QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", ["arms", "dictionary", "outcomes"])
@QUICK
@given(content=st.binary(max_size=300))
def test_bytes_of_any_kind_raise_nothing_but_a_data_error(small, name, content):
    folder = small("outcomes")
    (folder / f"{name}.csv").write_bytes(content)
    assert name + ".csv" in {p.file for p in problems(folder)}


@QUICK
@given(data=st.data())
def test_bytes_put_anywhere_raise_nothing_but_a_data_error(small, data):
    folder = small("outcomes")
    path = folder / f"{data.draw(st.sampled_from(['dictionary', 'outcomes', 'studies']))}.csv"
    content = path.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    end = min(end, start + 200)
    path.write_bytes(content[:start] + data.draw(st.binary(max_size=20)) + content[end:])
    problems(folder)


@pytest.mark.parametrize("name", EVIDENCE)
@QUICK
@given(data=st.data(), value=CELLS)
def test_an_edited_cell_loads_as_it_is_or_is_reported_where_it_is(small, name, data, value):
    folder = small(name)
    path = folder / f"{name}.csv"
    header, *rows = records(path)
    row = data.draw(st.integers(2, len(rows) + 1))
    column = data.draw(st.sampled_from(header))
    before = rows[row - 2][header.index(column)]
    edit(path, {(row, column): value})
    said = problems(folder)
    if not said:
        assert load(folder).printed[name][column][row - 2] == value
    elif before and {p.value for p in said} == {before}:
        assert all((p.file, p.row) != (path.name, row) for p in said)
    elif name == "certainty" and column in ("question_id", "domain"):
        assert {p.file for p in said} == {path.name}
    else:
        assert (path.name, row) in {(p.file, p.row) for p in said}


@QUICK
@given(data=st.data(), value=CELLS)
def test_an_edited_description_raises_nothing_but_a_data_error(small, data, value):
    folder = small("outcomes")
    path = folder / "dictionary.csv"
    header, *rows = records(path)
    row = data.draw(st.integers(2, len(rows) + 1))
    edit(path, {(row, data.draw(st.sampled_from(header))): value})
    problems(folder)


FAULTS = {
    "arms": [("n", "many"), ("n", "0"), ("study_id", "nobody"), ("treatment", "hope")],
    "characteristics": [("value", "1.8 cm"), ("spread", "-1"), ("measure", "height")],
    "outcomes": [
        ("value", "140"),
        ("low", "5"),
        ("time_zero", "noon"),
        ("time_months", "-12"),
        ("denominator", "0"),
        ("note", "@SUM(1)"),
        ("source_id", "rumour"),
        ("place", ""),
    ],
    "studies": [("year", "18"), ("period_end", "1900"), ("author", "<img src=x>")],
}


@QUICK
@given(data=st.data())
def test_many_faults_are_all_reported_and_nothing_else(small, data):
    folder = small("characteristics", "outcomes")
    expected = set()
    for name, faults in FAULTS.items():
        path = folder / f"{name}.csv"
        header, *rows = records(path)
        changes = {}
        for number, row in enumerate(rows, start=2):
            percent = "unit" not in header or row[header.index("unit")] == "%"
            faults_here = [f for f in faults if percent or f != ("value", "140")]
            fault = data.draw(st.none() | st.sampled_from(faults_here))
            if fault:
                changes[number, fault[0]] = fault[1]
        edit(path, changes)
        expected |= {(path.name, *place) for place in changes}
    said = {(p.file, p.row) for p in problems(folder)}
    assert said == {place[:2] for place in expected}
