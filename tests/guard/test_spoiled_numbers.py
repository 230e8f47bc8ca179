"""Numbers spoiled on purpose: how they are spoiled, and how many are noticed."""

import pytest
from books import BOOK
from read_again import READINGS

from reviewbook.guard.second_reading import read_twice
from reviewbook.guard.spoiled_numbers import (
    GUARDS,
    JUDGED,
    KINDS,
    OTHERWISE,
    UNNOTICED,
    seeded_errors,
    slips,
    summary,
)
from reviewbook.ledger.ledger import ledger
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def found():
    return seeded_errors(BOOK)


def test_slips_are_those_of_a_pen():
    assert dict(slips("39.5", "32")) == {
        "a digit": "49.5",
        "two digits exchanged": "93.5",
        "the last digit by one": "39.4",
        "the next row": "32",
    }
    assert [after for kind, after in slips("39.5", "32") if kind == KINDS[2]] == ["39.6", "39.4"]
    assert "-1" not in [after for _, after in slips("0", "0")]


def test_a_number_is_never_spoiled_into_itself():
    for number in ("7", "55", "100", "0.28", "76257"):
        assert number not in [after for _, after in slips(number, number)]


def test_ninety_nine_of_a_hundred_changes_are_noticed(found):
    every = summary(found).set_index("kind")["noticed"]
    assert every.min() >= 99


def test_ninety_nine_of_a_hundred_are_noticed_in_every_part_that_was_weak(found):
    parts = {
        "later sources": found["row"].isin(later_rows()),
        **{name: found["column"] == name for name in ("n", "time_months", "raw")},
        "turned into zero": found["after"].str.fullmatch("0"),
    }
    for name, rows in parts.items():
        assert rows.sum() > 10, name
        assert (found.loc[rows, "found"] != UNNOTICED).mean() >= 0.99, name


def later_rows():
    """Names of rows that were read elsewhere than in the two documents."""
    tables = [t for t in BOOK.evidence.printed.values() if "source_id" in t]
    return {
        name
        for rows in tables
        for name in rows.loc[~rows["source_id"].isin(list(BOOK.documents)), rows.columns[0]]
    }


def test_every_cell_with_a_number_is_tried(found):
    cells = {
        (table, row.iloc[0], column)
        for table, columns in read_twice(BOOK.evidence).items()
        for _, row in BOOK.evidence.printed[table].iterrows()
        for column in columns
        if any(c.isdigit() for c in row[column])
    }
    assert set(found[["table", "row", "column"]].itertuples(index=False, name=None)) == cells
    assert set(found["kind"]) == set(KINDS)
    assert (found["before"] != found["after"]).all()


def test_the_verdicts_and_the_rules_notice_much_by_themselves(found):
    judged = found[found["table"] == "claims"]
    beyond_rounding = judged[judged["kind"] != "the last digit by one"]
    assert beyond_rounding["refused"].mean() > 0.6
    assert found["moved"].sum() > 500


def test_what_goes_unnoticed_was_read_once(found):
    unnoticed = found[found["found"] == UNNOTICED]
    assert len(unnoticed)
    for change in unnoticed.to_dict("records"):
        assert change["column"] in READINGS[change["table"]].rows[change["row"]]["read_once"]


def test_the_shares_are_those_of_the_rows(found):
    every = summary(found).set_index("kind").loc["all"]
    assert every["tried"] == len(found)
    assert sum(every[name] for name in (*GUARDS, UNNOTICED)) == every["tried"]
    share = 100 * (found["found"] != UNNOTICED).mean()
    assert share - 0.1 < every["noticed"] <= share


def judged_in_full(change):
    """Whether a verdict moves when the whole ledger is judged on the changed tables."""
    evidence = BOOK.evidence
    frame = evidence.printed[change["table"]].copy()
    frame.loc[frame.iloc[:, 0] == change["row"], change["column"]] = change["after"]
    printed = {**evidence.printed, change["table"]: frame}
    try:
        return not ledger(Evidence(evidence.tables, printed)).moved.empty
    except (ValueError, ZeroDivisionError):
        return True


def test_judging_only_what_changed_says_the_same_as_judging_everything(found):
    tried = found["column"].isin([*JUDGED, *OTHERWISE])
    judged = found[tried & found["row"].isin(set(found.loc[found["moved"], "row"]))]
    some = judged.iloc[:: len(judged) // 20].to_dict("records")
    assert {change["moved"] for change in some} == {True, False}
    assert [judged_in_full(change) for change in some] == [change["moved"] for change in some]


def test_a_refused_table_is_refused_by_the_loader_too(found, tmp_path):
    from spoiled import copy_of_data, edit, problems, row_of

    change = found[found["refused"]].iloc[0]
    path = copy_of_data(tmp_path / "data") / f"{change['table']}.csv"
    edit(path, {(row_of(path, change["row"]), change["column"]): change["after"]})
    assert problems(tmp_path / "data")
