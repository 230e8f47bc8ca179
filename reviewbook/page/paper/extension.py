"""The Sphinx extension that prints the finished site, where a build was asked to."""

import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.display import progress_message, status_iterator

from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.application import BookApp
from reviewbook.page.paper.cover import cover_of
from reviewbook.page.paper.epub import write_epub
from reviewbook.page.paper.files import EPUB, FOLDER, PDF
from reviewbook.page.paper.order import chapters
from reviewbook.page.paper.sheet import Sheet, sheet

TAG = "paper"
"""What a page names with ``only`` if it speaks of the printed book."""


def announce(app: BookApp, config: Config) -> None:
    """Let pages know whether the book is printed in this build."""
    if config.paper:
        app.tags.add(TAG)


def offer(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Let the template beside every page name the printed book."""
    context["paper"] = app.config.paper and {"PDF": f"{FOLDER}/{PDF}", "EPUB": f"{FOLDER}/{EPUB}"}


def print_book(app: BookApp, exception: Exception | None) -> None:
    """Write the whole book as PDF and as EPUB into the site.

    Raises:
        ExtensionError: there is no browser, or the book does not print as it should.
    """
    if exception or app.builder.format != "html" or not app.config.paper:
        return
    from reviewbook.page.paper.browser import PaperError, opened
    from reviewbook.page.paper.printer import bound
    from reviewbook.page.paper.volume import volume

    site, cover = Path(app.outdir), cover_of(app)
    target = site / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    sheets = _sheets(app, site)
    with progress_message("writing the EPUB"):
        write_epub(target / EPUB, site, cover, sheets)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book.html")
        book.write_text(volume(site, cover, sheets), encoding="utf-8")
        try:
            with opened() as browser, progress_message("printing the book, twice"):
                bound(browser.new_page(), book, target / PDF, cover.identity.date)
        except PaperError as error:
            raise ExtensionError(str(error)) from error


def _sheets(app: BookApp, site: Path) -> list[Sheet]:
    """Read the finished pages; the list of moved sections serves old addresses alone."""
    left_out = {app.book.page_of("moves")} if has_tables(app.book) else set()
    found = chapters(app.env, app.config.root_doc, left_out)
    pages = status_iterator(found, "reading for paper... ", length=len(found))
    return [sheet(site, chapter) for chapter in pages]


def setup(app: Sphinx) -> dict:
    """Print after everything is in the site, and before its files are listed."""
    app.add_config_value("paper", False, "env", [bool])
    app.add_config_value("paper_about", [], "", [list])
    app.connect("config-inited", announce)
    app.connect("html-page-context", offer)
    app.connect("build-finished", print_book, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
