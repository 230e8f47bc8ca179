"""The checks that a book declares in its tables: what they are told, and on what they bear."""

import pytest

from reviewbook.checks.findings import Finding
from reviewbook.ledger.declared import _corrected, _input, _inputs, _own, _pairs, declared
from reviewbook.tables.selection import SelectionError, numbered


def test_progress_is_told_of_every_check(tables, rows):
    told = []
    declared(tables, rows, lambda done, total: told.append((done, total)))
    assert told == [(n, len(tables["checks"])) for n in range(1, len(tables["checks"]) + 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"check": "magic"}, "unknown check 'magic'"),
        ({"inputs": "listed: @colour"}, "no 'colour'"),
        ({"inputs": "listed: claims[statistic=median].refs"}, "found 0"),
        ({"inputs": ""}, "missing listed"),
    ],
)
def test_a_check_that_is_written_wrongly_is_refused(tables, rows, cells, said):
    first = next(c for c in tables["checks"] if c["check"] == "count_matches_references")
    with pytest.raises(SelectionError, match=said) as error:
        declared({**tables, "checks": [first, {**first, **cells}]}, rows, lambda *_: None)
    assert [(one.file, one.row) for one in error.value.problems] == [("checks.csv", 3)]


def test_a_declared_correction_takes_its_numbers_from_the_data(tables, rows):
    check = next(c for c in tables["checks"] if c["check_id"] == "rfa-ehm-inside-range")
    again = [
        {**row, "value": "50"} if row["claim_id"] == "rfa-ehm-again" else row
        for row in tables["claims"]
    ]
    (bearing,) = declared({**tables, "claims": again, "checks": [check]}, rows, lambda *_: None)
    assert bearing.finding.instead.startswith("Perhaps 50%")


def test_studies_without_a_name_keep_their_number():
    studies = [
        {"ref": "34", "author": "Abbott", "year": "2012"},
        {"ref": "56", "author": "Sadot", "year": ""},
        {"ref": "60", "author": "", "year": ""},
    ]
    assert numbered(studies) == {"34": "Abbott 2012 (ref 34)", "56": "Sadot (ref 56)"}


def test_a_check_can_take_the_sum_of_cells(tables, rows):
    counts = [row for row in tables["arms"] if row["n"]][:2]
    names = "|".join(row["arm_id"] for row in counts)
    check = {
        "check_id": "a-sum",
        "entry_id": counts[0]["arm_id"] + "-n",
        "check": "ratio",
        "inputs": f"printed: 1; numerator: sum(arms[arm_id={names}].n); "
        f"denominator: sum(arms[arm_id={names}].n)",
        "note": "",
        "instead": "",
    }
    (found,) = declared({**tables, "checks": [check]}, rows, lambda done, total: None)
    total = sum(int(row["n"]) for row in counts)
    assert found.finding.verdict == "reproduced"
    assert found.finding.sentence.startswith(f"{total:,} divided by {total:,}")


def test_two_arms_are_read_as_a_pair_at_every_time_either_has():
    def point(arm, statistic, value, months=""):
        cells = {"arm_id": arm, "statistic": statistic, "value": value, "time_months": months}
        return {"outcome": "alive", **cells}

    tables = {
        "outcomes": [
            *(point("a", "median", "40"), point("a", "survival", "60", "36")),
            *(point("b", "median", "30"), point("b", "survival", "50", "36")),
            *(point("c", "survival", "9", "12"), point("a", "survival", "", "60")),
        ],
        "arms": [{"arm_id": "a", "label": "Surgery"}, {"arm_id": "b", "label": "None"}],
    }
    assert _pairs(tables, ["a", "b"], "alive") == {
        "medians": ("40", "30"),
        "survival": {36.0: ("60", "50")},
        "names": ("surgery", "none"),
    }


def test_what_an_entry_says_itself_is_read_as_its_column_is():
    entry = {"refs": "3 5", "numerator": "7", "value": "4.0"}
    assert _input({}, "listed", "@refs", entry) == [3, 5]
    assert _input({}, "counted", "@numerator", entry) == 7
    assert _input({}, "printed", "@value", entry) == "4.0"
    assert _input({}, "values", "@value", entry) == ["4.0"]


SMALL = {
    "claims": [
        {"claim_id": "c", "raw": "x", "value": "40", "refs": "3 5", "n": ""},
        {"claim_id": "d", "raw": "x", "value": "60", "refs": "7", "n": ""},
    ],
    "arms": [{"arm_id": "a", "n": "3"}, {"arm_id": "b", "n": "4"}],
    "studies": [{"study_id": "s", "ref": "5"}, {"study_id": "t", "ref": "3"}],
}
"""Rows to select from."""


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("upto", "12", 12),
        ("unit", "12", "12"),
        ("stated", "yes", True),
        ("stated", "no", False),
        ("limit", ">5", ">5"),
        ("places", "a|b", ("a", "b")),
        ("n", "sum(arms[].n)", 7),
        ("printed", "~@value", "~4.0"),
        ("k", "@numerator", 7),
        ("upto", "@value", 4),
        ("low", "arms[a].n", 3),
        ("k", "claims[c].value", 40),
        ("low", "claims[c].value", "40"),
        ("low", "≤claims[c].value", "≤40"),
        ("values", "claims[].value", ["40", "60"]),
        ("weights", "claims[].value", [40, 60]),
        ("values", "arms[].n", [3, 4]),
        ("groups", "claims[].refs", {"c": [3, 5], "d": [7]}),
        ("groups", "arms[].n", [3, 4]),
        ("listed", "claims[c].refs", [3, 5]),
        ("listed", "studies[].ref", [3, 5]),
    ],
)
def test_an_input_is_read_as_what_it_is(name, text, read):
    value = "4" if name == "upto" else "4.0"
    found = _input(SMALL, name, text, {"value": value, "numerator": "7"})
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("text", "said"), [("arms[].n", "expected one cell, found 2"), ("@colour", "no 'colour'")]
)
def test_an_input_that_is_not_one_cell_or_no_column_is_refused(text, said):
    with pytest.raises(SelectionError, match=said):
        _input(SMALL, "printed", text, {"value": "4"})


ENTRY = {"entry_id": "e", "value": "7", "approximate": "", "unit": "", "statistic": "count"}
ENTRY |= {"wording": "Patients"}


@pytest.mark.parametrize(
    ("check", "inputs", "entry", "read"),
    [
        ("groups_add_up", "total: @value; groups: arms[].n; unit: patients", {}, [7, 3, 4]),
        ("groups_add_up", "total: @value; groups: arms[].n; unit: studies", {}, [7, 3, 4]),
        ("groups_add_up", "total: @value; groups: claims[].value; unit: %", {}, ["7", "40", "60"]),
        ("agreement", "second: claims[c].value", {}, [7, 40]),
        ("agreement", "second: claims[c].value", {"statistic": "median"}, ["7", "40"]),
        (
            "agreement",
            "second: claims[c].value",
            {"statistic": "x", "approximate": "yes"},
            ["~7", "40"],
        ),
    ],
)
def test_counts_are_handed_to_a_check_as_whole_numbers(check, inputs, entry, read):
    given = _inputs(SMALL, {"check": check, "inputs": inputs}, ENTRY | entry, {})
    numbers = [given["total"], *given["groups"]] if "total" in given else []
    assert (numbers or [given["first"], given["second"]]) == read


def test_groups_can_be_called_by_names_of_their_own():
    inputs = "groups: claims[].refs; called: first|second"
    given = _inputs(SMALL, {"check": "references_partition", "inputs": inputs}, ENTRY, {})
    assert given["groups"] == {"first": [3, 5], "second": [7]}


def test_agreement_bears_on_the_other_number_only_if_one_document_prints_both():
    rows = {"a": {"source_id": "s"}, "b": {"source_id": "s"}, "c": {"source_id": "t"}}
    agreement = {"entry_id": "a", "check": "agreement"}
    assert _own(rows, agreement, ("b", "x", "b")) == ("a", "b")
    assert _own(rows, agreement, ("c",)) == ("a",)
    assert _own(rows, agreement | {"check": "recompute"}, ("b",)) == ("a",)


def test_only_a_fault_is_corrected():
    fault = Finding("recompute", "discrepant", "No.", severity="major")
    sound = Finding("recompute", "reproduced", "Yes.")
    text = "Read {claims[c].value} and {claims[d].value}."
    assert _corrected(SMALL, fault, text).instead == "Read 40 and 60."
    assert _corrected(SMALL, sound, text) == sound
    assert _corrected(SMALL, fault, "") == fault
