import pytest

from reviewbook.checks.findings import VERDICTS, Finding, gravity, severity, worst


def found(verdict, grade="none"):
    return Finding("share", verdict, "…", severity=grade)


@pytest.mark.parametrize(
    ("verdicts", "one"),
    [
        (["reproduced", "consistent", "not recomputable"], "reproduced"),
        (["consistent", "not recomputable"], "consistent"),
        (["reproduced", "conflicting"], "conflicting"),
        (["discrepant", "conflicting", "reproduced"], "discrepant"),
        (["discrepant", "infeasible"], "infeasible"),
        ([], "not recomputable"),
    ],
)
def test_worst_puts_faults_first_and_then_the_strongest_support(verdicts, one):
    assert worst(found(verdict) for verdict in verdicts) == one


def test_only_faults_are_faults():
    assert [v for v in VERDICTS if found(v).fault] == ["infeasible", "discrepant", "conflicting"]


def test_a_register_sorted_by_gravity_starts_with_the_worst():
    rows = [found("reproduced"), found("infeasible", "minor"), found("conflicting", "major")]
    assert [row.verdict for row in sorted(rows, key=gravity)] == [
        "conflicting",
        "infeasible",
        "reproduced",
    ]


@pytest.mark.parametrize("bad", [{"verdict": "wrong"}, {"severity": "huge"}])
def test_verdicts_and_severities_come_from_the_lists(bad):
    given = {"check": "share", "verdict": "reproduced", "sentence": "…"} | bad
    with pytest.raises(ValueError, match="unknown"):
        Finding(**given)


@pytest.mark.parametrize(
    ("printed", "computed", "unit", "grade"),
    [
        (15, 14.49, "percent", "minor"),
        (70, 73, "percent", "major"),
        (70, 72, "percent", "minor"),
        (82, 80, "months", "minor"),
        (0.28, 0.30, "ratio", "minor"),
        (0.28, 0.82, "ratio", "major"),
        (8, 5, "studies", "major"),
        (225, 234, "patients", "minor"),
        (225, 334, "patients", "major"),
    ],
)
def test_severity_follows_the_limits_of_the_unit(printed, computed, unit, grade):
    assert severity(printed, computed, unit) == grade
