"""Find the impossible number: real cases of the register, each beside numbers that can stand."""

import html

import pandas as pd

from reviewbook.checks.findings import FAULTS, VERDICTS
from reviewbook.ledger.bearing import distinct
from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import quoted
from reviewbook.page.learning.linked import Linked
from reviewbook.page.learning.quiz import question_html

IMPOSSIBLE = VERDICTS[0]
SHOWN, OTHERS = 4, 2
"""How many numbers a case shows, and how many of them at least are in order."""
ASKED = "Of these numbers at least one cannot be as it is printed. Which?"


def cases(book: Book) -> list[dict]:
    """Give every fault of the register that no data could give, with numbers beside it.

    Each has ``fault_id``, ``document``, ``subject`` (what the numbers have in common), ``numbers``
    (entries of the ledger, in its order), ``right`` (the places of those that cannot be), ``found``
    (what the checks say of them) and ``instead``. Beside them stand numbers of the same group of
    patients, else of the same part of the document. A fault without such numbers is left out.
    """
    faults = book.register.query("verdict == @IMPOSSIBLE").to_dict("records")
    return [one for fault in faults if (one := case(book, fault))]


def case(book: Book, fault: dict) -> dict | None:
    """Give one case; None where nothing can stand beside what is wrong."""
    rows = book.ledger.entries
    wrong = rows[rows["entry_id"].isin(fault["entry_ids"]) & (rows["verdict"] == IMPOSSIBLE)]
    first = wrong.iloc[0]
    subject, _, what = first["wording"].partition(": ")
    same = rows[rows["source_id"] == first["source_id"]]
    group = same["wording"].str.startswith(f"{subject}: ") if what else same["table"] == ""
    if group.sum() <= len(wrong):
        subject = ""
        group = (same["chapter"] == first["chapter"]) & (same["table"] == first["table"])
    beside = in_order(same[group], first["unit"], compared(book, wrong["entry_id"]))
    if beside.empty:
        return None
    beside = beside.head(max(OTHERS, SHOWN - len(wrong)))
    shown = rows.loc[sorted([*wrong.index, *beside.index])]
    return {
        "fault_id": fault["fault_id"],
        "document": book.documents[first["source_id"]],
        "subject": subject,
        "numbers": shown.to_dict("records"),
        "right": [at for at, row in enumerate(shown.index) if row in wrong.index],
        "found": " ".join(distinct(wrong["sentence"])),
        "instead": fault["instead"],
    }


def compared(book: Book, names) -> set[str]:
    """Name what the checks read that found these numbers impossible."""
    found = [b for b in book.ledger.bearings if b.finding.fault and set(b.entry_ids) & set(names)]
    return {name for bearing in found for name in bearing.compared}


def in_order(rows: pd.DataFrame, unit: str, telling: set[str]) -> pd.DataFrame:
    """Give the numbers that no check found fault with, the most telling first.

    First what the checks compared, then how many patients there are, then numbers in one unit.
    """
    kept = rows[~rows["verdict"].isin(FAULTS) & (rows["value"] != "")]
    marks = [kept["entry_id"].isin(telling), kept["table"] == "arms", kept["unit"] == unit]
    far = sum((len(marks) - at) * mark.astype(int) for at, mark in enumerate(marks))
    return kept.loc[far.sort_values(ascending=False, kind="stable").index]


def printed(row: dict, subject: str) -> str:
    """Name a number and write it as it is printed."""
    what = row["wording"].removeprefix(f"{subject}: ")
    return f"{what}: {quoted(row, 'full')}"


def spot(book: Book) -> Linked:
    """Show every case: choose a number, then read what the checks say."""
    found = cases(book)
    return Linked("".join(map(case_html, found)), "\n\n".join(map(case_text, found)))


def case_html(one: dict) -> str:
    """Return one case."""
    options = [printed(row, one["subject"]) for row in one["numbers"]]
    instead = f"<p>Read instead: {html.escape(one['instead'])}.</p>" if one["instead"] else ""
    rows = ", ".join(
        f'<a href="page:verification#{html.escape(one["numbers"][at]["entry_id"])}">'
        f"{html.escape(options[at])}</a>"
        for at in one["right"]
    )
    return question_html(
        f"impossible-{one['fault_id']}",
        f"{place(one)}. {ASKED}",
        options,
        one["right"],
        f"<p>{html.escape(one['found'])}</p>{instead}<p>In the ledger: {rows}</p>",
    )


def place(one: dict) -> str:
    """Say where the numbers of a case are printed."""
    return f"{one['document']}, {one['subject']}" if one["subject"] else one["document"]


def case_text(one: dict) -> str:
    """Return one case as plain text."""
    lines = [
        f"  {'*' if at in one['right'] else '-'} {printed(row, one['subject'])}"
        for at, row in enumerate(one["numbers"])
    ]
    return "\n".join([place(one), *lines, f"  {one['found']}"])
