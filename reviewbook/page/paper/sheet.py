"""A finished page as text that needs no screen: nothing to press, nothing folded away.

Charts are set aside while a page is worked on, and put back letter by letter: reading them takes
long, and an HTML parser would not keep the letters of their attributes.
"""

import posixpath
import re
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import BeautifulSoup, SoupStrainer, Tag

from reviewbook.page.paper.order import Chapter

SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
STILLED = (
    (re.compile(r"<svg\b(?![^>]*\sxmlns=)"), '<svg xmlns="http://www.w3.org/2000/svg"'),
    (re.compile(r'(<svg\b[^>]*\s)role="group"'), r'\1role="img"'),
    (re.compile(r"<a\b[^>]*>"), "<g>"),
    (re.compile("</a>"), "</g>"),
)
NAMED = re.compile(r'(\sid="|url\(#)')
PLACE = re.compile(r'<svg data-drawing="(\d+)"(?:\s*/>|></svg>)')
BODY = SoupStrainer("article", class_="bd-article")
ON_SCREENS = (
    ".headerlink, .rb-code, .rb-code-switch, .rb-controls, .rb-take, .rb-description, .rb-twin, "
    ".rb-signs, .rb-findings details, .rb-wide + .rb-narrow, .rb-explorer-place, .rb-predict, "
    ".rb-said, .rb-progress, .rb-ledger-controls, .rb-downloads, details.rb-cite, .rb-challenge, "
    ".rb-still-explorer > details:has(table), .toctree-wrapper, .visually-hidden, .copybtn, "
    "button, select, input"
)
"""What only a screen can use, or what says again what the figure beside it shows."""
EXPLORER = ".rb-still-explorer > p.rb-no-script"
ENTRY = ".row-link"
"""What leads to a row of the ledger: on paper it says the row's name, which other pages give."""
STILL = (
    "On a screen this figure is an explorer: reports can be filtered and left out. "
    "Here is the full set."
)
ANSWERS = ".rb-question > details, .rb-vignette > details, details.sd-dropdown"
"""What a reader should not see before having thought; on paper it stands at a chapter's end."""
NEEDLESS = ("tabindex", "title", "accesskey", "hidden")


@dataclass
class Sheet:
    """A page without what only a screen can use, and the list of signs it had, if it had one."""

    chapter: Chapter
    body: Tag
    drawings: list[str] = field(repr=False)
    signs: str = ""

    def again(self) -> "Sheet":
        """Return a copy to work on."""
        return replace(self, body=copy(self.body))

    def html(self) -> str:
        """The page's article with its charts, as HTML that is XML as well."""
        text = self.body.decode(formatter="minimal")
        return PLACE.sub(lambda found: self.drawings[int(found[1])], text)

    def headings(self) -> list[tuple[str, str]]:
        """The sections right under the title: anchor and heading."""
        sections = self.body.select("section:has(> h1) > section[id]:has(> h2)")
        return [(part["id"], part.h2.get_text(" ", strip=True)) for part in sections]


def sheet(site: Path, chapter: Chapter) -> Sheet:
    """Read a finished page and leave out what only a screen can use."""
    text = SCRIPT.sub("", (site / f"{chapter.docname}.html").read_text(encoding="utf-8"))
    drawings: list[str] = []

    def aside(found: re.Match) -> str:
        own = f"{chapter.anchor}-{len(drawings)}-"
        drawings.append(NAMED.sub(rf"\1{own}", _still(found[0])))
        return f'<svg data-drawing="{len(drawings) - 1}"></svg>'

    soup = BeautifulSoup(DRAWING.sub(aside, text), "html.parser", parse_only=BODY)
    body = soup.find("article")
    signs = body.select_one(".rb-signs > ul")
    listed = signs.decode() if signs else ""
    _leave_out(body)
    _answers_last(soup, body)
    _unfold(body)
    _plain(body, posixpath.dirname(chapter.docname))
    return Sheet(chapter, body, drawings, listed)


def _still(drawing: str) -> str:
    """Return a chart as one picture that leads nowhere."""
    for pattern, written in STILLED:
        drawing = pattern.sub(written, drawing)
    return drawing


def _leave_out(body: Tag) -> None:
    for place in body.select(".rb-explorer-place[id]"):
        if still := place.find_next_sibling(class_="rb-still-explorer"):
            still["id"] = place["id"]
    for told in body.select(EXPLORER):
        told.string = STILL
    for named in body.select(ENTRY):
        named.name = "span"
        named.string = named.attrs.pop("href").removeprefix("#")
    for node in body.select(ON_SCREENS):
        if not node.decomposed:
            node.decompose()
    for section in body.select("section:not(:has(svg, img, table, section))"):
        if section.get_text(strip=True) == section.find().get_text(strip=True):
            section.decompose()


def _answers_last(soup: BeautifulSoup, body: Tag) -> None:
    """Move the answers to the end of the chapter, each with the number of its question."""
    answers = [node for node in body.select(ANSWERS) if not node.find_parent("details")]
    if not answers:
        return
    last = soup.new_tag("section", attrs={"class": "rb-answers", "id": "answers-on-paper"})
    heading = soup.new_tag("h2")
    heading.string = "Answers"
    last.append(heading)
    for number, node in enumerate(answers, 1):
        name = node.summary.get_text(" ", strip=True)
        asked = soup.new_tag("p", attrs={"class": "rb-asked"})
        asked.string = f"{name}: see {number} at the end of the chapter."
        node.replace_with(asked)
        node.summary.string = f"{number}."
        last.append(node)
    (body.find("section", recursive=False) or body).append(last)


def _unfold(body: Tag) -> None:
    """Turn what can be folded into text under its own line, and choices into lists."""
    for node in body.select("details"):
        node.name = "div"
        node["class"] = "rb-unfolded"
        node.attrs.pop("open", None)
        node.summary.name = "p"
        node.find("p")["class"] = "rb-fold"
    for node in body.select("fieldset"):
        node.name = "div"
        for legend in node.select("legend"):
            legend.name = "p"
            legend["class"] = "rb-legend"
        for label in node.select("label"):
            label.name = "p"
            label["class"] = "rb-option"


def _plain(body: Tag, folder: str) -> None:
    """Drop what only scripts and keyboards use, and name pictures from the site's root."""
    for node in body.find_all(True):
        for name in [key for key in node.attrs if key.startswith("data-") or key in NEEDLESS]:
            if name != "data-drawing":
                del node[name]
    for node in body.select("h1, h2, h3, h4"):
        for text in node.find_all(string=True):
            text.replace_with(" ".join(f"<{text}>".split())[1:-1])
    for image in body.select("img[src]"):
        image["src"] = posixpath.normpath(posixpath.join(folder, image["src"]))
    for node in body.select(".rb-scroll, [role=status]"):
        for name in ("role", "aria-label"):
            node.attrs.pop(name, None)


def signs_of(sheets: list[Sheet]) -> str:
    """Write once what the signs mean that stand beside numbers in the whole book."""
    lists = [sheet.signs for sheet in sheets if sheet.signs]
    if not lists:
        return ""
    return f'<section class="rb-key"><h2>The signs beside the numbers</h2>{lists[0]}</section>'
