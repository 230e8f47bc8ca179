"""The commands ``add`` and ``remove``: a study enters the tables or leaves them, after a look.

Everything is held against the rules first, and what would change is shown; only then are the files
written, all of them or none.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from reviewbook.commands.concerns import SEPARATE, overlaps, warnings
from reviewbook.commands.diff import difference
from reviewbook.commands.diff_report import in_terminal
from reviewbook.commands.interview import Interview, Quit, ask
from reviewbook.commands.remove import refuse_what_others_need, rows_of_study
from reviewbook.commands.study import (
    Study,
    completed,
    joined_with,
    loaded,
    read_study,
    the_study,
    with_study,
)
from reviewbook.commands.template import write_answers, write_template
from reviewbook.guard.second_reading import with_new_rows, without_old_rows
from reviewbook.ledger.book import Book
from reviewbook.tables.files import ChangedFileError, alone, contents, without_rows, write_all
from reviewbook.tables.load import Evidence
from reviewbook.tables.problems import DataError

DONE, LEFT, REFUSED = 0, 1, 2


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
        return _template(chosen.template, evidence)
    try:
        rows = _given(chosen.study, evidence)
        try:
            return _add(chosen, evidence, tables, completed(rows, evidence))
        except DataError as error:
            print(_in_words(error), file=sys.stderr)
            _keep(rows, chosen, evidence)
            return REFUSED
    except (Quit, KeyboardInterrupt):
        print("\nStopped. Nothing is written.")
        return LEFT


def _given(path: Path | None, evidence: Evidence) -> Study:
    if path:
        return read_study(path, evidence.printed["dictionary"])
    return Interview(evidence, ask, print).study()


def _template(path: Path, evidence: Evidence) -> int:
    for written in write_template(path, evidence):
        print(written)
    print(
        "Replace the example by your study; leave a cell empty where nothing is stated. Then:\n"
        f"  python -m reviewbook add {path}"
    )
    return DONE


def _add(chosen: argparse.Namespace, evidence: Evidence, tables: dict, rows: Study) -> int:
    after = with_study(evidence, tables, rows)
    if _settled(chosen, evidence, rows):
        after = with_study(evidence, tables, rows)
    said = warnings(evidence, after, rows)
    if said:
        print("Look at this again:")
        print("\n".join(f"  {warning}" for warning in said) + "\n")
    counted = Counter(row.table for row in rows)
    listed = ", ".join(f"{n} in {table}.csv" for table, n in counted.items())
    name = the_study(rows).cells["study_id"]
    print(f"{name}: {len(rows)} new rows: {listed}.")
    keys = {table: evidence.printed[table].columns[0] for table in counted}
    names = {t: [row.cells[key] for row in rows if row.table == t] for t, key in keys.items()}
    grown = with_new_rows(joined_with(tables, rows), names)
    return _after_a_look(chosen, after, tables, grown)


def _settled(chosen: argparse.Namespace, evidence: Evidence, rows: Study) -> bool:
    """Ask whether patients are those of another study, and note it; say whether that was needed.

    Raises:
        DataError: patients may overlap and nobody can be asked.
    """
    study = the_study(rows)
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
        apart = SEPARATE.format(other.study_id)
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
        write_answers(folder, rows, evidence)
        print(f"Correct the files in {folder}/, then: python -m reviewbook add {folder}")


def remove(chosen: argparse.Namespace) -> int:
    """Take a study out of the tables again, with every row that belongs to it."""
    evidence, tables = chosen.book.evidence, contents(chosen.book.folder / "data")
    numbers = rows_of_study(evidence, chosen.study_id)
    refuse_what_others_need(evidence, numbers)
    shorter = {
        name: without_rows(content, numbers.get(name, ())) for name, content in tables.items()
    }
    after = loaded(shorter)
    listed = ", ".join(f"{len(rows)} in {name}.csv" for name, rows in numbers.items())
    print(f"{chosen.study_id}: rows that go: {listed}.")
    gone = {
        name: list(evidence.printed[name].iloc[[row - 2 for row in rows], 0])
        for name, rows in numbers.items()
    }
    return _after_a_look(chosen, after, tables, without_old_rows(shorter, gone))


def _after_a_look(chosen: argparse.Namespace, after: Evidence, tables: dict, new: dict) -> int:
    """Show what changes, ask, and write."""
    step = Step()
    found = difference(chosen.book, Book(chosen.book.folder, after), step)
    step("")
    if found.broken:
        reasons = "\n  ".join(
            [f"After this change {' and '.join(found.broken)} cannot be computed:", *found.notes]
        )
        print(f"{reasons}\nNothing is written.", file=sys.stderr)
        return REFUSED
    print(f"\nWhat changes in the book:\n\n{in_terminal(found)}\n")
    if not (chosen.yes or _yes("Write this into the tables?", False)):
        print("Nothing is written.")
        return LEFT
    try:
        with alone(chosen.book.folder):
            changed = write_all(chosen.book.folder / "data", tables, new)
    except (ChangedFileError, OSError) as error:
        print(f"{error}\nThe tables are as they were.", file=sys.stderr)
        return REFUSED
    print("Written: " + ", ".join(f"{name}.csv" for name in changed) + ".")
    return DONE


def _yes(question: str, default: bool) -> bool:
    try:
        answer = ask(f"{question} [{'Y/n' if default else 'y/N'}] ").strip().lower()
    except EOFError:
        return False
    return default if not answer else answer.startswith("y")
