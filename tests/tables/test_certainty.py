"""Risk of bias and certainty of the evidence."""

import pandas as pd
import pytest
from books import BOOK
from spoiled import copy_of_data, edit, problems, row_of

from reviewbook.tables.certainty import SCALES, findings, judgements, risk_of_bias, sign, worst
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


def test_each_finding_has_a_result_a_certainty_and_reasons(evidence):
    rows = findings(evidence)
    assert set(evidence.certainty["question_id"]) <= set(rows["question_id"])
    for row in rows.to_dict("records"):
        steps = evidence.certainty[evidence.certainty["question_id"] == row["question_id"]]
        assert len(row["reasons"].splitlines()) == (steps["steps"] < 0).sum()
        level = max(int(steps["steps"].sum()), 1) if len(steps) else 0
        assert row["level"] == level
        assert row["certainty"] == ["not graded", "very low", "low", "moderate", "high"][level]


def test_a_seventy_percent_interval_keeps_its_level_in_the_summary(evidence):
    rows = findings(evidence).set_index("result_id")
    printed = evidence.printed["effects"].set_index("effect_id")["level"]
    levels = {name: level for name, level in printed.items() if level and name in rows.index}
    assert set(levels.values()) >= {"70", "95"}
    for name, level in levels.items():
        assert f"({level}% interval " in rows.loc[name, "result"]


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


def test_a_finding_is_rated_by_the_steps_of_its_question():
    def row(domain, steps, reason, question="q"):
        return {"question_id": question, "domain": domain, "steps": steps, "reason": reason}

    ratings = [
        row("start", 4, "trials"),
        row("imprecision", -1, "few patients"),
        row("bias", -2, "no allocation"),
        row("indirectness", 0, "the same patients"),
        row("start", 2, "series", "r"),
        row("bias", -2, "none", "r"),
    ]
    named = [{"question_id": name, "result_id": "one"} for name in ("q", "r", "s")]
    outcome = {"outcome_id": "one", "value": "4", "low": "", "unit": "%", "time_months": "60"}
    evidence = Evidence(
        {"certainty": pd.DataFrame(ratings)},
        {
            "findings": pd.DataFrame(named),
            "sources": pd.DataFrame([{"source_id": "s", "label": "Smith"}]),
            "effects": pd.DataFrame(columns=["effect_id"]),
            "outcomes": pd.DataFrame([{**outcome, "source_id": "s"}]),
        },
    )
    first, second, third = findings(evidence).to_dict("records")
    assert (first["result"], first["source"]) == ("4% at 60 months", "Smith")
    assert (first["level"], first["certainty"], first["kept"]) == (1, "very low", "indirectness")
    assert first["reasons"] == "Imprecision, −1: few patients.\nBias, −2: no allocation."
    assert (second["level"], second["kept"]) == (1, "")
    assert (third["level"], third["certainty"], third["reasons"]) == (0, "not graded", "")


def test_a_level_is_signed_by_as_many_crosses_of_four():
    assert [sign(level) for level in (1, 2, 4)] == ["⊕◯◯◯", "⊕⊕◯◯", "⊕⊕⊕⊕"]
