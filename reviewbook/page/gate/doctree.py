"""What a page says once everything is expanded, judged in its tree of nodes.

Whatever made a node, its text and its attributes are read, but for those a reader never meets. Let
through are quoted numbers, what executed cells give, citations and the numbers that the builder
counts itself: they are nodes of a kind that no text of a page can make.
"""

import json
import os
import re
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from reviewbook.page.claim_role import ClaimNode
from reviewbook.page.gate.allowed import PASSED, TypedNumeral, excerpt, texts_in
from reviewbook.page.gate.gate import Gate
from reviewbook.page.gate.html_text import passages_of
from reviewbook.page.reading.from_data import FromData

UNSEEN = re.compile(
    "anchorname|backrefs|bare|bullet|candidates|cell_index|cell_metadata|classes|colwidth|"
    "container_classes|docname|dupnames|enumtype|exec_count|filename|format|glob|has_title|height|"
    "ids|includefiles|is_div|language|maxdepth|mime_type|names|nb_element|numbered|opened|parent|"
    "prefix|ref-context|refdoc|refdomain|refid|reftarget|reftype|refuri|scale|selected|slug|source|"
    "std:program|style|suffix|sync_id|translation_progress|uri|width|xml:space|(?:py|c|js):.*"
)
"""Attributes that say where something lies or how it looks, never what it says."""
FORMULAS = (nodes.math, nodes.math_block)
SILENT = (nodes.comment, nodes.substitution_definition, nodes.system_message, nodes.target)
COUNTED = {"numref", "eq"}
CITED_WITH = re.compile(r"\{([^}]*)\}")
DRAWING, NOTEBOOK = ".svg", ".ipynb"
LOOKED_FOR = 20
"""How much of a text is looked for in a notebook's file, where markup may divide it."""


class Computed(nodes.General, nodes.Inline, nodes.TextElement):
    """Holds what the builder numbers or the bibliography gives; what an author adds is ``said``."""


class Wrap(SphinxTransform):
    """Put a citation, a bibliography or a counted reference into a node of the machine's own."""

    default_priority = 990

    def apply(self, **kwargs) -> None:
        for node in list(self.document.findall(_is_counted)):
            held = Computed(said=_said_with(node))
            held.source, held.line = node.source, node.line
            node.replace_self(held)
            held += node


def _is_counted(node: nodes.Node) -> bool:
    if isinstance(node, addnodes.pending_xref):
        return node.get("refdomain") == "cite" or node.get("reftype") in COUNTED
    return node.tagname == "bibliography"


def _said_with(node: nodes.Element) -> str:
    """Return what an author wrote beside what is counted or cited."""
    if node.get("refdomain") == "cite":
        return " ".join(CITED_WITH.findall(node["reftarget"]))
    return re.sub(r"%s|\{\w+\}", "", node.astext()) if node.get("refexplicit") else ""


def typed_in_page(
    app: Sphinx, gate: Gate, document: nodes.document, docname: str
) -> Iterator[TypedNumeral]:
    """Find what was typed into a page, with the file and the line where it stands."""
    reader = PageReader(app, gate, document, docname)
    for node, text, fault in reader.faults(document):
        path, line = reader.place(node)
        parts = text.split("\n")
        below = next((at for at, part in enumerate(parts) if reader.judge.fault(part)), 0)
        line = reader.line_in_notebook(parts[below]) or line + below
        yield TypedNumeral(path, line, excerpt(parts[below]), fault)


class PageReader:
    """Reads the resolved tree of one page."""

    def __init__(self, app: Sphinx, gate: Gate, document: nodes.document, docname: str):
        self.judge, self.subjects = gate.judge, gate.subjects
        self.folder = Path(app.srcdir)
        self.page = app.env.doc2path(docname)
        self.extracted = Path(app.doctreedir, "images")
        self.executed = docname in executed_pages(app)

    def place(self, node: nodes.Node) -> tuple[str, int]:
        """Return the file, as seen from the book's folder, and the line of a node."""
        while node is not None and not node.line:
            node = node.parent
        source = getattr(node, "source", None) or self.page
        path = os.path.relpath(source.partition(":docstring")[0], self.folder)
        return Path(path).as_posix(), getattr(node, "line", 1) or 1

    def line_in_notebook(self, text: str) -> int:
        """Return the line of a notebook's file that holds a text; 0 if the page is none."""
        if not self.page.endswith(NOTEBOOK):
            return 0
        said = json.dumps(max(text.split(PASSED), key=len)[:LOOKED_FOR], ensure_ascii=False)[1:-1]
        lines = Path(self.page).read_text(encoding="utf-8").splitlines()
        return next((number for number, line in enumerate(lines, 1) if said in line), 1)

    def faults(self, node: nodes.Node) -> Iterator[tuple[nodes.Node, str, str]]:
        """Give each fault under a node: where, in which text, and what it is."""
        if isinstance(node, SILENT) or self.is_machine_made(node):
            counted = (_attributes(part) for part in node.findall(nodes.enumerated_list))
            yield from self._told(node, [node.get("said", ""), *chain.from_iterable(counted)])
            return
        yield from self._told(node, _attributes(node))
        if isinstance(node, FORMULAS):
            fault = self.judge.fault_in_formula(node.astext())
            yield from [(node, node.astext(), fault)] if fault else []
        elif isinstance(node, nodes.raw):
            yield from self._told(node, _texts(node))
        elif isinstance(node, nodes.image):
            yield from self._drawn(node)
        elif isinstance(node, nodes.TextElement) and not isinstance(node.parent, nodes.TextElement):
            yield from self._told(node, [spoken(node, self)])
            others = (*self.subjects.faults(node), *joined_numbers(node))
            yield from ((node, said, fault) for said, fault in others)
        for child in node.children:
            if not isinstance(child, nodes.Text):
                yield from self.faults(child)

    def is_machine_made(self, node: nodes.Node) -> bool:
        """Tell whether a node holds what the data, the builder or a cell gave."""
        if isinstance(node, FromData | Computed):
            return True
        if isinstance(node, nodes.footnote_reference | nodes.label):
            return isinstance(node.parent, nodes.Element) and _numbered_by_itself(node)
        part = node.get("nb_element") if isinstance(node, nodes.container) else ""
        return part == "cell_code_source" or (part == "cell_code_output" and self.executed)

    def _told(self, node: nodes.Node, texts) -> Iterator[tuple[nodes.Node, str, str]]:
        for text in texts:
            if fault := self.judge.fault(text):
                yield node, text, fault

    def _drawn(self, image: nodes.image) -> Iterator[tuple[nodes.Node, str, str]]:
        """Judge an image of an author's: a drawing has text; one from elsewhere cannot be read."""
        path = self.folder / image["uri"]
        if ":" in image["uri"] or self.extracted in path.parents:
            yield image, image.get("alt", ""), "an image that is no file of the book"
        elif path.suffix == DRAWING and path.is_file():
            drawn = path.read_text(encoding="utf-8", errors="replace")
            yield from self._told(image, (text for _, text in passages_of(drawn)))


def joined_numbers(text: nodes.TextElement) -> Iterator[tuple[str, str]]:
    """Give each place of a text where quoted numbers touch and are read as another number."""
    parts = [part for part in text.children if part.astext()]
    for at, (one, other) in enumerate(pairwise(parts)):
        after = parts[at + 2 : at + 3] if other.astext() in (".", ",") else [other]
        if isinstance(one, ClaimNode) and after and isinstance(after[0], ClaimNode):
            yield text.astext(), "quoted numbers that touch and read as another one"


def spoken(node: nodes.Node, reader: PageReader) -> str:
    """Return the text of a node as it is read on, with a mark in place of what is no typed text."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.raw):
        return " ".join(_texts(node))
    if isinstance(node, FORMULAS) or reader.is_machine_made(node):
        return PASSED
    return "".join(spoken(child, reader) for child in node.children)


def _attributes(node: nodes.Element) -> Iterator[str]:
    for name, value in node.attributes.items():
        if name == "start":
            yield from [f"a list that begins with {value}"] if value != 1 else []
        elif isinstance(node, addnodes.toctree) and name == "entries":
            yield from (title for title, _ in value if title)
        elif isinstance(node, addnodes.index) and name == "entries":
            yield from (entry[1] for entry in value)
        elif not UNSEEN.fullmatch(name):
            yield from texts_in(value, UNSEEN)


def _texts(node: nodes.raw) -> list[str]:
    if "html" not in node.get("format", "").split():
        return []
    return [text for _, text in passages_of(node.astext())]


def _numbered_by_itself(node: nodes.Element) -> bool:
    holder = node if isinstance(node, nodes.footnote_reference) else node.parent
    return bool(holder.get("auto"))


def executed_pages(app: Sphinx) -> set[str]:
    """Give the pages whose cells were executed for this build."""
    told = getattr(app.env, "nb_metadata", {})
    return {page for page, values in told.items() if values.get("exec_data")}
