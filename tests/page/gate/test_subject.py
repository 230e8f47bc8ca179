"""A number is quoted where its own study and endpoint are spoken of, or says what it is about."""

import pytest
from books import BOOK
from docutils import nodes

from reviewbook.page.claim_role import ClaimNode
from reviewbook.page.gate.subject import Subjects

SUBJECTS = Subjects(BOOK.evidence)


def faults(before: str, after: str, entry="polistina-2013-os-36", about="", heading="Survival"):
    """Return the faults of a paragraph under a heading that quotes a number."""
    claim = ClaimNode("67%", text="67%", entry={"entry_id": entry}, about=about)
    paragraph = nodes.paragraph("", "", nodes.Text(before), claim, nodes.Text(after))
    nodes.section("", nodes.title("", heading), paragraph)
    return [fault for _, fault in SUBJECTS.faults(paragraph)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Survival was ", " in one series."),
        ("Polistina gives ", " alive."),
        ("Kostov gives more than ", " (Polistina)."),
        ("Kostov speaks of nobody. It was ", " in another."),
        ("Overall survival was ", ", disease-free survival less."),
    ],
)
def test_a_number_may_stand_where_its_own_study_is_named_or_none(before, after):
    assert faults(before, after) == []


@pytest.mark.parametrize(
    ("before", "heading", "said"),
    [
        ("Kostov gives ", "Survival", "where Kostov is named, yet is about Polistina"),
        ("It was ", "The series of Kostov", "where Kostov is named"),
        ("Disease-free survival was ", "Survival", "where disease-free survival is named"),
        ("It was ", "Local recurrence", "where local recurrence is named"),
    ],
)
def test_a_number_lent_to_another_study_or_endpoint_is_refused(before, heading, said):
    (fault,) = faults(before, ".", heading=heading)
    assert said in fault


def test_a_number_of_all_series_is_not_that_of_one():
    assert faults("Kostov gives ", ".", entry="os-36")
    assert faults("Where the review has ", ", Kostov differs.", entry="os-36") == []


def test_the_role_says_what_it_is_about_and_may_not_lie():
    assert faults("Unlike Kostov, ", " lived.", about="Polistina") == []
    assert "as about 'Kostov'" in faults("Kostov: ", ".", about="Kostov")[0]
    ends = {"before": "Disease-free survival aside, ", "after": "."}
    assert faults(**ends, about="overall survival") == []
