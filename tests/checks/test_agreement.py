from dataclasses import fields, replace

import pytest

from reviewbook.checks.agreement import Estimand, agreement

EHM = Estimand("resection series", "EHM", "median", "12", "resection", "all")


@pytest.mark.parametrize(
    ("first", "second", "verdict", "severity"),
    [
        ("26.5", "27", "consistent", "none"),
        ("26.4", "27", "conflicting", "minor"),
        ("36", "46", "conflicting", "major"),
        ("80.7", "73", "conflicting", "major"),
        ("2.4", "2.4", "consistent", "none"),
    ],
)
def test_the_coarser_rounding_decides(first, second, verdict, severity):
    for pair in ((first, second), (second, first)):
        found = agreement(*pair, EHM, EHM, "percent")
        assert (found.verdict, found.severity) == (verdict, severity)


@pytest.mark.parametrize("field", [field.name for field in fields(Estimand)])
def test_numbers_of_different_estimands_are_not_compared(field):
    other = agreement("36", "46", EHM, replace(EHM, **{field: "other"}))
    assert other.verdict == "not recomputable"
    assert f"the {field.replace('_', ' ')} is" in other.sentence
    unstated = agreement("36", "46", EHM, replace(EHM, **{field: ""}))
    assert unstated.verdict == "not recomputable"
    assert f"one place only ({getattr(EHM, field)})" in unstated.sentence


def test_two_numbers_that_differ_are_told_from_the_lower_to_the_higher():
    for pair in (("36", "46.0"), ("46.0", "36")):
        found = agreement(*pair, EHM, EHM, "percent")
        assert (found.computed_low, found.computed_high, found.tolerance) == (36, 46, 0.5)
