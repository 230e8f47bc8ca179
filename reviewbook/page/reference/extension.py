"""In the build: the directive ``{interface}`` lists the public names of the module it names."""

import sys

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from reviewbook.page.reading.from_data import FromData, add_from_data
from reviewbook.page.reference.names import Public, public_names


class FromCode(FromData):
    """Part of a page that the code says of itself."""


class Interface(SphinxDirective):
    """A section for each public name: how it is called, and what its docstring says."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the sections, and read the page again when the code changes."""
        try:
            found = public_names(self.arguments[0])
        except ImportError as error:
            raise self.error(f"{self.arguments[0]}: {error}") from error
        self.env.note_dependency(str(sys.modules[self.arguments[0]].__file__))
        return [self._section(public) for public in found]

    def _section(self, public: Public) -> nodes.section:
        told = FromCode()
        if public.call:
            told += nodes.literal_block(public.call, public.call, language="python")
        source = f"docstring of {self.arguments[0]}.{public.name}"
        self.state.nested_parse(StringList(public.told, source), self.content_offset, told)
        title = nodes.title("", "", nodes.literal(text=public.name))
        anchor = nodes.make_id(f"{self.arguments[0]}-{public.name}")
        return nodes.section("", title, told, ids=[anchor])


def visit_html(translator, node: FromCode) -> None:
    """Begin a part with a class of its own, which the gate knows."""
    translator.body.append('<div class="rb-code-says">\n')


def depart_html(translator, node: FromCode) -> None:
    """End the part."""
    translator.body.append("</div>\n")


def setup(app: Sphinx) -> dict:
    """Register directive and node."""
    app.add_directive("interface", Interface)
    add_from_data(app, FromCode, visit_html, depart_html)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
