"""Prognostic factors: counted against the printed rows of the review's Table 2."""

import dataclasses

import pandas as pd
import pytest
from books import BOOK

from bclm.prognosis import (
    factor_counts,
    factor_listing,
    factor_statements,
    factor_table,
    interval_cutoffs,
    listing_in_words,
    model_readings,
    size_cutoffs,
    without_factors,
)

RECEPTORS = "hormone receptor status"


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def changed(evidence, factors):
    return dataclasses.replace(evidence, tables={**evidence.tables, "factors": factors})


def printed_rows(evidence):
    rows = evidence.printed["factors"]
    return rows[(rows["place"] == "Table 2") & (rows["status"] == "stated")]


def test_every_printed_entry_is_in_the_table_once(evidence):
    found = factor_table(evidence)
    assert sorted(found["raw"]) == sorted(printed_rows(evidence)["raw"])
    assert not found.duplicated(["factor", "study"]).any()


def test_opposite_levels_are_marked_in_every_series_that_names_the_factor(evidence):
    torn = factor_table(evidence).query("conflict")
    assert set(torn["factor"]) == {"age"}
    assert set(torn["favourable"]) == {"younger", "older"}


def test_stable_disease_and_response_are_two_levels_and_no_opposites(evidence):
    found = factor_table(evidence).query("factor == 'response to preoperative treatment'")
    assert set(found["favourable"]) == {"stable disease", "response"}
    assert not found["conflict"].any()


def test_a_level_turned_round_is_a_contradiction(evidence):
    factors = evidence.factors.copy()
    one = factors["factor_id"] == "margonis-2016-by-tumour-size"
    factors.loc[one, "favourable"] = "larger"
    found = factor_table(changed(evidence, factors))
    assert found.query("factor == 'tumour size'")["conflict"].all()


def test_kinds_of_analysis_add_up_to_the_printed_entries(evidence):
    counts = factor_counts(evidence).set_index("factor")
    kinds = counts[["multivariable", "univariable", "unresolved"]].sum(axis=1)
    printed = printed_rows(evidence).groupby("factor").size()
    assert kinds.to_dict() == counts["series"].to_dict() == printed.to_dict()


def test_listing_and_not_listing_share_out_all_series(evidence):
    rows = factor_listing(evidence).pivot(index="label", columns="measure", values="value")
    assert (rows.sum(axis=1) == len(evidence.arms.query("place == 'Table 1'"))).all()
    assert (
        rows["Series that list it"].to_dict()
        == printed_rows(evidence).groupby("factor").size().to_dict()
    )


def test_the_series_without_factors_is_named(evidence):
    silent = evidence.factors.query("place == 'Table 2' and status == 'not stated'")
    assert without_factors(evidence) == [
        f"{author} {year}"
        for author, year in evidence.studies.set_index("study_id")
        .loc[silent["study_id"], ["author", "year"]]
        .to_numpy()
    ]


@pytest.mark.parametrize(
    ("cutoffs", "factor"),
    [(size_cutoffs, "tumour size"), (interval_cutoffs, "disease-free interval")],
)
def test_cutoffs_are_the_printed_thresholds_each_report_once(evidence, cutoffs, factor):
    found = cutoffs(evidence)
    printed = evidence.printed["factors"]
    printed = printed[(printed["factor"] == factor) & (printed["threshold"] != "")]
    assert set(found["value"]) == set(printed["threshold"].astype(float))
    assert found["value"].is_monotonic_increasing
    assert not found.duplicated("label").any()
    assert found["unit"].nunique() == 1


def test_an_interval_after_a_second_operation_is_not_taken_for_one_after_the_first(evidence):
    labels = interval_cutoffs(evidence)["label"]
    assert sum("after repeat hepatectomy" in label for label in labels) == 1


def test_the_title_names_the_factor_that_most_series_list():
    rows = pd.DataFrame(
        {
            "label": ["age", "size", "age", "size"],
            "measure": ["listed", "listed", "not", "not"],
            "value": [2, 5, 7, 4],
        }
    )
    said = listing_in_words(rows)
    assert said == "Size is listed by 5 of 9 series; no other factor by more than 2."


def test_statements_put_faults_first(evidence):
    verdicts = factor_statements(BOOK)["verdict"].to_list()
    assert verdicts[0] == "discrepant"
    assert verdicts == sorted(
        verdicts, key=["discrepant", "not recomputable", "consistent", "reproduced"].index
    )


def test_one_reading_of_the_missing_slashes_meets_all_counts_but_that_of_size(evidence):
    found = model_readings(evidence)
    assert len(found) == 2**4
    best = found[found["met"] == found["met"].max()]
    assert len(best) == 1
    read = best.iloc[0]
    assert {name.split()[0]: read[name] for name in found.columns[:4]} == {
        "Kostov": "univariable",
        "Polistina": "univariable",
        "Treska": "multivariable",
        "Margonis": "multivariable",
    }
    assert (read[RECEPTORS], read["resection margin"], read["extrahepatic disease"]) == (3, 2, 3)
    assert read["tumour size"] != 3


def test_without_open_series_there_is_one_reading(evidence):
    factors = evidence.factors.copy()
    factors.loc[factors["model"] == "unresolved", "model"] = "univariable"
    found = model_readings(changed(evidence, factors))
    assert len(found) == 1
