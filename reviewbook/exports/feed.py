"""What changed in the evidence and in the verdicts, as an Atom feed: one entry a day.

The changes are rows of ``changes.csv``, which ``diff --record`` writes: a build knows them without
the history of the book.
"""

import html
import uuid
from collections.abc import Mapping
from xml.etree import ElementTree

import pandas as pd

from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity

FILE = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
HEADINGS = {
    "verdict": "Verdicts",
    "pooled number": "Pooled numbers",
    "register": "Register of faults",
    "evidence": "Tables",
}


def feed(book: Book, known: Identity) -> bytes:
    """Give the feed of a book; none where nothing is recorded."""
    rows = book.evidence.printed["changes"]
    if rows.empty:
        return b""
    days = sorted(set(rows["date"]), reverse=True)
    made = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(made, "title", f"{known.title}: what changed")
    _add(made, "id", _name(known, "feed"))
    _add(made, "updated", _moment(days[0]))
    _add(_add(made, "author"), "name", known.author or known.title)
    if known.site:
        _add(made, "link", rel="self", href=f"{known.site}{FILE}")
    _add(made, "link", rel="alternate", href=known.site or "index.html")
    for day in days:
        _entry(made, known, day, rows[rows["date"] == day])
    ElementTree.indent(made)
    return ElementTree.tostring(made, encoding="utf-8", xml_declaration=True) + b"\n"


def _entry(made: ElementTree.Element, known: Identity, day: str, rows: pd.DataFrame) -> None:
    entry = _add(made, "entry")
    counts = rows["kind"].value_counts()
    told = [f"{HEADINGS[kind].lower()}: {counts[kind]}" for kind in HEADINGS if kind in counts]
    _add(entry, "title", f"{day}. Changed: {', '.join(told)}")
    _add(entry, "id", _name(known, day))
    _add(entry, "updated", _moment(day))
    _add(entry, "link", rel="alternate", href=known.site or "index.html")
    _add(entry, "content", "".join(_part(kind, rows) for kind in HEADINGS), type="html")


def _part(kind: str, rows: pd.DataFrame) -> str:
    lines = [_line(row) for row in rows[rows["kind"] == kind].to_dict("records")]
    return f"<h2>{HEADINGS[kind]}</h2><ul>{''.join(lines)}</ul>" if lines else ""


def _line(row: Mapping[str, str]) -> str:
    moved = f"{row['was']} → {row['now']}" if row["was"] else row["now"]
    told = [f"<strong>{html.escape(row['what'])}</strong>", html.escape(moved or "no longer there")]
    return f"<li>{': '.join(told)}{' ' * bool(row['why'])}{html.escape(row['why'])}</li>"


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str):
    """Add an element, and return it."""
    made = ElementTree.SubElement(parent, tag, attributes)
    made.text = text or None
    return made


def _name(known: Identity, part: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{known.site or known.title}#{part}')}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
