"""The commands as a reader types them."""

import json
import subprocess
import sys

import pytest
from books import BOOK, ROOT
from spoiled import copy_of_book, edit, row_of

from reviewbook.__main__ import main
from reviewbook.ledger.export import counts


@pytest.fixture
def copy(tmp_path):
    return copy_of_book(tmp_path / "copy")


def test_verify_is_fine_with_the_book(capsys):
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert "Every verdict is the accepted one." in said
    for entry in ("os-36", "rfa-ehm", "ruiz-2018-surgery-os-60"):
        assert f" {entry} " in said
    assert " us-cases " not in said


def test_a_python_without_the_packages_is_told_how_to_get_them():
    bare = [sys.executable, "-S", "-m", "reviewbook", "verify"]
    done = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert "`make book`" in done.stderr
    assert "source .venv/bin/activate" in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_names_a_verdict_that_moved_from_what_to_what_and_why(copy, capsys):
    path = copy / "data" / "claims.csv"
    row = row_of(path, "os-36")
    edit(path, {(row, "value"): "73", (row, "raw"): "73% (range, 46–81%)"})
    assert main(["verify", str(copy)]) == 1
    said = capsys.readouterr().out
    assert "1 verdict is not the accepted one" in said
    assert "discrepant → reproduced" in said
    assert "The median of the 9 values is 73%" in said.split("Accepted → found")[1]


def test_unreadable_data_give_the_problems_and_exit_code_two(copy, capsys):
    path = copy / "data" / "outcomes.csv"
    edit(path, {(row_of(path, "kostov-2013-os-36"), "value"): "sixty"})
    for command in ("verify", "validate"):
        assert main([command, str(copy)]) == 2
        assert "outcomes.csv, row" in capsys.readouterr().err


def test_a_check_that_cannot_be_run_gives_exit_code_two(copy, capsys):
    path = copy / "data" / "checks.csv"
    edit(path, {(row_of(path, "os-36-recompute"), "check"): "divination"})
    assert main(["verify", str(copy)]) == 2
    assert "check os-36-recompute: unknown check 'divination'" in capsys.readouterr().err


def test_json_holds_every_entry_with_its_findings(capsys):
    assert main(["verify", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    entries = {entry["entry_id"]: entry for entry in whole["entries"]}
    assert len(entries) == len(BOOK.ledger.entries)
    assert entries["os-36"]["verdict"] == "discrepant"
    assert any(f["computed"] == 73 for f in entries["os-36"]["findings"])
    assert whole["moved"] == []
    assert len(whole["register"]) > 50


def test_validate_counts_what_it_read(capsys):
    assert main(["validate"]) == 0
    assert str(sum(map(len, BOOK.evidence.printed.values()))) in capsys.readouterr().out


def test_counts_add_up_to_the_ledger():
    table = counts(BOOK.ledger)
    assert table["total"].sum() == len(BOOK.ledger.entries)
    assert (table["review"] + table["qa"] == table["total"]).all()


def test_gate_finds_nothing_in_the_book(capsys):
    assert main(["gate", str(ROOT)]) == 0
    assert "No numeral is typed" in capsys.readouterr().out


def test_a_command_finds_the_book_the_working_folder_is_in(copy, tmp_path, monkeypatch, capsys):
    edit(copy / "data" / "arms.csv", {(2, "n"): "many"})
    monkeypatch.chdir(copy / "chapters")
    assert main(["validate"]) == 2
    assert "arms.csv, row 2, column n" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 2
    assert "is in no book" in capsys.readouterr().err


@pytest.fixture
def table(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


HEADER = "study,n,start,end,solitary %,dfs_median,os_median,os_12,os_36,os_60,hr,hr_low,hr_high,p\n"
SOUND = "Sound,40,2001,2009,45,14,40,90,55,31,0.28,0.15,0.52,<0.001\n"


def test_a_sound_table_passes(table, capsys):
    assert main(["check", table(HEADER + SOUND)]) == 0
    assert "0 found a fault" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A,13,,,67,,,,,,,,,\n", "No whole number of 13 patients is 67%"),
        ("A,,,,,,29,,67,,,,,\n", "With a median of 29 months"),
        ("A,,,,,,,60,70,,,,,\n", "Survival rises"),
        ("A,,,,,,,,,,0.9,0.15,0.52,\n", "lies outside its own interval"),
        ("A,,,,,,,,,,0.28,0.15,0.52,0.2\n", "printed is P"),
    ],
)
def test_faults_of_a_table_are_found_and_named(table, capsys, row, said):
    assert main(["check", table(HEADER + SOUND + row)]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert said in printed
    assert "A, " in printed
    assert printed.index("A, ") < printed.index("Sound, ")


def test_every_finding_is_printed_also_what_is_no_fault(table, capsys):
    text = "study,centre,n,start,end\nA,Bergen,10,1990,2000\nB,Bergen,20,1995,2005\n"
    assert main(["check", table(text)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "A and B both come from Bergen" in printed
    assert "1 check was run; 0 found a fault." in printed


def test_a_heading_that_is_not_known_is_told_as_printed_with_what_to_do(table, capsys):
    assert main(["check", table("Kohorte,N\nA,46\nB,73\n")]) == 2
    said = capsys.readouterr().err
    assert "'Kohorte' found, expected a known column" in said
    assert "--column 'HEADING=NAME'" in said
    assert main(["check", table("Kohorte,N\nA,46\n"), "--column", "Kohorte=study"]) == 0


def test_pooled_statements_are_recomputed_from_the_table(table, capsys):
    series = table("study,os_36\nA,46\nB,73\nC,81\n")
    right = table("column,statistic,value,low,high\nos_36,median,73,46,81\n", "pooled.csv")
    assert main(["check", series, "--pooled", right]) == 0
    wrong = table("column,statistic,value,low,high\nos_36,median,70,46,81\n", "pooled.csv")
    capsys.readouterr()
    assert main(["check", series, "--pooled", wrong]) == 1
    assert "median of os_36" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("study,colour\nA,red\n", "a known column"),
        ("n,os_36\n4,50\n", "column study"),
        ("study,n\nA,many\n", "row 2, column n: 'many' found, expected a whole number"),
        ("study,solitary %\nA,120\n", "a percentage from 0 to 100"),
        ("study,n\nA\n", "1 cells"),
        ("study n\nA 4\n", "separated by commas, semicolons or tabs"),
        ("study,n\nA,0\n", "row 2, column n: '0' found, expected a whole number of patients"),
        ("", "a header"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_why(table, capsys, text, said):
    assert main(["check", table(text)]) == 2
    assert said in capsys.readouterr().err


def test_a_table_that_does_not_exist_is_no_traceback(tmp_path, capsys):
    assert main(["check", str(tmp_path / "nowhere.csv")]) == 2
    assert "nowhere.csv" in capsys.readouterr().err


def test_nothing_is_written(table, tmp_path, capsys):
    path = table(HEADER + SOUND)
    before = sorted(tmp_path.rglob("*"))
    main(["check", path])
    main(["verify"])
    assert sorted(tmp_path.rglob("*")) == before


def test_help_documents_every_column(capsys):
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    said = capsys.readouterr().out
    for column in ("study", "centre", "dfs_median", "os_36", "hr_low", "%", "statistic"):
        assert column in said
