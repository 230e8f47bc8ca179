"""The tables of what was tried on the guards."""

import pytest

from reviewbook.page.trials import changed_machine, spoiled_tables


@pytest.fixture
def folder(tmp_path):
    """A folder with the results of two small runs."""
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation" / "fuzz.csv").write_text(
        "family,kinds,tried,refused,noticed,same,accepted,unexplained,fault,seed,date\n"
        "numbers,2,10,4,3,1,1,1,0,10,2026-01-02\n"
        "hostile text,3,20,18,0,0,0,0,2,10,2026-01-03\n"
    )
    (tmp_path / "validation" / "mutants.csv").write_text(
        "room,possible,tried,noticed,excused,unnoticed,seed,date\n"
        "checks,100,20,18,0,2,10,2026-01-02\n"
        "tables,50,20,15,5,0,10,2026-01-02\n"
    )
    return tmp_path


def test_spoiled_tables_are_added_up_and_what_was_missed_is_not_hidden(folder):
    table = spoiled_tables(folder)
    assert table.frame["family"].tolist() == ["numbers", "hostile text", "all"]
    assert table.frame["missed"].tolist() == [1, 2, 3]
    assert table.frame.iloc[-1][["kinds", "tried", "refused"]].tolist() == [5, 30, 22]
    assert "2026-01-03" in table.caption


def test_changes_without_effect_do_not_count_against_the_tests(folder):
    table = changed_machine(folder)
    assert table.frame["share"].tolist() == pytest.approx([90, 100, 100 * 33 / 35])
    assert table.frame["room"].tolist()[-1] == "all"
