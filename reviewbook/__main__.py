"""The commands of a book.

Each works on the book whose folder is named, or on the one the working folder is in. They read,
compute and print; no other machine is asked. Only ``add`` and ``remove`` write into the tables,
after they have shown what would change.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

try:
    from reviewbook.checks import own_table
    from reviewbook.checks.own_answer import CHOICES, columns, rows_of, summary
    from reviewbook.commands import diff_report
    from reviewbook.commands.add import Step, add, remove
    from reviewbook.commands.diff import difference
    from reviewbook.commands.new import write_book
    from reviewbook.commands.record import record
    from reviewbook.commands.revisions import opened
    from reviewbook.commands.terminal_table import aligned
    from reviewbook.commands.verify import report
    from reviewbook.guard.accepted import accept
    from reviewbook.guard.progress import Progress
    from reviewbook.guard.verify import problems
    from reviewbook.ledger.book import Book
    from reviewbook.ledger.export import as_json
    from reviewbook.ledger.ledger import ledger
    from reviewbook.ledger.register import register
    from reviewbook.page.gate.book_gate import book_numerals
    from reviewbook.page.paper.files import printed
    from reviewbook.page.publishing.publish import built, heal, torn
    from reviewbook.tables.files import alone, mend, unfinished
    from reviewbook.tables.problems import DataError
    from reviewbook.tables.selection import SelectionError
except ModuleNotFoundError as missing:
    sys.exit(
        f"The package {missing.name} is not installed for this Python ({sys.executable}). In the "
        "folder of the book, `make book` installs all that is needed, into .venv; then\n"
        "  source .venv/bin/activate"
    )

FINE, DIFFERENT, UNREADABLE = 0, 1, 2
BOOK = "the folder of the book; unless told, the one the working folder is in"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        if "book" in chosen:
            chosen.book = Book(chosen.book)
            _mend(chosen.book.folder)
        return chosen.command(chosen)
    except (DataError, SelectionError, OSError) as error:
        print(error, file=sys.stderr)
        return UNREADABLE


def _mend(book: Path) -> None:
    """Bring to an end what an earlier command could not: all of it or nothing."""
    if torn(built(book)) or unfinished(book / "data"):
        with alone(book):
            heal(built(book))
            if mend(book / "data"):
                said = "An earlier change of the tables was cut short. It was taken back."
                print(said, file=sys.stderr)


def build(chosen: argparse.Namespace) -> int:
    """Build the book into _build/html; what fails leaves the last one as it was."""
    from reviewbook.page.build import build as made

    site = made(chosen.book.folder, chosen.paper)
    print(f"\nThe book is built. Open it: {(site / 'index.html').as_uri()}")
    if chosen.paper:
        print(printed(site))
    return FINE


def reproduce(chosen: argparse.Namespace) -> int:
    """Build the book twice, as two unlike machines would, and compare every byte."""
    from reviewbook.page.publishing.reproduce import reproduce as repeated

    said, same = repeated(chosen.book.folder, chosen.paper)
    print(said)
    return FINE if same else DIFFERENT


def serve(chosen: argparse.Namespace) -> int:
    """Show the book in a browser and rebuild it while it is written."""
    from reviewbook.page.publishing.serve import serve as shown

    return shown(chosen.book.folder)


def lab(chosen: argparse.Namespace) -> int:
    """Open copies of the chapters in JupyterLab."""
    from reviewbook.page.notebooks import lab as open_lab

    return open_lab(chosen.book)


def new(chosen: argparse.Namespace) -> int:
    """Write a small book of your own, which builds at once, and say what to edit next."""
    print(write_book(chosen.folder))
    return FINE


def validate(chosen: argparse.Namespace) -> int:
    """Validate the tables."""
    tables = chosen.book.evidence.printed
    rows = sum(map(len, tables.values()))
    print(f"{len(tables)} tables with {rows} rows are as data/dictionary.csv describes them.")
    return FINE


def verify(chosen: argparse.Namespace) -> int:
    """Recompute every verdict, and compare all of it with what was accepted."""
    book = chosen.book
    if chosen.accept:
        print(f"What the checks find now on {accept(book)} numbers is recorded as accepted.")
    book.ledger = ledger(book.evidence, Progress("checks"))
    found = problems(book)
    if chosen.json:
        print(as_json(book.ledger, register(book.evidence, book.ledger), found))
    else:
        print(report(book, found))
    return FINE if found.empty else DIFFERENT


def check(chosen: argparse.Namespace) -> int:
    """Run the checks on a reader's table."""
    try:
        found = own_table.check_table(chosen.table, chosen.pooled, columns(dict(chosen.column)))
    except DataError as error:
        raise DataError(error.problems, own_table.WHAT_TO_DO) from None
    if chosen.json:
        print(json.dumps(rows_of(found), ensure_ascii=False, indent=1))
    else:
        print(_told(found))
    return DIFFERENT if any(finding.fault for _, finding in found) else FINE


def _told(found: list) -> str:
    """List the faults first, then whatever else the checks had to say."""
    faults = [(name, finding) for name, finding in found if finding.fault]
    others = [(name, finding) for name, finding in found if not finding.fault]
    columns = {"of": "Of", "severity": "Weight", "verdict": "Verdict", "sentence": "Found"}
    parts = [
        aligned([{"of": name} | vars(finding) for name, finding in rows], columns)
        for rows in (faults, others)
        if rows
    ]
    return "\n\n".join([*parts, summary(found)])


def gate(chosen: argparse.Namespace) -> int:
    """Look for numerals that were typed into pages, cells or settings.

    No cell is executed. A build looks at the finished pages as well, templates included.
    """
    found = book_numerals(chosen.book)
    for numeral in found:
        print(numeral)
    print(f"{len(found)} faults." if found else "No numeral is typed into the book.")
    return DIFFERENT if found else FINE


def diff(chosen: argparse.Namespace) -> int:
    """Compare two states of the tables: what moves in the book, as Markdown."""
    step = Step()
    step("reading")
    with (
        opened(chosen.old, chosen.book) as (old, was),
        opened(chosen.new, chosen.book) as (new, now),
    ):
        found = difference(old, new, step)
    step("")
    notes = [f"Old: {note}" for note in was] + [f"New: {note}" for note in now]
    found = replace(found, notes=found.notes + notes)
    if chosen.record:
        rows = record(chosen.book, found, chosen.record)
        print(f"{rows} rows written into changes.csv.", file=sys.stderr)
    if chosen.json:
        print(diff_report.as_json(found))
    else:
        print(diff_report.as_markdown(found, chosen.old, chosen.new), end="")
    return FINE


def _parser() -> argparse.ArgumentParser:
    about = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m reviewbook", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    building = _command(
        commands, build, "exit code 0: built; 1: there is a fault, the last book stays"
    )
    repeating = _command(
        commands, reproduce, "exit code 0: the same bytes; 1: not, and where they differ"
    )
    for command in (building, repeating):
        command.add_argument(
            "--paper",
            action="store_true",
            help="print the book as PDF and as EPUB, too (a browser does)",
        )
    _command(commands, serve, "the address is printed; Ctrl-C ends it")
    _command(commands, lab, "the copies lie in _build/notebooks; an edited one is never lost")
    _command(commands, validate, "exit code 0: the tables are sound; 2: they are not")
    verifying = _command(
        commands, verify, "exit code 0: as accepted; 1: something differs; 2: unreadable data"
    )
    verifying.add_argument(
        "--accept", action="store_true", help="record what the checks find now as accepted"
    )
    _command(commands, gate, "exit code 0: no typed numeral; 1: there are some")
    for command in commands.choices.values():
        command.add_argument("book", type=Path, nargs="?", metavar="FOLDER", help=BOOK)
    beginning = _command(commands, new, "exit code 0: written; 2: something stands there already")
    beginning.add_argument("folder", type=Path, metavar="FOLDER", help="a new or an empty folder")
    with_book = _studies(commands)
    comparing = _command(commands, diff, "OLD and NEW: a data folder, a book, or a git revision")
    comparing.add_argument("old", metavar="OLD")
    comparing.add_argument("new", metavar="NEW")
    comparing.add_argument(
        "--record", metavar="DAY", help="note it for the feed, as of a day: year-month-day"
    )
    for command in (*with_book, comparing):
        command.add_argument("--book", type=Path, metavar="FOLDER", help=BOOK)
    checking = _command(commands, check, own_table.GUIDE)
    checking.add_argument(
        "table", type=Path, metavar="TABLE", help="your table of series, .csv or .xlsx"
    )
    checking.add_argument(
        "--pooled", type=Path, metavar="POOLED.csv", help="what the text says of all series"
    )
    checking.add_argument(
        "--column",
        type=_column,
        action="append",
        default=[],
        metavar="HEADING=NAME",
        help="what a heading means: one of the columns below, or 'share %%'; with nothing after "
        "the sign the column is left out",
    )
    for command in (verifying, checking, comparing):
        command.add_argument("--json", action="store_true", help="print everything for machines")
    return parser


def _column(text: str) -> tuple[str, str]:
    heading, sign, name = text.rpartition("=")
    if not sign or name not in CHOICES:
        known = ", ".join(filter(None, CHOICES))
        raise argparse.ArgumentTypeError(f"{text!r}: expected HEADING=NAME with one of {known}")
    return heading, name


def _studies(commands) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    ending = "exit code 0: written; 1: left as it was; 2: refused, nothing is written"
    adding, removing = _command(commands, add, ending), _command(commands, remove, ending)
    adding.add_argument(
        "study", type=Path, nargs="?", metavar="TEMPLATE", help="a filled template: folder or CSV"
    )
    adding.add_argument(
        "--template", type=Path, metavar="NEW", help="write a template: a folder, or one .csv"
    )
    removing.add_argument("study_id", metavar="STUDY_ID")
    for command in (adding, removing):
        command.add_argument("--yes", action="store_true", help="write without asking")
    return adding, removing


def _command(commands, function, ending: str) -> argparse.ArgumentParser:
    command = commands.add_parser(
        function.__name__,
        help=function.__doc__.splitlines()[0],
        description=function.__doc__,
        epilog=ending,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(command=function)
    return command


if __name__ == "__main__":
    sys.exit(main())
