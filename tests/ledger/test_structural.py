"""Which checks are run on what, and what they are told."""

import pytest

from reviewbook.checks.findings import Finding
from reviewbook.ledger.bearing import Bearing
from reviewbook.ledger.ledger import bearings
from reviewbook.ledger.structural import (
    _allowing,
    _curves,
    _ratios,
    _share,
    _shares,
    _with_shared,
)


@pytest.fixture(scope="module")
def found(tables, rows):
    return bearings(tables, rows)


def with_outcomes(tables, **values):
    changed = [
        {**row, "value": values.get(row["outcome_id"].replace("-", "_"), row["value"])}
        for row in tables["outcomes"]
    ]
    return {**tables, "outcomes": changed, "checks": []}


def of(found, *names):
    return [b for b in found if set(names) <= set(b.entry_ids)]


def test_points_of_one_curve_are_held_against_each_other(tables, rows):
    spoiled = with_outcomes(tables, kostov_2013_os_60="70")
    rising = of(bearings(spoiled, rows), "kostov-2013-os-36", "kostov-2013-os-60")
    assert [b.finding.verdict for b in rising] == ["infeasible"]
    assert "rises" in rising[0].finding.sentence


def test_points_of_different_curves_are_not(found):
    assert not of(found, "ruiz-2015-os-36", "ruiz-2015-single-os-60")
    assert not of(found, "ruiz-2018-surgery-os-60", "ruiz-2018-systemic-os-60")


def test_figures_cited_to_different_sources_are_no_points_of_one_curve(found):
    assert not of(found, "qa-resection-os-60", "qa-resection-os-median")
    assert of(found, "qa-resection-os-36", "qa-resection-os-60")


def test_a_pair_printed_for_the_wrong_groups_takes_the_fault_from_the_medians(found):
    medians = {"ruiz-2018-surgery-os-median", "ruiz-2018-systemic-os-median"}
    assert not [b for b in found if medians & set(b.entry_ids) and b.finding.fault]
    assert [b for b in of(found, "ruiz-2018-surgery-os-60") if b.finding.check == "median_agrees"]


def test_a_declared_check_takes_the_place_of_the_structural_one(tables, rows, found):
    of_share = of(found, "kostov-2013-recurrence")
    assert "granularity" not in {b.finding.check for b in of_share}
    kept = [row for row in tables["checks"] if row["entry_id"] != "kostov-2013-recurrence"]
    without = of(bearings({**tables, "checks": kept}, rows), "kostov-2013-recurrence")
    assert "granularity" in {b.finding.check for b in without}


def test_impossible_shares_of_one_series_name_the_patients_that_fit_all(found):
    both = of(found, "treska-2014-ehm")[0].finding.sentence
    fits = [
        n for n in range(1, 27) if {25, 67} <= {round(100 * k / n + 1e-9) for k in range(n + 1)}
    ]
    assert f"could be of {' or '.join(map(str, fits))}." in both


def test_agreement_bears_on_both_numbers_of_one_document_and_on_one_of_two(found):
    within = of(found, "mariani-2013-os-36", "mariani-2013-surgery-os-36")
    assert {b.finding.verdict for b in within} == {"conflicting"}
    assert not of(found, "qa-resection-os-60", "os-60")
    assert [b.finding.verdict for b in of(found, "os-60") if b.finding.check == "agreement"] == []


def test_a_ratio_is_held_against_its_interval_and_its_p_value(found):
    checks = {b.finding.check: b.finding.verdict for b in of(found, "ruiz-2018-hr")}
    assert checks == {"interval_centre": "reproduced", "p_agrees": "reproduced"}


def test_counts_are_exact_and_rounded_numbers_are_not(tables, rows):
    total = {**rows, "sadot-all-n": {**rows["sadot-all-n"], "value": "168"}}
    verdicts = {b.finding.verdict for b in of(bearings(tables, total), "sadot-all-n")}
    assert verdicts == {"discrepant"}


def test_patients_that_would_allow_all_shares_are_sought_up_to_twice_as_many():
    assert _allowing(("50", "33"), 3) == [6]
    assert _allowing(("14", "29"), 3) == []
    assert _allowing(("100", "0"), 1) == [1, 2]


ENDPOINTS = [
    {"endpoint": "free", "within": "alive", "short": "free of it", "why": "Both are one."},
    {"endpoint": "alive", "within": "", "short": "alive", "why": ""},
]


def outcome(name, outcome, statistic, value, months="", place="p. 1"):
    group = {"arm_id": "a", "source_id": "s", "place": place, "time_zero": "", "citations": ""}
    said = {"outcome": outcome, "statistic": statistic, "value": value, "time_months": months}
    return {"outcome_id": name, "approximate": "", **group, **said}


@pytest.mark.parametrize(
    ("second", "check"),
    [
        (outcome("two", "free", "median", "20"), "endpoints_nested"),
        (outcome("two", "free", "mean", "20"), None),
        (outcome("two", "free", "survival", "20", "12"), None),
        (outcome("two", "alive", "survival", "60", "12"), "median_agrees"),
        (outcome("two", "alive", "mean", "20"), None),
        (outcome("two", "alive", "median", "20", place="p. 2"), None),
        (outcome("two", "other", "median", "20"), None),
        (outcome("two", "alive", "survival", "", "12"), None),
    ],
)
def test_two_points_of_a_curve_are_checked_as_what_they_are(second, check):
    first = outcome("one", "alive", "median", "30")
    for pair in ((first, second), (second, first)):
        found = [bearing.finding.check for bearing in _curves(pair, ENDPOINTS)]
        assert found == ([check] if check else [])


def test_a_longer_median_within_a_shorter_one_is_noticed():
    longer = (outcome("one", "free", "median", "40"), outcome("two", "alive", "median", "30"))
    (bearing,) = _curves(longer, ENDPOINTS)
    assert (bearing.finding.severity, bearing.finding.computed_high) == ("minor", 30)
    (bearing,) = _curves((longer[0] | {"value": "20"}, longer[1]), ENDPOINTS)
    assert (bearing.finding.severity, bearing.finding.verdict) == ("none", "consistent")


def test_a_ratio_without_an_interval_is_passed_by_and_one_without_p_is_held_once():
    row = {"table": "effects", "value": "0.28", "low": "0.15", "high": "0.52", "level": "95"}
    row |= {"p": "0.001", "p_relation": "<"}
    rows = {
        "none": row | {"low": ""},
        "bare": row | {"p": ""},
        "other": row | {"table": "claims"},
        "full": row,
    }
    rows = {name: cells | {"entry_id": name} for name, cells in rows.items()}
    found = [(bearing.entry_ids[0], bearing.finding.check) for bearing in _ratios(rows)]
    assert found == [("bare", "interval_centre"), ("full", "interval_centre"), ("full", "p_agrees")]


def test_shares_that_fit_other_patients_together_are_counted():
    arms = {"one": {"n": "3"}}
    bearing = Bearing(("one",), Finding("granularity", "infeasible", "No.", severity="major"))

    def said(*shares):
        rows = {f"share {value}": {"value": value} for value in shares}
        others = [Bearing((name,), bearing.finding) for name in rows]
        return _with_shared(bearing, others, arms, rows).finding.sentence

    assert said("50", "33") == (
        "No. Both shares of this series that are not of 3 patients could be of 6."
    )
    assert said("50", "25", "75") == (
        "No. All 3 shares of this series that are not of 3 patients could be of 4."
    )
    assert said("14", "29") == "No."


@pytest.mark.parametrize(
    ("cells", "verdicts"),
    [
        (("50", "1", "2", "proportion", ""), ["reproduced"]),
        (("50", "1", "", "", "2"), ["reproduced"]),
        (("50", "1", "2", "", "9"), ["reproduced"]),
        (("50", "1", "", "proportion", ""), []),
        (("50", "", "4", "proportion", ""), []),
        (("50", "", "", "proportion", "3"), ["infeasible"]),
        (("50", "", "", "survival", "3"), ["not recomputable"]),
        (("50", "", "", "median", "3"), []),
        (("50", "", "", "proportion", ""), []),
        (("", "", "", "proportion", "3"), []),
    ],
)
def test_a_percentage_is_held_against_the_patients_it_is_a_share_of(cells, verdicts):
    assert [finding.verdict for finding in _share(*cells)] == verdicts


def test_impossible_shares_are_put_together_group_by_group():
    def point(name, arm, value):
        row = {"outcome_id": name, "arm_id": arm, "raw": value, "n": "3", "value": value}
        cells = {"table": "outcomes", "unit": "%", "statistic": "proportion"}
        return row | cells | {"numerator": "", "denominator": ""}

    def said(*points):
        rows = {row["outcome_id"]: row for row in points}
        found = _shares({"outcomes": points, "claims": [], "arms": arms}, rows)
        return {bearing.entry_ids[0]: bearing.finding.sentence for bearing in found}

    arms = [{"arm_id": "a", "n": "3"}, {"arm_id": "claim", "n": "3"}]
    half, third, other = point("x", "a", "50"), point("y", "a", "25"), point("z", "b", "50")
    together = "Both shares of this series that are not of 3 patients could be of 4."
    both = said(half, third, other)
    assert [name for name, text in both.items() if text.endswith(together)] == ["x", "y"]
    assert "could be of" not in both["z"]
    assert "could be of" not in said(half, point("y", "a", "67"))["x"]
    assert said(half | {"unit": "months"}) == {}
    claim = point("claim", "", "50") | {"table": "claims"}
    del claim["arm_id"], claim["n"]
    size = point("a-n", "a", "3") | {"table": "arms", "unit": "patients"}
    tables = {"claims": [claim], "arms": arms}
    assert _shares(tables, {"claim": claim, "a-n": size}) == []
