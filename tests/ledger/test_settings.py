"""The book file: read once, and every fault said with its place."""

import pytest
from pydantic import ValidationError

from reviewbook.ledger.book import Book
from reviewbook.ledger.settings import Outcome, Part, SettingsError, _said, settings
from reviewbook.tables.problems import LONGEST_VALUE

SOUND = """
filters:
  size: {label: "Size, cm", characteristic: tumour size, step: 0.1}
outcomes:
  alive: {title: "Alive, %", outcome: overall survival, statistic: survival, months: 60}
explorers:
  series:
    title: The series
    filters: [size]
    parts:
      - arms: {role: series}
        outcomes: [alive]
"""
FAULTS = {
    "explorers:\n  a: {parts: []}": ("explorers › a › title", "nothing found"),
    "filters:\n  size: {label: x, step: wide}": ("filters › size › step", "'wide' found"),
    "filters:\n  size: {label: x, steps: 1}": ("filters › size › steps", "settings that exist"),
    SOUND.replace("filters: [size]", "filters: [sise]"): ("'sise' found", "one of size"),
    SOUND.replace("outcomes: [alive]", "outcomes: [dead]"): ("'dead' found", "one of alive"),
    SOUND.replace("role: series", "role: [series"): ("line ", "expected"),
    SOUND + "outcomes: {}\n": ("line 13", "'outcomes' stands twice"),
    "- a": ("the file", "names with settings"),
    SOUND.replace("statistic: survival", "statistic: mean"): ("statistic", "'median'"),
    SOUND.replace("Size, cm", "Size \\x07").replace("\\x07", "\x07"): ("line 3", "not allowed"),
    "filters:\n  size: {label: x, step: 0}": (
        "1 problem in book.yml:\n  filters › size › step: 0 found, expected greater than 0",
    ),
    "outcomes:\n  a: {title: x, informed: 0}": ("informed", "greater than 0"),
    "outcomes:\n  a: {title: x, informed: 1.5}": ("informed", "less than or equal to 1"),
}


def written(folder, text):
    """A folder with a book file."""
    (folder / "book.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_book_without_a_file_has_empty_settings(tmp_path):
    assert settings(tmp_path).explorers == {}
    assert settings(written(tmp_path, "")).explorers == {}


def test_a_book_reads_its_file_and_names_its_explorers(tmp_path):
    (tmp_path / "_config.yml").touch()
    book = Book(written(tmp_path, SOUND))
    assert book.explorers == ("series",)
    assert book.settings.filters["size"].step == 0.1
    assert book.settings.explorers["series"].parts[0].arms == {"role": "series"}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_said_with_its_place_and_what_is_expected(text, tmp_path):
    with pytest.raises(SettingsError) as error:
        settings(written(tmp_path, text))
    for part in FAULTS[text]:
        assert part in str(error.value)
    assert "book.yml" in str(error.value)


def test_every_fault_is_said_at_once(tmp_path):
    with pytest.raises(SettingsError) as error:
        settings(written(tmp_path, "filters:\n  a: {step: 0}\n  b: {}"))
    assert str(error.value).startswith("3 problems in book.yml")


def test_what_a_book_file_says_cannot_be_changed_afterwards(tmp_path):
    made = settings(written(tmp_path, SOUND))
    with pytest.raises(ValidationError, match="frozen"):
        made.filters = {}


def test_a_shared_filter_or_outcome_gets_its_name_and_one_of_its_own_stays_as_it_is(tmp_path):
    made = settings(written(tmp_path, SOUND))
    assert made.filter("size").name == "size"
    assert made.outcome("alive").key == "alive"
    assert made.filter(made.filters["size"]).name == ""
    assert made.outcome(made.outcomes["alive"]).key == ""


def test_an_unknown_name_is_found_behind_a_filter_of_the_explorer_itself(tmp_path):
    own = "[{label: Age, column: age}, sise]"
    with pytest.raises(SettingsError, match="'sise' found"):
        settings(written(tmp_path, SOUND.replace("filters: [size]", f"filters: {own}")))


def test_what_is_not_set_is_nothing_or_all():
    outcome = Outcome(title="Alive")
    assert (outcome.informed, Outcome(title="Alive", informed=0.5).informed) == (1, 0.5)
    assert not Part(outcomes=[outcome]).judged


def test_a_long_value_is_shown_by_its_beginning():
    shown = "a" * (LONGEST_VALUE - 2)
    assert _said("x", shown, "less") == f"x: '{shown}' found, expected less"
    assert _said("x", f"{shown}a", "less") == f"x: '{shown}a… found, expected less"
