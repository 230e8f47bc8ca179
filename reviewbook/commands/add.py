"""The commands ``add`` and ``remove``: a study enters the tables or leaves them, after a look.

Everything is held against the rules first, and what would change is shown; only then are the files
written, all of them or none.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd

from reviewbook.commands.diff import Difference, difference
from reviewbook.commands.diff_report import in_terminal
from reviewbook.commands.interview import Interview, Quit
from reviewbook.commands.new_study import (
    SEPARATE,
    Study,
    completed,
    joined_with,
    loaded,
    overlaps,
    read_study,
    warnings,
    with_study,
)
from reviewbook.commands.template import write_answers, write_template
from reviewbook.ledger.book import Book
from reviewbook.tables.files import ChangedFileError, contents, without_rows, write_all
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError, Problem

DONE, LEFT, REFUSED = 0, 1, 2
SPOKEN_OF = ("entry_id", "other_id", "result_id")
"""Columns of text that name rows of other tables."""


class Step:
    """What is being done, on a terminal; nothing elsewhere."""

    def __call__(self, step: str) -> None:
        """Show the step in the place of the last one."""
        if sys.stderr.isatty():
            print(f"\r\033[K{step} …" if step else "\r\033[K", end="", file=sys.stderr, flush=True)


def add(chosen: argparse.Namespace) -> int:
    """Add a study: from a filled template, or question by question."""
    evidence, tables = chosen.book.evidence, contents(chosen.book.folder / "data")
    if chosen.template:
        return _template(chosen.template, evidence.printed["dictionary"])
    try:
        rows = _given(chosen, evidence)
        try:
            return _add(chosen, evidence, tables, completed(rows))
        except DataError as error:
            print(_in_words(error), file=sys.stderr)
            _keep(rows, chosen, evidence)
            return REFUSED
    except (Quit, KeyboardInterrupt):
        print("\nStopped. Nothing is written.")
        return LEFT


def _template(path: Path, dictionary: pd.DataFrame) -> int:
    for written in write_template(path, dictionary):
        print(written)
    print(
        "Replace the example by your study; leave a cell empty where nothing is stated. Then:\n"
        f"  python -m reviewbook add {path}"
    )
    return DONE


def _given(chosen: argparse.Namespace, evidence: Evidence) -> Study:
    dictionary = evidence.printed["dictionary"]
    if chosen.study:
        return read_study(chosen.study, dictionary)
    return Interview(dictionary, input, print).study()


def _add(chosen: argparse.Namespace, evidence: Evidence, tables: dict, rows: Study) -> int:
    after = with_study(evidence, tables, rows)
    if _settled(chosen, evidence, rows):
        after = with_study(evidence, tables, rows)
    said = warnings(evidence, after, rows)
    if said:
        print("Look at this again:")
        print("\n".join(f"  {warning}" for warning in said) + "\n")
    counted = pd.Series([row.table for row in rows]).value_counts(sort=False)
    listed = ", ".join(f"{n} in {table}.csv" for table, n in counted.items())
    name = next(row.cells["study_id"] for row in rows if row.table == "studies")
    print(f"{name}: {len(rows)} new rows: {listed}.")
    return _after_a_look(chosen, after, tables, joined_with(tables, rows))


def _settled(chosen: argparse.Namespace, evidence: Evidence, rows: Study) -> bool:
    """Ask whether patients are those of another study, and note it; say whether that was needed.

    Raises:
        DataError: patients may overlap and nobody can be asked.
    """
    study = next(row for row in rows if row.table == "studies")
    found = overlaps(evidence, rows)
    if found and chosen.yes:
        raise DataError(
            [
                study.problem(
                    "cohort_id",
                    f"{other.cohort_id!r} if these are the patients of {other.study_id}, or the "
                    f'words "{SEPARATE.format(other.study_id)}" in the note. {other.why}',
                )
                for other in found
            ]
        )
    for other in found:
        print(f"The patients may overlap. {other.why}")
        if _yes(f"Give it the cohort {other.cohort_id!r}, so that they count once?", True):
            study.cells["cohort_id"] = other.cohort_id
            break
        apart = f"{SEPARATE.format(other.study_id)}."
        study.cells["note"] = f"{study.cells.get('note', '')} {apart}".strip()
    return bool(found)


def _in_words(error: DataError) -> str:
    count = len(error.problems)
    head = f"The study is refused; {count} problem{'s' if count > 1 else ''}, nothing is written:"
    return "\n  ".join([head, *map(str, error.problems)])


def _keep(rows: Study, chosen: argparse.Namespace, evidence: Evidence) -> None:
    """Offer to keep typed answers, so that they can be corrected."""
    folder = Path("new-study")
    if chosen.study or folder.exists() or not sys.stdin.isatty():
        return
    if _yes(f"Keep your answers in {folder}/, to correct them there?", True):
        write_answers(folder, rows, evidence.printed["dictionary"])
        print(f"Correct the files in {folder}/, then: python -m reviewbook add {folder}")


def remove(chosen: argparse.Namespace) -> int:
    """Take a study out of the tables again, with every row that belongs to it."""
    evidence, tables = chosen.book.evidence, contents(chosen.book.folder / "data")
    numbers = rows_of_study(evidence, chosen.study_id)
    shorter = {
        name: without_rows(content, numbers.get(name, ())) for name, content in tables.items()
    }
    after = loaded(shorter)
    listed = ", ".join(f"{len(rows)} in {name}.csv" for name, rows in numbers.items())
    print(f"{chosen.study_id}: rows that go: {listed}.")
    return _after_a_look(chosen, after, tables, shorter)


def rows_of_study(evidence: Evidence, study_id: str) -> dict[str, set[int]]:
    """Give the rows of a study by table, as a spreadsheet counts them.

    They are its own row, the rows whose keys lead to it, and sources that nothing else was read in.

    Raises:
        DataError: there is no such study, or rows of others speak of it.
    """
    if study_id not in set(evidence.printed["studies"]["study_id"]):
        expected = "the study_id of a study that is there"
        raise DataError([Problem("studies.csv", 0, "study_id", study_id, expected)])
    keys = _keys(evidence)
    gone = {("studies", "study_id"): {study_id}}
    found = {"studies": _where(evidence, "studies", "study_id", {study_id})}
    while True:
        before = {name: set(rows) for name, rows in found.items()}
        for table, column, target in keys:
            rows = _where(evidence, table, column, gone.get(target, set()))
            found[table] = found.get(table, set()) | rows
            first = evidence.printed[table].columns[0]
            gone[table, first] = set(evidence.printed[table].loc[sorted(found[table]), first])
        if before == {name: rows for name, rows in found.items()}:
            break
    _refuse_others(evidence, found, gone)
    found["sources"] = _sources_alone(evidence, found)
    return {
        name: {position + 2 for position in found[name]}
        for name in evidence.printed
        if found.get(name)
    }


def _keys(evidence: Evidence) -> list[tuple[str, str, tuple[str, str]]]:
    """Give table, column and target of every key but those to sources."""
    dictionary = evidence.printed["dictionary"]
    rows = dictionary[(dictionary["references"] != "") & (dictionary["column"] != "source_id")]
    return [
        (row["table"], row["column"], tuple(row["references"].split(".")))
        for row in rows.to_dict("records")
    ]


def _where(evidence: Evidence, table: str, column: str, values: set[str]) -> set[int]:
    cells = evidence.printed[table][column]
    return set(cells.index[cells.isin(values - {""})])


def _refuse_others(evidence: Evidence, found: dict, gone: dict) -> None:
    """Refuse if a row of another study, or a check or correction, speaks of what would go."""
    names = {name for (table, _), values in gone.items() if table != "sources" for name in values}
    problems = []
    for table, rows in evidence.printed.items():
        for column in ("study_id", "arm_id", *SPOKEN_OF):
            if column not in rows or (table, column) in gone:
                continue
            cells = rows[column]
            own = cells.index.isin(found.get(table, set()))
            if column in SPOKEN_OF:
                wrong = cells[cells.isin(names) & ~own]
                expected = "nothing that would go: take this row out first"
            else:
                known = gone.get(("studies" if column == "study_id" else "arms", column), set())
                wrong = cells[own & ~cells.isin({"", *known})]
                expected = "a row of this study alone: it belongs to another, too"
            problems += [
                Problem(f"{table}.csv", position + 2, column, value, expected)
                for position, value in wrong.items()
            ]
    if problems:
        raise DataError(problems)


def _sources_alone(evidence: Evidence, found: dict[str, set[int]]) -> set[int]:
    """Give the sources in which nothing was read but what goes."""
    read, kept = set(), set()
    for table, rows in evidence.printed.items():
        if table != "sources" and "source_id" in rows:
            own = rows.index.isin(found.get(table, set()))
            read |= set(rows.loc[own, "source_id"])
            kept |= set(rows.loc[~own, "source_id"])
    return _where(evidence, "sources", "source_id", read - kept)


def _after_a_look(chosen: argparse.Namespace, after: Evidence, tables: dict, new: dict) -> int:
    """Show what changes, ask, and write."""
    step = Step()
    found = difference(chosen.book, Book(chosen.book.folder, after), step)
    step("")
    _refuse_broken(found)
    print(f"\nWhat changes in the book:\n\n{in_terminal(found)}\n")
    if not (chosen.yes or _yes("Write this into the tables?", False)):
        print("Nothing is written.")
        return LEFT
    try:
        changed = write_all(chosen.book.folder / "data", tables, new)
    except (ChangedFileError, OSError) as error:
        print(f"{error}\nThe tables are as they were.", file=sys.stderr)
        return REFUSED
    print("Written: " + ", ".join(f"{name}.csv" for name in changed) + ".")
    return DONE


def _refuse_broken(found: Difference) -> None:
    if found.broken:
        what = ", ".join(found.broken)
        raise DataError(
            [Problem("the book", 0, "", "; ".join(found.notes), f"{what} to be computed as before")]
        )


def _yes(question: str, default: bool) -> bool:
    try:
        answer = input(f"{question} [{'Y/n' if default else 'y/N'}] ").strip().lower()
    except EOFError:
        return False
    return default if not answer else answer.startswith("y")
