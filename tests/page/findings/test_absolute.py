"""Absolute numbers, against sums done by hand."""

import pandas as pd
import pytest

from reviewbook.page.findings.absolute import absolute

EFFECTS = pd.DataFrame(
    [
        ("hazards", "hazard ratio", 0.5, 0.25, 2.0),
        ("odds", "odds ratio", 2.0, None, None),
        ("risks", "risk ratio", 3.0, 1.0, 9.0),
    ],
    columns=["effect_id", "measure", "value", "low", "high"],
).set_index("effect_id")
OUTCOMES = pd.DataFrame(
    [
        ("alive", "survival", 60.0, 25.0, None, None),
        ("dead", "proportion", 60.0, 75.0, None, None),
        ("hurt", "proportion", None, 20.0, 15.0, 27.0),
        ("later", "survival", 18.0, 40.0, 30.0, 51.0),
    ],
    columns=["outcome_id", "statistic", "time_months", "value", "low", "high"],
).set_index("outcome_id")


def counted(result, baseline="", counts="share", per="100", why=""):
    finding = {"result_id": result, "baseline_id": baseline, "why": why}
    finding |= {"counted": "so many", "counts": counts, "per": per}
    return absolute(finding, EFFECTS, OUTCOMES)


@pytest.mark.parametrize(
    ("result", "baseline", "counts", "without", "with_it"),
    [
        ("hazards", "alive", "share", "25", "50 (6 to 71)"),
        ("hazards", "dead", "rest", "25", "50 (6 to 71)"),
        ("hazards", "dead", "share", "75", "50 (29 to 94)"),
        ("odds", "hurt", "share", "20 (15 to 27)", "33"),
        ("risks", "hurt", "share", "20 (15 to 27)", "60 (20 to 100)"),
    ],
)
def test_a_ratio_and_a_share_give_the_number_with_the_treatment(
    result, baseline, counts, without, with_it
):
    found = counted(result, baseline, counts)
    assert (found.without.text, found.with_it.text) == (without, with_it)
    assert found.reckoned


def test_two_printed_shares_are_shown_as_printed():
    found = counted("later", "alive")
    assert (found.without.text, found.with_it.text) == ("25", "40 (30 to 51)")
    assert not found.reckoned
    assert found.counted == "so many at 18 months"


def test_a_series_has_one_number_and_no_comparison():
    found = counted("hurt", per="1000")
    assert (found.without, found.with_it.text) == (None, "200 (150 to 270)")
    assert found.counted == "so many"
    assert counted("alive").counted == "so many at five years"


@pytest.mark.parametrize("given", [{"result": "hazards"}, {"result": "hurt", "why": "unlike"}])
def test_nothing_is_given_without_a_group_or_against_a_reason(given):
    assert counted(**given) is None
