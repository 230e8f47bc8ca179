"""Where in the book a study stands, read from the pages as they are written: their links tell."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from reviewbook.page.figure import HEADINGS
from reviewbook.page.studies.study_names import FOLDER

BLOCK = re.compile(
    r'<figure\b[^>]*?\bid="([^"]+)".*?</figure>'
    r'|<table\b[^>]*?\bid="([^"]+)".*?</table>'
    r'|<div class="rb-still-explorer"[^>]*>.*?</svg>',
    re.DOTALL,
)
STUDY = re.compile(rf'href="(?:\.\./)*{FOLDER}/([^"/]+)\.html"')
CAPTION = re.compile(
    r'(?:<span class="caption-number">(.*?)</span>)?<span class="caption-text">(.*?)</span>',
    re.DOTALL,
)
EXPLORER = re.compile(r'role="group"[^>]*? aria-label="([^"]*)"')
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
FILLER = re.compile(r'<span style="visibility: hidden".*?</span>')
GAP = "not-stated"


class Place(NamedTuple):
    """A figure, a table or an explorer in which a study stands.

    ``page`` with its ``title``, the ``anchor`` there, the ``caption``; of a pool the ``weights`` of
    the study, and whether it is ``silent``: it states nothing that could be pooled.
    """

    page: str
    title: str
    anchor: str
    caption: str
    pool: bool
    weights: tuple[str, ...]
    silent: bool


def places(site: Path, titles: Mapping[str, str]) -> dict[str, list[Place]]:
    """Give the places of each study, in the order of the pages.

    `titles` are those of the pages of a site, by their names without an ending.
    """
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for page, title in titles.items():
        path = site / f"{page}.html"
        if path.is_file():
            for study, place in on_page(path.read_text(encoding="utf-8"), page, title):
                found[study].append(place)
    return found


def on_page(text: str, page: str, title: str) -> Iterator[tuple[str, Place]]:
    """Give each study that a page leads to, with its place there."""
    for block in BLOCK.finditer(text):
        studies = dict.fromkeys(STUDY.findall(block[0]))
        if studies:
            weighed, named = dict(weights(block[0])), caption(block[0])
            for study in studies:
                given = weighed.get(study, [])
                kept = tuple(weight for weight, _ in given if weight)
                silent = bool(given) and all(empty for _, empty in given)
                anchor = block[1] or block[2] or ""
                yield (
                    study,
                    Place(page, title, anchor, named, bool(given), kept, silent),
                )


def caption(block: str) -> str:
    """Give the number and the first sentence of a caption; of an explorer its title."""
    if named := CAPTION.search(block):
        number, text = (plain(part or "") for part in named.groups())
        return f"{number}: {text.split('. ')[0]}" if number else text.split(". ")[0]
    explorer = EXPLORER.search(block)
    return html.unescape(explorer[1]) if explorer else ""


def weights(block: str) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Give the weights of each study in a pool, and whether the row states no estimate."""
    rows = [CELL.findall(row) for row in ROW.findall(block)]
    if not rows:
        return
    heads = [plain(cell) for cell in rows[0]]
    wanted = [HEADINGS["weight"], HEADINGS["estimate"]]
    if not set(wanted) <= set(heads):
        return
    weight, estimate = map(heads.index, wanted)
    found: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for cells in rows[1:]:
        study = STUDY.search("".join(cells))
        if study and len(cells) == len(heads):
            known = "" if GAP in cells[weight] else plain(cells[weight])
            found[study[1]].append((known, GAP in cells[estimate]))
    yield from found.items()


def plain(text: str) -> str:
    """Return HTML as text on one line."""
    return " ".join(html.unescape(TAG.sub("", FILLER.sub("", text))).split())
