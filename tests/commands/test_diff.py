import json
import shutil
import subprocess

import pytest
from books import BOOK, ROOT
from spoiled import copy_of_data, edit, records, row_of, write

from reviewbook.__main__ import main
from reviewbook.commands.diff import alike, difference, read_old_or_new
from reviewbook.commands.diff_report import as_json, as_markdown, escaped, in_terminal
from reviewbook.commands.sentences import ABSENT, QUOTATION, quoting_sentences
from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import quoted
from reviewbook.tables.load import Evidence


@pytest.fixture
def copy(tmp_path):
    return copy_of_data(tmp_path / "data")


def changes(old, new):
    (before, _), (after, _) = read_old_or_new(old), read_old_or_new(new)
    return difference(Book(ROOT, before), Book(ROOT, after))


def series(column):
    """Rows of survival at five years in the review's table, as the file has them."""
    header, *rows = records((ROOT / "data") / "outcomes.csv")
    named = [dict(zip(header, row, strict=True)) for row in rows]
    wanted = {"outcome": "overall survival", "time_months": "60", "place": "Table 1"}
    return [
        row[column]
        for row in named
        if all(row[name] == value for name, value in wanted.items()) and row["value"]
    ]


def test_the_same_evidence_has_no_difference(copy):
    found = changes((ROOT / "data"), copy)
    assert found.empty
    assert not found.notes
    assert "The evidence is the same." in as_markdown(found, "a", "b")
    assert json.loads(as_json(found))["empty"]


def test_a_number_left_out_moves_its_row_its_pool_and_its_verdicts(copy):
    outcome = series("outcome_id")[0]
    path = copy / "outcomes.csv"
    row = row_of(path, outcome)
    old = dict(zip(records(path)[0], records(path)[row - 1], strict=True))
    edit(path, {(row, "value"): "", (row, "raw"): "NS", (row, "status"): "not stated"})
    found = changes((ROOT / "data"), copy)
    assert found.tables["outcomes"].changed[outcome] == {
        "value": (old["value"], ""),
        "raw": (old["raw"], "NS"),
        "status": ("stated", "not stated"),
    }
    assert set(found.tables) == {"outcomes"}
    moved = {change["name"]: change for change in found.pooled}
    assert moved["resection/os-60"]["new"]["k"] == moved["resection/os-60"]["old"]["k"] - 1
    assert "resection/os-12" not in moved
    text = as_markdown(found, "a", "b")
    assert f"k = {moved['resection/os-60']['old']['k']} |" in text
    assert "resection/os-60" in in_terminal(found)


def test_a_corrected_claim_moves_its_verdict_its_fault_and_its_sentences(copy):
    faulty = BOOK.evidence.printed["claims"].query(
        "accepted == 'discrepant' and claim_id == 'os-36'"
    )
    entries = BOOK.quotable
    claim = faulty["claim_id"].item()
    right = f"{entries.loc[claim, 'computed']:g}"
    path = copy / "claims.csv"
    raw = faulty["raw"].item().replace(faulty["value"].item(), right, 1)
    edit(path, {(row_of(path, claim), "value"): right, (row_of(path, claim), "raw"): raw})
    found = changes((ROOT / "data"), copy)
    verdict = next(change for change in found.verdicts if change["entry_id"] == claim)
    assert (verdict["old"], verdict["new"]) == ("discrepant", "reproduced")
    assert verdict["why"]
    assert not found.pooled
    assert any(claim in change["fault_id"] for change in found.register)
    pages = [ROOT / "intro.md", *(ROOT / "chapters").glob("*.md")]
    quoting = {p.stem for p in pages if f"{{claim}}`{claim} full`" in p.read_text("utf-8")}
    assert quoting
    assert quoting <= {change["page"] for change in found.sentences}
    assert all(right in change["new"] for change in found.sentences)
    assert all(faulty["value"].item() in change["old"] for change in found.sentences)


def test_sentences_read_as_the_book_writes_them():
    entries = {row["entry_id"]: row for row in BOOK.quotable.to_dict("records")}
    sentences = quoting_sentences(ROOT)
    assert len({sentence.page for sentence in sentences}) > 5
    read = 0
    for sentence in sentences:
        text = sentence.read(entries)
        assert "{claim}" not in text
        for match in QUOTATION.finditer(sentence.text):
            name, *part = match[1].partition(" about ")[0].split(" ", 1)
            if name in entries:
                number = quoted(entries[name], *part)
                assert number.replace("\N{NO-BREAK SPACE}", " ") in text
                read += 1
            else:
                assert ABSENT in text
    assert read > len(sentences)


def test_rows_that_came_and_went_are_named(copy):
    path = copy / "factors.csv"
    header, first, *rest = records(path)
    added = ["brought-in", *first[1:]]
    write(path, [header, *rest, added])
    found = changes((ROOT / "data"), copy)
    assert list(found.tables["factors"].removed) == [first[0]]
    assert list(found.tables["factors"].added) == ["brought-in"]
    text = as_markdown(found, "a", "b")
    assert "| factors | 1 | 1 | 0 |" in text
    assert "| brought-in | added |" in text


def test_older_tables_are_read_under_their_own_dictionary(copy):
    (copy / "figure_rows.csv").unlink()
    (copy / "bias.csv").unlink()
    path = copy / "dictionary.csv"
    header, *rows = records(path)
    rows = [row for row in rows if row[0] not in ("figure_rows", "bias")]
    rows = [row for row in rows if (row[0], row[1]) != ("sources", "label")]
    write(path, [header, *rows])
    table = records(copy / "sources.csv")
    at = table[0].index("label")
    write(copy / "sources.csv", [row[:at] + row[at + 1 :] for row in table])
    (old, notes), (new, _) = read_old_or_new(copy), read_old_or_new(ROOT / "data")
    assert not notes
    found = difference(Book(ROOT, old), Book(ROOT, new))
    assert "Old: There is no table figure_rows." in found.notes
    assert "Old: The table sources has no column label." in found.notes
    assert len(found.tables["figure_rows"].added) == len(new.figure_rows)
    labels = [cells["label"] for cells in found.tables["sources"].changed.values()]
    assert labels == [("", label) for label in new.printed["sources"]["label"]]


def test_tables_that_break_a_rule_are_compared_all_the_same(copy):
    name = records((ROOT / "data") / "arms.csv")[1][0]
    edit(copy / "arms.csv", {(2, "n"): "many"})
    evidence, notes = read_old_or_new(copy)
    assert "1 cell does not pass" in notes[0]
    assert "arms.csv, row 2, column n" in notes[0]
    assert difference(Book(ROOT, evidence), BOOK).tables["arms"].changed[name]["n"][0] == "many"


def test_a_new_column_alone_moves_no_pool_and_no_verdict():
    sources = BOOK.evidence.printed["sources"].drop(columns="judged")
    tables = BOOK.evidence.tables | {"sources": BOOK.evidence.sources.drop(columns="judged")}
    dictionary = BOOK.evidence.printed["dictionary"].query("column != 'judged'")
    printed = BOOK.evidence.printed | {"sources": sources, "dictionary": dictionary}
    older = Evidence(tables, printed)
    found = difference(Book(ROOT, older), BOOK)
    assert "Old: The table sources has no column judged." in found.notes
    assert set(found.tables) == {"sources", "dictionary"}
    assert not found.pooled
    assert not found.verdicts


def test_what_cannot_be_judged_is_said(copy):
    printed = BOOK.evidence.printed | {
        "checks": BOOK.evidence.printed["checks"].assign(check="nothing")
    }
    found = difference(BOOK, Book(ROOT, Evidence(BOOK.evidence.tables, printed)))
    assert not found.judged
    assert "the verdicts" in found.broken
    assert any("new tables cannot be judged" in note for note in found.notes)
    assert "Not compared: see the end." in as_markdown(found, "a", "b")


def test_tables_are_made_alike_without_a_change_of_their_rows():
    evidence, notes = alike(BOOK.evidence, BOOK.evidence)
    assert not notes
    assert all(evidence.printed[name] is BOOK.evidence.printed[name] for name in evidence.printed)


@pytest.mark.parametrize("text", ["a | b", "<b>x</b>", "`code`", "*x*_y_", "two\nlines", "[a](b)"])
def test_text_cannot_break_a_table(text):
    cell = escaped(text)
    assert "\n" not in cell
    assert "<" not in cell
    assert not [i for i, c in enumerate(cell) if c in "|`*_[]" and cell[i - 1] != "\\"]


def test_a_cell_with_a_bar_stays_in_its_row(copy):
    edit(copy / "sources.csv", {(2, "note"): "one | two"})
    text = as_markdown(changes((ROOT / "data"), copy), "a", "b")
    line = next(line for line in text.splitlines() if "one" in line and "two" in line)
    assert line.replace("\\|", "").count("|") == 4


def git(*arguments):
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_oldest_data_there_are_against_those_of_today(capsys):
    oldest = git("rev-list", "--reverse", "HEAD", "--", "data/dictionary.csv")[0]
    same = git("rev-parse", f"{oldest}:data") == git("rev-parse", "HEAD:data")
    assert main(["diff", oldest, "HEAD", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["empty"] == same
    names = git("ls-tree", "--name-only", f"{oldest}:data")
    if "cohorts.csv" not in names:
        assert {change["name"] for change in found["pooled"]} >= {"resection/os-60"}
        assert all(change["old"] != change["new"] for change in found["pooled"])
        assert "Old: There is no table cohorts." in found["notes"]


@pytest.mark.parametrize("name", ["no-such-revision", "an empty folder"])
def test_what_is_no_state_of_the_tables_is_refused(name, capsys, tmp_path):
    shown = name if name.startswith("no") else str(tmp_path)
    assert main(["diff", shown, str(ROOT / "data")]) == 2
    assert shown in capsys.readouterr().err


def test_a_book_s_folder_stands_for_its_tables(tmp_path, copy, capsys):
    shutil.copytree(copy, tmp_path / "book" / "data")
    assert main(["diff", str(tmp_path / "book"), str(copy)]) == 0
    assert "The evidence is the same." in capsys.readouterr().out
