"""The ``claim`` role: a number of the ledger in a sentence, with its verdict and a link."""

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import QuotingError, asked, quoted
from reviewbook.ledger.verdicts import EVERY_SIGN, MARKS, MEANINGS, UNJUDGED, sign_of
from reviewbook.page.identity.application import BookApp, book_of
from reviewbook.page.parts import ledger_address
from reviewbook.page.reading.from_data import FromData, add_from_data

LOGGER = logging.getLogger(__name__)


class ClaimRole(SphinxRole):
    """Quote an entry: ``{claim}`os-median` `` or ``{claim}`os-median range about Smith` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        identifier, part, about = asked(self.text)
        book = book_of(self.env)
        if not has_tables(book) or identifier not in book.quotable.index:
            LOGGER.warning("no entry %r in the ledger", identifier, location=self.get_location())
            return [nodes.literal(text=self.text)], []
        entry = book.quotable.loc[identifier].to_dict()
        try:
            text = quoted(entry, part)
        except QuotingError as error:
            LOGGER.warning("%s", error, location=self.get_location())
            return [nodes.literal(text=self.text)], []
        entry["sign"] = sign_of(entry["verdict"], part)
        said = note(entry, book.documents)
        return [ClaimNode(text, text=text, entry=entry, note=said, about=about)], []


def has_tables(book: Book) -> bool:
    """Tell whether a book has data: one without has nothing to quote."""
    return (book.folder / "data").is_dir()


class ClaimNode(FromData):
    """A quoted number. Builders other than HTML show its text alone."""

    def __init__(self, rawsource="", text="", entry: dict | None = None, note="", **rest):
        super().__init__(rawsource, "", **rest)
        if text:
            self += nodes.Text(text)
        self["entry"], self["note"] = entry, note


def note(entry: dict, documents: dict[str, str]) -> str:
    """Say in one or two sentences what is printed where, and what the checks found."""
    sign = entry.get("sign", entry["verdict"])
    lines = [f"{sign.capitalize()}: {MEANINGS[sign]}."]
    if entry["verdict"] not in UNJUDGED:
        lines.append(f"{documents[entry['source_id']]}, {entry['place']}.")
    lines += [entry[column] for column in ("sentence", "reading") if entry[column]]
    lines += [f"Read instead: {entry['instead']}."] if entry["instead"] else []
    return " ".join(lines)


def opening(entry: dict, said: str, ledger: str | None) -> str:
    """Return what opens a quoted number: a link to its row of the ledger where there is one.

    `entry` has its ``sign``; `said` is its `note`, `ledger` the address of the ledger.
    """
    listed = ledger is not None and entry["verdict"] not in UNJUDGED
    href = f' href="{ledger}#{entry["entry_id"]}"' if listed else ' tabindex="0"'
    kind = entry["sign"].replace(" ", "-")
    return f'<a class="claim claim-{kind}"{href} data-note="{html.escape(said, quote=True)}">'


def closing(entry: dict) -> str:
    """Return what closes it: the sign and the name of the verdict."""
    sign = entry["sign"]
    return (
        f'<span class="claim-mark" aria-hidden="true">{MARKS[sign]}</span>'
        f'<span class="visually-hidden"> ({sign})</span></a>'
    )


def visit_html(translator, node: ClaimNode) -> None:
    """Open the element of a quoted number."""
    builder = translator.builder
    ledger = ledger_address(builder, builder.current_docname)
    translator.body.append(opening(node["entry"], node["note"], ledger))


def depart_html(translator, node: ClaimNode) -> None:
    """Close it."""
    translator.body.append(closing(node["entry"]))


def legend() -> str:
    """Return every sign with its meaning, to be unfolded."""
    signs = "".join(
        f'<li class="claim-{name.replace(" ", "-")}"><span class="claim-mark" aria-hidden="true">'
        f"{sign.mark}</span> <strong>{name}</strong>: {sign.meaning}</li>"
        for name, sign in EVERY_SIGN.items()
    )
    return (
        '<details class="rb-signs"><summary>The signs beside the numbers</summary>'
        f"<ul>{signs}</ul></details>"
    )


def add_legend(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Put the legend below each page that has a sign."""
    if 'class="claim-mark"' in context.get("body", ""):
        context["body"] += legend()


def open_book(app: BookApp) -> None:
    """Let every part of the build use the same book."""
    app.book = Book(app.srcdir)


def setup(app: Sphinx) -> dict:
    """Register the role."""
    app.connect("builder-inited", open_book, priority=1)
    app.connect("html-page-context", add_legend)
    add_from_data(app, ClaimNode, visit_html, depart_html)
    app.add_role("claim", ClaimRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
