"""The Sphinx extension behind the ledger's pages: their script, their style, and the downloads."""

import shutil
from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.ledger.export import as_json
from reviewbook.page.claim_role import has_tables

ASSETS = Path(__file__).parent / "assets"
PAGES = ("ledger", "register")


def equip(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add script and style to the pages that need them."""
    if has_tables(app.book) and pagename in map(app.book.page_of, PAGES):
        app.add_css_file("ledger.css")
        app.add_js_file("ledger.js")


def write_assets(app: Sphinx) -> None:
    """Write the script and the style into the site."""
    if app.builder.format == "html":
        shutil.copytree(ASSETS, Path(app.outdir, "_static"), dirs_exist_ok=True)


def write_ledger(app: Sphinx, exception: Exception | None) -> None:
    """Write the whole ledger into the site, as CSV and as JSON."""
    if exception or app.builder.format != "html" or not has_tables(app.book):
        return
    if app.book.page_of("ledger") not in app.env.found_docs:
        return
    static = Path(app.outdir, "_static")
    book = app.book
    book.ledger.entries.to_csv(static / "ledger.csv", index=False)
    text = as_json(book.ledger, book.register)
    (static / "ledger.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Connect everything to Sphinx."""
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", equip)
    app.connect("build-finished", write_ledger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
