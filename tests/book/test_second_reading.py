"""The data against a second reading of both documents, made without sight of the data.

Each row of the second reading names in ``entry`` the cells of the data that hold the same fact, as
``table/row`` (every number of the row is compared) or ``table/row/column`` (that cell is), or says
``none``. ``reason`` says why there is none, or, after the name of a column, why that one differs.
"""

import csv
import re
from pathlib import Path

import pytest
from books import BOOK

READING = Path(__file__).parents[1] / "second_reading"
NUMBERS = ("value", "low", "high", "numerator", "denominator")
WORDS = {"half": "50", "twice": "2", "1990s": "1990", "2000s": "2000"}
SPELLED = {"1": "solitary", "2": "two", "3": "three"}
SAME_UNIT = [
    {"series", "studies", "reports", "articles", "analyses", "trials", "trial"},
    {"metastases", "tumors"},
    {"tumours per patient", "tumors per patient"},
    {"lesions", "BCLM"},
    {"strategies", "groups"},
    {"references", "entries", "citation numbers"},
]
STATISTICS = {
    "count": {"count"},
    "count in words": {"count"},
    "total": {"sum"},
    "median": {"median"},
    "mean": {"mean"},
    "average": {"mean"},
    "percentage": {"proportion", "range", "threshold"},
    "proportion in words": {"proportion"},
    "rate at time": {"survival"},
    "survival rate": {"survival"},
    "threshold": {"threshold", "minimum", "maximum", "year"},
    "upper limit": {"maximum"},
    "calendar year": {"year"},
    "calendar decade": {"year"},
    "calendar years": {"range"},
    "ratio in words": {"ratio"},
    "span": {"range"},
    "duration": {"duration"},
    "not stated": {"not stated"},
}
HEDGES = ("about", "approximate", "nearly", "around")
RELATIONS = {"minimum (at least)": ">=", "maximum (up to)": "<=", "upper limit (<)": "<"}
MODELS = {"multivariate": "multivariable", "univariate": "univariable", "unresolved": "unresolved"}
TABLE_UNITS = {"age": "years", "size": "cm", "dfs": "months", "os": "months", "stay": "days"}
SECTIONS = {
    "For Surgical Candidates": "For Surgical Candidates (Single Resectable Metastasis)",
    "For Non-Surgical Candidates": "For Non-Surgical Candidates or Small Lesions",
    "Treatment of Single Liver Metastasis, lead": (
        "Treatment of Single Liver Metastasis in Breast Cancer"
    ),
}


def reading(name):
    with (READING / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = [{"id": f"t{n:03d}", **row} for n, row in enumerate(reading("review_tables.csv"), 1)]
PROSE = reading("review_prose.csv")
PAGE = reading("qa.csv")


def by_id(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


@pytest.fixture(scope="module")
def data():
    """Rows of every table as printed, by table and identifier."""
    printed = BOOK.evidence.printed
    return {
        name: {next(iter(row.values())): row for row in table.to_dict("records")}
        for name, table in printed.items()
        if name != "dictionary"
    }


def named(data, row):
    """The rows the second reading names, each with the column it names, if it does."""
    for entry in row["entry"].split():
        table, identifier, *column = entry.split("/")
        assert identifier in data[table], f"{table}.csv has no row {identifier} for {row}"
        yield table, data[table][identifier], column[0] if column else None


def number(text):
    return WORDS.get(text, text.replace(",", ""))


def excused(row):
    return {row["reason"].split(":")[0]} if ":" in row["reason"] else set()


def place(row):
    """The place of a row of prose, in the words of the data."""
    section = row["section"].removeprefix("Results: ")
    if section.startswith("Page header"):
        return "Page header"
    if section == "Table 1 footnote":
        return f"Table 1, footnote {row['paragraph']}"
    return f"{section}, paragraph {row['paragraph']}"


def assert_same_numbers(row, found):
    columns = [column for column in NUMBERS if column in row and column not in excused(row)]
    expected = {column: number(row[column]) for column in columns}
    assert {column: found.get(column, "") for column in columns} == expected


def assert_holds(row, found, column):
    """A cell holds the numbers of a row, as its value or, in words or figures, in its text."""
    cell = found[column]
    if column == "refs":
        assert row["value"] == ""
    elif column == "p":
        assert found["p_relation"] + cell in (row["value"], "=" + row["value"])
    elif re.fullmatch(r"[\d.]+", cell):
        assert cell == row["value"]
    else:
        for text in (row["value"], row["low"], row["high"]):
            figure = re.search(rf"(?<![\d.]){re.escape(text)}(?![\d.]*\d)", cell)
            assert figure or SPELLED[text] in cell


def assert_same_unit(row, found):
    unit = found.get("unit", "")
    assert row["unit"] in ("", unit) or any({unit, row["unit"]} <= same for same in SAME_UNIT)


def assert_same_statistic(row, found):
    statistic = row["statistic"].split(" (")[0] or row["quantity"]
    if "statistic" in found:
        assert found["statistic"] in STATISTICS[statistic]
    elif "measure" in found:
        assert found["measure"] == statistic
    words = (row["statistic"] + row["group"]).lower()
    if "approximate" in found:
        assert found["approximate"] == ("yes" if any(hedge in words for hedge in HEDGES) else "")


def assert_same_interval(row, found):
    if row["interval_kind"] == "95% CI":
        assert found["level"] == "95"
    elif row["interval_kind"]:
        kind = row["interval_kind"].split(" (")[0]
        assert found["interval"] == kind.replace("unlabelled bracket", "not stated")


def study_number(data, found):
    study = found.get("study_id") or data["arms"][found["arm_id"]]["study_id"]
    return data["studies"][study]["ref"]


@by_id(TABLES)
def test_a_cell_of_the_printed_tables_is_in_the_data(data, row):
    for table, found, column in named(data, row):
        assert (found["source_id"], found["place"]) == ("review", f"Table {row['table']}")
        assert study_number(data, found) == row["ref"]
        if column == "journal":
            assert found["journal"] == row["raw"]
        elif column in ("period_start", "period_end"):
            assert found[column] == row["low" if column == "period_start" else "high"]
        elif column == "n":
            assert found["n"] == row["value"] == row["raw"]
        else:
            assert found["raw"] == row["raw"]
            assert found["status"] == {"yes": "not stated", "no": "stated"}[row["not_stated"]]
        if table == "factors":
            assert found["threshold"] == row["value"]
            assert found["relation"] + found["threshold"] in row["raw"]
            assert found["model"] == MODELS.get(row["statistic"], "")
        elif column is None:
            assert (found["value"], found["low"], found["high"]) == (
                row["value"],
                row["low"],
                row["high"],
            )
            assert found.get("spread", "") == row["raw"].partition("±")[2]
            assert found["statistic"] in {
                "percentage": {"proportion"},
                "median": {"median"},
                "not stated": {"not stated"},
                "": {"not stated", "median", "survival", "proportion"},
            }.get(row["statistic"], {"survival"})
            assert found["unit"] == TABLE_UNITS.get(row["column"], "%")
            if row["column"] in ("os1", "os3", "os5"):
                assert found["time_months"] == str(12 * int(row["column"][2:]))


@by_id(TABLES)
def test_a_cell_of_the_printed_tables_is_under_the_right_author(data, row):
    for _, found, _ in named(data, row):
        study = found.get("study_id") or data["arms"][found["arm_id"]]["study_id"]
        study = data["studies"][study]
        assert row["author"] == study["author"] or f"Spelled {row['author']} in" in study["note"]
        assert row["year"] in ("", study["year"])


@by_id([row for row in PROSE if row["entry"] != "none"])
def test_a_number_of_the_prose_is_in_the_data(data, row):
    for table, found, column in named(data, row):
        if table == "sources":
            assert found["source_id"] == "review"
            assert_holds(row, found, column)
            continue
        assert found["source_id"] == "review"
        assert found["place"] == place(row)
        if column:
            assert_holds(row, found, column)
        else:
            assert_same_numbers(row, found)
            assert_same_unit(row, found)
            assert_same_statistic(row, found)
            assert_same_interval(row, found)
            assert found.get("time_months", row["time_months"]) == row["time_months"]
        if "refs" not in found:
            assert study_number(data, found) == row["refs"]
        elif "refs" not in excused(row):
            assert found["refs"] == row["refs"]


@by_id([row for row in PAGE if row["entry"] != "none"])
def test_a_statement_of_the_web_page_is_in_the_data(data, row):
    for table, found, column in named(data, row):
        if table == "sources":
            assert found[column] == row["value"]
            continue
        assert found["source_id"] == "qa"
        section = SECTIONS.get(found["place"], found["place"])
        assert row["section"] == section or row["section"].endswith(f" / {section}")
        if "citations" not in excused(row):
            assert found["citations"] == row["citations"]
        if column:
            assert column == "statement"
            assert row["value"] == row["low"] == row["high"] == ""
            continue
        assert_same_numbers(row, found)
        assert_same_unit(row, found)
        if table == "outcomes":
            assert_same_statistic(row, found)
            assert_same_interval(row, found)
            assert found["time_months"] == row["time_months"]
        elif row["statistic"] in RELATIONS:
            assert found["relation"] == RELATIONS[row["statistic"]]
        else:
            assert found["relation"] == {"count": "=", "approximate": "about"}[row["statistic"]]


def test_only_rows_with_a_reason_have_no_entry():
    for row in PROSE + PAGE:
        assert row["entry"]
        assert row["entry"] != "none" or row["reason"]


def test_only_citations_and_page_furniture_have_no_entry():
    left_out = [row for row in PROSE + PAGE if row["entry"] == "none" and row["value"]]
    assert {row["quantity"] for row in left_out} == {
        "page number",
        "ABC guideline number",
        'edition of the ESO-ESMO International Consensus Guidelines (also printed "ABC 4")',
        "patients with more than 4 BCLM",
        "citation numbers without an entry",
    }


def test_no_fact_of_the_tables_was_read_once_only(data):
    """Each row that is said to stand in Table 1 or 2 is named by the second reading."""
    named_rows = {tuple(entry.split("/")[:2]) for row in TABLES for entry in row["entry"].split()}
    for table in ("characteristics", "outcomes", "factors"):
        for identifier, row in data[table].items():
            if row["source_id"] == "review" and row["place"] in ("Table 1", "Table 2"):
                assert (table, identifier) in named_rows


def test_no_number_of_the_prose_was_read_once_only(data):
    """Each number said to stand in the prose is named, but for counts of what is listed."""
    named_rows = {
        tuple(entry.split("/")[:2]) for row in PROSE + PAGE for entry in row["entry"].split()
    }
    read_once = {
        identifier
        for table in ("claims", "characteristics", "outcomes", "effects", "guidance")
        for identifier, row in data[table].items()
        if row["source_id"] in ("review", "qa")
        and row["place"] not in ("Table 1", "Table 2")
        and (row["value"] or row.get("low") or row.get("p"))
        and "Counted from" not in row["note"]
        and (table, identifier) not in named_rows
    }
    assert read_once == {"timing-reasons", "updated"}
