"""The second book: data, settings and chapters alone, held to metafor and tried in a browser."""

import json
import re

import pytest
from books import BOOK, ROOT, TRIALS

from reviewbook.checks.findings import FAULTS
from reviewbook.ledger.book import Book
from reviewbook.page.gate.book_gate import book_numerals
from reviewbook.statistics.pooling import pool
from reviewbook.statistics.two_arms import two_arm_effects
from reviewbook.tables.reports import counted_pairs

TRIAL_BOOK = Book(TRIALS)
PINNED = json.loads((ROOT / "validation" / "metafor" / "reference.json").read_text("utf-8"))
PAIRS = counted_pairs(TRIAL_BOOK.evidence, "tuberculosis")
COUNTS = {"ai": "events_1", "n1i": "n_1", "ci": "events_2", "n2i": "n_2"}
STATES = {
    "": PAIRS["study"] != "",
    "allotted=alternate": PAIRS["allotted"] == "alternate",
    "allotted=random": PAIRS["allotted"] == "random",
    "allotted=systematic": PAIRS["allotted"] == "systematic",
    "latitude=33,55": PAIRS["latitude"] >= 33,
    "latitude=13,27": PAIRS["latitude"] <= 27,
    "allotted=random&latitude=42,55": (PAIRS["allotted"] == "random") & (PAIRS["latitude"] >= 42),
}
"""What a reader may choose, as the address of the page says it, with the trials that it keeps."""
READY = "[data-explorer=trials][data-ready=true]"
SHOWN = """
(fragment) => {
  history.replaceState(null, "", fragment);
  window.dispatchEvent(new Event("hashchange"));
  const root = document.querySelector(".rb-explorer");
  const numbers = {};
  for (const cell of root.querySelectorAll("dd")) numbers[cell.dataset.number] = cell.textContent;
  return { numbers, sentence: root.querySelector(".rb-sentence").textContent };
}
"""


def pinned(kind, **wanted):
    (found,) = (row for row in PINNED[kind] if wanted.items() <= row.items())
    return found


def test_it_has_no_code_of_its_own():
    made = {"_build", ".cache"}
    files = [path for path in TRIALS.rglob("*.*") if not made & {*path.parts}]
    assert files
    assert not [path for path in files if path.suffix in {".py", ".js", ".css"}]


def test_its_chapters_import_the_machine_alone():
    for page in TRIALS.glob("chapters/*.md"):
        found = re.findall(r"^(?:from|import) (\w+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(found) <= {"reviewbook"}


@pytest.mark.parametrize(("theirs", "ours"), COUNTS.items())
def test_the_counts_are_those_of_the_package_with_the_data_set(theirs, ours):
    rows = PINNED["datasets"]["bcg_rr"]["rows"]
    assert list(PAIRS[ours]) == rows[theirs]


@pytest.mark.parametrize(("theirs", "ours"), {"ablat": "latitude", "alloc": "allotted"}.items())
def test_latitude_and_allotment_are_those_of_the_data_set(theirs, ours):
    assert list(PAIRS[ours]) == PINNED["moderators"]["bcg_rr"][theirs]


def test_the_raw_text_of_a_count_adds_up_to_its_denominator():
    for row in TRIAL_BOOK.evidence.printed["outcomes"].to_dict("records"):
        parts = [int(number) for number in re.findall(r"\d+", row["raw"])]
        assert [parts[0], sum(parts)] == [int(row["numerator"]), int(row["denominator"])]


def test_the_pooled_number_is_metafors():
    theirs = pinned("pooled", dataset="bcg_rr", method="REML", interval="knapp-hartung", level=0.95)
    ours = TRIAL_BOOK.analyses["risk-ratio"]
    for name in ("mu", "mu_low", "mu_high", "tau2"):
        assert getattr(ours, name) == pytest.approx(theirs[name], abs=1e-6)


def test_the_line_over_latitude_is_metafors():
    theirs = pinned(
        "regression",
        dataset="bcg_rr",
        moderators=["ablat"],
        method="REML",
        interval="knapp-hartung",
    )
    found = TRIAL_BOOK.analyses["by-latitude"]
    assert list(found.coefficients["coefficient"]) == pytest.approx(theirs["coefficient"], abs=1e-6)


def test_every_verdict_is_the_accepted_one_and_most_claims_are_recomputed():
    assert TRIAL_BOOK.ledger.moved.empty
    claims = TRIAL_BOOK.entries.query("table == 'claims'")
    assert len(claims) >= 15
    told = claims["verdict"].isin([*FAULTS, "reproduced", "consistent"])
    assert told.sum() > len(claims) / 2


def test_what_differs_from_print_is_minor_and_says_why():
    assert set(TRIAL_BOOK.register["severity"]) == {"minor"}
    assert TRIAL_BOOK.register["note"].ne("").all()


def test_no_numeral_is_typed():
    assert not book_numerals(TRIAL_BOOK)


def test_it_shares_no_identifier_of_a_source_or_study_with_the_first_book():
    for table in ("sources", "studies"):
        column = TRIAL_BOOK.evidence.printed[table].iloc[:, 0]
        assert not set(column) & set(BOOK.evidence.printed[table].iloc[:, 0])


@pytest.fixture(scope="module")
def tab(trials_site, browser):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((trials_site / "chapters" / "trials.html").as_uri() + "#explore-trials")
    page.wait_for_selector(READY, state="attached")
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    yield page
    page.close()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state or "all")
def test_a_filter_shows_in_the_browser_what_python_pools(tab, state):
    kept = PAIRS[STATES[state]]
    pooled = pool(two_arm_effects(kept, "RR"))
    shown = tab.evaluate(SHOWN, f"#explore-trials?{state}")
    assert shown["numbers"]["k"] == str(len(kept))
    assert shown["numbers"]["estimate"] == f"{pooled.estimate:.2f}"
    assert shown["numbers"]["interval"] == f"{pooled.low:.2f} – {pooled.high:.2f}"
    assert f"{len(kept)} of {len(PAIRS)} reports are pooled" in shown["sentence"]


def test_the_filters_change_the_pooled_number(tab):
    found = {tab.evaluate(SHOWN, f"#explore-trials?{state}")["sentence"] for state in STATES}
    assert len(found) == len(STATES)


def test_randomised_trials_are_not_called_matched(tab):
    sentence = tab.evaluate(SHOWN, "#explore-trials?")["sentence"]
    assert "matched" not in sentence
    assert "allotted, at random or by turns" in sentence


@pytest.mark.parametrize("name", ["intro", "chapters/trials", "chapters/latitude"])
def test_numbers_link_to_their_rows_in_the_ledger(trials_site, name):
    html = (trials_site / f"{name}.html").read_text("utf-8")
    ledger = (trials_site / "chapters" / "register.html").read_text("utf-8")
    linked = re.findall(r'<a class="claim [^>]*href="(?:chapters/)?register\.html#([^"]+)"', html)
    assert linked
    assert all(f'id="{entry}"' in ledger for entry in linked)


def test_the_register_shows_every_fault(trials_site):
    html = (trials_site / "chapters" / "register.html").read_text("utf-8")
    assert html.count('class="rb-fault') == len(TRIAL_BOOK.register)


def test_the_forest_plot_draws_the_pooled_number(trials_site):
    html = (trials_site / "chapters" / "trials.html").read_text("utf-8")
    found = TRIAL_BOOK.analyses["risk-ratio"]
    drawn = html[html.index('id="trials-forest"') :]
    for number in (found.estimate, found.low, found.high, found.prediction_high):
        assert f"{number:.2f}" in drawn[: drawn.index("</svg>")]
