"""Explorers without Python: what the book file declares of anybody's tables is built and pooled."""

import math

import pandas as pd
import pytest

from reviewbook.explorer.explorer import explore
from reviewbook.explorer.material import material
from reviewbook.ledger.book import Book
from reviewbook.ledger.settings import settings
from reviewbook.tables.load import Evidence

DECLARED = """
filters:
  latitude: {label: "Latitude, degrees", characteristic: latitude, step: 1}
  allocation: {label: Allocation, column: allocation}
  allotted: {label: Allotted, characteristic: allotted}
  early: {label: Year, options: {listed as early: {claim: early}}}
outcomes:
  rr: {title: Risk ratio of disease, counts: risk ratio, outcome: disease}
  or: {title: Odds ratio of disease, counts: odds ratio, outcome: disease}
  hr: {title: Hazard ratio of death, effect: hazard ratio, outcome: death}
explorers:
  trials:
    title: The trials
    filters: [latitude, allocation, early]
    shown: [latitude]
    parts:
      - comparisons: {}
        outcomes: [rr, or, hr]
    exercises:
      - {kind: leave out the largest}
"""
COUNTS = {
    "a": (4, 123, 11, 139, "randomised", 44),
    "b": (6, 306, 29, 303, "randomised", 55),
    "c": (3, 231, 11, 220, "unmatched", 42),
    "d": (0, 50, 0, 60, "randomised", None),
    "e": (62, 13598, 248, 12867, "randomised", 52),
}


def made() -> Evidence:
    """Five comparisons with counts; one of them unmatched, one without any event."""
    studies = pd.DataFrame(
        {"study_id": list(COUNTS), "author": [name.upper() for name in COUNTS], "source_id": "s"}
    ).assign(year=1950, ref=range(1, 6), cohort_id=None)
    arms, outcomes = [], []
    for name, (one, n_1, two, n_2, allocation, _) in COUNTS.items():
        for role, k, n in (("intervention", one, n_1), ("comparator", two, n_2)):
            arm = {"arm_id": f"{name}-{role}", "study_id": name, "comparison_id": name}
            arm |= {"role": role, "allocation": allocation, "n": n, "treatment": role}
            arms.append(arm | {"label": role, "place": "Table 1", "source_id": "s"})
            counted = {"arm_id": arm["arm_id"], "outcome": "disease", "statistic": "count"}
            outcomes.append(counted | {"numerator": float(k), "denominator": float(n)})
    latitudes = [
        {"arm_id": f"{name}-intervention", "measure": "latitude", "value": float(row[5])}
        for name, row in COUNTS.items()
        if row[5] is not None
    ]
    effects = {"comparison_id": ["a", "b"], "measure": "hazard ratio", "endpoint": "death"}
    effects |= {"exposed": ["intervention", "comparator"], "value": [0.5, 4.0]}
    tables = {
        "studies": studies,
        "arms": pd.DataFrame(arms),
        "outcomes": pd.DataFrame(outcomes).assign(status="stated", time_zero=None, place="Table 1"),
        "characteristics": pd.DataFrame(latitudes),
        "effects": pd.DataFrame(effects).assign(low=[0.3, 2.0], high=[0.8, 8.0], level=95.0),
        "claims": pd.DataFrame({"claim_id": ["early"], "refs": ["1 2"]}),
    }
    sources = pd.DataFrame({"source_id": ["s"], "label": ["A review"]})
    return Evidence(tables, {"studies": studies.astype(str), "sources": sources})


@pytest.fixture
def book(tmp_path):
    """A book of those comparisons whose explorers are declared."""
    (tmp_path / "_config.yml").touch()
    (tmp_path / "book.yml").write_text(DECLARED, encoding="utf-8")
    return Book(tmp_path, made())


def test_a_ratio_is_computed_from_the_counts_of_both_arms(book):
    rows = material(book, "trials").outcomes[0].rows.set_index("key")
    risk = (4 / 123) / (11 / 139)
    half = 1.959964 * math.sqrt(1 / 4 - 1 / 123 + 1 / 11 - 1 / 139)
    assert rows.loc["a", "estimate"] == pytest.approx(risk)
    assert rows.loc["a", "low"] == pytest.approx(risk * math.exp(-half), rel=1e-6)
    odds = material(book, "trials").outcomes[1].rows.set_index("key")
    assert odds.loc["a", "estimate"] == pytest.approx(4 * 128 / (119 * 11))
    assert rows["n"].tolist() == [262, 609, 451, 110, 26465]


def test_no_ratio_is_shown_of_unmatched_arms_nor_where_nobody_had_the_event(book):
    rows = material(book, "trials").outcomes[0].rows.set_index("key")
    assert list(rows.index[rows["estimate"].isna()]) == ["c", "d"]
    assert rows.loc["c", "row"] == "not stated"


def test_a_printed_ratio_is_turned_to_the_arm_with_the_treatment(book):
    rows = material(book, "trials").outcomes[2].rows.set_index("key")
    assert rows.loc["a", "estimate"] == 0.5
    assert rows.loc["b", ["estimate", "low", "high"]].tolist() == [0.25, 0.125, 0.5]


def test_a_declared_explorer_pools_and_filters_without_python(book):
    explorer = explore(book, "trials")
    whole = explorer.numbers(explorer.start)
    assert (whole["status"], whole["k"]) == ("pooled", "3")
    assert whole["sentence"].endswith("It compares groups that were randomised.")
    state = {"latitude": [50.0, 55.0], "latitude_unknown": False}
    assert explorer.numbers(explorer.start | state)["k"] == "2"
    assert explorer.numbers(explorer.start | {"early": 1})["k"] == "2"
    assert explorer.view.content["columns"][-1] == "Latitude, degrees"
    explorer.view.latitude = [50.0, 55.0]
    assert explorer.sentence().startswith("2 of 3 reports are pooled")


def test_an_explorer_that_is_not_declared_is_refused_with_those_that_are(book):
    with pytest.raises(KeyError, match="trials"):
        explore(book, "trails")


def test_no_declared_filter_of_this_book_is_unused():
    from books import ROOT

    told = settings(ROOT)
    used = {
        each if isinstance(each, str) else each.name
        for explorer in told.explorers.values()
        for each in (*explorer.filters, *explorer.shown)
    }
    assert set(told.filters) <= used
