"""How a book, a page of it, a figure or a number is cited: one reference, in three forms."""

import html
import re
from dataclasses import dataclass

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from reviewbook.page.identity.address import Identity

FORMS = {"Text": "text", "BibTeX": "bibtex", "RIS": "ris"}
ENDS, NEWLINE = ".?!", "\n"
PLACE = "ADDRESS"
"""Stands for an address while BibTeX is written, which would protect its signs as those of text."""


@dataclass(frozen=True)
class Reference:
    """What is cited. Without ``title`` it is the book, without ``what`` a page.

    All are text: ``whose`` says whose book it is; ``title`` and ``page`` are a page's title and
    name, ``what`` a figure or a number with its finding, ``part`` its place on the page.
    """

    whose: Identity
    title: str = ""
    page: str = ""
    what: str = ""
    part: str = ""

    def address(self) -> str:
        """Return where it is read; empty where the site's address is not known."""
        return self.whose.page(self.page, self.part) if self.page else self.whose.site

    def text(self) -> str:
        """Return the reference as sentences."""
        book, page = self.whose.title, self.title
        names = [self.what, f"In: {page}", book] if self.what else [page, f"In: {book}"]
        said = [self.whose.author, *(names if page else [book]), self.state()]
        ended = [part if part[-1] in ENDS else f"{part}." for part in said if part]
        return " ".join([*ended, self.address()]).strip()

    def bibtex(self) -> str:
        """Return the reference as an entry of BibTeX."""
        author, fields = self.whose.author, {"title": self.said()}
        if self.title:
            fields["booktitle"] = self.whose.title
        if self.what:
            fields["chapter"] = self.title
        address = self.address()
        fields |= {"year": self.whose.date[:4], "note": self.state(), "url": address and PLACE}
        entry = Entry(
            "incollection" if self.title else "misc",
            fields=[(name, value) for name, value in fields.items() if value],
            persons={"author": [Person(last=f"{{{author}}}")]} if author else {},
        )
        written = Writer().to_string(BibliographyData({self.key(): entry})).strip()
        return written.replace(f'"{PLACE}"', f'"{address}"') + "\n"

    def ris(self) -> str:
        """Return the reference as a record of RIS."""
        day = self.whose.date
        fields = {
            "TY": "CHAP" if self.title and not self.what else "DATA",
            "AU": self.whose.author,
            "TI": self.said(),
            "T2": self.whose.title if self.title else "",
            "SE": self.title if self.what else "",
            "PY": day[:4],
            "DA": day.replace("-", "/"),
            "ET": self.whose.version,
            "UR": self.address(),
        }
        lines = [f"{name}  - {' '.join(value.split())}" for name, value in fields.items() if value]
        return "\n".join([*lines, "ER  - "]) + "\n"

    def said(self) -> str:
        """Name what is cited."""
        return self.what or self.title or self.whose.title

    def state(self) -> str:
        """Say of which version and day the book is, as far as known."""
        version = self.whose.version and f"Version {self.whose.version}"
        return ", ".join(part for part in (version, self.whose.date) if part)

    def key(self) -> str:
        """Name the entry after the book, and after what of it is cited."""
        page = self.page.rpartition("/")[2]
        return "-".join(re.findall("[A-Za-z0-9]+", f"{self.whose.title} {page} {self.part}"))


def forms_html(reference: Reference) -> str:
    """Return a reference in every form."""
    return "".join(
        f'<div><span class="rb-form">{label}</span>'
        f'<pre tabindex="0" role="group" aria-label="{label}">'
        f"{html.escape(getattr(reference, form)().rstrip(NEWLINE))}</pre></div>"
        for label, form in FORMS.items()
    )


def to_cite(reference: Reference, name: str) -> str:
    """Return a reference to be unfolded, in every form; `name` says what is cited."""
    return (
        f'<details class="rb-cite"><summary aria-label="Cite {html.escape(name)}">Cite</summary>'
        f"{forms_html(reference)}</details>"
    )


def number_to_cite(whose: Identity, title: str, page: str) -> str:
    """Return the reference of any number of the ledger, for the script that fills in which."""
    reference = Reference(whose, title, page, "NUMBER-SAID", "NUMBER-NAME")
    return f'<template id="rb-number">{to_cite(reference, "this number")}</template>'
