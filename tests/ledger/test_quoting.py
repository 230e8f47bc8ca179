"""Numbers as they are written in a sentence."""

import pytest

from reviewbook.ledger.quoting import QuotingError, asked, grouped, in_figures, quoted, with_unit

ENTRY = {
    "entry_id": "one",
    "verdict": "reproduced",
    "value": "39.5",
    "low": "26",
    "high": "82",
    "interval": "range",
    "level": "",
    "unit": "months",
    "approximate": "",
    "p": "",
    "p_relation": "",
    "numerator": "",
    "denominator": "",
    "computed": None,
}


def entry(**cells):
    return ENTRY | cells


@pytest.mark.parametrize(
    ("part", "cells", "text"),
    [
        ("value", {}, "39.5\N{NO-BREAK SPACE}months"),
        ("bare", {}, "39.5"),
        ("range", {}, "26–82\N{NO-BREAK SPACE}months"),
        ("full", {}, "39.5\N{NO-BREAK SPACE}months (range 26–82\N{NO-BREAK SPACE}months)"),
        ("range", {"low": "-0.5", "high": "-0.1", "unit": "ratio"}, "-0.5 to -0.1"),
        ("value", {"value": "76257", "unit": "cases"}, "76,257\N{NO-BREAK SPACE}cases"),
        ("value", {"value": "2018", "unit": "year"}, "2018"),
        ("value", {"value": "80", "approximate": "yes"}, "about 80\N{NO-BREAK SPACE}months"),
        ("value", {"value": ""}, "26–82\N{NO-BREAK SPACE}months"),
        ("word", {"value": "11", "unit": "series"}, "eleven"),
        ("Word", {"value": "9", "unit": "series"}, "Nine"),
        ("word", {"value": "120", "unit": "patients"}, "120"),
        ("word", {"value": "20", "unit": "patients"}, "twenty"),
        ("word", {"value": "21", "unit": "patients"}, "21"),
        ("word", {}, "39.5"),
        ("full", {"low": ""}, "39.5\N{NO-BREAK SPACE}months"),
        ("full", {"value": ""}, "26–82\N{NO-BREAK SPACE}months"),
        ("range", {"low": "2001", "high": "2007", "unit": "year"}, "2001–2007"),
        ("p", {"p": "0.001", "p_relation": "<"}, "p < 0.001"),
        ("numerator", {"numerator": "259"}, "259"),
        ("computed", {"value": "70", "unit": "%", "computed": 73.0}, "73%"),
        ("computed", {"value": "70", "unit": "%", "computed": 72.666}, "72.7%"),
        ("computed", {"value": "1.25", "unit": "ratio", "computed": 1.23456}, "1.235"),
        (
            "full",
            {
                "value": "0.28",
                "low": "0.15",
                "high": "0.52",
                "unit": "ratio",
                "interval": "confidence interval",
                "level": "95",
            },
            "0.28 (95% CI 0.15–0.52)",
        ),
    ],
)
def test_parts_of_an_entry(part, cells, text):
    assert quoted(entry(**cells), part) == text


@pytest.mark.parametrize("part", ["p", "denominator", "computed", "colour"])
def test_a_part_that_is_not_there_is_refused(part):
    with pytest.raises(QuotingError, match=part):
        quoted(entry(), part)
    with pytest.raises(QuotingError, match="computed"):
        quoted(entry(computed=float("nan")), "computed")


def test_a_quotation_names_an_entry_and_a_part_and_what_it_is_about():
    assert asked("one") == ("one", "value", "")
    assert asked("one full") == ("one", "full", "")
    assert asked("one full about Smith") == ("one", "full", "Smith")


def test_one_is_singular():
    assert with_unit("1", "patients") == "1\N{NO-BREAK SPACE}patient"
    assert with_unit("1", "series") == "1\N{NO-BREAK SPACE}series"
    assert with_unit("12", "%") == "12%"
    assert grouped("1234.50") == "1,234.50"


def test_the_level_of_an_interval_can_be_quoted_and_is_never_supposed():
    assert quoted(entry(interval="confidence interval", level="70"), "level") == "70%"
    with pytest.raises(QuotingError, match="no level"):
        quoted(entry(), "level")


ROW = {"raw": "", "statistic": "", "value": "", "low": "", "unit": ""}


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"raw": "NS", "value": "3"}, "NS"),
        ({}, "not stated"),
        ({"value": "76257", "unit": "cases"}, "76,257\N{NO-BREAK SPACE}cases"),
        (
            {"value": "47", "unit": "%", "numerator": "8", "denominator": "17"},
            "47% (8 of 17)",
        ),
        (
            {"unit": "patients", "numerator": "8", "denominator": "17"},
            "8 of 17\N{NO-BREAK SPACE}patients",
        ),
        ({"value": "2", "low": "1", "high": "4", "level": "95", "unit": "cm"}, None),
        ({"low": "1", "high": "4"}, "1–4"),
        ({"value": "2", "p": "0.1", "p_relation": "="}, "2, p = 0.1"),
        (
            {"value": "2", "measure": "hazard ratio", "p": "0.1", "p_relation": "="},
            "hazard ratio 2, p = 0.1",
        ),
        ({"measure": "test only", "p": "0.1", "p_relation": "<"}, "p < 0.1"),
        ({"value": "2", "measure": "difference", "p_relation": "="}, "2"),
    ],
)
def test_a_row_is_written_with_what_its_numbers_are(cells, text):
    gap = "\N{NO-BREAK SPACE}"
    expected = text or f"2{gap}cm (95% CI 1–4{gap}cm)"
    assert in_figures(ROW | cells) == expected


def test_an_interval_of_an_unknown_kind_is_named_by_who_printed_it():
    gap = "\N{NO-BREAK SPACE}"
    unknown = {"interval": "not stated"}
    for verdict, text in (("stated", "(26"), ("retracted", "(26"), ("reproduced", "(range 26")):
        assert (
            quoted(entry(verdict=verdict, **unknown), "full")
            == f"39.5{gap}months {text}–82{gap}months)"
        )
    assert "(range 26" in quoted(entry(verdict="stated", interval="range"), "full")
