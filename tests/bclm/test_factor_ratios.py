"""Prognostic factors of the primary reports and the meta-analyses."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from books import BOOK

from bclm import factor_ratios
from bclm.factor_ratios import POOLED, PRIMARY, ratios_in_words
from reviewbook.charts.forest import forest
from reviewbook.checks.ratio_intervals import interval_centre, p_agrees


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.fixture(scope="module")
def rows(evidence):
    return factor_ratios.ratios(evidence).set_index("effect_id")


def test_an_unfavourable_level_always_has_a_ratio_above_one(rows):
    assert (rows["estimate"] > 1).all()


def test_a_ratio_printed_the_other_way_round_is_turned(evidence, rows):
    name = "margonis-2016-abstract-margin"
    effects = evidence.effects.copy()
    row = effects["effect_id"] == name
    effects.loc[row, ["value", "low", "high"]] = [1 / 3.57, 1 / 9.16, 1 / 1.40]
    effects.loc[row, ["exposed", "reference", "worse"]] = ["R0", "positive", "reference"]
    other = dataclasses.replace(evidence, tables={**evidence.tables, "effects": effects})
    turned = factor_ratios.ratios(other).set_index("effect_id").loc[name]
    expected = rows.loc[name, ["estimate", "low", "high"]].tolist()
    assert turned[["estimate", "low", "high"]].tolist() == pytest.approx(expected)
    assert turned["label"] == rows.loc[name, "label"] == "Margonis 2016: positive"


def test_a_meta_analysis_stands_apart_from_single_reports(evidence, rows):
    kinds = evidence.sources.set_index("label")["kind"]
    for row in rows.to_dict("records"):
        assert (kinds[row["source"]] == "meta-analysis") == (row["panel"] == POOLED)
    assert set(rows["panel"]) == {PRIMARY, POOLED}


def test_a_threshold_and_a_unit_are_different_scales(evidence):
    rows = factor_ratios.ratios(evidence, "tumour size").set_index("source")
    assert rows.loc["Meloni 2009", ["scale", "threshold", "threshold_unit"]].tolist() == [
        "threshold",
        2.5,
        "cm",
    ]
    assert rows.loc["Margonis 2016", "scale"] == "per unit"
    assert rows.loc["Eur J Surg Oncol 2020, resection by subtype", "scale"] == "not stated"


def test_a_level_that_was_not_read_is_taken_and_said_to_be(rows):
    with_interval = rows[rows["low"].notna()]
    printed = with_interval["source"].str.startswith("Jiang")
    assert with_interval.loc[~printed, "level_taken"].all()
    assert set(with_interval.loc[printed, "level_taken"]) == {True, False}
    assert set(with_interval["level"]) == {0.95}
    without = rows[rows["low"].isna()]
    assert not without["level_taken"].any()
    assert set(without["interval"]) == {"none"}


def test_the_taken_level_agrees_with_the_printed_p(evidence):
    """At 95% the interval gives the printed p; at 70% it would not."""
    printed = evidence.printed["effects"]
    checked = printed.query("model == 'multivariable' and low != '' and p != ''")
    checked = checked[checked["study_id"].isin(["abbott-2012", "margonis-2016"])]
    assert len(checked) == 4
    for row in checked.to_dict("records"):
        ends = row["low"], row["high"]
        assert interval_centre(row["value"], *ends).verdict in ("reproduced", "consistent")
        assert p_agrees(row["p"], *ends, row["value"], 95.0).severity != "major"
        assert p_agrees(row["p"], *ends, row["value"], 70.0).verdict == "discrepant"


def test_a_factor_pooled_with_others_is_found_under_each(evidence):
    for factor in ("number of metastases", "tumour size", "disease-free interval"):
        assert "Galiandro 2022" in set(factor_ratios.ratios(evidence, factor)["source"])
    assert "treatment" not in factor_ratios.factors(evidence)


def test_every_factor_with_a_ratio_can_be_drawn(evidence):
    for factor in factor_ratios.factors(evidence):
        rows = factor_ratios.ratios(evidence, factor)
        rows = rows[rows["panel"] == rows["panel"].iloc[0]]
        assert forest(rows, "Hazard ratio").to_dict()["layer"]


def test_findings_cover_every_factor_row_read_in_an_abstract(evidence):
    rows = factor_ratios.findings(evidence)
    later = ~evidence.effects["source_id"].isin(BOOK.documents)
    effects = evidence.effects[later & (evidence.effects["factor"] != "treatment")]
    effects = effects[effects["factor"] != "repeat hepatectomy"]
    named = evidence.factors[~evidence.factors["source_id"].isin(BOOK.documents)]
    assert len(rows) == len(effects) + (named["factor"] != "surgery").sum()
    kinds = rows["given"].value_counts()
    assert kinds["p value"] == (effects["measure"] == "test only").sum()
    assert kinds["ratio with interval"] == effects["low"].notna().sum()


def test_numbers_of_patients_are_those_of_the_series(rows):
    assert rows.loc["abbott-2012-abstract-receptors-effect", "n"] == 86
    assert rows.loc["eur-j-surg-oncol-2020-abstract-size", "n"] == 136
    assert np.isfinite(rows["n"].astype(float)).all()


def test_the_title_counts_the_factors_with_a_single_ratio():
    rows = pd.DataFrame({"factor": ["age", "size", "size", "nodes"]})
    assert ratios_in_words(rows) == "4 printed ratios on 3 factors; on 2 of these only one."


def test_ratios_that_share_a_figure_are_of_one_kind(evidence):
    rows = factor_ratios.comparable(evidence)
    assert set(rows["scale"]) == {"levels"}
    assert set(rows["endpoint"]) == {"overall survival"}
    assert rows["interval"].eq("printed").all()
    assert list(rows["panel"].unique()) == [PRIMARY, POOLED]
    assert "Margonis 2016: positive (resection margin)" in set(rows["label"])
    assert "Abbott 2012: oestrogen receptor negative" in set(rows["label"])
    whole = factor_ratios.ratios(evidence)
    left = whole[~whole["effect_id"].isin(rows["effect_id"])]
    assert left["low"].isna().any()
    assert "progression-free survival" in set(left["endpoint"])
