import numpy as np
import pytest
from books import BOOK

from bclm import cost_utility


def values(**changes):
    """Return the inputs as they stand, each a single draw, with some changed."""
    rows = cost_utility.inputs(BOOK)
    plain = dict(zip(rows["setting"], rows["start"], strict=True)) | changes
    return {name: np.array([float(value)]) for name, value in plain.items()}


EASY = {
    "operative_death": 10,
    "complication": 20,
    "recovery": 50,
    "complication_death": 0,
    "progression": 10,
    "controlled_death": 0,
    "progressed_death": 25,
    "effect": 100,
    "discount": 0,
    "utility_controlled": 80,
    "utility_complication": 50,
    "utility_progressed": 60,
    "price": 1000,
    "conventional_cost": 100,
    "complication_cost": 2000,
    "progressed_cost": 500,
    "operation_cost": 9000,
}


def test_a_case_by_hand():
    found = cost_utility.strategies(values(**EASY)).iloc[0]
    # drugs: ten months controlled, then four progressed
    assert found["drugs_life"] == pytest.approx(10 + 4)
    assert found["drugs_health"] == pytest.approx(10 * 0.8 + 4 * 0.6)
    assert found["drugs_cost"] == pytest.approx(10 * 1000 + 4 * 500)
    # resection: of a hundred, ten die; 18 wait two months; all 90 then live as those with drugs
    assert found["resection_life"] == pytest.approx(0.18 * 2 + 0.9 * 14)
    assert found["resection_health"] == pytest.approx(0.18 * 2 * 0.5 + 0.9 * (8 + 2.4))
    assert found["resection_cost"] == pytest.approx(
        9000 + 0.18 * 2 * 2000 + 0.9 * (10 * 100 + 4 * 500)
    )


def test_the_net_health_benefit_by_hand():
    found = cost_utility.strategies(values(**EASY))
    gained = (0.18 + 0.9 * 10.4) - 10.4
    added = (9000 + 720 + 2700) - 12000
    benefit = cost_utility.net_health_benefit(found, 60_000)
    assert benefit.iloc[0] == pytest.approx(gained - added * 12 / 60_000)


def test_a_slower_progression_lengthens_life_and_a_price_does_not():
    base = cost_utility.strategies(values(**EASY)).iloc[0]
    slower = cost_utility.strategies(values(**EASY | {"effect": 50})).iloc[0]
    dearer = cost_utility.strategies(values(**EASY | {"price": 5000})).iloc[0]
    # a rate that is halved makes of a chance of 10% in a month 1 - sqrt(0.9)
    controlled = 1 / (1 - np.sqrt(0.9))
    assert slower["resection_life"] == pytest.approx(0.36 + 0.9 * (controlled + 4))
    assert slower["drugs_life"] == base["drugs_life"]
    assert dearer["resection_life"] == base["resection_life"]
    assert dearer["drugs_cost"] - base["drugs_cost"] == pytest.approx(40_000)


def test_every_input_says_where_it_is_from():
    rows = cost_utility.inputs(BOOK).set_index("setting")
    assert rows["start"].notna().all()
    read = rows[rows["entry_id"] != ""].dropna(subset=["entry_id"])
    assert len(read) > 0
    assert not read["source"].isin(["illustrative", "of the calculation"]).any()
    assert set(rows.drop(read.index)["source"]) == {"illustrative", "of the calculation"}
    assert (rows.loc[rows["source"] == "of the calculation", "distribution"] == "fixed").all()


@pytest.fixture(scope="module")
def shown():
    return cost_utility.simulation(BOOK)


def test_the_benefit_follows_the_price_while_nobody_lives_longer(shown):
    rows = shown.idea.summary.query("effect == 100")
    benefit = rows[cost_utility.HEADINGS["benefit"]]
    assert benefit.is_monotonic_increasing
    assert benefit.iloc[0] < 0 < benefit.iloc[-1]
    assert rows[cost_utility.HEADINGS["life"]].nunique() == 1
    assert shown.idea.prediction.right == 0


def test_the_model_is_said_to_be_made_up_in_every_state(shown):
    assert all(sentence.endswith("Illustrative.") for sentence in shown.idea.sentences)
    assert "illustrative" in shown.caption
