"""The book printed by a browser: once to learn where each page falls, then with the numbers."""

from pathlib import Path

from pikepdf import ObjectStreamMode, Pdf
from playwright.sync_api import Page
from pypdf import PdfReader

from reviewbook.page.paper.browser import PaperError

FILL = """
(pages) => {
  for (const place of document.querySelectorAll("[data-of]")) {
    place.textContent = pages[place.dataset.of];
  }
}
"""
FIT = """
() => {
  for (const table of document.querySelectorAll(".rb-chapter table")) {
    const room = table.closest(".rb-chapter").clientWidth;
    const needed = Math.max(table.scrollWidth, table.getBoundingClientRect().width);
    if (needed > room) table.style.zoom = Math.floor((1000 * room) / needed) / 1000;
  }
}
"""
"""Draws a table smaller that is wider than the paper: nothing of it is cut."""
PAPER = {"width": 665, "height": 941}
"""The room for text on A4, in pixels of CSS, as the margins of paper.css leave it."""
DAY = "1980-01-01"
"""The day that stands in the file of a copy that knows none of its own."""
ROUNDS = 5


def bound(page: Page, book: Path, target: Path, day: str) -> dict[str, int]:
    """Print a book with the numbers of its pages; return the page of each anchor that is named.

    The file's own date is the ``day`` of the book, year-month-day: the same book is the same file.

    Raises:
        PaperError: an anchor is on no page, or the numbers move the pages each time anew.
    """
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.goto(book.as_uri())
    page.evaluate(FIT)
    named = set(page.eval_on_selector_all("[data-of]", "all => all.map((at) => at.dataset.of)"))
    pages: dict[str, int] = {}
    for _ in range(ROUNDS):
        _print(page, target)
        found = pages_of(target)
        if lost := sorted(named - found.keys()):
            raise PaperError(f"On no page of the printed book: {', '.join(lost)}")
        now = {name: found[name] for name in sorted(named)}
        if now == pages:
            settle(target, day or DAY)
            return pages
        pages = now
        page.evaluate(FILL, {name: str(number) for name, number in pages.items()})
    raise PaperError("The numbers of the pages move the pages of the printed book.")


def _print(page: Page, target: Path) -> None:
    page.pdf(
        path=target,
        outline=True,
        tagged=True,
        prefer_css_page_size=True,
        print_background=True,
    )


def pages_of(pdf: Path) -> dict[str, int]:
    """Give the page, counted from one, of each place that a link in a PDF leads to."""
    reader = PdfReader(pdf)
    return {
        name.lstrip("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def settle(pdf: Path, day: str) -> None:
    """Pack a PDF, and let it say that it was made on a day, year-month-day.

    The tags that let a program read it aloud are most of it, and a browser leaves them unpacked.
    """
    moment = f"D:{day.replace('-', '')}000000+00'00'"
    with Pdf.open(pdf, allow_overwriting_input=True) as made:
        for name in ("/CreationDate", "/ModDate"):
            made.docinfo[name] = moment
        made.save(pdf, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
