"""What stands in a page's sentences without having been typed there."""

from docutils import nodes


class FromData(nodes.inline):
    """Text of a page that comes from the tables and not from an author."""


def pass_by(translator, node: FromData) -> None:
    """Leave the text as it is: what builders other than HTML do."""
