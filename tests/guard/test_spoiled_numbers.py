"""Numbers spoiled on purpose: how they are spoiled, and how many are noticed."""

import pytest
from books import BOOK

from reviewbook.guard.spoiled_numbers import (
    KINDS,
    REFUSED,
    UNNOTICED,
    seeded_errors,
    slips,
    summary,
)
from reviewbook.ledger.ledger import ledger
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def found():
    return seeded_errors(BOOK.evidence)


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


def test_at_least_nineteen_of_twenty_changes_are_noticed(found):
    every = summary(found).set_index("kind")["noticed"]
    assert every["all"] >= 95
    assert every["a digit"] >= 95
    assert every["two digits exchanged"] >= 95


def test_the_verdicts_notice_much_by_themselves(found):
    beyond_rounding = found[found["kind"] != "the last digit by one"]
    assert beyond_rounding["moved"].mean() > 0.6


def test_every_kind_and_every_table_is_tried(found):
    assert set(found["kind"]) == set(KINDS)
    assert {"claims", "outcomes", "characteristics", "arms", "effects"} <= set(found["table"])
    assert len(found) > 1000
    assert (found["before"] != found["after"]).all()


def test_most_of_what_goes_unnoticed_are_years_of_studies(found):
    unnoticed = found[found["found"] == UNNOTICED]
    assert (unnoticed["table"] == "studies").mean() > 0.5
    assert set(unnoticed.loc[unnoticed["table"] == "studies", "column"]) == {"year", "period_start"}


def test_the_shares_are_those_of_the_rows(found):
    every = summary(found).set_index("kind").loc["all"]
    assert every["tried"] == len(found)
    assert every["refused"] + every["moved"] + every["unnoticed"] == every["tried"]
    assert every["noticed"] == pytest.approx(100 * (found["found"] != UNNOTICED).mean())


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
    some = found.iloc[:: len(found) // 40].to_dict("records")
    assert {change["moved"] for change in some} == {True, False}
    assert [judged_in_full(change) for change in some] == [change["moved"] for change in some]


def test_a_refused_table_is_refused_by_the_loader_too(found, tmp_path):
    from spoiled import copy_of_data, edit, problems, row_of

    change = found[found["found"] == REFUSED].iloc[0]
    path = copy_of_data(tmp_path / "data") / f"{change['table']}.csv"
    edit(path, {(row_of(path, change["row"]), change["column"]): change["after"]})
    assert problems(tmp_path / "data")
