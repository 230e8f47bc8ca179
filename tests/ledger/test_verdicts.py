"""Every verdict has one sign, the same in text, legend and chart."""

import re
from urllib.parse import unquote

from books import BOOK, ROOT

from reviewbook.charts.coverage import coverage_chart
from reviewbook.charts.theme import LIGHT
from reviewbook.checks.findings import VERDICTS
from reviewbook.ledger.verdicts import (
    CORRECTED,
    EVERY_SIGN,
    MARKS,
    MEANINGS,
    RETRACTED,
    SIGNS,
    STATED,
    sign_of,
)
from reviewbook.page.ledger_table import LedgerTable, numbers
from reviewbook.page.site import signs


def test_every_verdict_has_a_sign_of_its_own_in_the_order_of_the_findings():
    assert list(SIGNS) == list(VERDICTS)
    assert len({sign.mark for sign in EVERY_SIGN.values()}) == len(EVERY_SIGN)
    assert len({sign.shape for sign in EVERY_SIGN.values()}) == len(EVERY_SIGN)
    assert {sign.colour for sign in EVERY_SIGN.values()} <= LIGHT.keys()
    assert MARKS.keys() == MEANINGS.keys() == {*VERDICTS, STATED, CORRECTED, RETRACTED}


def test_the_chart_draws_the_signs_it_is_handed():
    shapes = coverage_chart(numbers(BOOK), SIGNS).to_dict()["hconcat"][0]["layer"][0]["encoding"]
    assert shapes["shape"]["scale"] == {
        "domain": list(SIGNS),
        "range": [sign.shape for sign in SIGNS.values()],
    }


def test_only_what_is_computed_in_the_place_of_a_fault_is_corrected():
    assert sign_of("discrepant", "computed") == CORRECTED
    assert sign_of("discrepant", "full") == "discrepant"
    assert sign_of("reproduced", "computed") == "reproduced"


def test_the_page_draws_the_shapes_that_charts_draw():
    rules = unquote(signs())
    for name, sign in EVERY_SIGN.items():
        kind = f".claim-{name.replace(' ', '-')}"
        drawn = re.search(rf"^{re.escape(kind)} {{ --mark: url\(.*$", rules, re.MULTILINE)[0]
        assert f"d='{sign.shape}'" in drawn
        assert f"{kind} .claim-mark {{ color: var(--rb-{sign.colour}); }}" in rules
    written = (ROOT / "reviewbook" / "page" / "assets" / "book.css").read_text("utf-8")
    assert "--mark: url" not in written


def test_the_ledger_is_sorted_in_the_order_of_the_findings():
    head = LedgerTable(numbers(BOOK).head(1), "One number").inner_html()
    assert f'data-order="{"|".join(VERDICTS)}"' in head
    script = (ROOT / "reviewbook" / "page" / "assets" / "ledger.js").read_text("utf-8")
    assert not any(verdict in script for verdict in VERDICTS)
