"""How units are written, and which differences are small."""

import pytest

from reviewbook.tables.units import in_checks, small, suffix


@pytest.mark.parametrize(
    ("unit", "one", "text"),
    [
        ("%", False, "%"),
        ("percent", False, "%"),
        ("ratio", False, ""),
        ("year", True, ""),
        ("months", False, " months"),
        ("months", True, " month"),
        ("studies", True, " study"),
        ("series", True, " series"),
    ],
)
def test_a_unit_follows_its_number(unit, one, text):
    assert suffix(unit, one) == text


def test_what_documents_call_their_studies_is_one_unit():
    assert {in_checks(unit) for unit in ("series", "reports", "studies")} == {"studies"}
    assert in_checks("%") == "percent"
    assert in_checks("months") == "months"


@pytest.mark.parametrize(
    ("difference", "computed", "unit", "answer"),
    [(2, 50, "percent", True), (2.1, 50, "percent", False), (4, 80, "stones", True)],
)
def test_a_difference_is_small_by_the_limits_of_its_unit(difference, computed, unit, answer):
    assert small(difference, computed, unit) is answer
    assert small(-difference, computed, unit) is answer
