"""Where the links of a page lead once the page is part of a whole."""

import posixpath
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import Tag

from reviewbook.page.paper.sheet import Sheet


class Target(NamedTuple):
    """A place in the book: the page, and the anchor on it, empty for its beginning."""

    docname: str
    anchor: str


class Places:
    """The anchors of the pages that are part of the whole."""

    def __init__(self, sheets: Iterable[Sheet], address: str):
        """Read the anchors of all pages; the site's address, where known, leads to the rest."""
        self.anchors: Mapping[str, set[str]] = {
            sheet.chapter.docname: {node["id"] for node in sheet.body.select("[id]")}
            for sheet in sheets
        }
        self.address = address

    def of(self, docname: str, href: str) -> Target | str | None:
        """Give what a link of a page leads to: a place, an address outside, or nothing."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return href
        path = posixpath.normpath(posixpath.join(posixpath.dirname(docname), unquote(parts.path)))
        name = path.removesuffix(".html") if parts.path else docname
        if name in self.anchors:
            anchor = unquote(parts.fragment)
            return Target(name, anchor if anchor in self.anchors[name] else "")
        return urljoin(self.address, path) if self.address else None


def link(sheet: Sheet, places: Places, address_of) -> dict[str, int]:
    """Let each link of a page lead into the whole, and number the addresses outside of it.

    ``address_of`` makes the new address of a `Target`. What leads nowhere becomes plain text.
    """
    outside: dict[str, int] = {}
    for node in sheet.body.select("a"):
        found = places.of(sheet.chapter.docname, node.get("href", "")) if node.get("href") else None
        node.attrs.pop("download", None)
        if found is None:
            node.name = "span"
            node.attrs.pop("href", None)
        elif isinstance(found, Target):
            node["href"] = address_of(found)
        else:
            node["href"] = found
            outside.setdefault(found, len(outside) + 1)
    return outside


def leads_to_section(node: Tag) -> bool:
    """Tell whether a link names a chapter or a section, whose page paper should name."""
    return bool(node.select_one("span.std-doc, span.std-ref"))
