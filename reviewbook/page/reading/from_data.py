"""What stands in a page's sentences without having been typed there."""

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx


class FromData(nodes.inline):
    """Text of a page that comes from the tables and not from an author."""


def pass_by(translator, node: FromData) -> None:
    """Leave the text as it is: what builders other than HTML do."""


def add_from_data(
    app: Sphinx, node: type[nodes.Element], visit: Callable, depart: Callable | None = None
) -> None:
    """Let Sphinx write a kind of such text: HTML as told, other builders as it is."""
    plain = (pass_by, pass_by)
    app.add_node(node, html=(visit, depart), latex=plain, text=plain, man=plain)
