import pandas as pd
import pandera.errors
import pytest
from spoiled import edit, problems, records, small_copy_of_data

from reviewbook.tables.dictionary import (
    TYPE_TESTS,
    allowed_values,
    dictionary_problems,
    table_schema,
)
from reviewbook.tables.load import load

BLANK = {"unit": "", "required": "no", "allowed": "", "minimum": "", "maximum": ""}


def dictionary(*rows):
    rows = [
        {"table": "arms", "column": f"c{n}", "type": "text", "references": "", **BLANK, **row}
        for n, row in enumerate(rows)
    ]
    return pd.DataFrame(rows, index=range(2, len(rows) + 2), dtype=str)


def refused(cells, **description):
    """Positions of cells that a column with this description refuses, and what it expected."""
    rows = dictionary({"column": "c", **description})
    table = pd.DataFrame({"c": cells}, dtype=str)
    try:
        table_schema(rows).validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return sorted(zip(cases["index"].astype(int), cases["check"], strict=True))
    return []


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (
            "identifier",
            ["abbott-2012", "a", "7"],
            ["Abbott", "a b", "a--b", "-a", "a-", "a_b", "é"],
        ),
        ("key", ["abbott-2012"], ["Abbott 2012", "a/b"]),
        (
            "number",
            ["0", "4.0", "-1.5", "266120"],
            [
                "1,5",
                "1.",
                ".5",
                "1e3",
                "nan",
                "inf",
                "5%",
                "~5",
                "+1",
                "007",
                "٣",
                "1 000",
                "9" * 40,
            ],
        ),
        (
            "integer",
            ["0", "131", "-3", "99999999"],
            ["999999999999999", "1.0", "1.5", "١", "01", "1_000", "twelve", "9" * 5000],
        ),
        ("year", ["1985", "2030"], ["85", "19850", "1985.0", "MCM", "١٩٨٥"]),
        (
            "doi",
            ["10.21037/tcr-20-1598"],
            ["https://doi.org/10.21037/tcr", "10.1/x", "10.1234/<b>", "10.1000/x."],
        ),
        (
            "date",
            ["2020", "2020-08", "2020-02-29", "1900", "2100-12-31"],
            [
                "2021-02-29",
                "2020-13",
                "20-08-01",
                "1/2/2020",
                "0020",
                "2020-8",
                "August 2020",
                "1899",
                "2101",
            ],
        ),
        (
            "address",
            ["https://example.org/a?b=1", "http://example.org"],
            ["javascript:alert(1)", "//example.org", "https://x", "ftp://example.org", "a b"],
        ),
        ("numbers", ["34", "34 36 37"], ["34,36", "34-36", "34  36", "34 ", "a"]),
        (
            "text",
            ["P<0.001", "≥50, 60%", "51±9", "80.7% and 50.9% (P<0.0001)", "a = b", "58 [39–69]"],
            [
                "=cmd|' /C calc'!A0",
                "+1",
                "-1+1",
                "@SUM(A1)",
                "<script>alert(1)</script>",
                "a </td>",
                "< img src=x onerror=x>",
                "<!-- x",
                "javascript:alert(1)",
                "JaVaScRiPt :x",
                "vbscript:x",
                "tab\there",
                "bell\x07",
                "c1\x85",
                "zero\u200bwidth",
                "turned\u202eround",
                "lost \ufffd character",
                "line\u2028break",
            ],
        ),
    ],
)
def test_a_type_takes_what_fits_and_refuses_the_rest(kind, right, wrong):
    assert refused(right, type=kind) == []
    known = {expected for _, expected in TYPE_TESTS[kind]}
    found = refused(wrong, type=kind)
    assert {n for n, _ in found} == set(range(len(wrong)))
    assert {expected for _, expected in found} <= known


@pytest.mark.parametrize("kind", TYPE_TESTS)
def test_an_empty_cell_is_not_stated_unless_a_value_is_required(kind):
    assert refused([""], type=kind) == []
    assert refused([""], type=kind, required="yes") == [(0, "a value")]


def test_a_choice_takes_its_values_only():
    choice = {"type": "choice", "allowed": "median | mean"}
    assert refused(["median", "Mean", "mean ", "mode", ""], **choice) == [
        (n, "one of: median, mean") for n in (1, 2, 3)
    ]


def test_limits_belong_to_the_range():
    limits = {"type": "number", "minimum": "0", "maximum": "99.9"}
    assert refused(["0", "99.9", "-0.1", "100"], **limits) == [
        (2, "at least 0"),
        (3, "at most 99.9"),
    ]


def test_an_identifier_is_used_once():
    assert [n for n, _ in refused(["a", "b", "a"], type="identifier")] == [0, 2]


def test_allowed_values_are_what_bars_separate():
    assert allowed_values("range | interquartile range|x") == ["range", "interquartile range", "x"]
    assert allowed_values("") == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"type": "colour"}, "type"),
        ({"required": ""}, "required"),
        ({"type": "choice"}, "allowed"),
        ({"allowed": "a | b"}, "allowed"),
        ({"type": "choice", "allowed": "a || b"}, "allowed"),
        ({"type": "choice", "allowed": "a | =b"}, "allowed"),
        ({"type": "number", "minimum": "low"}, "minimum"),
        ({"minimum": "1"}, "minimum"),
        ({"type": "key"}, "references"),
        ({"references": "arms.c0"}, "references"),
        ({"type": "key", "references": "arms.nothing"}, "references"),
        ({"table": "../../etc"}, "table"),
        ({"table": ""}, "table"),
        ({"column": "A column"}, "column"),
    ],
)
def test_a_description_that_cannot_be_used_is_named(row, column):
    found = dictionary_problems(dictionary({}, row))
    assert [(p.file, p.row, p.column, p.value) for p in found] == [
        ("dictionary.csv", 3, column, row.get(column, ""))
    ]


def test_a_column_is_described_once():
    found = dictionary_problems(dictionary({"column": "n"}, {}, {"column": "n"}))
    assert [(p.row, p.column) for p in found] == [(2, "column"), (4, "column")]


def test_a_usable_dictionary_has_no_problems():
    rows = dictionary(
        {"type": "identifier"},
        {"type": "choice", "allowed": "a | b"},
        {"type": "number", "minimum": "0", "maximum": "1.5"},
        {"type": "key", "references": "arms.c0"},
    )
    assert dictionary_problems(rows) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("arms", "n", "34.5", "a whole number"),
        ("arms", "n", "0", "at least 1"),
        ("arms", "treatment", "surgery", "one of: resection, "),
        ("arms", "label", "", "a value"),
        ("arms", "label", "=cmd|' /C calc'!A0", "plain text"),
        ("arms", "study_id", "nobody-2031", "the study_id of a row of studies.csv"),
        ("studies", "year", "1899", "at least 1950"),
        ("studies", "note", "<script>alert(1)</script>", "plain text"),
        ("studies", "note", "see javascript:alert(1)", "plain text"),
        ("sources", "doi", "doi:10.21037/tcr", "a DOI"),
        ("outcomes", "value", "44,0", "a number with a decimal point"),
        ("outcomes", "value", "44%", "a number with a decimal point"),
        ("outcomes", "source_id", "memory", "the source_id of a row of sources.csv"),
        ("effects", "p", "1.2", "at most 1"),
        ("effects", "level", "0.95", "at least 50"),
        ("claims", "refs", "34,36-40", "whole numbers separated by single spaces"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_what_was_expected(
    tmp_path, table, column, value, expected
):
    folder = small_copy_of_data(tmp_path, table)
    edit(folder / f"{table}.csv", {(3, column): value})
    (problem,) = problems(folder)
    assert (problem.file, problem.row, problem.column, problem.value) == (
        f"{table}.csv",
        3,
        column,
        value,
    )
    assert problem.expected.startswith(expected)


def test_the_same_name_twice_is_reported_at_both_places(tmp_path):
    folder = small_copy_of_data(tmp_path, "outcomes")
    first = records(folder / "outcomes.csv")[1][0]
    edit(folder / "outcomes.csv", {(4, "outcome_id"): first})
    assert [(p.row, p.value) for p in problems(folder)] == [(2, first), (4, first)]


@pytest.mark.parametrize("word", ["NA", "None", "NS", "-"])
def test_words_for_nothing_are_words(tmp_path, word):
    """Only an empty cell is not stated: no word is taken for it, in numbers or in text."""
    folder = small_copy_of_data(tmp_path)
    edit(folder / "arms.csv", {(2, "n"): word})
    assert [(p.column, p.value) for p in problems(folder)] == [("n", word)]
    edit(folder / "arms.csv", {(2, "n"): "1", (2, "population"): "NA"})
    assert load(folder).arms["population"][0] == "NA"
