"""The evidence at a glance."""

import pytest
from books import BOOK

from bclm import overview
from bclm.overview import RECEPTORS
from reviewbook.charts.maps import evidence_map, patients_map


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.fixture(scope="module")
def cells(evidence):
    return overview.by_receptor(evidence)


def cell(cells, topic, design, receptor):
    rows = cells.query("topic == @topic and design == @design and receptor == @receptor")
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_combination_has_a_cell(cells):
    parts = [cells[column].nunique() for column in ("topic", "design", "receptor")]
    assert len(cells) == parts[0] * parts[1] * parts[2]
    assert (cells["studies"] == 0).any()
    assert not cells.duplicated(["topic", "design", "receptor"]).any()


def test_reports_of_the_same_patients_count_once(cells):
    """Mortality: eight series, the reports of one centre as one, with the largest groups."""
    found = cell(cells, "Resection", "Postoperative mortality", RECEPTORS["not divided"])
    sizes = {"abbott": 86, "dittmar": 34, "mariani": 100, "kostov": 42, "polistina": 12}
    sizes |= {"ruiz": 139, "margonis": 131, "bacalbasa": 49, "ten-year series": 51}
    assert (found["studies"], found["patients"]) == (len(sizes), sum(sizes.values()))


def test_subtypes_and_receptors_have_cells_of_their_own(cells):
    subtype = cell(cells, "Resection", "Overall survival", RECEPTORS["subtype"])
    assert (subtype["studies"], subtype["patients"]) == (1, 136)
    receptor = cell(cells, "Resection", "Overall survival", RECEPTORS["hormone receptor"])
    assert receptor["studies"] > 1
    assert cell(cells, "Ablation", "Overall survival", RECEPTORS["subtype"])["studies"] == 0


def test_meta_analyses_are_no_studies(cells):
    """Arterial therapy: four single reports, one of them without a size, and no meta-analysis."""
    found = cell(cells, "Arterial therapy", "Overall survival", RECEPTORS["not divided"])
    sizes = {"duan": 44, "gordon": 75, "bommineni": 334, "cirt": 0}
    assert (found["studies"], found["patients"]) == (len(sizes), sum(sizes.values()))


def test_reports_of_several_treatments_together_are_not_lost(cells):
    found = cell(cells, "Several treatments together", "Overall survival", RECEPTORS["not divided"])
    assert (found["studies"], found["patients"]) == (2, 91 + 59)


@pytest.mark.parametrize("receptor", RECEPTORS.values())
def test_the_map_can_be_drawn_for_each_receptor_status(cells, receptor):
    chart = evidence_map(cells.query("receptor == @receptor and studies >= 0"))
    assert "topics" in chart.to_dict()["description"]


def test_the_glance_at_the_two_documents_knows_no_later_study(evidence):
    rows = overview.at_a_glance(evidence).set_index(["topic", "design"])["studies"]
    assert rows[("Resection", "Randomised trial")] == 0
    assert rows[("Ablation", "Series without a comparison")] == 7


def test_the_map_of_patients_shows_every_cell_full_or_empty(evidence):
    cells = overview.by_receptor(evidence)
    chart = patients_map(cells)
    said = chart.to_dict()["description"]
    assert len(chart.vconcat) == cells["receptor"].nunique()
    largest = cells.loc[cells["patients"].idxmax()]
    assert f"{largest['design']}, {largest['patients']} patients" in said
    assert "number of patients not stated" not in said
    unsized = cells.assign(patients=cells["patients"].where(cells.index != cells.index[0], 0))
    said = patients_map(unsized).to_dict()["description"]
    assert "number of patients not stated" in said
    for receptor, part in unsized.groupby("receptor"):
        empty = (part["studies"] == 0).sum()
        assert f"{receptor}: {empty} of {len(part)} cells are empty." in said
