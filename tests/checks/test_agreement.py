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
    assert "one place only" in unstated.sentence
