"""The code of a page behind one switch: hidden until a reader asks for it, and never printed."""

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.application import Sphinx

CODE = '<div class="rb-code">'
SWITCH = '<p class="rb-code-switch"><label><input type="checkbox"> Show code</label></p>'


def hides_code(node: HideCodeCellNode) -> bool:
    """Tell whether a node hides code alone, and not what the code gives."""
    return all(part.get("nb_element") == "cell_code_source" for part in node.children)


def visit_html(translator, node: HideCodeCellNode) -> None:
    """Open what the switch shows."""
    if hides_code(node):
        translator.body.append(CODE)
    else:
        visit_HideCellInput(translator, node)


def depart_html(translator, node: HideCodeCellNode) -> None:
    """Close it."""
    if hides_code(node):
        translator.body.append("</div>")
    else:
        depart_HideCellInput(translator, node)


def add_switch(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Put the switch above the title of a page that hides code, in the corner."""
    if CODE in context.get("body", ""):
        context["body"] = SWITCH + context["body"]


def setup(app: Sphinx) -> dict:
    """Take the place of the many switches that myst-nb writes."""
    app.setup_extension("myst_nb")
    app.add_node(HideCodeCellNode, override=True, html=(visit_html, depart_html))
    app.connect("html-page-context", add_switch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
