"""Old addresses lead on: what left a page is known there, and a page that left has a sign."""

import html
import json
from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.application import BookApp
from reviewbook.page.reading.moved import addresses, pages_gone

SIGN = """<!DOCTYPE html>
<html lang="en" data-content_root="{root}"><head><meta charset="utf-8"><title>{title}</title>
<noscript><meta http-equiv="refresh" content="0; url={page}"></noscript>
<script src="{root}_static/decoded.js"></script>
<script src="{root}_static/page.js"></script></head>
<body><main><h1><a href="{page}">{title}</a></h1></main>{moves}</body></html>
"""


def told(moves: dict[str, str]) -> str:
    """Return moves as data within a page."""
    text = json.dumps(moves, sort_keys=True).replace("<", "\\u003c")
    return f'<script type="application/json" id="rb-moves">{text}</script>'


def tell(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Put into a page where its former sections are."""
    if "body" in context and has_tables(app.book) and (moves := addresses(app.book, pagename)):
        context["body"] += told(moves)


def leave_signs(app: BookApp, exception: Exception | None) -> None:
    """Write a page that leads on in the place of each that moved as a whole."""
    if exception or app.builder.format != "html" or not has_tables(app.book):
        return
    for page in pages_gone(app.book):
        moves = addresses(app.book, page)
        sign = SIGN.format(
            root="../" * page.count("/"),
            title=html.escape(app.config.html_title),
            page=html.escape(moves[""]),
            moves=told(moves),
        )
        Path(app.outdir, f"{page}.html").write_text(sign, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Let old addresses lead on."""
    app.connect("html-page-context", tell)
    app.connect("build-finished", leave_signs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
