"""The register of discrepancies as cards on a page, one for each fault."""

import html

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.ledger.register import BY_READING
from reviewbook.page.ledger_table import verdict_html
from reviewbook.page.parts import bundle
from reviewbook.page.table import Table
from reviewbook.page.words import Words


class FaultCards:
    """The faults of one chapter, major ones first."""

    def __init__(self, rows: pd.DataFrame, documents: dict[str, str]):
        named = rows.assign(document=rows["source_id"].map(documents))
        self.rows = named.to_dict("records")

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        cards = [card(row) for row in self.rows]
        text = "\n\n".join(map(card_text, self.rows))
        return bundle({"kind": "cards", "cards": cards}, cards_html(cards), text)


def fault_cards(book: Book, chapter: str) -> FaultCards:
    """Show the faults that belong to a chapter, each where it belongs first.

    Raises:
        ValueError: no entry and no observation belongs to this chapter.
    """
    rows = chapter_faults(book, chapter)
    return FaultCards(rows[rows["chapter"] == chapter], book.documents)


def title(row: dict) -> str:
    """Name a fault by what it concerns, or by its place."""
    return row["what"] or f"{row['document']}, {row['place']}"


def parts(row: dict) -> dict[str, str]:
    """Give what a card says, by label, empty parts left out."""
    said = {
        "Printed": row["printed"],
        "Where": f"{row['document']}, {row['place']}",
        "What is wrong": row["found"],
        "Reading": row["note"],
        "Why it matters": row["matters"],
        "Read instead": row["instead"] or "Cannot be known from what is printed",
    }
    if row["verdict"] == BY_READING and not row["instead"]:
        del said["Read instead"]
    return {label: text for label, text in said.items() if text}


def card(row: dict) -> dict:
    """Give what stands on the card of a fault, as plain text."""
    return {
        "name": f"fault-{row['fault_id']}",
        "title": title(row),
        "severity": row["severity"],
        "verdict": row["verdict"] if row["check"] else "",
        "found_by": f"found by: {row['check'].replace('_', ' ')}" if row["check"] else BY_READING,
        "parts": parts(row),
        "entries": list(row["entry_ids"]),
    }


def cards_html(cards: list[dict], ledger: str | None = None) -> str:
    """Return cards whose entries link to the ledger at an address, if there is one."""
    return "".join(card_html(each, ledger) for each in cards)


def card_html(fault: dict, ledger: str | None) -> str:
    """Return one fault as a card that can be linked to."""
    verdict = f"{verdict_html(fault['verdict'])} · " if fault["verdict"] else ""
    lines = "".join(
        f"<dt>{label}</dt><dd>{html.escape(text)}</dd>" for label, text in fault["parts"].items()
    )
    entries = [html.escape(entry) for entry in fault["entries"]]
    if ledger is not None:
        entries = [f'<a href="{ledger}#{entry}">{entry}</a>' for entry in entries]
    listed = f"<dt>In the ledger</dt><dd>{', '.join(entries)}</dd>" if entries else ""
    name, severity = fault["name"], fault["severity"]
    return (
        f'<article class="rb-fault {severity}" id="{name}" aria-labelledby="{name}-title">'
        f'<h3 id="{name}-title">{html.escape(fault["title"])}</h3>'
        f'<p class="kind"><span class="weight">{severity}</span> · {verdict}{fault["found_by"]}</p>'
        f"<dl>{lines}{listed}</dl></article>"
    )


def card_text(row: dict) -> str:
    """Return one fault as plain text."""
    lines = [f"{title(row)} ({row['severity']}, {row['verdict']})"]
    return "\n".join(lines + [f"  {label}: {text}" for label, text in parts(row).items()])


def register_in_words(book: Book) -> Words:
    """Say how many faults there are, how grave, and how they were found."""
    found = book.register
    major = int((found["severity"] == "major").sum())
    read = int((found["verdict"] == BY_READING).sum())
    counts = found["source_id"].value_counts()
    per = ", ".join(
        f"{label[:1].lower()}{label[1:]} has {counts.get(source, 0)}"
        for source, label in book.documents.items()
    )
    return Words(
        f"The register holds **{len(found)} faults**, **{major}** of them major; {per}. "
        f"The checks found {len(found) - read}; {read} were seen by reading."
    )


def chapter_faults(book: Book, chapter: str) -> pd.DataFrame:
    """Give the faults that concern a chapter.

    `chapter` is a name in the column ``chapter`` of the ledger.

    Raises:
        ValueError: no entry and no observation belongs to this chapter.
    """
    found = book.register
    known = set(found["chapter"]) | set(book.entries["chapter"])
    if chapter not in known:
        raise ValueError(f"expected one of {', '.join(sorted(known))}; found {chapter!r}")
    here = [chapter in chapters for chapters in found["chapters"]]
    return found[pd.Series(here, index=found.index, dtype=bool)]


def faults(book: Book, chapter: str) -> Table:
    """Show what a chapter's sources print wrongly, major faults first.

    Argument and error as in `chapter_faults`.
    """
    rows = chapter_faults(book, chapter)
    shown = rows.assign(what=rows["what"].where(rows["what"] != "", rows["place"]))
    shown = shown.replace({"printed": {"": "–"}, "instead": {"": "not known"}})
    columns = {
        "what": "What",
        "printed": "Printed",
        "found": "What is wrong",
        "instead": "Read instead",
        "severity": "Weight",
    }
    return Table(shown, "Where the sources are wrong", columns, name=f"faults-{chapter}")
