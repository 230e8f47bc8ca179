"""Every verdict has one sign, the same in text, legend and chart."""

from books import BOOK

from reviewbook.charts.coverage import coverage_chart
from reviewbook.charts.theme import LIGHT
from reviewbook.checks.findings import VERDICTS
from reviewbook.ledger.verdicts import CORRECTED, MARKS, MEANINGS, RETRACTED, SIGNS, STATED
from reviewbook.page.ledger_table import numbers


def test_every_verdict_has_a_sign_of_its_own_in_the_order_of_the_findings():
    assert list(SIGNS) == list(VERDICTS)
    assert len({sign.mark for sign in SIGNS.values()}) == len(VERDICTS)
    assert len({sign.shape for sign in SIGNS.values()}) == len(VERDICTS)
    assert {sign.colour for sign in SIGNS.values()} <= LIGHT.keys()
    assert MARKS.keys() == MEANINGS.keys() == {*VERDICTS, STATED, CORRECTED, RETRACTED}


def test_the_chart_draws_the_signs_it_is_handed():
    shapes = coverage_chart(numbers(BOOK), SIGNS).to_dict()["hconcat"][0]["layer"][0]["encoding"]
    assert shapes["shape"]["scale"] == {
        "domain": list(SIGNS),
        "range": [sign.shape for sign in SIGNS.values()],
    }
