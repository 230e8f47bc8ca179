"""Rows that speak of each other without a key."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.tables.rules.row import rule_problems
from reviewbook.tables.rules.ties import tie_problems

PRINTED = BOOK.evidence.printed
DICTIONARY = PRINTED["dictionary"]


def told(table, change):
    rows = PRINTED[table].copy()
    rows.index += 2
    change(rows)
    return [(p.file, p.row, p.column, p.value) for p in tie_problems({**PRINTED, table: rows})]


def test_the_book_has_no_broken_tie():
    assert list(tie_problems(PRINTED)) == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("endpoints", "within", "nothing"),
        ("effects", "comparison_id", "nobody"),
        ("cohorts", "cohort_id", "nobody"),
        ("places", "rows_of", "no-table"),
        ("sources", "chapters", "no-chapter"),
        ("findings", "result_id", "nothing"),
        ("findings", "baseline_id", "nothing"),
    ],
)
def test_a_name_that_nothing_bears_is_told(table, column, value):
    def change(rows):
        rows.loc[3, column] = value

    assert (f"{table}.csv", 3, column, value) in told(table, change)


def test_one_unknown_chapter_among_others_is_told_alone():
    def change(rows):
        rows.loc[5, "chapters"] += "; nowhere"

    assert told("sources", change) == [("sources.csv", 5, "chapters", "nowhere")]


@pytest.mark.parametrize("column", ["doi", "pmid"])
def test_an_identifier_of_two_sources_is_told_of_both(column):
    stated = [n + 2 for n, cell in enumerate(PRINTED["sources"][column]) if cell][:2]

    def change(rows):
        rows.loc[stated[1], column] = rows.loc[stated[0], column].upper()

    assert [row for _, row, *_ in told("sources", change)] == stated


def test_a_rating_begins_with_its_start_and_has_each_domain_once():
    def change(rows):
        rows.loc[2, "domain"] = rows.loc[3, "domain"]

    assert [found[1:3] for found in told("certainty", change)] == [(2, "domain"), (3, "domain")]


def test_a_domain_is_judged_once():
    def change(rows):
        rows.loc[3, "domain"] = rows.loc[2, "domain"]

    assert [found[:3] for found in told("bias", change)] == [("bias.csv", 3, "domain")]


def told_of_moves(*moves):
    names = ["chapter", "section", "to_chapter", "to_section"]
    rows = pd.DataFrame(moves, columns=names, index=range(2, 2 + len(moves)))
    return [(p.row, p.column, p.value) for p in tie_problems({**PRINTED, "moves": rows})]


def test_a_section_moves_once_from_a_page_that_is_there_or_that_moved_as_a_whole():
    here = PRINTED["chapters"]["chapter"].iloc[0]
    assert (
        told_of_moves((here, "a", here, ""), ("gone", "", here, ""), ("gone", "a", here, "b")) == []
    )
    assert told_of_moves(("gone", "a", here, "")) == [(2, "chapter", "gone")]
    assert told_of_moves((here, "", here, "")) == [(2, "chapter", here)]
    assert told_of_moves((here, "a", here, ""), (here, "a", here, "b")) == [(3, "section", "a")]


def test_a_row_of_a_figure_is_called_after_it():
    def change(rows):
        rows.loc[4, "figure"] += "s"

    assert [(row, column) for _, row, column, _ in told("figure_rows", change)] == [(4, "row_id")]


def test_the_same_check_twice_is_told_of_the_second():
    def change(rows):
        rows.loc[6, ["entry_id", "check", "inputs"]] = rows.loc[
            5, ["entry_id", "check", "inputs"]
        ].to_numpy()

    assert [(file, row) for file, row, *_ in told("checks", change)] == [("checks.csv", 6)]


def short():
    """Give two rows of each table, those that a finding speaks of, and a retracted source."""
    found = PRINTED["findings"]
    named = {*found["result_id"], *found["baseline_id"]} - {""}
    tables = {name: rows[rows.isin(named).any(axis=1)] for name, rows in PRINTED.items()}
    tables |= {name: PRINTED[name].head(2) for name, rows in tables.items() if rows.empty}
    tables["arms"] = PRINTED["arms"][PRINTED["arms"]["arm_id"].isin(tables["outcomes"]["arm_id"])]
    return tables | {"findings": found, "sources": tables["sources"].assign(status="retracted")}


SHORT = short()


@pytest.mark.parametrize("table", PRINTED)
def test_a_table_without_one_of_its_columns_stops_no_rule(table):
    for column in PRINTED[table]:
        one = {table: SHORT[table].drop(columns=column)}
        told = [*tie_problems(SHORT | one), *rule_problems(one, DICTIONARY, {})]
        assert all(map(str, told))
    without = {name: rows for name, rows in SHORT.items() if name != table}
    assert all(map(str, tie_problems(without)))


def test_a_rule_across_rows_needs_no_other_column_than_its_own():
    checks = pd.DataFrame({"entry_id": "a", "check": "ratio", "inputs": "x"}, index=[2, 3])
    numerals = pd.DataFrame({"pattern": ["8"]}, index=[2])
    told = tie_problems({"checks": checks, "numerals": numerals})
    assert [(p.file, p.row, p.column) for p in told] == [
        ("checks.csv", 3, "inputs"),
        ("numerals.csv", 2, "pattern"),
    ]


def test_ratings_are_told_in_the_order_of_the_file():
    rows = pd.DataFrame({"question_id": ["z", "a"], "domain": "bias"}, index=[2, 3])
    assert [p.row for p in tie_problems({"certainty": rows})] == [2, 3]
