"""Cases that are made up, each ending in what to ask: rows of ``vignettes.csv`` and their asks."""

import html

from reviewbook.ledger.book import Book
from reviewbook.page.learning.linked import Linked, link, with_numbers

MADE_UP = "Made up for teaching; no patient is described."


def vignettes(book: Book) -> Linked:
    """Show every vignette with what to ask, which is unfolded when the reader has thought.

    Raises:
        DataError: a text names a number that is not there.
    """
    asks = with_numbers(book, "vignette_asks", ["why"])
    cases = book.evidence.printed["vignettes"].to_dict("records")
    own = [[ask for ask in asks if ask["vignette_id"] == case["vignette_id"]] for case in cases]
    parts = [vignette_html(book, *pair) for pair in zip(cases, own, strict=True)]
    texts = [vignette_text(*pair) for pair in zip(cases, own, strict=True)]
    return Linked("".join(parts), "\n\n".join(texts))


def vignette_html(book: Book, case: dict, asks: list[dict]) -> str:
    """Return one vignette."""
    name = f"vignette-{case['vignette_id']}"
    items = "".join(
        f"<li><strong>{html.escape(ask['ask'])}</strong> {html.escape(ask['why'])} "
        f"{link(book, ask)}</li>"
        for ask in asks
    )
    return (
        f'<article class="rb-learn rb-vignette" id="{name}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{html.escape(case["title"])}</h2>'
        f'<p class="rb-made-up">{MADE_UP}</p><p>{html.escape(case["story"])}</p>'
        f"<p><strong>{html.escape(case['question'])}</strong></p>"
        f"<details><summary>What to ask</summary><ul>{items}</ul></details></article>"
    )


def vignette_text(case: dict, asks: list[dict]) -> str:
    """Return one vignette as plain text."""
    lines = [f"  - {ask['ask']} {ask['why']}" for ask in asks]
    return "\n".join([f"{case['title']} ({MADE_UP})", case["story"], case["question"], *lines])
