"""Patterns of what may be typed."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.rules.patterns import fault_of, pattern_problems


def test_the_patterns_of_the_book_may_stand():
    assert list(pattern_problems(BOOK.evidence.printed)) == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("CD8(", "a regular expression (missing )"),
        ("[8", "a regular expression"),
        (r"\d+", "also fits '7'"),
        (".*", "also fits ''"),
        ("", "also fits ''"),
        ("[^x]8", "also fits '38'"),
        ("(?s:.)", "also fits '7'"),
        (r"(\w+\s?)+x", "could take for ever"),
        ("(a|a)*8", "could take for ever"),
        ("(a+)+8", "could take for ever"),
        ("x*x*x*x*8", "could take for ever"),
        (r"(x)8\1", "could take for ever"),
        ("(?:x{1,99}){1,99}8", "could take for ever"),
    ],
)
def test_a_hostile_pattern_is_refused_with_its_row(pattern, said):
    rows = pd.DataFrame({"pattern": [r"\bCD8\b", pattern]}, index=[2, 3])
    (told,) = pattern_problems({"numerals": rows})
    assert (told.file, told.row, told.column) == ("numerals.csv", 3, "pattern")
    assert said in told.expected


@pytest.mark.parametrize(
    ("pattern", "stands"),
    [
        ("x*y*CD8", True),
        ("x*y*z*CD8", False),
        ("x{1,20}y{1,20}z{1,20}CD8", True),
        ("x{1,21}y{1,21}z{1,21}CD8", False),
        ("x{1,21}CD8", True),
        ("(?:xy){1,20}CD8", True),
        ("(?:xy){1,21}CD8", True),
        ("(?:x(y)){1,21}CD8", False),
        ("(?:x?){2}CD8", True),
        ("(?:x{2})?CD8", True),
        ("(?:x{2}){2}CD8", False),
        ("(?:a|x{2}){2}CD8", False),
        ("(?:(?:x?){2})?CD8", True),
        ("(x)?(?(1)y|z)CD8", False),
        ("(?=x*)(?=y*)(?=z*)CD8", False),
    ],
)
def test_a_pattern_has_two_open_repeats_at_most_and_none_within_another(pattern, stands):
    assert (fault_of(pattern) == "") is stands
