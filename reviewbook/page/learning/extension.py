"""In the build: addresses of other pages, and the script and style of pages that need them."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
ADDRESS = re.compile(r'(?<=href=")page:([\w-]+)')
USED = 'class="rb-learn'


class LinkedNode(nodes.General, nodes.Element):
    """HTML with addresses of pages of the book, found when the page is written."""


def visit_linked(translator, node: LinkedNode) -> None:
    """Write the HTML with every address as seen from the page."""
    builder = translator.builder

    def address(found: re.Match) -> str:
        for page in (f"chapters/{found[1]}", found[1]):
            if page in builder.env.found_docs:
                return builder.get_relative_uri(builder.current_docname, page)
        LOGGER.warning("no page %r", found[1], location=builder.current_docname)
        return found[0]

    translator.body.append(ADDRESS.sub(address, node["body"]))
    raise nodes.SkipNode


def equip(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Add script and style to the pages that use them."""
    if USED in context.get("body", ""):
        app.add_css_file("learning.css", priority=810)
        app.add_js_file("learning.js")


def setup(app: Sphinx) -> dict:
    """Register the node."""
    app.add_node(LinkedNode, html=(visit_linked, None))
    app.connect("html-page-context", equip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
