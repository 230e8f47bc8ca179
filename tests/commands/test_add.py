import os
import re
from types import SimpleNamespace

import pytest
from books import BOOK, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from new_studies import NAME, filled_template, repeat_row, study_of
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from spoiled import copy_of_book, edit, records, write

from reviewbook.__main__ import main
from reviewbook.commands.concerns import overlaps, warnings
from reviewbook.commands.interview import OTHERWISE, Interview, Quit, ask, typed
from reviewbook.commands.remove import rows_of_study
from reviewbook.commands.study import (
    completed,
    joined_with,
    loaded,
    read_study,
    with_study,
)
from reviewbook.commands.template import write_template
from reviewbook.explorer.pooled_numbers import pooled_numbers
from reviewbook.guard.second_reading import UNREAD, counted, second_reading
from reviewbook.guard.verify import problems
from reviewbook.ledger.book import Book
from reviewbook.tables.files import contents, without_rows
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError

WRITTEN, LEFT, REFUSED = 0, 1, 2


@pytest.fixture
def copy(tmp_path):
    return copy_of_book(tmp_path / "copy")


@pytest.fixture
def template(tmp_path):
    return filled_template(tmp_path / "template")


@pytest.fixture(scope="module")
def evidence():
    return BOOK.evidence


def add(template, copy, *options):
    return main(["add", str(template), "--book", str(copy), *options])


def answering(monkeypatch, *answers):
    """Let somebody at a terminal give these answers; what was asked is kept."""
    asked, left = [], iter(answers)

    def read(prompt=""):
        asked.append(prompt)
        return next(left)

    monkeypatch.setattr("builtins.input", read)
    return asked


def second_readings_of(book):
    """Why cells of the new study were read once, once nothing stands against the book."""
    assert problems(Book(book)).empty
    evidence = load(book / "data")
    readings = second_reading(book / "data", evidence)
    return set(counted(evidence, readings).query("file == 'outcomes.csv' or once == 0")["why"])


def test_a_study_added_and_taken_away_leaves_every_byte(copy, template, capsys):
    before = contents(copy / "data")
    assert add(template, copy, "--yes") == WRITTEN
    grown = contents(copy / "data")
    assert all(grown[name].startswith(content) for name, content in before.items())
    assert NAME in set(load(copy / "data").studies["study_id"])
    assert second_readings_of(copy) == {"", UNREAD}
    assert main(["remove", NAME, "--book", str(copy), "--yes"]) == WRITTEN
    assert contents(copy / "data") == before
    assert "Written: " in capsys.readouterr().out


def test_what_moves_is_shown_before_anything_is_written(copy, template, capsys, monkeypatch):
    before = contents(copy / "data")
    asked = answering(monkeypatch, "n")
    assert add(template, copy) == LEFT
    assert contents(copy / "data") == before
    said = capsys.readouterr().out
    was = pooled_numbers(BOOK, "laboratory").set_index("name").loc["laboratory/solitary"]
    assert f"from  {was['estimate']:.1f}%" in said
    assert f"k = {was['k'] + 1}" in said
    assert len(asked) == 1
    assert "Nothing is written." in said


def renamed(folder):
    """Let the names of a template's example be those of somebody's own study."""
    for path in folder.rglob("*.csv"):
        own = path.read_text(encoding="utf-8").replace("example-", "own-")
        path.write_text(own.replace("10.1000/example", "10.9999/own"), encoding="utf-8")


def test_one_file_with_a_line_per_cell_says_the_same(evidence, tmp_path):
    made = tmp_path / "folder", tmp_path / "one" / "sheet.csv"
    made[1].parent.mkdir()
    tables, said = contents_of_data(), []
    for path in made:
        write_template(path, evidence)
        renamed(path if path.is_dir() else path.parent)
        rows = completed(read_study(path, evidence.printed["dictionary"]), evidence)
        said.append(joined_with(tables, rows))
    assert said[0] == said[1]
    assert said[0] != tables


def test_the_example_of_the_template_is_a_sound_study_under_another_name(copy, tmp_path, capsys):
    folder = tmp_path / "untouched"
    assert main(["add", "--template", str(folder), "--book", str(copy)]) == WRITTEN
    assert add(folder, copy, "--yes") == REFUSED
    said = capsys.readouterr().err
    assert "expected the name of your study instead of the example's" in said
    assert "sources.csv, row 2, column doi" in said
    assert main(["add", "--template", str(folder), "--book", str(copy)]) == REFUSED
    renamed(folder)
    assert add(folder, copy, "--yes") == WRITTEN


WRONG = {
    "form of a DOI": ("sources", "doi", "doi:10.1/x", "a DOI"),
    "value outside its interval": ("effects", "high", "1.5", "at most the upper end|inside its"),
    "percentage": ("characteristics", "value", "140", "a percentage from 0 to 100"),
    "word for a number": ("arms", "n", "many", "a whole number"),
    "unknown choice": ("arms", "treatment", "prayer", "one of: resection"),
    "needed cell": ("studies", "part", "", "a value"),
    "period": ("studies", "period_start", "2001", "not after the end of the period"),
    "number that was not printed": ("outcomes", "value", "41", "stands in the column raw"),
    "another study": ("arms", "study_id", "ruiz-2018", "a row of the new study in studies"),
    "another group": ("outcomes", "arm_id", "ruiz-2018", "a row of the new study in arms"),
    "level": ("effects", "level", "", "the level of the interval"),
    "mark-up": ("sources", "citation", "<script>", "plain text"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_study_is_refused_in_words(evidence, template, what):
    table, column, value, expected = WRONG[what]
    edit(template / f"{table}.csv", {(2, column): value})
    with pytest.raises(DataError) as refused:
        with_study(evidence, contents_of_data(), study_of(template))
    said = rf"{table}\.csv, row 2, column \w+: .*expected .*({expected})"
    assert re.search(said, str(refused.value)), refused.value


def test_all_problems_are_told_at_once_by_the_author_s_own_rows(copy, template, capsys):
    for table in ("sources", "characteristics", "effects"):
        name, column, value, _ = next(wrong for wrong in WRONG.values() if wrong[0] == table)
        edit(template / f"{name}.csv", {(2, column): value})
    edit(template / "outcomes.csv", {(3, "value"): "-5"})
    before = contents(copy / "data")
    assert add(template, copy, "--yes") == REFUSED
    said = capsys.readouterr().err
    places = ["sources.csv, row 2", "characteristics.csv, row 2", "effects.csv, row 2"]
    assert all(place in said for place in [*places, "outcomes.csv, row 3"])
    assert "nothing is written" in said
    assert contents(copy / "data") == before


@pytest.mark.parametrize("cells", [["1", "2"], ["x"] * 99])
def test_a_ragged_row_is_refused(copy, template, capsys, cells):
    path = template / "factors.csv"
    write(path, [*records(path), cells])
    assert add(template, copy, "--yes") == REFUSED
    assert f"factors.csv, row 3: {len(cells)} cells found" in capsys.readouterr().err


def test_unknown_files_and_columns_and_two_studies_are_refused(copy, template, capsys):
    (template / "claims.csv").write_text("claim_id\nx\n", encoding="utf-8")
    edit(template / "arms.csv", {(1, "label"): "name"})
    assert add(template, copy, "--yes") == REFUSED
    said = capsys.readouterr().err
    assert "claims.csv: a file found" in said
    assert "arms.csv, row 2, column name" in said
    (template / "claims.csv").unlink()
    edit(template / "arms.csv", {(1, "name"): "label"})
    repeat_row(template / "studies.csv", 2, study_id="second")
    assert add(template, copy, "--yes") == REFUSED
    assert "one study at a time" in capsys.readouterr().err


@pytest.mark.parametrize("column", ["doi", "pmid"])
def test_a_source_that_is_there_is_refused(evidence, tmp_path, column):
    known = evidence.printed["sources"].query(f"{column} != ''").iloc[0]
    cells = {(2, "doi"): "", (2, column): known[column].upper()}
    study = study_of(filled_template(tmp_path / "template", sources=cells))
    with pytest.raises(DataError, match=f"{known['source_id']} has it already"):
        with_study(evidence, contents_of_data(), study)


def contents_of_data():
    return contents(ROOT / "data")


def with_journal(evidence):
    """The later studies that have author, year and journal, and whose source has a DOI or not."""
    rows = evidence.printed["studies"].query("author != '' and year != '' and journal != ''")
    dois = evidence.printed["sources"].set_index("source_id")["doi"]
    return rows.assign(doi=rows["source_id"].map(dois))


def test_the_same_author_year_and_journal_are_refused(evidence, tmp_path):
    known = with_journal(evidence).query("source_id == 'review'").iloc[0]
    cells = {(2, column): known[column].upper() for column in ("author", "year", "journal")}
    study = study_of(filled_template(tmp_path / "template", studies=cells))
    with pytest.raises(DataError, match=f"{known['study_id']} has author, year and journal"):
        with_study(evidence, contents_of_data(), study)


def test_two_reports_of_one_year_with_two_dois_are_a_warning(evidence, tmp_path):
    known = with_journal(evidence).query("source_id != 'review' and doi != ''").iloc[0]
    cells = {(2, column): known[column] for column in ("author", "year", "journal")}
    cited = {(2, "citation"): f"{known['author']}, {known['journal']} {known['year']}; 1(1):1-9"}
    template = filled_template(tmp_path / "template", studies=cells, sources=cited)
    study = study_of(template)
    grown = with_study(evidence, contents_of_data(), study)
    assert any(known["study_id"] in said for said in warnings(evidence, grown, study))


def test_a_study_that_is_there_by_name_is_refused(evidence, tmp_path):
    name = evidence.printed["studies"]["study_id"].iloc[0]
    folder = filled_template(tmp_path / "template", studies={(2, "study_id"): name})
    with pytest.raises(DataError) as refused:
        with_study(evidence, contents_of_data(), study_of(folder))
    assert any(p.file == "studies.csv" and p.row == 2 for p in refused.value.problems)


def overlapping(evidence):
    """A study of the tables with author and period, to be taken for the same patients."""
    rows = evidence.printed["studies"]
    return rows[(rows["author"] != "") & (rows["period_start"] != "")].iloc[0]


@pytest.fixture
def overlap(evidence, tmp_path):
    known = overlapping(evidence)
    cells = {(2, column): known[column] for column in ("author", "period_start", "period_end")}
    year = cells[2, "year"] = str(int(known["year"]) + 1)
    cited = {(2, "citation"): f"Example, Journal of Examples {year}; 1(1):1-9"}
    return known, filled_template(tmp_path / "overlapping", studies=cells, sources=cited)


def test_overlapping_patients_need_an_answer_that_a_script_cannot_give(overlap, copy, capsys):
    known, template = overlap
    before = contents(copy / "data")
    assert add(template, copy, "--yes") == REFUSED
    said = capsys.readouterr().err
    assert "studies.csv, row 2, column cohort_id" in said
    assert known["study_id"] in said
    assert known["period_start"] in said
    assert contents(copy / "data") == before


def test_overlapping_patients_take_the_cohort_that_is_there(overlap, copy, capsys, monkeypatch):
    known, template = overlap
    asked = answering(monkeypatch, "y", "y")
    assert add(template, copy) == WRITTEN
    studies = load(copy / "data").studies.set_index("study_id")
    assert studies.loc[NAME, "cohort_id"] == known["cohort_id"]
    assert repr(known["cohort_id"]) in asked[0]
    assert "they count once" in capsys.readouterr().out


def test_patients_said_to_be_others_stay_apart(overlap, copy, monkeypatch):
    known, template = overlap
    answering(monkeypatch, "n", "y")
    assert add(template, copy) == WRITTEN
    studies = load(copy / "data").studies.set_index("study_id")
    assert studies.loc[NAME, "cohort_id"] == NAME
    assert f"Other patients than {known['study_id']}." in studies.loc[NAME, "note"]


def test_a_centre_in_common_shows_an_overlap(evidence, tmp_path):
    study = study_of(filled_template(tmp_path / "first"))
    grown = with_study(evidence, contents_of_data(), study)
    other = study_of(
        filled_template(
            tmp_path / "second", studies={(2, "study_id"): "other", (2, "author"): "Other"}
        )
    )
    assert [found.study_id for found in overlaps(grown, other)] == [NAME]
    assert "Hospital of Exampletown" in overlaps(grown, other)[0].why
    assert not overlaps(evidence, other)


ODD = {
    "share of no whole number": ("characteristics", {"raw": "41%", "value": "41"}, "50 patients"),
    "survival above its median": ("outcomes", {"raw": "80%", "value": "80"}, "at most half"),
    "ratio off its centre": ("effects", {"raw": "3.9 (1.0-4.0), 0.05", "value": "3.9"}, "centre"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_is_a_warning(evidence, tmp_path, what):
    table, cells, word = ODD[what]
    folder = filled_template(tmp_path / "template")
    rows = records(folder / f"{table}.csv")
    edit(folder / f"{table}.csv", {(len(rows), name): value for name, value in cells.items()})
    study = study_of(folder)
    said = warnings(evidence, with_study(evidence, contents_of_data(), study), study)
    assert any(f"{table}.csv, row" in line and word in line for line in said), said


def test_curves_that_rise_are_a_warning(evidence, template):
    path = template / "outcomes.csv"
    repeat_row(path, 3, time_months="72", raw="35%", value="35")
    study = study_of(template)
    said = warnings(evidence, with_study(evidence, contents_of_data(), study), study)
    assert any("Survival rises from" in line for line in said)


def test_the_example_is_not_odd_and_a_warning_does_not_stop(evidence, copy, template, capsys):
    study = study_of(template)
    assert warnings(evidence, with_study(evidence, contents_of_data(), study), study) == []
    edit(template / "characteristics.csv", {(2, "raw"): "41%", (2, "value"): "41"})
    assert add(template, copy, "--yes") == WRITTEN
    assert "Look at this again:" in capsys.readouterr().out


def test_a_write_that_fails_midway_leaves_everything(copy, template, capsys, monkeypatch):
    before, replace, calls = contents(copy / "data"), os.replace, []

    def failing(source, target):
        calls.append(target)
        if len(calls) == 3:
            raise OSError("no space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    assert add(template, copy, "--yes") == REFUSED
    assert "no space left on device" in capsys.readouterr().err
    assert contents(copy / "data") == before


def test_removing_refuses_what_others_speak_of(evidence, copy, capsys):
    before = contents(copy / "data")
    entry = evidence.printed["corrections"]["other_id"].iloc[0]
    outcomes = evidence.printed["outcomes"].set_index("outcome_id")
    study = evidence.arms.set_index("arm_id").loc[outcomes.loc[entry, "arm_id"], "study_id"]
    assert main(["remove", study, "--book", str(copy), "--yes"]) == REFUSED
    said = capsys.readouterr().err
    assert f"corrections.csv, row 2, column other_id: {entry!r} found, expected nothing" in said
    assert main(["remove", "nobody-1900", "--book", str(copy), "--yes"]) == REFUSED
    assert "'nobody-1900' found" in capsys.readouterr().err
    assert contents(copy / "data") == before


INTERVIEW = {
    "Kind": "abstract",
    "DOI": "10.9999/asked",
    "PMID": "",
    "Citation": "Asked, Journal of Questions",
    "Read as": "2",
    "Status seen": "the journal",
    "Status as of": "2026-11-21",
    "Status": "valid",
    "Author": "Asked",
    "Year": "1998",
    "Journal": "Journal of Questions",
    "Period start": "1990",
    "Period end": "1995",
    "Part": "1",
    "Centre": "Hospital of Questions",
    "Label": "All operated",
    "N –": "40",
    "Treatment": "resection",
    "Role": "series",
    "Allocation": "single arm",
    "Add to outcomes": ["y", "n"],
    "Outcome": "1",
    "Statistic": "survival",
    "Time months": "60",
    "Raw": "25%",
}
"""Answers by how their question begins; what is not here is left by Enter."""


def interviewed(evidence, answers):
    left = {key: list(v) if isinstance(v, list) else [v] for key, v in answers.items()}
    told = []

    def read(prompt):
        told.append(prompt)
        assert len(told) < 400, told[-3:]
        key = next((key for key in left if prompt.startswith(key)), None)
        return (left[key].pop(0) if len(left[key]) > 1 else left[key][0]) if key else ""

    def ask_by_pipe(prompt, choices, _default):
        return typed(prompt, choices, read, told.append)

    return Interview(evidence, ask_by_pipe, told.append), told


def test_questions_give_a_study_that_can_be_added(evidence):
    interview, _ = interviewed(evidence, INTERVIEW)
    study = completed(interview.study(), evidence)
    grown = with_study(evidence, contents_of_data(), study)
    outcome = grown.outcomes.query("source_id == 'asked-1998'").iloc[0]
    assert (outcome["outcome"], outcome["value"], outcome["raw"]) == ("overall survival", 25, "25%")
    row = grown.studies.set_index("study_id").loc["asked-1998"]
    assert row["centre"] == "Hospital of Questions"
    assert grown.arms.query("study_id == 'asked-1998'")["n"].item() == 40


def test_a_wrong_answer_is_asked_again_and_allowed_values_are_shown(evidence):
    answers = INTERVIEW | {"DOI": ["a doi", "?", "10.9999/asked"], "Treatment": ["99", "1"]}
    interview, told = interviewed(evidence, answers)
    study = completed(interview.study(), evidence)
    assert any("'a doi' found, expected a DOI" in line for line in told)
    assert any("1 resection  2 repeat resection" in line for line in told)
    assert any("'99' found, expected one of" in line for line in told)
    assert any("several joined by ;" in line for line in told)
    assert next(r.cells["treatment"] for r in study if r.table == "arms") == "resection"


def test_back_asks_the_question_before_and_keeps_its_answer(evidence):
    answers = INTERVIEW | {"Journal": ["back", "Journal of Questions"], "Year": ["1998", ""]}
    interview, told = interviewed(evidence, answers)
    study = completed(interview.study(), evidence)
    assert any(line.startswith("Year") and "[1998]" in line for line in told)
    assert next(r.cells["year"] for r in study if r.table == "studies") == "1998"


def test_back_after_a_row_opens_it_again(evidence):
    answers = INTERVIEW | {
        "Add to outcomes": ["y", "back", "n"],
        "Value": ["25", "30"],
        "Raw": ["25%", "30%"],
    }
    interview, _ = interviewed(evidence, answers)
    values = [row.cells["value"] for row in interview.study() if row.table == "outcomes"]
    assert values == ["30"]


def test_quit_stops_and_writes_nothing(evidence, copy, monkeypatch, capsys):
    interview, _ = interviewed(evidence, INTERVIEW | {"Part": "quit"})
    with pytest.raises(Quit):
        interview.study()
    before = contents(copy / "data")
    answering(monkeypatch, "", "quit")
    assert main(["add", "--book", str(copy)]) == LEFT
    assert "Nothing is written." in capsys.readouterr().out
    assert contents(copy / "data") == before


@pytest.fixture
def terminal(monkeypatch):
    """Let a question stand on a terminal; what is sent to it are the keys that are pressed."""
    person = SimpleNamespace(isatty=lambda: True)
    both = SimpleNamespace(stdin=person, stdout=person)
    monkeypatch.setattr("reviewbook.commands.interview.sys", both)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


DOWN, UP, ENTER, END = "\x1b[B", "\x1b[A", "\r", "\x04"
CHOICES = ["resection", "repeat resection", "ablation"]


@pytest.mark.parametrize(
    ("keys", "suggested", "answer"),
    [
        (ENTER, "repeat resection", "repeat resection"),
        (DOWN + ENTER, "repeat resection", "ablation"),
        (UP + ENTER, "", "ablation"),
        ("abla" + ENTER, "", "ablation"),
        *((DOWN * at + ENTER, "", typed) for at, typed in enumerate(OTHERWISE.values())),
    ],
)
def test_on_a_terminal_a_choice_is_picked_with_arrows(terminal, keys, suggested, answer):
    terminal.send_text(keys)
    assert ask("Treatment: ", CHOICES, suggested) == answer


def test_on_a_terminal_what_has_no_choices_is_typed(terminal):
    terminal.send_text("Hospital" + ENTER)
    assert ask("Centre: ") == "Hospital"
    terminal.send_text(END)
    with pytest.raises(EOFError):
        ask("Centre: ")


ANY_TEXT = st.text(max_size=20)
PERCENT = st.integers(0, 100).map(str)


@settings(max_examples=8, deadline=None)
@given(
    n=st.integers(1, 2000),
    share=PERCENT,
    months=st.lists(st.integers(1, 120), unique=True, max_size=3),
    author=st.from_regex(r"[A-Z][a-zé]{2,9}", fullmatch=True),
)
def test_any_sound_study_comes_and_goes_without_a_trace(tmp_path_factory, n, share, months, author):
    folder = filled_template(
        tmp_path_factory.mktemp("any") / "template",
        arms={(2, "n"): str(n)},
        studies={(2, "author"): f'{author}, "quoted"'},
        characteristics={(2, "raw"): f"{share}%", (2, "value"): share},
    )
    for time in months:
        repeat_row(folder / "outcomes.csv", 3, time_months=str(time))
    tables, study = contents_of_data(), study_of(folder)
    grown = joined_with(tables, study)
    evidence = loaded(grown)
    gone = rows_of_study(evidence, NAME)
    assert {name: len(rows) for name, rows in gone.items()}["outcomes"] == 2 + len(months)
    assert {name: without_rows(grown[name], gone.get(name, ())) for name in grown} == tables


@settings(max_examples=8, deadline=None)
@given(
    cells=st.dictionaries(
        st.sampled_from(
            [
                (table, column)
                for table in ("sources", "studies", "arms", "outcomes", "effects", "factors")
                for column in records((ROOT / "data") / f"{table}.csv")[0]
            ]
        ),
        ANY_TEXT,
        min_size=1,
        max_size=6,
    )
)
def test_no_text_breaks_more_than_a_refusal(tmp_path_factory, cells):
    folder = filled_template(tmp_path_factory.mktemp("text") / "template")
    for (table, column), value in cells.items():
        edit(folder / f"{table}.csv", {(2, column): value})
    evidence, tables = BOOK.evidence, contents_of_data()
    outcome = tried(evidence, tables, folder)
    if isinstance(outcome, DataError):
        assert all(problem.expected for problem in outcome.problems)
    else:
        assert len(outcome.studies) == len(evidence.studies) + 1


def tried(evidence, tables, folder):
    """The evidence with the study, looked at as the command does, or the refusal."""
    try:
        study = study_of(folder)
        grown = with_study(evidence, tables, study)
    except DataError as refused:
        return refused
    warnings(evidence, grown, study)
    overlaps(evidence, study)
    return grown
