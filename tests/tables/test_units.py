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


@pytest.mark.parametrize(
    ("unit", "computed", "largest"),
    [
        ("percent", 10, 2),
        ("months", 10, 2),
        ("months", 100, 5),
        ("years", 1, 0.5),
        ("years", 100, 5),
        ("days", 1, 1),
        ("days", 100, 5),
        ("cm", 1, 0.2),
        ("cm", 100, 5),
        ("patients", 1, 1),
        ("patients", 100, 5),
        ("studies", 100, 1),
        ("ratio", 1, 0.1),
        ("ratio", 10, 1),
        ("stones", 100, 5),
    ],
)
def test_a_difference_is_small_up_to_the_greater_of_two_limits_and_no_further(
    unit, computed, largest
):
    assert small(largest, computed, unit)
    assert small(largest, -computed, unit)
    assert not small(largest * 1.01, computed, unit)
