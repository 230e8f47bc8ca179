"""Typed numbers against the text they were taken from."""

import pytest

from reviewbook.tables.printed_digits import not_as_printed, numbers_in, references


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("76,257", {"76257"}),
        ("median 42.5%, range 29–69%", {"42.5", "29", "69"}),
        ("Eight reports", {"8"}),
        ("P=.009", {".009", "0.009"}),
        ("half", {"50"}),
        ("Fourteen trials", {"14"}),
        ("estimate -0.71, from −1.10 to -.32", {"-0.71", "-1.10", "-.32", "-0.32"}),
        ("(-3) to (5)-7 and 0.34-0.70", {"-3", "5", "7", "0.34", "0.70"}),
        ("no reports of trials", {"0"}),
    ],
)
def test_figures_and_words_are_numbers(text, numbers):
    assert numbers_in(text) == numbers


def row(**cells):
    return {"raw": "", "value": "", "low": "", "high": "", "refs": ""} | cells


def test_a_number_that_is_not_in_the_text_is_refused():
    slips = row(raw="70% (range, 46–81%)", value="70", low="64", high="81")
    assert [column for column, _ in not_as_printed(slips)] == ["low"]
    assert not list(not_as_printed({**slips, "low": "46"}))
    assert not list(not_as_printed({**slips, "raw": ""}))


def test_a_list_of_references_is_held_against_the_brackets():
    listed = row(raw="Six studies (34,35,40-42,44)", value="6", refs="34 35 40 41 42 44")
    assert not list(not_as_printed(listed))
    assert [c for c, _ in not_as_printed({**listed, "refs": "34 35 40 41 42 43"})] == ["refs"]


def test_zero_stands_in_no_text_that_does_not_print_it():
    assert [c for c, _ in not_as_printed(row(raw="70%", value="0"))] == ["value"]
    assert not list(not_as_printed(row(raw="0%", value="0")))
    assert not list(not_as_printed(row(raw="none", value="0")))


def test_a_range_of_references_that_falls_is_no_list_of_references():
    falling = row(raw="Nine (44-42)", value="9", refs="42 43 44")
    assert [c for c, _ in not_as_printed(falling)] == ["refs"]


def test_a_count_of_references_stands_in_the_list():
    assert not list(not_as_printed(row(raw="Trials (34,35)", value="2", refs="34 35")))
    assert not list(not_as_printed(row(raw="Two trials", value="2", refs="34 35")))
    assert [c for c, _ in not_as_printed(row(raw="Trials (34,35)", value="3", refs="34 35"))]
    without = {"raw": "Two (34,35)", "value": "2"}
    assert not list(not_as_printed(without))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("34,36-38,42", (34, 36, 37, 38, 42)),
        ("(36 – 37; 34)", (34, 36, 37)),
        ("5-5 4 5", (4, 5)),
        ("", ()),
        ([3, 1, 3], (1, 3)),
    ],
)
def test_references_are_read_however_they_are_listed(text, read):
    assert references(text) == read


@pytest.mark.parametrize("part", ["6-5", "x", "3-", "5-x"])
def test_a_part_that_is_no_reference_is_named(part):
    with pytest.raises(ValueError, match=f"found '{part}' in '4,{part}'"):
        references(f"4,{part}")
