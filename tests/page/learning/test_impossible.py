"""Cases of impossible numbers come from the ledger and can be solved with what is shown."""

import pytest
from books import BOOK

from reviewbook.checks.findings import FAULTS
from reviewbook.page.learning.impossible import cases, spot


@pytest.fixture(scope="module")
def found() -> list[dict]:
    return cases(BOOK)


def test_every_impossible_fault_of_the_register_is_a_case(found):
    faults = BOOK.register.query("verdict == 'infeasible'")["fault_id"]
    assert [one["fault_id"] for one in found] == list(faults)
    assert len(set(faults)) == len(faults) > 5


def test_what_is_right_is_impossible_and_what_stands_beside_it_is_not(found):
    for one in found:
        verdicts = [row["verdict"] for row in one["numbers"]]
        assert {verdicts[at] for at in one["right"]} == {"infeasible"}
        others = [verdict for at, verdict in enumerate(verdicts) if at not in one["right"]]
        assert len(others) >= 2
        assert not set(others) & set(FAULTS)


def test_a_share_of_few_patients_stands_beside_how_many_they_are(found):
    few = [one for one in found if "No whole number" in one["found"]]
    assert few
    assert all(one["numbers"][0]["table"] == "arms" for one in few)


def test_a_sum_stands_beside_what_the_check_compared(found):
    summed = next(one for one in found if "have a sum" in one["found"])
    read = {name for b in BOOK.ledger.bearings for name in b.compared if b.finding.fault}
    assert {row["entry_id"] for row in summed["numbers"]} <= read


def test_the_page_shows_every_case_and_leads_to_the_ledger(found):
    body = spot(BOOK).body
    assert body.count("<fieldset") == len(found)
    assert body.count('href="page:verification#') == sum(len(one["right"]) for one in found)
