import pytest
from books import BOOK

from reviewbook.teaching.settings import put_in, settings, settings_of

ROWS = BOOK.evidence.simulations
NAMES = sorted(set(ROWS["simulation"]))


@pytest.mark.parametrize("name", NAMES)
def test_every_state_can_be_reached_and_the_first_is_one_of_them(name):
    told = settings_of(BOOK.evidence, name)
    states = list(told.states())
    assert len(states) > 5
    assert states[told.place(told.start())].items() <= told.start().items()
    assert all(len(each.values()) < 12 for each in told.free), "few steps"


def test_the_last_setting_moves_first():
    told = settings_of(BOOK.evidence, "denominators")
    first, second = list(told.states())[:2]
    assert first["patients"] == second["patients"]
    assert first["risk"] < second["risk"]


def test_a_start_between_two_steps_is_refused():
    rows = ROWS[ROWS["simulation"] == "denominators"]
    rows = rows.assign(start=rows["start"] + 1)
    with pytest.raises(ValueError, match="no step reaches"):
        settings(rows)


def test_an_unheard_simulation_is_refused():
    with pytest.raises(KeyError, match="no simulation 'luck'"):
        settings_of(BOOK.evidence, "luck")


def test_what_is_fixed_says_so():
    rows = put_in(BOOK.evidence)
    assert set(rows.loc[rows["step"].isna(), "range"]) == {"fixed"}
    assert not rows.loc[rows["step"].notna(), "range"].str.contains("fixed").any()
