"""The feed: what the format asks of it, and what the table says."""

from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
from books import BOOK, TRIALS

from reviewbook.exports.extension import announce
from reviewbook.exports.feed import ATOM, FILE, feed
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import Identity

KNOWN = Identity(title="A book", author="Its contributors")
CHANGES = [
    ("2026-01-01-1", "2026-01-01", "evidence", "arms.csv", "", "Rows: 1 added", ""),
    ("2026-02-03-1", "2026-02-03", "verdict", "P<0.05 & more", "consistent", "discrepant", "Why."),
    ("2026-02-03-2", "2026-02-03", "register", "A fault", "minor", "", ""),
]
NAMES = {"atom": ATOM}


class Recorded:
    """A book of which only the changes are asked."""

    def __init__(self, rows):
        columns = ["change_id", "date", "kind", "what", "was", "now", "why"]
        self.evidence = self
        self.printed = {"changes": pd.DataFrame(rows, columns=columns, dtype=str)}


def read(known: Identity = KNOWN, rows=CHANGES) -> ElementTree.Element:
    """Return the feed of some changes, read as a program that follows it does."""
    return ElementTree.fromstring(feed(Recorded(rows), known))


def test_it_has_all_that_the_format_asks_for():
    made = read()
    entries = made.findall("atom:entry", NAMES)
    for part in (made, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"atom:{name}", NAMES)) == 1
            assert part.find(f"atom:{name}", NAMES).text
    names = [part.find("atom:id", NAMES).text for part in (made, *entries)]
    assert len(set(names)) == len(names)
    assert all(name.startswith("urn:uuid:") for name in names)
    assert made.find("atom:author/atom:name", NAMES).text == KNOWN.author
    assert made.find("atom:updated", NAMES).text == "2026-02-03T00:00:00Z"


def test_a_day_is_an_entry_and_the_last_comes_first():
    entries = read().findall("atom:entry", NAMES)
    assert [e.find("atom:updated", NAMES).text[:10] for e in entries] == [
        "2026-02-03",
        "2026-01-01",
    ]
    said = entries[0].find("atom:content", NAMES).text
    assert "<strong>P&lt;0.05 &amp; more</strong>: consistent → discrepant Why." in said
    assert said.index("Verdicts") < said.index("Register of faults")
    assert "Tables" in entries[1].find("atom:content", NAMES).text


def test_an_address_is_given_where_there_is_one():
    rels = {link.get("rel"): link.get("href") for link in read().findall("atom:link", NAMES)}
    assert rels == {"alternate": "index.html"}
    placed = read(replace(KNOWN, site="https://example.org/book/"))
    rels = {link.get("rel"): link.get("href") for link in placed.findall("atom:link", NAMES)}
    assert rels["self"] == f"https://example.org/book/{FILE}"


@pytest.mark.parametrize("book", [Recorded([]), Book(TRIALS)])
def test_a_book_that_records_nothing_has_none(book):
    assert feed(book, KNOWN) == b""


def test_the_book_tells_of_every_change():
    text = feed(BOOK, KNOWN).decode()
    assert text.count("&lt;li&gt;") == len(BOOK.evidence.printed["changes"]) > 0


def test_every_page_leads_to_it(tmp_path):
    class App:
        outdir, config = tmp_path, type("Config", (), {"html_title": "A book"})

    context = {"metatags": "<meta/>"}
    announce(App, "chapters/one", "page.html", context, None)
    assert context == {"metatags": "<meta/>"}
    (tmp_path / FILE).touch()
    announce(App, "chapters/one", "page.html", context, None)
    assert context["metatags"].startswith("<meta/>")
    assert f'href="../{FILE}"' in context["metatags"]
