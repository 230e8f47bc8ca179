"""The analyses a book names in its data, against those of metafor."""

import json

import pytest
from books import ROOT

from reviewbook.ledger.analyses import analyses, analysis_rows
from reviewbook.tables.load import Evidence, load

TRIALS = load(ROOT / "examples" / "bcg" / "data")
PINNED = json.loads((ROOT / "validation" / "metafor" / "reference.json").read_text("utf-8"))


def pinned(kind, **wanted):
    found = [row for row in PINNED[kind] if wanted.items() <= row.items()]
    assert len(found) == 1
    return found[0]


def renamed(**cells):
    """The first analysis with other settings."""
    tables = {
        kind: given["analyses"].iloc[[0]].assign(**cells)
        for kind, given in (("tables", TRIALS.tables), ("printed", TRIALS.printed))
    }
    return Evidence(
        TRIALS.tables | {"analyses": tables["tables"]},
        TRIALS.printed | {"analyses": tables["printed"]},
    )


DATASETS = {"bcg_rr": "RR", "bcg_or": "OR"}
POOLED = [r for r in PINNED["pooled"] if r["dataset"] in DATASETS and r["level"] == 0.95]


@pytest.mark.parametrize(
    "theirs", POOLED, ids=lambda row: f"{row['dataset']}-{row['method']}-{row['interval']}"
)
def test_a_pooled_analysis_is_metafors(theirs):
    settings = {name: theirs[name] for name in ("method", "interval")}
    (ours,) = analyses(renamed(measure=DATASETS[theirs["dataset"]], **settings)).values()
    for name in ("mu", "se", "mu_low", "mu_high", "tau2"):
        assert getattr(ours, name) == pytest.approx(theirs[name], abs=1e-6)


def test_an_analysis_with_a_moderator_is_metafors():
    theirs = pinned(
        "regression",
        dataset="bcg_rr",
        moderators=["ablat"],
        method="REML",
        interval="knapp-hartung",
    )
    (row,) = analysis_rows(renamed(moderator="latitude", method="REML", interval="knapp-hartung"))
    assert float(row["intercept"]) == pytest.approx(theirs["coefficient"][0], abs=1e-6)
    assert float(row["slope"]) == pytest.approx(theirs["coefficient"][1], abs=1e-6)
    assert float(row["tau2"]) == pytest.approx(theirs["tau2"], abs=1e-6)
    for place, name in enumerate(("intercept", "slope")):
        assert float(row[f"{name}_se"]) == pytest.approx(theirs["se"][place], abs=1e-6)


def test_a_study_can_be_left_out():
    left = TRIALS.studies["study_id"].iloc[0]
    (ours,) = analyses(renamed(without=left)).values()
    assert ours.k == len(TRIALS.studies) - 1
    assert set(ours.studies["study_id"]) == set(TRIALS.studies["study_id"]) - {left}


def test_results_are_columns_of_text_and_empty_where_an_analysis_has_none():
    rows = {row["analysis_id"]: row for row in analysis_rows(TRIALS)}
    results = analyses(TRIALS)
    for name, row in rows.items():
        assert float(row["tau2"]) == pytest.approx(results[name].tau2)
        assert float(row["tau"]) ** 2 == pytest.approx(results[name].tau2)
        pooled = not row["moderator"]
        assert bool(row["estimate"]) == pooled
        assert bool(row["slope"]) == (not pooled)
        if pooled:
            assert float(row["reduction"]) == pytest.approx(100 - 100 * results[name].estimate)


def test_a_book_without_analyses_has_none():
    tables = {name: rows for name, rows in TRIALS.tables.items() if name != "analyses"}
    printed = {name: rows for name, rows in TRIALS.printed.items() if name != "analyses"}
    assert analyses(Evidence(tables, printed)) == {}
    assert analysis_rows(Evidence(tables, printed)) == []
