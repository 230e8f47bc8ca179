"""How long a page is to its reader: words of prose, and screens of a laptop."""

from bs4 import BeautifulSoup
from playwright.sync_api import Page, ViewportSize

LAPTOP: ViewportSize = {"width": 1440, "height": 900}
TEXT = "article.bd-article"
NO_PROSE = (
    "figure, table, pre, svg, math, script, .rb-notes, .rb-controls, .rb-code, .rb-code-switch, "
    ".rb-still-explorer, .rb-explorer, .rb-signs, .rb-summary, .citation-list, .headerlink, "
    ".visually-hidden, .toctree-wrapper"
)
"""What is looked at or looked up, and not read through."""
HEIGHT = f"""() => {{
  const high = (found) => found.reduce((sum, part) => sum + part.offsetHeight, 0);
  const used = [...document.querySelectorAll(".rb-explorer, .rb-still-explorer")];
  return high([...document.querySelectorAll("{TEXT}")]) - high(used);
}}"""


def words_of(page: str) -> int:
    """Count the words of prose of a built page; tables, figures, code and references have none."""
    text = BeautifulSoup(page, "html.parser").select_one(TEXT)
    if text is None:
        return 0
    for part in text.select(NO_PROSE):
        part.extract()
    return len(text.get_text(" ").split())


def screens_of(tab: Page) -> float:
    """Measure in screens what is read on a page, opened as wide and high as a laptop is.

    An explorer is used, as long as its reader likes, and not read: it is not counted.
    """
    return tab.evaluate(HEIGHT) / LAPTOP["height"]
