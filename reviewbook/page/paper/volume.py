"""All pages as one, for a browser to print: cover, contents, signs, chapters."""

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from reviewbook.page.paper.cover import Cover
from reviewbook.page.paper.links import Places, Target, leads_to_section, link
from reviewbook.page.paper.order import Chapter
from reviewbook.page.paper.sheet import Sheet, signs_of

STYLE = re.compile(r'<link\b[^>]*rel="stylesheet"[^>]*>')
ADDRESS = re.compile(r'href="([^"]+)"')
OWN_STYLE = Path(__file__).with_name("paper.css")
UNKNOWN = "000"
"""What stands for the number of a page until all pages are laid out."""
PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}" data-theme="light"><head><meta charset="utf-8">'
    "<title>{title}</title>{styles}<style>{heads}</style></head>"
    '<body><main class="bd-main">{parts}</main></body></html>\n'
)


def volume(site: Path, cover: Cover, sheets: list[Sheet]) -> str:
    """Write the book as one page of HTML; numbers of pages are still to be filled in."""
    places = Places(sheets, cover.identity.site)
    chapters = "".join(_chapter(sheet.again(), places, site) for sheet in sheets)
    return PAGE.format(
        language=html.escape(cover.language),
        title=html.escape(cover.title),
        styles="".join(_styles(site, sheets)),
        heads=_heads(cover, [sheet.chapter for sheet in sheets]),
        parts=f'<section class="rb-cover">{cover.html()}</section>{_contents(sheets)}{chapters}',
    )


def anchor_of(target: Target) -> str:
    """Give the name of a place within the one page."""
    page = target.docname.replace("/", "-")
    return f"{page}--{target.anchor}" if target.anchor else page


def _chapter(sheet: Sheet, places: Places, site: Path) -> str:
    outside = link(sheet, places, lambda target: f"#{anchor_of(target)}")
    soup, docname = BeautifulSoup("", "html.parser"), sheet.chapter.docname
    for node in sheet.body.select("a[href]"):
        if number := outside.get(node["href"]):
            if node.get_text(strip=True) not in node["href"]:
                node.append(_small(soup, "sup", "rb-note-mark", str(number)))
        elif leads_to_section(node) and not node["href"].startswith(f"#{sheet.chapter.anchor}--"):
            node.append(_small(soup, "span", "rb-see", UNKNOWN, node["href"][1:]))
    for node in sheet.body.select("[id]"):
        node["id"] = anchor_of(Target(docname, node["id"]))
    for node in sheet.body.select("img[src]"):
        node["src"] = (site / node["src"]).as_uri()
    part = f'<p class="rb-part">{html.escape(sheet.chapter.part)}</p>' * bool(sheet.chapter.part)
    notes = _notes(outside, sheet.chapter)
    return (
        f'<section class="rb-chapter" id="{sheet.chapter.anchor}">{part}'
        f'<div class="bd-content"><div class="bd-article-container">{sheet.html()}</div></div>'
        f"{notes}</section>"
    )


def _small(soup, name: str, kind: str, text: str, of: str = ""):
    node = soup.new_tag(name, attrs={"class": kind} | ({"data-of": of} if of else {}))
    node.string = text
    return node


def _notes(outside: dict[str, int], chapter: Chapter) -> str:
    """List the addresses to which a chapter's links lead."""
    if not outside:
        return ""
    rows = "".join(f"<li>{html.escape(address)}</li>" for address in outside)
    return (
        f'<section class="rb-addresses"><p class="rb-fold">Addresses in this chapter</p>'
        f"<ol>{rows}</ol></section>"
    )


def _contents(sheets: list[Sheet]) -> str:
    """List parts, chapters and their sections, each with a place for the number of its page."""
    lines = []
    for sheet in sheets:
        chapter = sheet.chapter
        if chapter.part:
            lines.append(f'<p class="rb-part">{html.escape(chapter.part)}</p>')
        lines.append(_line("rb-chapter-line", Target(chapter.docname, ""), chapter.title))
        lines += [
            _line("rb-section-line", Target(chapter.docname, anchor), heading)
            for anchor, heading in sheet.headings()
        ]
    return (
        f'<nav class="rb-contents"><h1>Contents</h1><div>{"".join(lines)}</div>'
        f"{signs_of(sheets)}</nav>"
    )


def _line(kind: str, target: Target, text: str) -> str:
    anchor = html.escape(anchor_of(target))
    return (
        f'<p class="{kind}"><a href="#{anchor}">{html.escape(text)}</a>'
        f'<span class="rb-page" data-of="{anchor}">{UNKNOWN}</span></p>'
    )


def _styles(site: Path, sheets: Iterable[Sheet]) -> list[str]:
    """Name the style sheets of all pages in their order, then that of the paper."""
    found: dict[Path, None] = {}
    for sheet in sheets:
        page = site / f"{sheet.chapter.docname}.html"
        for tag in STYLE.findall(page.read_text(encoding="utf-8")):
            path = urlsplit(ADDRESS.search(tag)[1]).path
            found[(page.parent / path).resolve()] = None
    return [f'<link rel="stylesheet" href="{path.as_uri()}">' for path in [*found, OWN_STYLE]]


def _heads(cover: Cover, chapters: Iterable[Chapter]) -> str:
    """Write the running heads: the book on the left, the chapter on the right."""
    left = f"@top-left {{ content: {_string(cover.title)} }}"
    rules = [f"@page contents {{ {left} }}"]
    for number, chapter in enumerate(chapters):
        title = chapter.title if chapter.title != cover.title else ""
        right = f"@top-right {{ content: {_string(title)} }}"
        rules.append(f"@page chapter{number} {{ {left} {right} }}")
        rules.append(f"#{chapter.anchor} {{ page: chapter{number} }}")
    return "\n".join(rules)


def _string(text: str) -> str:
    """Write a text as a string of CSS that no tag can end."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
