"""What the head of a page says of it: a description, and how it looks where it is shared."""

import html
import textwrap

import vl_convert
from docutils import nodes

from reviewbook.charts.theme import FONT, LIGHT
from reviewbook.page.identity.address import Identity

PICTURE = "_static/shared.png"
WIDE, HIGH = 1200, 630
LONGEST = 300
SIZE, LINE = 64, 26


def description(doctree: nodes.document) -> str:
    """Give what a page says first: its question, without that word, or its opening words."""
    opening = next(filter(_opens, doctree.findall(nodes.paragraph)), nodes.paragraph())
    named = bool(opening.children) and isinstance(opening[0], nodes.strong)
    text = " ".join("".join(part.astext() for part in opening[named:]).split())
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition(" ")[0].rstrip(".,;:") + " …"


def _opens(node: nodes.paragraph) -> bool:
    return isinstance(node.parent, nodes.section) and bool(node.astext().strip())


def head(whose: Identity, page: str, title: str, said: str) -> str:
    """Write the description of a page; with an address, what others need to show a link to it."""
    lines = [_meta("name", "description", said)] if said else []
    if whose.site:
        told = {
            "og:type": "article",
            "og:site_name": whose.title,
            "og:title": title,
            "og:description": said,
            "og:url": whose.page(page),
            "og:image": f"{whose.site}{PICTURE}",
            "og:image:alt": whose.title,
        }
        lines += [_meta("property", name, value) for name, value in told.items() if value]
        lines.append(_meta("name", "twitter:card", "summary_large_image"))
    return "".join(lines)


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta class="rb-told" {kind}="{name}" content="{html.escape(value)}">\n'


def picture(title: str) -> bytes:
    """Draw what stands beside a shared link: the title of the book, as PNG."""
    lines = textwrap.wrap(title, LINE)
    top = (HIGH - len(lines) * SIZE * 1.3) / 2
    said = "".join(
        f'<text x="90" y="{top + SIZE * (1 + 1.3 * at):g}">{html.escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="{LIGHT["paper"]}"/>'
        f'<rect width="24" height="{HIGH}" fill="{LIGHT["accent"]}"/>'
        f'<g font-family="{html.escape(FONT)}" font-size="{SIZE}" font-weight="bold" '
        f'fill="{LIGHT["ink"]}">{said}</g></svg>'
    )
    return vl_convert.svg_to_png(drawn)
