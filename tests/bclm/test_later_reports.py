"""Rows from the abstracts, held against what the tables of the evidence hold."""

import pandas as pd
import pytest
from books import BOOK

from bclm import factor_ratios
from bclm.factor_ratios import POOLED
from bclm.later_reports import (
    ablation_months,
    ablation_series,
    ablation_survival,
    both_readings,
    corrected_factors,
    corrected_series,
    facts_of,
    long_survivors,
    patients_in_words,
    pooled_readings,
    pooled_reports,
    randomised,
    ratios_by_factor,
    readings_in_words,
    series_since,
)
from reviewbook.charts.forest import forest
from reviewbook.checks.granularity import feasible_percentage
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_a_report_of_ablation_stands_once_with_what_it_prints(evidence):
    rows = ablation_series(evidence).set_index("study_id")
    assert rows.index.is_unique
    assert rows.loc["bai", ["n", "metastases", "size"]].tolist() == [69, 135, 2.9]
    assert rows.loc["bai", "harm"] == "major complications: 1 of 92\N{NO-BREAK SPACE}sessions"
    assert pd.isna(rows.loc["radiol-med-2015", "metastases"])


def test_a_clock_has_a_panel_of_its_own(evidence):
    for rows in (ablation_survival(evidence), ablation_months(evidence)):
        assert (rows.groupby("panel")["time_zero"].nunique() == 1).all()
        assert rows["panel"].nunique() == rows["time_zero"].nunique() == 3
        assert not rows["panel"].isna().any()


def test_survival_falls_with_time_in_each_report(evidence):
    rows = ablation_survival(evidence).sort_values("time_months")
    for _, report in rows.groupby(["label", "time_zero"]):
        assert report["estimate"].is_monotonic_decreasing


def test_the_statistic_is_part_of_the_label_in_months(evidence):
    labels = set(ablation_months(evidence)["label"])
    assert {"Polistina 2013, mean", "Polistina 2013, median"} <= labels
    assert "Carrafiello 2011, mean" in labels


def test_pooled_reports_are_of_meta_analyses_and_of_the_treatments_asked_for(evidence):
    kinds = evidence.sources.set_index("label")["kind"]
    rows = pooled_reports(evidence, ["resection"])
    assert (rows["source"].map(kinds) == "meta-analysis").all()
    assert not set(rows["group"]) & set(pooled_reports(evidence, ["arterial therapy"])["group"])
    margins = rows[rows["outcome"] == "R0 resection"].iloc[0]
    assert margins["printed"] == "83% (683 of 825)"
    assert feasible_percentage(margins["value"], 825, 0)[0]


def test_no_panel_holds_two_scales_or_a_meta_analysis_with_a_report(evidence):
    rows = ratios_by_factor(evidence)
    assert len(rows) == len(factor_ratios.ratios(evidence))
    single = rows[rows["panel"] != POOLED]
    assert (single.groupby("panel")["scale"].nunique() == 1).all()
    assert set(rows.loc[rows["model"] == "pooled", "panel"]) == {POOLED}
    assert not (single["model"] == "pooled").any()


def test_the_size_of_a_series_is_the_one_its_abstract_gives(evidence):
    rows = ratios_by_factor(evidence).drop_duplicates("study_id").set_index("study_id")
    assert rows.loc["margonis-2016", "size"] == 3.0
    assert rows.loc["meloni", "size"] == 2.5
    assert pd.isna(rows.loc["abbott-2012", "size"])
    assert set(rows["receptors"].dropna()) == {"reported"}


def test_both_readings_of_a_factor_are_given(evidence):
    rows = corrected_factors(BOOK).set_index("entry_id")
    named = {"margonis-2016-by-tumour-size", "treska-2014-by-hormone-receptor-status"}
    assert named <= set(rows.index)
    assert "hazard ratio 1.03" in rows.loc["margonis-2016-by-tumour-size", "other"]
    assert set(corrected_series(BOOK)["entry_id"]).isdisjoint(rows.index)


def test_the_pool_moves_where_a_printed_figure_was_corrected(evidence):
    rows = pooled_readings(evidence).set_index("what")
    assert (rows["printed_k"] == rows["corrected_k"]).all()
    assert (rows["printed_n"] == rows["corrected_n"]).all()
    five = rows.loc["alive at 5 years"]
    assert five["change"] == pytest.approx(five["corrected"] - five["printed"])
    assert five["change"] != 0
    sentence = readings_in_words(evidence)
    assert f"{five['printed']:.1f}% to {five['corrected']:.1f}%" in sentence


def test_the_corrected_panel_has_the_corrected_figures(evidence):
    rows = both_readings(evidence, "os_5")
    series = rows.query("row == 'study'").set_index(["panel", "study_id"])["estimate"]
    printed, said = rows["panel"].unique()
    assert series[printed, "dittmar-2013"] == 26
    assert series[said, "dittmar-2013"] == 28
    pooled = rows.query("row == 'pooled'").set_index("panel")["estimate"]
    five = pooled_readings(evidence).set_index("what").loc["alive at 5 years"]
    assert pooled.tolist() == pytest.approx([five["printed"], five["corrected"]])


def test_a_share_that_was_impossible_is_possible_with_the_corrected_size(evidence):
    taken = evidence.printed["corrections"].assign(use="other")
    other = Evidence(evidence.tables, {**evidence.printed, "corrections": taken})
    rows = both_readings(other, "solitary").set_index(["study_id", "panel"])["feasible"]
    assert rows["treska-2014"].tolist() == [False, True]


def test_patients_are_told_from_rows(evidence):
    studies = evidence.studies.query("part == 'resection series'")["study_id"]
    arms = evidence.arms.query("place == 'Table 1'")
    total = int(arms.loc[arms["study_id"].isin(studies), "n"].sum())
    assert f"The review's Table 1: {total} in all" in patients_in_words(evidence)


def test_long_survivors_are_set_beside_the_others(evidence):
    survivors = long_survivors(evidence, "ruiz-2018-survivors").set_index("measure")
    assert survivors.loc["oestrogen receptor positive"].tolist() == ["54%", "79%"]


def test_an_interval_of_another_level_says_so(evidence):
    rows = randomised(evidence)
    assert rows["level"].tolist() == [0.7, 0.95]
    assert rows["printed"].notna().tolist() == [True, False]
    assert "derived" in rows["label"].iloc[1]
    heading = forest(rows.iloc[:1], "Hazard ratio").to_json()
    assert "70% interval" in heading
    assert "95% interval" not in heading


def test_series_since_the_review_are_single_reports_it_does_not_cite(evidence):
    rows = series_since(evidence, ["resection", "arterial therapy"])
    assert rows["printed"].ne("").all()
    named = set(rows["source"])
    assert "Cantalejo-Díaz 2024 (LIBREAST)" in named
    sources = evidence.sources.set_index("label")
    assert not set(sources.loc[list(named), "kind"]) & {"meta-analysis", "review"}
    assert not named & {"Abbott 2012", "Sundén 2020", "Zou 2025"}


def test_facts_are_those_of_the_sources_named_and_say_how_they_were_read(evidence):
    assert set(facts_of(evidence, ["CURB"])["read_as"]) == {"second hand"}
    rows = facts_of(evidence, ["BreCLIM"])
    assert set(rows["source"]) == {"BreCLIM-2"}
    assert "200\N{NO-BREAK SPACE}patients" in set(rows["printed"])
