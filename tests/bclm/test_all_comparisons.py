"""Local treatment against none, side by side."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from books import BOOK
from scipy import special
from scipy.stats import norm

from bclm import all_comparisons
from bclm.all_comparisons import (
    matched_ratios,
    matching_pairs,
    not_reproduced,
    pooled_matched,
    published_pools,
    survival_pairs,
)


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.fixture(scope="module")
def panels(evidence):
    return all_comparisons.panels(evidence)


def test_each_comparison_stands_once_in_the_panel_of_its_allocation(evidence, panels):
    names = panels.groupby("panel")["label"].apply(lambda labels: set(labels.str.split(":").str[0]))
    assert names["Unmatched"] == {
        "Zou 2025",
        "Duan 2011",
        "National Cancer Database 2021, resection",
        "Eur J Surg Oncol 2020, resection by subtype",
        "Ruiz 2018",
        "Sadot, case-control study",
        "Sundén 2020",
    }
    assert names["Matched"] == {
        "Zou 2025",
        "Am J Surg 2020, matched resection",
        "Eur J Surg Oncol 2020, resection by subtype",
        "Mariani 2013",
        "Ruiz 2018",
    }
    assert list(panels["panel"].unique())[:2] == ["Unmatched", "Matched"]
    assert len(panels) == len(set(panels["comparison_id"])) == 15


def test_resection_against_ablation_is_no_comparison_with_none(panels):
    assert "Polistina 2013" not in set(panels["label"])


def test_the_randomised_interval_stays_a_seventy_percent_interval(panels):
    row = panels.set_index("study_id").loc["nrg-br002"]
    assert row[["estimate", "low", "high", "level"]].tolist() == [0.92, 0.71, 1.17, 0.70]
    assert not row["level_taken"]
    assert row["endpoint"] == "progression-free survival"


def test_an_interval_of_another_level_is_derived_at_the_usual_one_and_says_so(evidence, panels):
    rows = all_comparisons.at_usual_level(panels)
    (derived,) = rows[rows["label"].str.endswith("derived")].to_dict("records")
    assert len(rows) == len(panels) + 1
    se = math.log(1.17 / 0.71) / (2 * norm.ppf(0.85))
    ends = [0.92 * math.exp(sign * norm.ppf(0.975) * se) for sign in (-1, 1)]
    assert [derived["low"], derived["high"]] == pytest.approx(ends)
    said = all_comparisons.derived_in_words(evidence)
    assert "0.57 to 1.48 (derived)" in said


def test_a_relative_risk_without_surgery_is_turned(panels):
    row = panels.set_index("study_id").loc["mariani-2013"]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(
        [1 / 3.04, 1 / 4.92, 1 / 1.87]
    )


def test_local_ratios_agree_with_the_level_that_does_worse(evidence):
    rows = all_comparisons.ratios(evidence).dropna(subset=["estimate", "worse"])
    local_worse = (rows["worse"] == "exposed") != rows["turned"]
    assert ((rows["estimate"] > 1) == local_worse).all()


def test_the_review_speaks_where_the_abstract_lacks_a_group(panels):
    matched = panels[panels["panel"] == "Matched"].set_index("study_id")
    assert matched.loc["ruiz-2018", "read_in"] == "The review"
    assert matched.loc["mariani-2013", "read_in"] == "Mariani 2013"


def test_no_ratio_is_computed_where_none_is_printed(evidence, panels):
    printed = set(evidence.effects.dropna(subset=["value"])["effect_id"])
    assert set(panels.dropna(subset=["estimate"])["effect_id"]) <= printed
    unmatched = panels[panels["panel"] == "Unmatched"]
    assert set(unmatched.dropna(subset=["estimate"])["study_id"]) == {"ncdb-2021"}


def test_matching_narrows_the_gap_of_the_same_study(evidence):
    rows = matching_pairs(evidence)
    assert set(rows["study"]) == {"Ruiz 2018"}
    wide = rows.pivot(index="label", columns="stage", values="value")
    assert wide.loc["With local treatment, 3 years"].to_dict() == {"matched": 81, "unmatched": 75}
    assert wide.loc["Without, 5 years"].to_dict() == {"matched": 24, "unmatched": 10}
    assert wide.loc["Without, 3 years"].to_dict() == {"matched": 33, "unmatched": 18}


def test_the_reproduced_pool_rests_on_single_matched_studies_only(evidence):
    rows = matched_ratios(evidence)
    assert set(rows["study_id"]) == {"mariani-2013", "ruiz-2018"}
    kinds = evidence.studies.set_index("study_id")["part"]
    assert "meta-analysis" not in set(kinds[rows["study_id"]])


def test_the_reproduced_pool_is_the_inverse_variance_mean(evidence):
    """The two studies differ less than chance would have it, so that tau squared is nil."""
    result = pooled_matched(evidence)
    printed = np.log([[1 / 3.04, 1 / 4.92, 1 / 1.87], [0.28, 0.15, 0.52]])
    se = (printed[:, 2] - printed[:, 1]) / (2 * special.ndtri(0.975))
    mean = np.average(printed[:, 0], weights=1 / se**2)
    assert result.k == 2
    assert result.tau2 == pytest.approx(0, abs=1e-6)
    assert result.estimate == pytest.approx(np.exp(mean), rel=2e-3)
    half = 12.706204736 / np.sqrt((1 / se**2).sum())
    assert result.low == pytest.approx(np.exp(mean - half), rel=5e-3)
    assert result.high == pytest.approx(np.exp(mean + half), rel=5e-3)
    assert result.prediction_low is None


def test_published_pools_stand_beside_ours_and_are_not_pooled(evidence):
    rows = all_comparisons.reproduced(evidence)
    ours = rows[rows["panel"] == "Computed here"]
    assert ours["row"].tolist() == ["study", "study", "pooled", "note"]
    published = rows[rows["panel"] == "As published"]
    assert set(published["estimate"]) == {0.69, 0.40, 0.41, 0.45}
    assert set(published["row"]) == {"pooled"}
    assert set(published_pools(evidence)["model"]) == {"pooled"}


def test_what_could_not_be_reproduced_is_said(evidence, panels):
    rows = not_reproduced(evidence).set_index("label")
    left = panels[(panels["panel"] == "Matched") & panels["low"].isna()]["label"]
    assert set(left) | {"Calpin 2023", "Eur J Surg Oncol 2024, pooled matched studies"} == set(
        rows.index
    )
    assert rows["why"].str.len().gt(20).all()
    assert "p value" in rows.loc[next(n for n in rows.index if "3 cm" in n), "why"]


def test_a_comparison_without_its_other_group_is_left_out(evidence):
    arms = evidence.arms[evidence.arms["arm_id"] != "sunden-2020-abstract-systemic"]
    other = dataclasses.replace(evidence, tables={**evidence.tables, "arms": arms})
    left = set(all_comparisons.every(evidence)["label"]) - set(
        all_comparisons.every(other)["label"]
    )
    assert left == {"Sundén 2020"}


def test_the_sizes_of_both_groups_are_shown(panels):
    row = panels[panels["study_id"] == "sadot"].iloc[0]
    assert row["arms"] == "69 / 98"
    assert pd.isna(panels.set_index("study_id").loc["nrg-br002", "n_local"])


def test_survival_of_both_groups_is_as_printed_and_only_chosen_alike_groups_are_joined(evidence):
    rows = survival_pairs(evidence, "five years")
    found = rows.set_index(["label", "arm"])["value"]
    assert found["Sadot, case-control study, unmatched", "With local treatment"] == 38
    assert found["Sadot, case-control study, unmatched", "Without"] == 39
    assert found["Ruiz 2018, matched", "With local treatment"] == 69
    assert not rows.loc[rows["panel"] == "Unmatched", "joined"].any()
    assert rows.loc[rows["panel"] == "Matched", "joined"].all()
    assert (rows.groupby("label")["arm"].nunique() == 2).all()


def test_a_mean_is_no_survival_time_and_a_group_alone_is_no_pair(evidence):
    labels = set(survival_pairs(evidence)["label"])
    assert not any(label.startswith("Am J Surg 2020") for label in labels)
    assert not any("NRG" in label for label in labels)
    assert any("NRG" in label for label in survival_pairs(evidence, "three years")["label"])


def test_the_title_counts_intervals_that_hold_no_difference(panels):
    said = all_comparisons.panels_found(all_comparisons.at_usual_level(panels))
    assert "0 of 2 matched, 1 of 1 randomised" in said
    ranged = panels["low"].notna()
    assert said.startswith(f"{ranged.sum()} of {len(panels)} comparisons")
    wider = panels.assign(high=panels["high"].mask(panels["panel"] == "Matched", 2.0))
    assert "2 of 2 matched" in all_comparisons.panels_found(wider)


def test_the_title_of_the_pool_is_that_of_its_rows(evidence):
    rows = all_comparisons.reproduced(evidence)
    whole = rows.query("row == 'pooled' and panel == 'Computed here'").iloc[0]
    assert (
        f"{whole['estimate']:.2f}, interval {whole['low']:.2f}"
        in all_comparisons.reproduced_found(rows)
    )
    assert all_comparisons.reproduced_found(rows).endswith("Published pools: 0.40 to 0.69.")


def test_another_endpoint_and_another_level_stand_in_the_label(panels):
    assert (
        panels.set_index("study_id")
        .loc["nrg-br002", "label"]
        .endswith(": progression-free survival, 70% interval")
    )
    assert "interval" not in panels.set_index("study_id").loc["mariani-2013", "label"]
