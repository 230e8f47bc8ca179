"""Names of printed numbers."""

import pandas as pd

from reviewbook.tables.entry_names import name_of, names, number_tables

TABLES = {
    "weights": pd.DataFrame({"weight_id": ["one", ""], "raw": ["1", "2"]}, index=[2, 3]),
    "arms": pd.DataFrame({"arm_id": ["group"]}, index=[2]),
    "chapters": pd.DataFrame({"chapter": ["first"]}, index=[2]),
}


def test_a_table_of_printed_numbers_is_known_by_its_column_raw():
    assert number_tables(TABLES) == ["weights"]


def test_the_size_of_a_group_and_the_period_of_a_study_have_names_of_their_own():
    assert name_of("arms", "group") == "group-n"
    assert name_of("studies", "trial") == "trial-period"
    assert name_of("weights", "one") == "one"


def test_names_are_given_with_their_place():
    assert list(names(TABLES)) == [
        ("one", "weights", "weight_id", 2),
        ("group-n", "arms", "arm_id", 2),
    ]
