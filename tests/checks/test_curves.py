import pytest

from reviewbook.checks.curves import endpoints_nested, median_agrees, paired_arms, survival_falls


@pytest.mark.parametrize(
    ("survival", "verdict"),
    [
        ({12: "90", 36: "65.9", 60: "53"}, "consistent"),
        ({36: "76", 60: "76"}, "consistent"),
        ({12: "85", 36: "46", 60: "64"}, "infeasible"),
        ({60: "46", 36: "64"}, "consistent"),
        ({36: "50", 60: "50.5"}, "consistent"),
        ({36: "50", 60: "50.6"}, "infeasible"),
        ({12: "103", 36: "50"}, "infeasible"),
        ({12: "50"}, "not recomputable"),
    ],
)
def test_survival_falls(survival, verdict):
    assert survival_falls(survival).verdict == verdict


@pytest.mark.parametrize(
    ("median", "survival", "verdict"),
    [
        ("57", {36: "81", 60: "44"}, "consistent"),
        ("36", {60: "26"}, "consistent"),
        ("43", {12: "85", 36: "64", 60: "38"}, "consistent"),
        ("29", {12: "100", 36: "67", 60: "34"}, "infeasible"),
        ("26", {12: "80", 36: "46", 60: "11"}, "consistent"),
        ("32", {12: "93", 36: "74", 60: "58"}, "infeasible"),
        ("53", {12: "86", 60: "33"}, "consistent"),
        ("35", {36: "50", 60: "38"}, "consistent"),
        ("53", {12: "99", 36: "75"}, "consistent"),
        ("82", {36: "81", 60: "69"}, "consistent"),
        ("82", {36: "81", 60: "33"}, "infeasible"),
        ("31", {36: "69"}, "infeasible"),
        ("38.1", {12: "90", 36: "65.9", 60: "53"}, "infeasible"),
        ("17.9", {12: "53", 36: "24", 60: "14"}, "consistent"),
        ("36", {36: "70"}, "consistent"),
        (">60", {60: "58"}, "consistent"),
        (">60", {36: "42"}, "infeasible"),
        ("35", {36: "50.05"}, "infeasible"),
        ("35.5", {36: "50.1"}, "infeasible"),
        ("35.9", {36: "51"}, "infeasible"),
        ("35.96", {36: "51"}, "infeasible"),
        ("36", {36: "51"}, "consistent"),
        ("40", {}, "not recomputable"),
    ],
)
def test_median_agrees_with_survival_at_fixed_times(median, survival, verdict):
    assert median_agrees(median, survival).verdict == verdict


def test_a_contradiction_is_weighed_by_its_distance_from_one_half():
    assert median_agrees("29", {36: "67"}).severity == "major"
    assert median_agrees("29", {36: "52"}).severity == "minor"
    assert "at most half" in median_agrees("29", {36: "67"}).sentence
    assert "at least half" in median_agrees("82", {60: "33"}).sentence


@pytest.mark.parametrize(
    ("dfs", "os", "verdict"),
    [
        ("14", "57", "consistent"),
        ("29", "43", "consistent"),
        ("22", "29", "consistent"),
        ("24", "53", "consistent"),
        ("57", "14", "conflicting"),
        ("29", "22", "not recomputable"),
        ("22.4", "22", "consistent"),
    ],
)
def test_median_dfs_is_not_above_median_os(dfs, os, verdict):
    assert endpoints_nested(dfs, os).verdict == verdict


def test_dfs_is_not_above_os_at_any_time():
    assert endpoints_nested(dfs={36: "40"}, os={36: "60"}).verdict == "consistent"
    assert endpoints_nested(dfs={36: "70"}, os={36: "40"}).verdict == "conflicting"
    both = endpoints_nested(dfs={12: "60", 36: "42"}, os={12: "70", 36: "40"})
    assert both.verdict == "not recomputable"
    assert "42%" in both.sentence
    nobody_left = endpoints_nested(dfs={36: "42"}, os={36: "40"}, censored=False)
    assert nobody_left.verdict == "infeasible"
    assert endpoints_nested(dfs={12: "60"}, os={36: "70"}).verdict == "not recomputable"


def test_pairs_read_by_year_that_belong_to_groups():
    found = paired_arms(("82", "31"), {36: ("81", "69"), 60: ("33", "24")}, ("operated", "treated"))
    assert (found.verdict, found.severity) == ("infeasible", "major")
    assert found.instead.startswith(
        "Probably operated: median 82 months, 81% at 36 months, 69% at 60"
    )
    assert "treated: median 31 months, 33% at 36 months, 24% at 60 months" in found.instead


def test_medians_in_the_other_order():
    found = paired_arms(("35", "100"), {36: ("95", "50"), 60: ("84", "38")})
    assert found.verdict == "infeasible"
    assert "exchanged" in found.sentence
    assert found.instead.startswith("Probably the first group: median 100 months, 95% at 36 months")
    right = paired_arms(("100", "35"), {36: ("95", "50"), 60: ("84", "38")})
    assert right.verdict == "consistent"


def test_no_reading_is_offered_when_none_or_several_would_do():
    hopeless = paired_arms(("82", "31"), {36: ("40", "69"), 60: ("60", "24")})
    assert (hopeless.verdict, hopeless.instead) == ("infeasible", "")


@pytest.mark.parametrize(
    ("survival", "verdict"),
    [
        ({12: 100, 36: 50}, "consistent"),
        ({12: 50, 36: 0}, "consistent"),
        ({12: "100.1"}, "infeasible"),
        ({12: "-1"}, "infeasible"),
        ({36: "50", 60: "51"}, "consistent"),
        ({36: "50", 60: "52"}, "infeasible"),
    ],
)
def test_survival_may_reach_its_bounds_and_no_further(survival, verdict):
    assert survival_falls(survival).verdict == verdict


def test_of_several_rises_the_largest_is_told():
    found = survival_falls({12: "40", 36: "60", 60: "80"})
    assert "from 40% at 12 months to 80% at 60 months" in found.sentence
    assert (found.computed_high, found.tolerance, found.severity) == (40, 1, "major")
    assert survival_falls({12: "60", 36: "61.6"}).severity == "minor"
    assert survival_falls({12: "60.5", 36: "60"}).tolerance == 0.5


@pytest.mark.parametrize(
    ("median", "survival"),
    [(36, {36: "20"}), (36, {36: "80"}), ("40", {36: 50}), ("30", {36: 50})],
)
def test_at_the_very_median_and_at_one_half_nothing_is_contradicted(median, survival):
    assert median_agrees(median, survival).verdict == "consistent"


def test_a_contradicted_median_says_what_survival_it_allows():
    found = median_agrees("29", {36: "67", 60: "55"})
    assert (found.computed_low, found.computed_high, found.tolerance) == (0, 50, 0.5)
    assert "36 months; printed is 67%" in found.sentence
    found = median_agrees("82", {60: "33.0"})
    assert (found.computed_low, found.computed_high) == (50, 100)
    assert found.tolerance == pytest.approx(0.05)
    assert median_agrees("36", {12: "90.5", 60: "26"}).tolerance == 0.5


@pytest.mark.parametrize(
    ("dfs", "os", "verdict"),
    [("41", "40", "consistent"), ("61", "40", "not recomputable"), ("62", "40", "conflicting")],
)
def test_the_excess_that_censoring_explains_has_a_bound(dfs, os, verdict):
    found = endpoints_nested(dfs={36: dfs}, os={36: os})
    assert found.verdict == verdict
    if verdict != "consistent":
        assert (found.computed_high, found.tolerance) == (40, 1)
        assert found.severity == ("major" if verdict == "conflicting" else "minor")


def test_a_median_may_be_twice_the_other_and_no_more():
    assert endpoints_nested("45", "22").verdict == "not recomputable"
    assert endpoints_nested("46", "22").verdict == "conflicting"
    assert "median DFS is 46 months" in endpoints_nested("46", "22", {12: "9"}, {12: "8"}).sentence
    assert endpoints_nested("46", dfs={12: "9"}, os={12: "9"}).verdict == "consistent"


def test_pairs_of_more_than_two_times_are_not_turned():
    found = paired_arms(("82", "31"), {12: ("90", "85"), 36: ("40", "69"), 60: ("33", "24")})
    assert (found.verdict, found.instead) == ("infeasible", "")


def test_a_fault_of_the_first_group_alone_is_a_fault_of_the_pair():
    found = paired_arms(("29", "30"), {36: ("67", "30"), 60: ("60", "20")})
    assert found.verdict == "infeasible"
    assert "67%" in found.sentence
    good = paired_arms(("100", "35"), {36: ("95", "50"), 60: ("84", "38")}, ("one", "two"))
    assert good.sentence == "Medians and survival of one and two agree as printed."


def test_of_equal_findings_that_of_the_medians_is_told():
    found = endpoints_nested("30", "40", {12: "60", 36: "40"}, {12: "70", 36: "50"})
    assert found.verdict == "consistent"
    assert "median" in found.sentence
