"""The register of discrepancies: each fault once, the grave ones first."""

import pandas as pd
import pytest
from books import BOOK

from reviewbook.checks.findings import FAULTS, Finding
from reviewbook.checks.registry import CHECKS
from reviewbook.ledger.bearing import Bearing
from reviewbook.ledger.register import (
    BY_READING,
    COLUMNS,
    _each_once,
    _fault,
    _groups,
    _marks,
    _observed,
    _printed,
    _what,
)
from reviewbook.page.fault_cards import chapter_faults, faults


@pytest.fixture(scope="module")
def found():
    return BOOK.register


def by_check(found):
    return found[found["verdict"] != BY_READING]


def test_every_fault_of_the_ledger_is_in_the_register(found):
    entries = BOOK.ledger.entries
    wrong = set(entries.loc[entries["verdict"].isin(FAULTS), "entry_id"])
    assert {entry for ids in by_check(found)["entry_ids"] for entry in ids} == wrong


def test_both_ends_of_a_contradiction_are_one_fault(found):
    for pair in (
        {"mariani-2013-os-36", "mariani-2013-surgery-os-36"},
        {"polistina-2013-os-median", "polistina-2013-os-36"},
        {"rfa-patients", "rfa-n"},
        {"no-randomised-trial", "randomised-trial-in-conclusion"},
    ):
        rows = [ids for ids in by_check(found)["entry_ids"] if pair & set(ids)]
        assert len(rows) == 1
        assert pair <= set(rows[0])


def test_nothing_is_said_twice_in_one_fault(found):
    for row in by_check(found).to_dict("records"):
        sentences = row["found"].split(". ")
        assert len([s for s in sentences if s.startswith("Printed is 80.7%")]) <= 1
    mariani = found[found["entry_ids"].map(lambda ids: "mariani-2013-os-36" in ids)].iloc[0]
    assert mariani["found"].count("80.7%") == 1


def test_major_faults_come_first(found):
    order = list(found["severity"])
    assert order == sorted(order, key=["major", "minor"].index)
    assert {"major", "minor"} == set(order)


def test_every_check_that_found_something_says_why_it_matters(found):
    rows = by_check(found)
    assert (rows["matters"] != "").all()
    assert all(check.matters.endswith(".") for check in CHECKS.values())


def test_a_fault_between_two_places_is_shown_in_both_chapters():
    for chapter in ("resection", "case-control"):
        ids = [entry for row in chapter_faults(BOOK, chapter)["entry_ids"] for entry in row]
        assert "mariani-2013-os-36" in ids


def test_the_table_of_a_chapter_names_what_to_read_instead():
    text = faults(BOOK, "resection").text()
    assert "Overall survival at three years" in text
    assert "73%" in text


def test_an_unknown_chapter_is_refused():
    with pytest.raises(ValueError, match=r"expected one of .*case-control, .* found 'dreams'"):
        faults(BOOK, "dreams")


def test_a_study_that_all_share_is_named_once():
    assert _what(["A 2001: age", "A 2001: size"]) == "A 2001: age; size"
    assert _what(["A 2001: age", "A 2001: age"]) == "A 2001: age"
    assert _what(["A 2001: age", "size"]) == "A 2001: age; size"
    assert _what(["A 2001: age", "B 2002: age"]) == "A 2001: age; B 2002: age"
    assert _what(["A 2001: age", "5-year survival", "A 2001: size"]) == (
        "A 2001: age; 5-year survival; A 2001: size"
    )


def test_places_are_written_where_there_are_several():
    rows = [
        pd.Series({"raw": raw, "place": place}) for raw, place in (("4", "p. 1"), ("5", "p. 2"))
    ]
    assert _printed(rows) == "4 (p. 1); 5 (p. 2)"
    assert _printed(rows[:1]) == "4"
    assert _printed([rows[0], rows[0]]) == "4"


def test_faults_are_one_if_they_share_an_entry_by_whatever_way():
    entries = pd.DataFrame({"source_id": "s"}, index=list("abcd"))
    fault = Finding("granularity", "infeasible", "No.", severity="major")
    pairs = [Bearing(("a", "b"), fault), Bearing(("c",), fault), Bearing(("b", "c"), fault)]
    assert [len(group) for group in _groups(pairs, entries)] == [3]
    assert [len(group) for group in _groups(pairs[:2], entries)] == [1, 1]


def test_a_fault_takes_the_worst_of_its_findings_and_the_first_correction():
    cells = {"source_id": "s", "place": "p. 1", "raw": "4", "chapter": "one"}
    entries = pd.DataFrame(
        [cells | {"wording": "A: x"}, cells | {"wording": "A: y", "chapter": "two"}],
        index=["a", "b"],
    )
    minor = Finding("granularity", "infeasible", "Not so.", severity="minor", instead="5")
    major = Finding("recompute", "discrepant", "Nor so.", severity="major")
    found = _fault([Bearing(("a",), minor, "as read"), Bearing(("b", "a"), major)], entries)
    assert (found["severity"], found["verdict"]) == ("major", "infeasible")
    assert (found["instead"], found["note"]) == ("5", "as read.")
    assert found["found"] == "Nor so. Not so."
    assert (found["chapters"], found["entry_ids"]) == (("one", "two"), ("a", "b"))
    assert (found["check"], found["what"]) == ("recompute, granularity", "A: x; y")


def test_a_contradiction_of_two_documents_is_marked_by_what_it_says_alone():
    entries = pd.DataFrame({"source_id": ["s", "s", "t"]}, index=list("abc"))
    finding = Finding("agreement", "conflicting", "Not alike.", severity="major")
    said = ("agreement", "Not alike.")
    assert _marks(Bearing(("a",), finding, compared=("c", "x")), entries) == {said}
    assert _marks(Bearing(("a",), finding, compared=("b", "x")), entries) == {said, "a"}
    other = Finding("granularity", "infeasible", "No.", severity="major")
    assert _marks(Bearing(("a",), other, compared=("c",)), entries) == {"a"}


def test_two_faults_of_one_number_have_names_of_their_own():
    names = pd.Series(["os-60", "n", "os-60", "os-60"])
    assert list(_each_once(names)) == ["os-60", "n", "os-60-2", "os-60-3"]
    assert BOOK.register["fault_id"].is_unique


def test_the_register_has_its_columns_and_is_numbered_anew(found):
    assert list(found.columns) == COLUMNS
    assert list(found.index) == list(range(len(found)))


def test_what_was_seen_by_reading_names_its_entry_or_only_its_place():
    row = {"observation_id": "o", "entry_id": "a", "source_id": "s", "chapter": "one"}
    row |= {"severity": "minor", "place": "p. 1", "wording": "Odd", "instead": ""}
    entries = pd.DataFrame([{"wording": "A: x", "raw": "4", "place": "p. 1"}], index=["a"])
    named, unnamed = _observed(row, entries), _observed(row | {"entry_id": ""}, entries)
    assert (named["what"], named["printed"], named["entry_ids"]) == ("A: x", "4", ("a",))
    assert (unnamed["what"], unnamed["printed"], unnamed["entry_ids"]) == ("", "", ())
    assert named["found"] == unnamed["found"] == "Odd."
