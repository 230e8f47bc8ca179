import pytest

from reviewbook.checks.partitions import (
    count_matches_references,
    groups_add_up,
    percentages_add_up,
    references_agree,
    references_contain,
    references_partition,
    same_patients,
)
from reviewbook.tables.printed_digits import references


@pytest.mark.parametrize(
    ("total", "groups", "verdict"),
    [
        (167, [69, 98], "reproduced"),
        (167, [69, 89], "discrepant"),
        (167, ["69", "98"], "reproduced"),
        ("167", ["69.4", "98.2"], "consistent"),
        (111, [], "not recomputable"),
    ],
)
def test_groups_add_up(total, groups, verdict):
    assert groups_add_up(total, groups, "patients").verdict == verdict


@pytest.mark.parametrize(
    ("groups", "verdict"),
    [
        (["60", "40"], "reproduced"),
        (["33", "33", "33"], "consistent"),
        (["33.3", "33.3", "33.3"], "consistent"),
        (["33.3", "33.3", "32.3"], "discrepant"),
        (["60", "45"], "discrepant"),
    ],
)
def test_percentages_add_up(groups, verdict):
    found = percentages_add_up(groups)
    assert (found.check, found.verdict) == ("percentages_add_up", verdict)


@pytest.mark.parametrize(
    ("count", "listed", "found"),
    [
        (7, "34-36,38,40,43,44", "reproduced"),
        (9, "34-40,43,44", "reproduced"),
        (7, "34,35,37,38,40,43,44", "reproduced"),
        (7, "34,36-40,42", "reproduced"),
        (6, "36,37,40-43", "reproduced"),
        (3, "43", "discrepant"),
        (8, "34,35", "discrepant"),
    ],
)
def test_counts_against_their_references(count, listed, found):
    assert count_matches_references(count, listed).verdict == found


def test_a_wrong_count_says_how_many_are_listed():
    found = count_matches_references("8", "34-38")
    assert (found.computed, found.instead, found.severity) == (5, "5 studies", "major")
    assert count_matches_references("6", "34-38").severity == "minor"


def test_two_lists_name_their_differences():
    assert references_agree("34,36-38", [34, 36, 37, 38]).verdict == "reproduced"
    found = references_agree("35,39,40", "37,39,43", ("the text", "Table 2"))
    assert found.verdict == "conflicting"
    assert "Only the text names 35 and 40; only Table 2 names 37 and 43" in found.sentence
    assert references_agree("35,39", "39").severity == "minor"


def test_a_list_that_follows_from_another_is_contained_in_it():
    assert references_contain("34,36", "34-40").verdict == "consistent"
    found = references_contain("34,36,41", "34-40", ("Table 2", "the text"))
    assert (found.verdict, found.severity) == ("conflicting", "minor")
    assert found.sentence == "The text leaves out 41, which Table 2 names."
    assert references_contain("", "34-40").verdict == "not recomputable"


def test_groups_that_add_up_may_still_be_no_partition():
    groups = {"prospective": "34,35,40-42,44", "retrospective": "38,43", "matched": "36,38,44"}
    found = references_partition("34-44", groups)
    assert sum(map(len, map(references, groups.values()))) == 11
    assert found.verdict == "discrepant"
    assert "38 is counted as retrospective and as matched" in found.sentence
    assert "37 and 39 are in no group" in found.sentence
    assert references_partition("34-44", {"one": "34-42", "many": "43,44"}).verdict == "reproduced"
    assert "45 is not in the list" in references_partition("34", {"one": "34,45"}).sentence


def series(name, centre, start, end, n):
    return {"study": name, "centre": centre, "start": start, "end": end, "n": n}


def test_one_centre_in_overlapping_years_is_a_warning_with_bounds():
    rows = [
        series("A", "Hospital One", 1985, 2012, 120),
        series("B", "hospital one; Hospital Two", 2000, 2013, 49),
        series("C", "Hospital Three", 1997, 2010, 86),
    ]
    found = same_patients(rows)
    assert (found.verdict, found.fault) == ("not recomputable", False)
    assert (found.computed_low, found.computed_high) == (206, 255)
    assert "share the years 2000 to 2012; up to 49 patients" in found.sentence
    assert "Hospital One" in found.sentence


def test_chains_of_series_count_as_one_group():
    rows = [
        series("A", "X", 2000, 2005, 30),
        series("B", "X;Y", 2004, 2008, 50),
        series("C", "Y", 2007, 2010, 20),
    ]
    assert same_patients(rows).computed_low == 50


def test_no_warning_without_a_shared_centre_and_year():
    rows = [series("A", "X", 2000, 2005, 30), series("B", "X", 2006, 2008, 50)]
    assert same_patients(rows).verdict == "consistent"
    assert same_patients([series("A", "", 2000, 2005, 30)]).verdict == "not recomputable"
    rows[1]["start"] = 2005
    assert same_patients(rows).computed_low == 50


def test_a_sum_reaches_as_far_as_the_digits_of_all_its_parts():
    assert groups_add_up("100", ["33.3", "66.7"]).tolerance == pytest.approx(0.5 + 2 * 0.05)


def test_lists_are_as_far_apart_as_the_longer_of_what_only_one_names():
    assert references_agree(range(1, 10), [1]).severity == "major"
    assert references_agree([1], range(1, 10)).severity == "major"
    assert references_agree([1, 2], [1, 3]).severity == "minor"


def test_two_studies_that_only_one_list_names_are_no_small_matter():
    assert references_agree([1, 2, 3], [1]).severity == "major"
    assert references_agree([1, 2], [1]).severity == "minor"


@pytest.mark.parametrize(
    ("total", "groups", "computed", "severity", "said"),
    [
        ("167", [69, 98], (167, 167, 167), "none", "69 + 98 is 167 patients; the total is 167"),
        ("167", ["69.4", "98.2"], (167.6, 167.5, 167.7), "none", "Rounding can explain"),
        ("167", [69, 89], (158, 158, 158), "major", "69 + 89 is 158 patients; the total is 167"),
        ("167", [69, 97], (166, 166, 166), "minor", "69 + 97 is 166 patients"),
        (4, ["1", "2.5"], (3.5, 2.95, 4.05), "none", "1 + 2.5 is 3.5 patients; the total is 4"),
    ],
)
def test_a_sum_is_told_with_its_ends(total, groups, computed, severity, said):
    found = groups_add_up(total, groups, "patients")
    ends = (found.computed, found.computed_low, found.computed_high)
    assert ends == pytest.approx(computed)
    assert found.severity == severity
    assert said in found.sentence


def test_half_a_study_is_too_much():
    assert count_matches_references("5.5", "34-38").verdict == "discrepant"
    assert count_matches_references("5", "34-38").tolerance == 0
    right = count_matches_references(5, "34-38")
    assert (right.computed_low, right.computed_high, right.instead) == (5, 5, "")
    assert right.sentence == "The list beside it names 5 studies; stated is 5."


NAMED = {"35": "Ash 2001 (ref 35)", "36": "Birch 2002 (ref 36)"}


@pytest.mark.parametrize(
    ("found", "sentence", "severity"),
    [
        (
            references_agree("34-36", "36,35,34"),
            "The text and the table name the same 3 studies.",
            "",
        ),
        (
            references_agree("34-37", "34", named=NAMED),
            "Only the text names Ash 2001 (ref 35), Birch 2002 (ref 36) and reference 37.",
            "major",
        ),
        (
            references_contain("34,36", "34-40"),
            "All 2 studies named in the table are named in the text.",
            "",
        ),
        (
            references_contain("34-36", "34", named=NAMED),
            "The text leaves out Ash 2001 (ref 35) and Birch 2002 (ref 36), which the table names.",
            "major",
        ),
        (
            references_partition("34-36", {"one": "34,35", "many": "36"}),
            "Each of the 3 studies is in exactly one group.",
            "",
        ),
        (
            references_partition("34-36", {"one": "34,35", "many": "35,36"}, NAMED),
            "Ash 2001 (ref 35) is counted as one and as many.",
            "minor",
        ),
        (
            references_partition("34-36", {"one": "34,37,38"}),
            "35 and 36 are in no group; 37 and 38 are not in the list.",
            "major",
        ),
        (
            references_partition("34-35", {"one": "34,36"}),
            "35 is in no group; 36 is not in the list.",
            "major",
        ),
    ],
)
def test_lists_are_told_apart_by_name(found, sentence, severity):
    assert found.sentence == sentence
    assert found.severity == (severity or "none")
    assert found.tolerance == 0


def test_the_same_patients_are_sought_where_centre_and_period_are_known():
    unknown = [series("C", "X", None, 2005, 9), series("D", "", 2000, 2005, 9)]
    unknown += [series("E", "X", 2000, None, 9)]
    rows = [series("A", "Y ; X", 2000, 2005, 100), series("B", "x", 2005, 2008, 2), *unknown]
    found = same_patients(rows)
    assert found.sentence == (
        "A and B both come from X and share the years 2005 to 2005; "
        "up to 2 patients may be in both."
    )
    assert (found.computed_low, found.computed_high, found.severity) == (100, 102, "minor")
    assert (found.instead, found.tolerance) == ("100 to 102 different patients", 0)
    apart = same_patients([rows[0], *unknown])
    assert apart.sentence == "No two of 1 series share a centre and a year."
    assert (apart.computed, apart.computed_low, apart.computed_high) == (100, 100, 100)
    larger = same_patients([rows[0], series("B", "X", 2001, 2003, 50)])
    assert larger.severity == "major"
    assert "share the years 2001 to 2003; up to 50" in larger.sentence
