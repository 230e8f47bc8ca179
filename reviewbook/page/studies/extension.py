"""The pages of studies in the build: made from the tables when the other pages are written."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from reviewbook.page.claim_role import has_tables
from reviewbook.page.execution.remembered import Remembered
from reviewbook.page.execution.store import digest
from reviewbook.page.identity.application import BookApp
from reviewbook.page.parts import ledger_address
from reviewbook.page.studies.dossier import dossiers
from reviewbook.page.studies.links import Links
from reviewbook.page.studies.places import places
from reviewbook.page.studies.search_words import words_of
from reviewbook.page.studies.sheet import sheet
from reviewbook.page.studies.study_names import FOLDER, known_as, page_of, titles

SEARCHED = StandaloneHTMLBuilder.searchindex_filename
SHOWN_BY = "studies"
"""What a chapter that lists the studies shows, by ``chapters.csv``."""


def lead_to_studies(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Link the names of studies in the tables and figures of a page."""
    if context.get("body") and has_tables(app.book):
        names = known_as(app.book.evidence)
        own = {
            name: app.builder.get_relative_uri(pagename, page_of(study))
            for name, study in names.items()
        }
        context["body"] = Links(own).in_page(context["body"])


def keep_searched(app: BookApp, env: BuildEnvironment) -> None:
    """Let Sphinx keep what the last build found in pages that no document makes.

    What was read of documents has been kept by then: there is nothing to read of these.
    """
    if app.builder.format == "html" and Path(app.outdir, SEARCHED).is_file():
        name_pages(app)


def name_pages(app: BookApp) -> None:
    """Let Sphinx know of pages that no document makes."""
    if has_tables(app.book):
        for study, title in titles(app.book.evidence).items():
            page = page_of(study)
            app.env.all_docs[page], app.env.titles[page] = 0, nodes.title(title, title)


def make_pages(app: BookApp) -> Iterator[tuple[str, dict, str]]:
    """Make the page of every study that is not as it was, and let the search know it."""
    if app.builder.format != "html" or not has_tables(app.book):
        return
    name_pages(app)
    pages = map(app.book.page, app.book.chapters)
    known = {page: app.env.titles[page].astext() for page in pages if page in app.env.titles}
    found, remembered = places(Path(app.outdir), known), Remembered(app, FOLDER)
    beside, new = digest(app.env.frame), {}
    for dossier in dossiers(app.book):
        page = page_of(dossier.study)
        told = ledger_address(app.builder, page), index(app, page), found.get(dossier.study, [])
        parts = [dossier.study, beside, *told]
        made = remembered(parts, partial(sheet, dossier, *told))
        if not (remembered.knows(parts) and is_kept(app, page)):
            new[page] = made
    remembered.keep()
    feed(app, new)
    for page, made in new.items():
        yield page, made | {"display_toc": True}, "page.html"


def is_kept(app: BookApp, page: str) -> bool:
    """Tell whether a page is in the site, and in what is searched, from the last build."""
    indexer = getattr(app.builder, "indexer", None)
    known = page in indexer._titles if indexer else False
    return known and Path(app.outdir, f"{page}.html").is_file()


def dress(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Add the styles that the page of a study needs, and what shows what the search found."""
    if pagename == "search":
        app.add_js_file("search.js", priority=900)
    if pagename.startswith(f"{FOLDER}/"):
        app.add_css_file("ledger.css")
        app.add_css_file("studies.css")


def index(app: BookApp, page: str) -> str | None:
    """Return the address of the list of studies as seen from a page; None where there is none."""
    listing = app.book.page_of(SHOWN_BY)
    known = listing in app.env.found_docs
    return app.builder.get_relative_uri(page, listing) if known else None


def feed(app: BookApp, pages: Mapping[str, Mapping[str, str]]) -> None:
    """Let the search find pages that no document made, and what was said before no longer."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is None:
        return
    indexer.prune(app.env.all_docs.keys() - pages.keys())
    for page, made in pages.items():
        title = app.env.titles[page]
        document = nodes.document(None, None, "", title, nodes.Text(words_of(made["body"])))
        indexer.feed(page, f"{page}.html", title.astext(), document)
    for words in (indexer._mapping, indexer._title_mapping):
        for gone in [word for word, found in words.items() if not found]:
            del words[gone]


def setup(app: Sphinx) -> dict:
    """Make the pages, and the links to them."""
    app.connect("html-page-context", lead_to_studies, priority=400)
    app.connect("html-page-context", dress)
    app.connect("env-check-consistency", keep_searched)
    app.connect("html-collect-pages", make_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
