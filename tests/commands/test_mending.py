"""What an earlier command could not bring to an end, the next one does, whichever it is."""

import pytest
from killed import killed_at_each_step

from reviewbook.__main__ import main
from reviewbook.commands.new import write_book
from reviewbook.tables.files import contents, mend, write_all


@pytest.fixture
def own(tmp_path):
    write_book(tmp_path / "own")
    return tmp_path / "own"


def test_a_change_of_the_tables_that_was_cut_short_is_taken_back_and_said(own, capsys):
    data = own / "data"
    before = contents(data)
    changed = before | {name: before[name] + b"half a row" for name in ("arms", "studies")}
    for _ in killed_at_each_step(lambda: write_all(data, before, changed)):
        if contents(data) != before:
            break
        mend(data)
    assert main(["validate", str(own)]) == 0
    assert "An earlier change of the tables was cut short" in capsys.readouterr().err
    assert contents(data) == before


def test_a_site_that_was_taken_from_its_place_is_put_back(own):
    away = own / "_build" / "html.before"
    away.mkdir(parents=True)
    (away / "index.html").write_text("A page", encoding="utf-8")
    assert main(["validate", str(own)]) == 0
    assert (own / "_build" / "html" / "index.html").read_text(encoding="utf-8") == "A page"
    assert not away.exists()
