"""The ``certainty`` role: how sure a finding is, by sign and word, with a link to the reasons."""

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.application import book_of
from reviewbook.page.reading.from_data import FromData, add_from_data
from reviewbook.tables.certainty import LEVELS, levels, row_name, sign

LOGGER = logging.getLogger(__name__)


class CertaintyRole(SphinxRole):
    """Name the certainty of a rated finding: ``{certainty}`survival-resection` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        book = book_of(self.env)
        found = levels(book.evidence) if has_tables(book) else {}
        if self.text not in found:
            LOGGER.warning("no rated finding %r", self.text, location=self.get_location())
            return [nodes.literal(text=self.text)], []
        level = found[self.text]
        said = f"{LEVELS[level]} certainty"
        return [CertaintyNode(said, text=said, question=self.text, level=level)], []


class CertaintyNode(FromData):
    """A level of certainty. Builders other than HTML show its words alone."""

    def __init__(self, rawsource="", text="", question="", level=0, **rest):
        super().__init__(rawsource, text, **rest)
        self["question"], self["level"] = question, level


def visit_html(translator, node: CertaintyNode) -> None:
    """Open a link to the row with the reasons, where a page shows it, and write the sign."""
    builder = translator.builder
    page = builder.app.book.page_of("certainty")
    tag, target = "span", ""
    if page in builder.env.found_docs:
        address = builder.get_relative_uri(builder.current_docname, page)
        tag, target = "a", f' href="{html.escape(address)}#{row_name(node["question"])}"'
    node["tag"] = tag
    translator.body.append(
        f'<{tag} class="rb-certainty"{target}>'
        f'<span class="rb-grade" aria-hidden="true">{sign(node["level"])}</span> '
    )


def depart_html(translator, node: CertaintyNode) -> None:
    """Close what was opened."""
    translator.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> dict:
    """Register the role."""
    add_from_data(app, CertaintyNode, visit_html, depart_html)
    app.add_role("certainty", CertaintyRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
