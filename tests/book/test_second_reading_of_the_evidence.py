"""The later evidence against a second reading of it, made without sight of the data.

Each row of ``second_reading/evidence.csv`` names in ``entry`` the cells that hold the same fact:
``table/row`` (every number of the row is compared), ``arms/row/n``, ``studies/row/period`` or
``effects/row/p`` (those cells are). ``reason`` says, after the name of a column, why it differs.
"""

import csv
import re
from pathlib import Path

import pytest
from books import BOOK

ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "second_reading" / "evidence.csv").open(
            encoding="utf-8", newline=""
        )
    )
)
STATISTICS = {
    "": {"not stated", "range", "phase", "hazard ratios of several methods", "duration", "year"},
    "count": {"count"},
    "planned count": {"count"},
    "survival proportion": {"survival"},
    "proportion": {"proportion"},
    "median": {"median"},
    "mean": {"mean"},
    "maximum (<=)": {"maximum"},
    "upper limit (<)": {"maximum"},
    "lower limit (>)": {"minimum"},
    "net health benefit": {"net health benefit"},
    "hazard ratio": {"hazard ratio", "hazard ratios of several methods"},
    "hazard ratio (pooled)": {"hazard ratio"},
    "hazard ratio per unit (unit not printed)": {"hazard ratio"},
    "relative risk (paired Cox)": {"hazard ratio"},
    "odds ratio": {"odds ratio"},
    "odds ratio (pooled)": {"odds ratio"},
    "p value only": {"test only"},
    "p value": {"p value"},
}
UNITS = [
    {"patients", "women", "", "laparotomies", "resections", "sessions"},
    {"lesions", "tumours", "metastases"},
    {"centre", "centres"},
    {"ratio", ""},
    {"months", ""},
    {"years", ""},
]
ZEROS = {
    "": {"not stated", "not applicable", "first hepatectomy", "liver treatment"},
    "hepatic resection": {"liver surgery"},
    "liver treatment": {"liver treatment"},
    "BCLM diagnosis": {"BCLM diagnosis"},
    "first surgery": {"first hepatectomy"},
    "the repeat operation": {"repeat hepatectomy"},
    "RFA": {"liver treatment"},
    "diagnosis": {"diagnosis"},
}
WORSE = {
    "ER-negative worse": "oestrogen receptor negative",
    "progression worse": "progression before surgery",
    "no surgery worse": "without surgery",
    "size <=4 cm favourable": "above 4 cm",
    "R0 favourable": "positive",
    "negative portal nodes favourable": "positive",
    "response to chemotherapy favourable": "no response to chemotherapy",
    "age <50 worse": "below 50 years",
    "short interval worse": "short",
    "extrahepatic disease worse": "present",
    "size >=3.5 cm worse": "3.5 cm or more",
    "ER and PR negative worse": "oestrogen and progesterone receptor negative",
    "positive margin worse": "positive",
    "larger worse": "larger",
    ">=2.5 cm worse": "2.5 cm or more",
    "node-positive primary worse": "node-positive",
    "number, size or short interval worse": "more, larger or sooner",
    "margin or extrahepatic disease worse": "positive margin or extrahepatic disease",
}
"""What the second reading says of the direction, and the level of the data that does worse."""

FIRST_NAMED = "file's rule: below 1 favours the first-named group"


def by_id(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


@pytest.fixture(scope="module")
def data():
    """Rows of every table as printed, by table and identifier."""
    return {
        name: {next(iter(row.values())): row for row in table.to_dict("records")}
        for name, table in BOOK.evidence.printed.items()
        if name != "dictionary"
    }


def named(data, row):
    """The rows the second reading names, each with the column it names, if it does."""
    for entry in row["entry"].split():
        table, identifier, *column = entry.split("/")
        assert identifier in data[table], f"{table}.csv has no row {identifier} for {row['id']}"
        yield table, data[table][identifier], column[0] if column else ""


def excused(row):
    return row["reason"].split(":")[0]


def p_value(row):
    """The p value of a row and its relation, in the form of the data."""
    text = row["p"]
    relation = "<" if text.startswith("<") else "="
    return (relation, "0" + text.lstrip("<")) if text else ("", "")


@by_id(ROWS)
def test_a_fact_of_the_evidence_is_in_the_data(data, row):
    found = list(named(data, row))
    assert found
    for table, cells, column in found:
        if column == "p":
            assert (cells["p_relation"], cells["p"]) == p_value(row)
        elif column == "i2":
            assert cells["i2"] == row["value"]
        elif column == "n":
            assert cells["n"] == row["value"]
        elif column == "period":
            assert (cells["period_start"], cells["period_end"]) == (row["low"], row["high"])
        else:
            assert_same_fact(table, cells, row)


def assert_same_fact(table, cells, row):
    if row["statistic"] == "" and row["value"] == "IIR/III":
        assert row["value"] in cells["raw"]
        return
    assert_same_numbers(table, cells, row)
    unit = cells.get("unit", "")
    assert unit == row["unit"] or any({unit, row["unit"]} <= same for same in UNITS)
    statistic = cells["measure"] if table == "effects" else cells["statistic"]
    assert excused(row) in ("statistic", "p") or statistic in STATISTICS[row["statistic"]]
    if "time_months" in cells and table == "outcomes" and excused(row) != "time_months":
        assert cells["time_months"] == row["time_months"]
    if "time_zero" in cells:
        assert cells["time_zero"] in ZEROS[row["time_zero"]]
    assert_same_interval(cells, row)


def assert_same_numbers(table, cells, row):
    for column in ("value", "low", "high"):
        assert cells[column] == row[column], column
    if table == "effects":
        assert (cells["p_relation"], cells["p"]) == p_value(row)
        assert cells["model"] == "multivariable" or row["model"] != "multivariable"
        return
    for column in ("numerator", "denominator"):
        assert cells[column] == row[column], column


def assert_same_interval(cells, row):
    level = re.search(r"\d+(?=%)", row["interval_kind"])
    if level:
        assert (cells["interval"], cells["level"]) == ("confidence interval", level[0])
    else:
        assert cells.get("level", "") == ""
    kinds = {"not stated": "not stated", "IQR": "interquartile range", "period": "range"}
    kinds |= {"CI": "confidence interval", "range": "range"}
    if row["interval_kind"] in kinds and excused(row) != "p":
        assert cells["interval"] == kinds[row["interval_kind"]]


@by_id([row for row in ROWS if row["direction"]])
def test_a_ratio_has_the_direction_of_its_sentence(data, row):
    for table, cells, column in named(data, row):
        if column:
            continue
        if row["direction"] == FIRST_NAMED and table == "effects":
            assert cells["better_below"] == "exposed"
            assert float(cells["value"]) < 1
            assert cells["worse"] in ("reference", "")
        elif table == "effects":
            said = row["direction"].removeprefix("above 1 is worse (printed): ").split(" (")[0]
            assert cells[cells["worse"]] == WORSE[said]
            assert cells["value"] == "" or (float(cells["value"]) > 1) == (
                cells["worse"] == cells["better_below"]
            )


@by_id([row for row in ROWS if row["doi"] or row["pmid"]])
def test_a_fact_stands_under_the_identifier_of_its_report(data, row):
    for _, cells, _ in named(data, row):
        source = data["sources"][cells["source_id"]]
        assert (source["doi"], source["pmid"]) == (row["doi"], row["pmid"])


@by_id([row for row in ROWS if row["ref"].isdigit()])
def test_a_fact_belongs_to_the_report_of_its_reference_number(data, row):
    for _, cells, _ in named(data, row):
        study = cells.get("study_id") or data["arms"][cells["arm_id"]]["study_id"]
        assert data["studies"][study]["ref"] == row["ref"]


def test_every_fact_read_elsewhere_was_read_twice(data):
    """Each number that is not of the two documents is named by the second reading."""
    read = {tuple(entry.split("/")[:2]) for row in ROWS for entry in row["entry"].split()}
    once = {
        identifier
        for table in ("characteristics", "outcomes", "effects", "facts")
        for identifier, cells in data[table].items()
        if cells["source_id"] not in BOOK.documents
        and any(cells.get(column) for column in ("value", "low", "p"))
        and (table, identifier) not in read
    }
    assert once == set()
    sized = {name for name, cells in data["arms"].items() if cells["n"]}
    own = {name for name in sized if data["arms"][name]["source_id"] not in BOOK.documents}
    assert own == {name for table, name in read if table == "arms"}


def test_no_fact_is_typed_twice():
    """Two rows of the second reading never stand in the same cells, but for shared p values."""
    whole = [e for row in ROWS for e in row["entry"].split() if not e.endswith("/p")]
    assert len(whole) == len(set(whole))


def test_a_name_that_was_not_confirmed_is_not_printed(data):
    for row in ROWS:
        if row["name_unconfirmed"] and row["report"] != "Bai 2019":
            for _, cells, _ in named(data, row):
                study = cells.get("study_id") or data["arms"][cells["arm_id"]]["study_id"]
                assert data["studies"][study]["author"] == ""
