"""Risk of bias and certainty of the evidence."""

import pandas as pd
import pytest
from books import BOOK
from spoiled import copy_of_data, edit, problems, row_of

from reviewbook.tables.certainty import SCALES, judgements, risk_of_bias, summary_of_findings, worst
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


@pytest.mark.parametrize(("tool", "domains"), [("QUIPS", 6), ("ROBINS-I", 7), ("RoB 2", 5)])
def test_every_study_has_every_domain_of_its_tool(evidence, tool, domains):
    rows = risk_of_bias(evidence, tool)
    assert rows.notna().all(axis=None)
    assert len(rows.columns) == domains + 3


def test_a_judgement_needs_more_than_silence(evidence):
    rows = judgements(evidence)
    silent = rows["reason"] == "The abstract as read does not say enough to judge this"
    assert (rows.loc[silent, "judgement"] == "no information").all()
    judged = rows[rows["judgement"] != "no information"]
    assert not silent[judged.index].any()


def test_unmatched_comparisons_are_never_below_serious(evidence):
    rows = risk_of_bias(evidence, "ROBINS-I").query("result == 'unmatched comparison'")
    assert len(rows) > 0
    assert set(rows["overall"]) <= {"serious", "critical"}


def test_the_reported_result_is_not_judged_by_the_selection_of_patients(evidence):
    rows = risk_of_bias(evidence, "ROBINS-I")
    assert set(rows["selection of the reported result"]) == {"no information"}


@pytest.mark.parametrize("tool", SCALES)
def test_the_worst_domain_rules(tool):
    scale = SCALES[tool]
    assert worst(tool, [scale[0], "no information", scale[-1]]) == scale[-1]
    assert worst(tool, [scale[1], scale[0]]) == scale[1]
    assert worst(tool, ["no information"]) == "no information"


def test_an_unknown_tool_is_named(evidence):
    with pytest.raises(ValueError, match=r"'AMSTAR'.*QUIPS"):
        risk_of_bias(evidence, "AMSTAR")


def test_each_question_has_a_result_a_certainty_and_reasons(evidence):
    rows = summary_of_findings(evidence)
    assert set(rows["outcome"]) == {"survival", "complications", "mortality"}
    for row in rows.to_dict("records"):
        steps = evidence.certainty.query("comparison == @row['comparison'] and steps < 0")
        assert row["reasons"].count("\n") + 1 == len(steps)
        level = max(4 + int(steps["steps"].sum()), 1)
        assert row["certainty"] == ["very low", "low", "moderate", "high"][level - 1]


def test_a_seventy_percent_interval_keeps_its_level_in_the_summary(evidence):
    rows = summary_of_findings(evidence).set_index("source")
    assert rows.loc["NRG-BR002", "result"] == "hazard ratio 0.92 (70% interval 0.71–1.17)"
    assert rows.loc["Calpin 2023", "result"] == "hazard ratio 0.69 (95% interval 0.59–0.80)"


@pytest.mark.parametrize(
    ("table", "row", "change", "expected"),
    [
        ("bias", "mariani-2013-quips-prognostic-confounding", {"judgement": "serious"}, "QUIPS"),
        ("bias", "sadot-robins-i-unmatched-confounding", {"judgement": "high"}, "ROBINS-I"),
        ("certainty", "mortality-resection-start", {"steps": "1"}, "a start of four"),
        ("certainty", "mortality-resection-imprecision", {"steps": "1"}, "no step"),
        ("effects", "abbott-2012-abstract-receptors-effect", {"worse": "reference"}, "the other"),
        ("effects", "ruiz-2018-hr", {"worse": "exposed"}, "the other level"),
        ("effects", "nrg-br002-abstract-pfs", {"level": ""}, "the level of the interval"),
        ("effects", "ncdb-2021-abstract-hr", {"level": "95"}, "not a confidence interval"),
    ],
)
def test_a_judgement_or_direction_that_cannot_be_is_refused(tmp_path, table, row, change, expected):
    folder = copy_of_data(tmp_path / "data")
    path = folder / f"{table}.csv"
    number = row_of(path, row)
    edit(path, {(number, column): value for column, value in change.items()})
    said = [problem for problem in problems(folder) if problem.file == path.name]
    assert [(p.row, *change) for p in said] == [(number, p.column) for p in said]
    assert all(expected in problem.expected for problem in said)
    assert said


def test_a_summary_is_made_of_the_steps_of_its_question():
    def row(domain, steps, reason):
        asked = {"question_id": "q", "outcome": "life", "comparison": "a or b", "result_id": "one"}
        return {**asked, "domain": domain, "steps": steps, "reason": reason}

    evidence = Evidence(
        {
            "certainty": pd.DataFrame(
                [
                    row("start", 4, "trials"),
                    row("imprecision", -1, "few patients"),
                    row("bias", -2, "no allocation"),
                    row("indirectness", 0, "the same patients"),
                    {**row("start", 2, "series"), "question_id": "r", "outcome": "death"},
                    {**row("bias", -2, "none"), "question_id": "r"},
                ]
            )
        },
        {
            "sources": pd.DataFrame([{"source_id": "s", "label": "Smith"}]),
            "effects": pd.DataFrame(columns=["effect_id"]),
            "outcomes": pd.DataFrame(
                [{"outcome_id": "one", "value": "4", "unit": "%", "source_id": "s"}]
            ),
        },
    )
    first, second = summary_of_findings(evidence).to_dict("records")
    assert first == {
        "outcome": "life",
        "comparison": "a or b",
        "result": "4%",
        "source": "Smith",
        "certainty": "very low",
        "reasons": "Imprecision, -1: few patients.\nBias, -2: no allocation.",
        "unrated": "indirectness",
    }
    assert (second["outcome"], second["certainty"], second["unrated"]) == ("death", "very low", "")
