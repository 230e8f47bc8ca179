"""What a cell hands over: named parts for the book's builder, and HTML for JupyterLab.

Parts are a mapping with ``kind``: ``figure`` (with ``name``, ``title``, ``caption``, ``body``,
``legend``, ``drawing`` and ``rows``), ``table`` or ``ledger`` (``name``, ``caption``, ``before``,
``body``, ``after``), or ``cards`` (``cards``: one mapping for each, as `fault_cards.card` makes
it). Name, title and caption are plain text, rows are CSV, all others HTML.
"""

import html

MIME = "application/vnd.reviewbook+json"


def bundle(parts: dict, shown: str, text: str) -> dict:
    """Return the forms of one output: its parts, its HTML, and its plain text."""
    return {MIME: parts, "text/html": shown, "text/plain": text}


def finding_html(title: str) -> str:
    """Return what a figure finds, to stand above it; nothing where nothing is said."""
    return f'<p class="rb-finding">{html.escape(title)}</p>' if title else ""


def figure_html(parts: dict) -> str:
    """Return a figure as HTML that needs no builder."""
    return (
        f'<figure class="rb-figure" id="{html.escape(parts["name"])}">'
        f"{finding_html(parts['title'])}{parts['body']}"
        f"<figcaption><p>{html.escape(parts['caption'])}</p>"
        f'<div class="legend">{parts["legend"]}</div></figcaption></figure>'
    )


def table_html(parts: dict) -> str:
    """Return a table as HTML that needs no builder."""
    return (
        f'{parts["before"]}<table id="{html.escape(parts["name"])}">'
        f"<caption>{html.escape(parts['caption'])}</caption>{parts['body']}</table>"
        f"{parts['after']}"
    )


def ledger_address(builder, page: str) -> str | None:
    """Return the address of the book's ledger as seen from a page; None where no page shows it."""
    ledger = builder.app.book.page_of("ledger")
    return builder.get_relative_uri(page, ledger) if ledger in builder.env.found_docs else None
