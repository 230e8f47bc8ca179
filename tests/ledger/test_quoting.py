"""Numbers as they are written in a sentence."""

import pytest

from reviewbook.ledger.quoting import QuotingError, grouped, quoted, with_unit

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
        ("p", {"p": "0.001", "p_relation": "<"}, "p < 0.001"),
        ("numerator", {"numerator": "259"}, "259"),
        ("computed", {"value": "70", "unit": "%", "computed": 73.0}, "73%"),
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


def test_one_is_singular():
    assert with_unit("1", "patients") == "1\N{NO-BREAK SPACE}patient"
    assert with_unit("1", "series") == "1\N{NO-BREAK SPACE}series"
    assert with_unit("12", "%") == "12%"
    assert grouped("1234.50") == "1,234.50"


def test_the_level_of_an_interval_can_be_quoted_and_is_never_supposed():
    assert quoted(entry(interval="confidence interval", level="70"), "level") == "70%"
    with pytest.raises(QuotingError, match="no level"):
        quoted(entry(), "level")
