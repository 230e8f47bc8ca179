"""Which drugs there were, and for whom."""

import pytest
from books import BOOK

from bclm.drug_eras import AFTER, BEFORE, SPANS, drug_eras, drugs_possible, eras_of_series


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_no_year_is_given_that_no_source_gives(evidence):
    rows = drug_eras(evidence)
    claims = evidence.claims.set_index("claim_id")["value"]
    assert set(rows["from_year"].dropna()) == {claims["era-chemotherapy"], claims["era-targeted"]}
    assert rows.loc[rows["role"] != "dated", "from_year"].isna().all()


def test_a_study_is_placed_by_its_years(evidence):
    rows = drugs_possible(evidence).set_index("label")
    assert rows.loc["Sundén 2020", "Targeted drugs"] == AFTER
    assert (rows.loc["Mariani 2013", ["start", "end"]] == [1988, 2007]).all()
    assert rows.loc["Mariani 2013", "Targeted drugs"] not in (AFTER, BEFORE)
    for row in rows.reset_index().to_dict("records"):
        assert (row["Targeted drugs"] == AFTER) == (row["start"] >= 2000)


def test_every_study_with_a_period_is_counted_once_for_each_therapy(evidence):
    studies = drugs_possible(evidence)
    for row in eras_of_series(evidence).to_dict("records"):
        assert {span: row[span] for span in SPANS} == {
            span: list(studies[row["drug"]]).count(span) for span in SPANS
        }
        assert sum(row[span] for span in SPANS) == len(studies)
