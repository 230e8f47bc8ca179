"""The pages of studies in the build: made from the tables when the other pages are written."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.page.claim_role import has_tables
from reviewbook.page.execution.remembered import Remembered
from reviewbook.page.parts import ledger_address
from reviewbook.page.studies.dossier import dossiers
from reviewbook.page.studies.links import Links
from reviewbook.page.studies.places import places
from reviewbook.page.studies.search_words import words_of
from reviewbook.page.studies.sheet import sheet
from reviewbook.page.studies.study_names import FOLDER, known_as, page_of

SHOWN_BY = "studies"
"""What a chapter that lists the studies shows, by ``chapters.csv``."""


def lead_to_studies(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Link the names of studies in the tables and figures of a page."""
    if context.get("body") and has_tables(app.book):
        names = known_as(app.book.evidence)
        own = {
            name: app.builder.get_relative_uri(pagename, page_of(study))
            for name, study in names.items()
            if page_of(study) != pagename
        }
        context["body"] = Links(own).in_page(context["body"])


def make_pages(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Make the page of every study, and let the search know it."""
    if app.builder.format != "html" or not has_tables(app.book):
        return
    pages = map(app.book.page, app.book.chapters)
    known = {page: app.env.titles[page].astext() for page in pages if page in app.env.titles}
    found, remembered = places(Path(app.outdir), known), Remembered(app, FOLDER)
    for dossier in dossiers(app.book):
        page = page_of(dossier.study)
        told = ledger_address(app.builder, page), index(app, page), found.get(dossier.study, [])
        made = remembered([dossier.study, *told], partial(sheet, dossier, *told))
        feed(app, page, dossier.title, made["body"])
        yield page, made | {"display_toc": True}, "page.html"
    remembered.keep()


def dress(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Add the styles that the page of a study needs, and what shows what the search found."""
    if pagename == "search":
        app.add_js_file("search.js", priority=900)
    if pagename.startswith(f"{FOLDER}/"):
        app.add_css_file("ledger.css")
        app.add_css_file("studies.css")


def index(app: Sphinx, page: str) -> str | None:
    """Return the address of the list of studies as seen from a page; None where there is none."""
    listing = app.book.page_of(SHOWN_BY)
    known = listing in app.env.found_docs
    return app.builder.get_relative_uri(page, listing) if known else None


def feed(app: Sphinx, page: str, title: str, body: str) -> None:
    """Let the search find a page that no document made."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is None:
        return
    heading = nodes.title(title, title)
    document = nodes.document(None, None, "", heading, nodes.Text(words_of(body)))
    indexer.feed(page, f"{page}.html", title, document)
    app.env.all_docs[page], app.env.titles[page] = 0, heading


def setup(app: Sphinx) -> dict:
    """Make the pages, and the links to them."""
    app.connect("html-page-context", lead_to_studies, priority=400)
    app.connect("html-page-context", dress)
    app.connect("html-collect-pages", make_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
