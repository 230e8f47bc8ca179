"""Links to the pages of studies, where a table, a picture or a live chart names one.

The tables and charts know no pages. When a page is written, the name of a study becomes a link
where it is all that a cell or a label says, or what a cell or the heading of a fault begins with;
what stands in a sentence stays as it is.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from xml.etree import ElementTree

from reviewbook.page.figure import as_script

HREF = "study_page"
"""The column of a live chart's rows that holds the address of a row's study."""
SPEC = re.compile(r'(<script type="application/json" class="rb-spec">)(.*?)(</script>)', re.DOTALL)
DRAWING = re.compile(r"<svg\b[^>]*\brole=\"img\".*?</svg>", re.DOTALL)
SVG = "{http://www.w3.org/2000/svg}"


class Links:
    """The names of studies with the addresses of their pages, as seen from one page."""

    def __init__(self, names: Mapping[str, str]):
        """Take the addresses by name; that of the page itself is empty."""
        self.names = names
        self.place = place_of(frozenset(names))
        self.parts = {f"{name.split(', ')[0]},": to for name, to in names.items() if ", " in name}

    def address(self, text: str) -> str:
        """Give the address of the study that a label names, also by its first line; or empty."""
        return self.names.get(text) or self.parts.get(text, "")

    def in_page(self, body: str) -> str:
        """Return the HTML of a page with its links."""
        body = self.place.sub(self._linked, body)
        body = DRAWING.sub(lambda drawing: self.in_drawing(drawing[0]), body)
        return SPEC.sub(lambda spec: f"{spec[1]}{self.in_spec(spec[2])}{spec[3]}", body)

    def _linked(self, cell: re.Match) -> str:
        to = html.escape(self.names[html.unescape(cell[3])])
        if not to:
            return cell[0]
        return f'{cell[1]}<a class="reference internal" href="{to}">{cell[3]}</a>'

    def in_drawing(self, drawing: str) -> str:
        """Return a drawing in which the labels of studies are links; all else is hidden to readers.

        A drawing with links is a group with a description, no longer one image.
        """
        if not any(f">{html.escape(name)}<" in drawing for name in (*self.names, *self.parts)):
            return drawing
        tree = ElementTree.fromstring(drawing)
        if self._link_labels(tree):
            tree.set("role", "group")
            hide_but_links(tree)
        return ElementTree.tostring(tree, encoding="unicode", short_empty_elements=False)

    def _link_labels(self, tree: ElementTree.Element) -> bool:
        found = False
        for parent in list(tree.iter(f"{SVG}g")):
            for at, child in enumerate(list(parent)):
                to = self.address(child.text or "") if child.tag == f"{SVG}text" else ""
                if to:
                    link = ElementTree.Element(f"{SVG}a", {"href": to})
                    link.append(child)
                    parent[at] = link
                    found = True
        return found

    def in_spec(self, text: str) -> str:
        """Return the specification of a live chart in which the labels of studies are links."""
        spec = json.loads(text)
        fields = {mark["encoding"]["text"]["field"] for mark in labels_in(spec)}
        linked = set()
        for rows in spec.get("datasets", {}).values():
            for row in rows:
                for field in fields & row.keys():
                    if to := self.address(str(row[field])):
                        row[HREF] = to
                        linked.add(field)
        if not linked:
            return text
        for mark in labels_in(spec):
            if mark["encoding"]["text"]["field"] in linked:
                test = {"test": f"datum.{HREF}", "field": HREF, "type": "nominal"}
                mark["encoding"]["href"] = {"condition": test}
        return as_script(spec)


@cache
def place_of(names: frozenset[str]) -> re.Pattern:
    """Return what finds a name where it is all that a cell says, or what it begins with."""
    texts = "|".join(sorted((re.escape(html.escape(name)) for name in names), key=len)[::-1])
    named = f"({texts})" if texts else "((?!))"
    return re.compile(rf"(<(t[hd]|h3)\b[^>]*>){named}(?=</\2>|: )")


def labels_in(part) -> Iterator[dict]:
    """Give the marks of a specification that write a column as text."""
    if isinstance(part, dict):
        mark = part.get("mark")
        kind = mark.get("type") if isinstance(mark, dict) else mark
        text = part.get("encoding", {}).get("text") if kind == "text" else None
        if isinstance(text, dict) and "field" in text:
            yield part
        for name, inner in part.items():
            if name != "datasets":
                yield from labels_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from labels_in(inner)


def hide_but_links(element: ElementTree.Element) -> None:
    """Hide from screen readers what neither is a link nor holds one."""
    for child in element:
        if child.tag == f"{SVG}a":
            continue
        if child.find(f".//{SVG}a") is None:
            child.set("aria-hidden", "true")
        else:
            hide_but_links(child)
