"""Terms that explain themselves: the first of each on a page bears its meaning."""

import html
import re
from collections.abc import Iterator, Mapping

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.application import BookApp
from reviewbook.page.reading.from_data import FromData, add_from_data

BETWEEN = ";"
NO_PROSE = (
    FromData,
    nodes.caption,
    nodes.citation,
    nodes.label,
    nodes.legend,
    nodes.literal,
    nodes.literal_block,
    nodes.reference,
    nodes.rubric,
    nodes.table,
    nodes.title,
    addnodes.pending_xref,
)
"""What a reader does not read as sentences, or what leads elsewhere already."""


class TermNode(nodes.inline):
    """A term with its meaning. Builders other than HTML show the term alone."""


class Terms:
    """The terms of a book, found in texts by any of their forms."""

    def __init__(self, rows: list[Mapping[str, str]]):
        self.rows = {row["term_id"]: row for row in rows}
        forms = [(form, row["term_id"]) for row in rows for form in forms_of(row)]
        forms.sort(key=lambda form: -len(form[0]))
        self.ids = [term for _, term in forms]
        patterns = "|".join(f"({pattern_of(form)})" for form, _ in forms)
        self.pattern = re.compile(rf"(?<!\w)(?:{patterns})(?!\w)" if forms else "(?!)")

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give where a text names a term, and which."""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), self.ids[int(match.lastindex or 1) - 1]


def forms_of(row: Mapping[str, str]) -> list[str]:
    """Return a term and its other forms."""
    others = (form.strip() for form in row["also"].split(BETWEEN))
    return [row["term"], *filter(None, others)]


def pattern_of(form: str) -> str:
    """Return what finds a form at the beginning of a sentence and over the end of a line, too."""
    first, rest = form[0], re.escape(form[1:])
    if form == form.lower() and first.isalpha():
        first = f"[{first}{first.upper()}]"
    else:
        first = re.escape(first)
    return f"{first}{rest}".replace(r"\ ", r"\s+")


def is_prose(text: nodes.Text) -> bool:
    """Tell whether a text is part of a paragraph that a reader reads as such."""
    node, paragraph = text.parent, False
    while node is not None:
        if isinstance(node, NO_PROSE):
            return False
        paragraph = paragraph or isinstance(node, nodes.paragraph)
        node = node.parent
    return paragraph


def explain(app: BookApp, document: nodes.document, docname: str) -> None:
    """Mark the first of each term of a page, except where the terms themselves are listed.

    It happens after a page was judged: whatever an author typed was read as it stands.
    """
    if not has_tables(app.book) or docname == app.book.page_of("glossary"):
        return
    terms = Terms(app.book.evidence.printed["glossary"].to_dict("records"))
    told: set[str] = set()
    for text in filter(is_prose, list(document.findall(nodes.Text))):
        parts = divided(text, terms, told)
        if len(parts) > 1 or isinstance(parts[0], TermNode):
            text.parent.replace(text, parts)


def divided(text: nodes.Text, terms: Terms, told: set[str]) -> list[nodes.Node]:
    """Return a text with its terms apart; those that are `told` of stay part of it."""
    parts, at = [], 0
    for start, end, term in terms.found(text):
        if term not in told:
            told.add(term)
            parts += [nodes.Text(text[at:start])] if start > at else []
            parts.append(TermNode("", text[start:end], term=term, note=terms.rows[term]["meaning"]))
            at = end
    return parts + ([nodes.Text(text[at:])] if at < len(text) or not parts else [])


def term_name(term: str) -> str:
    """Return the anchor of a term where all of them are listed."""
    return f"term-{term}"


def visit_html(translator, node: TermNode) -> None:
    """Open a link to the list of terms, where a page shows it."""
    builder = translator.builder
    page = builder.app.book.page_of("glossary")
    node["tag"], target = "dfn", ' tabindex="0"'
    if page in builder.env.found_docs:
        address = builder.get_relative_uri(builder.current_docname, page)
        node["tag"], target = "a", f' href="{html.escape(address)}#{term_name(node["term"])}"'
    note = html.escape(node["note"], quote=True)
    translator.body.append(f'<{node["tag"]} class="rb-term"{target} data-note="{note}">')


def depart_html(translator, node: TermNode) -> None:
    """Close what was opened."""
    translator.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> dict:
    """Explain terms once a page was judged."""
    add_from_data(app, TermNode, visit_html, depart_html)
    app.connect("doctree-resolved", explain, priority=995)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
