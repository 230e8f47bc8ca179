import json
import re

import pandas as pd
import pytest
from books import BOOK

from reviewbook.charts.simulated import intervals
from reviewbook.statistics.simulations.hazard import Ratio
from reviewbook.teaching import chosen, immortal_time, summaries
from reviewbook.teaching.settings import Setting, Settings
from reviewbook.teaching.simulation import Idea, Prediction, Simulation, side, written

IDEAS = {
    "immortal time": immortal_time.simulation,
    "responders": chosen.responders,
    "long intervals": chosen.long_intervals,
    "medians": summaries.mean_of_medians,
    "denominators": summaries.tiny_denominators,
    "counted twice": summaries.counted_twice,
}
FEWER = {"cohorts": 20, "draws": 40}


@pytest.fixture(scope="module")
def shown():
    """Return every simulation of the book, with fewer repetitions."""
    few = BOOK.evidence.simulations
    many = (few["simulation"] == "immortal time") | (few["setting"] == "draws")
    least = few["setting"].map(FEWER).where(many)
    tables = BOOK.evidence.tables | {"simulations": few.assign(start=least.fillna(few["start"]))}
    evidence = type(BOOK.evidence)(tables, BOOK.evidence.printed)
    return {name: show(evidence) for name, show in IDEAS.items()}


def states(simulation) -> dict:
    """Return what the page is told."""
    body = simulation.parts()["body"]
    return json.loads(re.search(r'class="rb-states">(.*?)</script>', body)[1])


def test_every_simulation_of_the_table_is_shown():
    assert set(IDEAS) == set(BOOK.evidence.simulations["simulation"])


@pytest.mark.parametrize("name", IDEAS)
def test_each_state_has_its_sentence_its_row_and_its_marks(shown, name):
    simulation = shown[name]
    idea = simulation.idea
    count = len(list(idea.settings.states()))
    assert len(idea.sentences) == len(idea.summary) == count
    drawn = next(iter(simulation.spec["datasets"].values()))
    assert {row["s"] for row in drawn} == set(range(count))
    assert "nan" not in " ".join(idea.sentences)


@pytest.mark.parametrize("name", IDEAS)
def test_the_question_comes_before_the_chart_and_is_answered_without_a_script(shown, name):
    simulation = shown[name]
    asked = simulation.idea.prediction
    body = simulation.parts()["body"]
    assert body.index("rb-predict") < body.index("rb-stage")
    still = re.search(r'<div class="rb-answered">(.*?)</div>', body)[1]
    assert asked.options[asked.right].rstrip(".") in still
    assert simulation.sentence in simulation.parts()["legend"]
    assert "Made up for teaching" in simulation.caption


@pytest.mark.parametrize("name", IDEAS)
def test_the_answer_is_the_lesson_of_the_simulation(shown, name):
    assert shown[name].idea.prediction.right == 0
    told = states(shown[name])
    assert told["verdicts"]["right"].startswith("Yes.")
    assert told["verdicts"]["wrong"].startswith("Not so.")


def test_without_the_error_the_answer_would_be_another(shown):
    """Each illusion goes away at the end of a slider that takes its cause away."""
    immortal = shown["immortal time"].idea.summary.iloc[:, 0:2]
    assert (immortal.iloc[:, 0] == 0).sum() == 3
    medians = shown["medians"].idea.summary.set_index("advantage")
    assert abs(medians.loc[0].iloc[:, 1] - medians.loc[0].iloc[:, 2]).max() < 2
    assert (medians.loc[150].iloc[:, 1] - medians.loc[150].iloc[:, 2]).min() > 5
    intervals_ = shown["long intervals"].idea.summary.query("link == 0")
    assert abs(intervals_.iloc[:, 3] - intervals_.iloc[:, 4]).max() <= 3


@pytest.mark.parametrize(
    ("ratio", "place"), [((0.7, 0.6, 0.9), 0), ((0.9, 0.7, 1.2), 1), ((1.4, 1.1, 1.8), 2)]
)
def test_on_which_side_of_one_an_interval_lies(ratio, place):
    assert side(Ratio(*ratio)) == place


def test_the_page_finds_the_state_as_the_chart_does():
    rows = pd.DataFrame(
        {
            "s": range(6),
            "label": "a",
            "estimate": 1.0,
            "low": 0.9,
            "high": 1.1,
            "text": [f"state {s}" for s in range(6)],
            "kind": "right",
        }
    )
    told = Settings(
        [Setting("one", "One", 2, 4, 2, 4), Setting("two", "Two", 0, 0.4, 0.2, 0.2)], {}
    )
    simulation = Simulation(
        Idea(
            "a-name",
            "A caption.",
            told,
            Prediction("Which?", ("This.", "That."), 1, "Because."),
            intervals(rows, "Ratio", (0.5, 1, 2), 1),
            [f"sentence {s}" for s in range(6)],
            rows[["s"]],
        )
    )
    assert simulation.sentence == "sentence 4"
    assert "state 4" in simulation.still()
    assert "state 3" not in simulation.still()
    assert states(simulation)["settings"][1] == {"name": "two", "low": 0, "step": 0.2, "count": 3}
    assert simulation.controls().count('type="range"') == 2


def test_a_ratio_is_written_with_its_interval():
    assert written(Ratio(0.7, 0.65, 0.801)) == "0.70 (0.65 to 0.80)"
