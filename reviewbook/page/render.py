"""From what a cell hands over to the nodes of a page: the one place where this happens.

Figures and tables become numbered, so that ``{numref}`` can point at them. myst-nb finds
`OutputRenderer` by an entry point of the package.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from reviewbook.page.fault_cards import cards_html
from reviewbook.page.learning.extension import LinkedNode
from reviewbook.page.parts import MIME, finding_html, ledger_address
from reviewbook.page.studies.search_words import apart, words_of

DOWNLOADS = (
    '<p class="rb-downloads">The whole ledger: <a href="{root}_static/ledger.csv" download>CSV</a>,'
    ' <a href="{root}_static/ledger.json" download>JSON</a></p>'
)


class OutputRenderer:
    """Renders the parts of figures, tables and cards."""

    @staticmethod
    def handle_mime(renderer, data, inline: bool) -> list[nodes.Node] | None:
        """Return the nodes of one output; None for what is not ours."""
        if inline or data.mime_type != MIME:
            return None
        document, parts = renderer.renderer.document, data.content
        if parts["kind"] == "cards":
            return [CardsNode("", searched(cards_html(parts["cards"])), cards=parts["cards"])]
        if parts["kind"] == "linked":
            return [LinkedNode("", searched(parts["body"]), body=parts["body"])]
        if parts["kind"] == "figure":
            return [named(document, figure_node(parts), parts["name"])]
        table = named(document, table_node(parts), parts["name"])
        after = parts["after"]
        if parts["kind"] == "ledger":
            after += DOWNLOADS.format(root="../" * document.settings.env.docname.count("/"))
        return [raw_html(parts["before"]), table, raw_html(after)]


class CardsNode(nodes.General, nodes.Element):
    """Cards of faults, which link to the ledger wherever that is."""


class ChosenForm(SphinxTransform):
    """Keep of an output with parts only what was rendered from them."""

    default_priority = 800

    def apply(self, **kwargs):
        for form in list(self.document.findall(is_ours)):
            form.parent.replace_self(form.children)


class NoCards(SphinxTransform):
    """Leave out a section of a title and a cell with cards, where there is none to show."""

    default_priority = ChosenForm.default_priority + 1

    def apply(self, **kwargs):
        for section in list(self.document.findall(nodes.section)):
            cards = list(section.findall(CardsNode))
            titled = isinstance(section[0], nodes.title) and len(section) == 2
            if cards and titled and not any(one["cards"] for one in cards):
                section.parent.remove(section)


def is_ours(node: nodes.Node) -> bool:
    """Tell whether a node holds what was rendered from parts."""
    return isinstance(node, nodes.container) and node.get("mime_type") == MIME


def named(document: nodes.document, node: nodes.Element, name: str) -> nodes.Element:
    """Return a node that can be pointed at by its name, which a heading may have, too."""
    node["names"] = [name]
    node["ids"] = [f"{name}-{node.tagname}" if name in document.ids else name]
    document.note_explicit_target(node, node)
    return node


def raw_html(text: str) -> nodes.raw:
    """Return HTML that is written as it is."""
    return nodes.raw("", apart(text), format="html")


def searched(body: str) -> nodes.Text:
    """Return the words of HTML for the search, where a node writes it in another way."""
    return nodes.Text(words_of(body))


def figure_node(parts: dict) -> nodes.figure:
    """Return the node of a figure."""
    caption = parts["caption"]
    return nodes.figure(
        "",
        raw_html(finding_html(parts["title"]) + parts["body"]),
        nodes.caption(caption, caption, support_smartquotes=False),
        nodes.legend("", raw_html(parts["legend"])),
        classes=["rb-figure"],
        finding=parts["title"],
        drawing=parts["drawing"],
        rows=parts["rows"],
    )


def table_node(parts: dict) -> nodes.table:
    """Return the node of a table."""
    caption = parts["caption"]
    return nodes.table(
        "", nodes.title(caption, caption, support_smartquotes=False), raw_html(parts["body"])
    )


def visit_cards(translator, node: CardsNode) -> None:
    """Write the cards."""
    builder = translator.builder
    translator.body.append(
        cards_html(node["cards"], ledger_address(builder, builder.current_docname))
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict:
    """Register the nodes, the choice of form, and what is left out."""
    app.add_node(CardsNode, html=(visit_cards, None))
    app.add_transform(ChosenForm)
    app.add_transform(NoCards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
