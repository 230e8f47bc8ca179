"""The summary of findings as a reader meets it."""

import pytest
from books import BOOK
from bs4 import BeautifulSoup

from reviewbook import summary_of_findings
from reviewbook.page.parts import table_html
from reviewbook.tables.certainty import findings, row_name, sign


@pytest.fixture(scope="module")
def rows():
    shown = BeautifulSoup(table_html(summary_of_findings(BOOK).parts()), "html.parser")
    return {row["id"]: row for row in shown.select("tbody tr")}


FINDINGS = findings(BOOK.evidence).to_dict("records")


def test_every_finding_has_a_row_that_the_certainty_role_can_name(rows):
    assert list(rows) == [row_name(row["question_id"]) for row in FINDINGS]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda row: row["question_id"])
def test_a_row_says_how_sure_and_what_it_means(rows, finding):
    text = rows[row_name(finding["question_id"])].get_text(" ")
    assert finding["certainty"] in text
    assert finding["meaning"] in text
    assert (sign(finding["level"]) in text) == (finding["level"] > 0)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda row: row["question_id"])
def test_icons_stand_only_where_there_is_a_comparison(rows, finding):
    row = rows[row_name(finding["question_id"])]
    assert len(row.select("svg.rb-icons")) == (2 if finding["baseline_id"] else 0)
    if not finding["baseline_id"]:
        assert ("Cannot be estimated" in row.get_text()) == bool(finding["why"])
        assert ("no comparison" in row.get_text()) == (not finding["why"])


def test_the_page_and_the_notebook_give_the_same_numbers(rows):
    plain = " ".join(summary_of_findings(BOOK).text().split())
    for row in rows.values():
        for number in row.select("td strong"):
            assert number.get_text().split()[0] in plain


def test_only_the_findings_that_are_asked_for_are_shown_in_their_order():
    names = [row["question_id"] for row in FINDINGS[2:0:-1]]
    assert [row["question_id"] for row in summary_of_findings(BOOK, *names).findings] == names


def test_two_pages_that_begin_with_the_same_finding_have_tables_of_different_names():
    names = [row["question_id"] for row in FINDINGS[:3]]
    assert len({summary_of_findings(BOOK, *names[:size]).name for size in range(4)}) == 4


def test_an_unknown_finding_is_named():
    with pytest.raises(ValueError, match=r"No such finding.*nothing"):
        summary_of_findings(BOOK, "nothing")
