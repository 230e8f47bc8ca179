"""A page is told everything at once: how headings are read, what is wrong, what was found."""

import json

import pytest

from reviewbook.checks.own_answer import CHOICES, answer, answer_json
from reviewbook.checks.own_headings import heading
from reviewbook.checks.own_table import check_table

TABLE = "Author;N;5-yr OS;3-yr OS;solitary;note\nA;24;40;30;55;x\nB;30;20;30;50;y\n"


@pytest.fixture
def said(tmp_path):
    """A function that gives the answer on a table, its headings meaning what is said of them."""

    def ask(table: str, **meant) -> dict:
        (tmp_path / "own.csv").write_text(table)
        return answer(tmp_path / "own.csv", meant)

    return ask


def test_headings_are_shown_as_they_are_read_even_where_the_table_cannot_be_checked(said):
    found = said(TABLE)
    assert found["headings"][:3] == [("Author", "study"), ("N", "n"), ("5-yr OS", "os_60")]
    assert found["headings"][4:] == [("solitary", ""), ("note", "")]
    assert found["unknown"] == ["solitary", "note"]
    assert not found["problems"]
    assert not found["found"]


def test_a_heading_means_what_the_reader_says(said):
    found = said(TABLE, solitary="share %", note="")
    assert not found["problems"]
    faults = [(each["of"], each["verdict"]) for each in found["found"] if each["fault"]]
    assert faults == [("A, os", "infeasible"), ("A, solitary %", "infeasible")]
    assert [each["fault"] for each in found["found"]] == [True, True, False, False]


def test_a_column_that_is_left_out_may_stand_twice_or_bear_any_name(said):
    twice = "study,n,x,x,solitary %\nA,24,1,2,55\n"
    assert said(twice)["problems"]
    assert said(twice, x="")["found"][0]["of"] == "A, solitary %"


def test_what_is_not_a_table_is_said_in_words(said):
    assert "a header and rows" in said("nothing\n")["problems"][0]["expected"]
    assert not said("")["headings"]
    assert "Nothing in this table can be checked" in said("study,n\nA,24\n")["told"]


def test_the_findings_are_those_of_the_check_on_the_command_line(said, tmp_path):
    told = said("study,n,solitary %\nA,24,55\nB,30,50\n")["found"]
    direct = check_table(tmp_path / "own.csv")
    assert sorted((each["of"], each["sentence"]) for each in told) == sorted(
        (name, finding.sentence) for name, finding in direct
    )


def test_every_choice_is_a_column_that_the_checks_know():
    columns = [name for name in CHOICES if name]
    assert [heading(name) for name in columns] == columns


def test_what_cannot_be_read_is_told_beside_what_is_asked(said):
    given = said("study,n,tint\nAda,many,red\n")
    assert [problem["value"] for problem in given["problems"]] == ["many"]
    assert given["unknown"] == ["tint"]


def test_what_the_page_is_given_says_the_same(said, tmp_path):
    given = said(TABLE, solitary="share %", note="")
    meant = json.dumps({"solitary": "share %", "note": ""})
    told = json.loads(answer_json(str(tmp_path / "own.csv"), meant, ""))
    assert told["found"] == given["found"] != []
    assert told["told"] == "4 checks were run; 2 found a fault."
    assert told["choices"] == CHOICES
