import math

import pytest
from books import BOOK

from bclm import ablation, later_reports
from bclm.ablation import (
    case_mix,
    mix_found,
    other_treatments,
    pooled_side_by_side,
    progression_by_margin,
    ranges_found,
    safety,
    size_statements,
    survival_found,
    whole_numbers,
)


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_the_margins_hold_the_numbers_that_a_search_by_hand_finds(evidence):
    """Every k of n is tried, with the rounding of format() instead of the package's."""
    fits = {
        text: [(k, n) for n in range(1, 136) for k in range(9) if k <= n and same(k, n, text)]
        for text in ("38.9", "3.6", "0.0")
    }
    found = [
        (narrow, middle, wide)
        for narrow in fits["38.9"]
        for middle in fits["3.6"]
        for wide in fits["0.0"]
        if narrow[0] + middle[0] + wide[0] == 8 and narrow[1] + middle[1] + wide[1] == 135
    ]
    rows = progression_by_margin(evidence)
    assert [tuple(zip(rows["k"], rows["n"], strict=True))] == found


def same(k, n, text):
    return f"{100 * k / n:.1f}" == text


def test_whole_numbers_lists_every_set_and_not_only_the_first():
    assert len(whole_numbers(["50", "50"], 2, 4)) == 1
    assert whole_numbers(["50", "0"], 1, 4) == [((1, 2), (0, 2))]
    assert whole_numbers(["50", "50"], 4, 8) == [
        ((1, 2), (3, 6)),
        ((2, 4), (2, 4)),
        ((3, 6), (1, 2)),
    ]
    assert whole_numbers(["50", "50"], 3, 4) == []


def test_the_reports_are_the_seven_references_and_only_one_has_patients(evidence):
    rows = ablation.reports(evidence).set_index("ref")
    assert list(rows.index) == [57, 58, 59, 60, 61, 62, 63]
    assert rows["n"].dropna().to_dict() == {63: 69}
    assert rows["metastases"].dropna().to_dict() == {63: 135}
    assert rows["threshold"].dropna().to_dict() == {59: 2.5}
    assert list(rows.index[rows["no_major_complication"] == "named"]) == [57, 59, 60, 62]
    assert list(rows.index[rows["technical_success"] == "named"]) == [58, 60, 63]
    assert list(rows.index[rows["short_stay"] == "named"]) == [57, 59]


def test_other_treatments_follow_the_references(evidence):
    assert list(other_treatments(evidence)["refs"]) == ["64", "65", "66", "67"]


def test_case_mix_keeps_both_figures_of_extrahepatic_disease(evidence):
    rows = case_mix(BOOK).set_index(["measure", "label"])
    spread = rows.loc["Extrahepatic disease, %"]
    assert spread.loc["RFA, as pooled", ["value", "low", "high"]].tolist() == [36, 40, 83]
    assert spread.loc["RFA, when compared", "value"] == 46
    table = rows.loc[("Solitary metastasis, %", "Resection, from Table 1")]
    shares = sorted([62, 24, 65, 52, 42, 67, 56, 55, 39, 52, 39])
    assert table["value"] == shares[5]
    assert (table["low"], table["high"]) == (shares[0], shares[-1])


def test_what_is_not_printed_for_a_treatment_stays_empty():
    rows = pooled_side_by_side(BOOK).set_index(["label", "measure"])
    assert math.isnan(rows.loc[("Alive at one year", "RFA, %"), "value"])
    assert math.isnan(rows.loc[("Complete response", "Resection, %"), "value"])
    assert rows.loc[("Alive at five years", "RFA, %"), "value"] == 27
    assert rows.loc[("Alive at five years", "Resection, %"), "value"] == 38


def test_safety_prints_both_and_subtracts_nothing():
    rows = safety(BOOK).set_index("what")
    assert rows["rfa"].isna().to_dict() == {
        "Death after treatment": True,
        "Any complication": True,
        "Major complication": False,
        "Hospital stay": False,
    }
    assert rows.loc["Major complication", "rfa"].endswith("1.1%; 2.3%; 6.9%")
    assert rows.loc["Hospital stay", "resection"].startswith("8.5")


def test_sizes_are_those_that_a_document_states(evidence):
    rows = size_statements(BOOK)
    assert rows.query("treatment == 'resection'")["size"].tolist() == [1.8, 3.2, 4, 5.1, 5.2]
    assert rows.query("treatment == 'RFA'")["size"].tolist() == [2.4, 2.5, 4]


def test_the_case_mix_in_a_sentence_is_that_of_its_rows():
    mix = case_mix(BOOK)
    assert "RFA 36 or 46" in mix_found(mix)
    assert "36" not in mix_found(mix.assign(value=mix["value"].replace(36, 40)))


def test_survival_is_told_by_clock_at_the_latest_time(evidence):
    rows = later_reports.ablation_survival(evidence)
    said = survival_found(rows)
    assert "11.0% (Bai 2019) and 27.0% (Meloni 2009); from diagnosis, 32.0%" in said
    assert "five years" in said
    assert "three years" in survival_found(rows[rows["time_months"] < 60])


def test_the_title_counts_the_figures_with_a_range():
    rows = pooled_side_by_side(BOOK)
    known = rows.dropna(subset=["value"])
    ranged = known.dropna(subset=["low"])["measure"].str.startswith("RFA").sum()
    total = known["measure"].str.startswith("RFA").sum()
    assert f"for RFA with {ranged} of {total} figures" in ranges_found(rows)
