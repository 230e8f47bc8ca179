import math

import pytest
from books import BOOK

from bclm import guidance
from bclm.guidance import (
    criteria,
    medians_by_source,
    page_citations,
    pathway_steps,
    survival_by_source,
)
from bclm.prognosis import factor_counts
from reviewbook.tables import questions


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def test_every_statement_is_there_with_its_number_and_relation(evidence):
    rows = guidance.statements(evidence).set_index("guidance_id")
    of_page = evidence.guidance["source_id"] == "qa"
    assert list(rows.index) == list(evidence.guidance.loc[of_page, "guidance_id"])
    assert rows.loc["remnant", "printed"] == "at least 30%"
    assert rows.loc["resectable-share", "printed"] == "up to 70%"
    assert rows.loc["ablation-size", "printed"] == "below 4\N{NO-BREAK SPACE}cm"
    assert rows.loc["laparoscopy-yield", "printed"] == "about 50%"
    assert rows.loc["performance", "printed"] is None or rows["printed"].isna()["performance"]
    assert rows.loc["refer-early", "citations"] == "2, 3"


def test_the_conclusions_are_those_of_the_review_each_with_its_place(evidence):
    rows = guidance.conclusions(evidence)
    assert len(rows) == (evidence.guidance["source_id"] == "review").sum() > 0
    assert rows["place"].str.contains(", paragraph").all()


def test_only_what_the_page_restricts_is_restricted_by_receptor(evidence):
    rows = guidance.statements(evidence).set_index("guidance_id")
    restricted = rows.loc[rows["receptor"] != "any", "receptor"].to_dict()
    assert restricted == {
        "her2": "HER2 positive",
        "hormone-receptor": "hormone receptor positive",
    }


def test_the_pathway_ends_in_the_tumour_board_and_in_nothing_else(evidence):
    steps = pathway_steps(evidence)
    last = steps[steps["stage"] == steps["stage"].max()]
    assert list(last["title"]) == ["Tumour board"]
    assert "tumour board" in last["text"].iloc[0]
    criteria = steps[steps["title"].str.startswith("Criteria")]["text"].iloc[0]
    assert len(criteria.split("\n")) == 5
    assert steps.groupby("stage").size().max() == 3


def test_survival_is_that_of_each_document(evidence):
    rows = survival_by_source(BOOK, "RFA").pivot(index="label", columns="measure", values="value")
    assert rows.loc["Web page"].tolist() == [35, 83, 49]
    review = rows.loc["Review, reports of RFA"]
    assert review["Alive at three years, %"] == 43
    assert math.isnan(review["Alive at one year, %"])
    with pytest.raises(ValueError, match="treatment is 'surgery'"):
        survival_by_source(BOOK, "surgery")


def test_medians_leave_out_what_is_not_printed():
    rows = medians_by_source(BOOK).set_index(["treatment", "source"])
    assert ("RFA", "Web page") not in rows.index
    assert rows.loc[("systemic therapy", "Web page"), "median"].startswith("17.9")
    assert rows.loc[("no treatment", "Web page"), "range"].startswith("3–15")


def test_citations_are_counted_one_by_one(evidence):
    rows = page_citations(evidence).set_index("citation")
    printed = evidence.printed["guidance"]["citations"]
    for number, count in rows["statements"].items():
        assert count == sum(str(number) in cell.split() for cell in printed)
    assert list(rows.index) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_survival_of_the_page_that_stands_elsewhere_is_the_same_to_the_digit(evidence):
    rows = guidance.printed_elsewhere(evidence)
    outcomes = evidence.outcomes.merge(evidence.arms[["arm_id", "label"]], on="arm_id")
    page = outcomes.query("source_id == 'qa' and statistic == 'survival'")
    assert set(rows["value"].astype(float)) == set(page["value"])
    assert not rows.duplicated().any()
    changed = evidence.printed["outcomes"].copy()
    changed.loc[changed["source_id"] == "rangarajan-2023", "value"] = "1"
    other = type(evidence)(evidence.tables, {**evidence.printed, "outcomes": changed})
    assert "Rangarajan 2023" not in set(guidance.printed_elsewhere(other)["source"])


def test_the_kinds_that_are_never_cited_are_named():
    cells = questions.evidence_cells(BOOK.evidence)
    said = guidance.cited_in_words(cells)
    assert "40 observational" in said
    assert said.endswith("none is randomised.")
    assert "none" not in guidance.cited_in_words(cells.assign(studies=1))


def test_a_criterion_is_supported_by_the_factors_and_the_statements_it_names(evidence):
    rows = criteria(BOOK).set_index("criterion_id")
    told = evidence.printed["board"].set_index("criterion_id")
    for name, row in told.iterrows():
        lines = rows.loc[name, "supports"].split("\n")
        page = [line for line in lines if line.startswith("The web page: ")]
        assert len(page) == len([part for part in row["statements"].split(";") if part])
        assert bool(row["factor"]) == lines[0].startswith("A prognostic factor in ")
    counts = factor_counts(evidence).set_index("factor")["series"]
    named = told[told["factor"] != ""]["factor"]
    assert all(
        f" in {counts[factor]} of " in rows.loc[n, "supports"] for n, factor in named.items()
    )
