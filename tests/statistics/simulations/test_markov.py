import numpy as np
import pandas as pd
import pytest

from reviewbook.statistics.simulations.markov import drawn_inputs, per_month, time_in_states

MOVES = np.array([[0.15, 0.8, 0.0], [0.0, 0.9, 0.06], [0.0, 0.0, 0.95]])
START = np.array([0.3, 0.6, 0.0])


def walked(discount: float, months: int = 3000) -> np.ndarray:
    """Return the time in each state of patients who walk month by month."""
    here, spent = START, np.zeros(3)
    for month in range(months):
        spent += here * discount**month
        here = here @ MOVES
    return spent


def test_a_case_by_hand():
    # 0.3 wait 1/0.85 months; 0.6 + 0.3·0.8/0.85 come under control and stay 1/0.1 months, of whom
    # 0.06/0.1 progress and stay 1/0.05 months
    waiting = 0.3 / 0.85
    controlled = (0.6 + 0.8 * waiting) * 10
    progressed = controlled * 0.06 * 20
    assert time_in_states(MOVES, START) == pytest.approx([waiting, controlled, progressed])


@pytest.mark.parametrize("discount", [1.0, 0.99, 0.5])
def test_it_is_what_a_walk_adds_up_to(discount):
    assert time_in_states(MOVES, START, discount) == pytest.approx(walked(discount))


def test_many_models_are_solved_at_once():
    many = np.stack([MOVES, MOVES * 0.9])
    found = time_in_states(many, np.stack([START, START]), np.array([1.0, 0.97]))
    assert found[0] == pytest.approx(time_in_states(MOVES, START))
    assert found[1] == pytest.approx(time_in_states(MOVES * 0.9, START, 0.97))


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([[0.5, 0.6], [0, 0.9]], "add up to one"),
        ([[0.5, -0.1], [0, 0.9]], "positive"),
        ([[0.5, 0.4], [0, 1.0]], "for ever"),
    ],
)
def test_what_is_no_way_to_death_is_refused(moves, said):
    with pytest.raises(ValueError, match=said):
        time_in_states(np.array(moves, float), np.array([1.0, 0]))


def test_twelve_months_make_the_yearly_discount():
    assert per_month(3) ** 12 == pytest.approx(1 / 1.03)


def test_inputs_are_drawn_with_the_mean_and_the_error_that_were_put_in():
    rows = pd.DataFrame(
        [
            {"setting": "share", "start": 6, "error": 1, "distribution": "beta"},
            {"setting": "cost", "start": 500, "error": 100, "distribution": "gamma"},
            {"setting": "effect", "start": 100, "error": 10, "distribution": "log-normal"},
            {"setting": "wide", "start": 50, "error": 40, "distribution": "beta"},
            {"setting": "price", "start": 3, "error": np.nan, "distribution": "fixed"},
        ]
    )
    found = drawn_inputs(rows, {"effect": 80}, 1, 400_000)
    for name, mean, error in (("share", 6, 1), ("cost", 500, 100), ("wide", 50, 40)):
        assert found[name].mean() == pytest.approx(mean, rel=0.01)
        assert found[name].std() == pytest.approx(error, rel=0.005)
    assert np.median(found["effect"]) == pytest.approx(80, rel=0.01)
    assert np.log(found["effect"]).std() == pytest.approx(0.1, rel=0.005)
    assert set(found["price"]) == {3}
    again = drawn_inputs(rows, {"effect": 100}, 1, 400_000)
    assert (again["share"] == found["share"]).all()
    assert again["effect"] == pytest.approx(found["effect"] * 100 / 80)


def test_a_row_may_add_up_to_one_where_a_later_state_leads_to_death():
    moves = np.array([[0.5, 0.5], [0, 0.9]])
    assert time_in_states(moves, np.array([1.0, 0])) == pytest.approx([2, 10])
