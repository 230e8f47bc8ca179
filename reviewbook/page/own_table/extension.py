"""The place in a page where a reader checks a table: ``{own-table}``."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from reviewbook.page.publishing.policy import OWN_TABLE
from reviewbook.page.reading.from_data import FromData, add_from_data

HERE = Path(__file__).parent
FORM = f"""
<div {OWN_TABLE}>
<noscript><p>This part of the page needs scripts. The same checks run on the command line.</p>
</noscript>
<label>Paste your table, headings first<textarea data-part="text" spellcheck="false"
 placeholder="Cells with tabs, semicolons or commas between them"></textarea></label>
<label>Or choose a file: .csv, .tsv or .xlsx
<input type="file" data-part="file" accept=".csv,.tsv,.txt,.xlsx,.xlsm"></label>
<details><summary>What a text says about all series together (if you want it checked)</summary>
<label>One statement a line, under the headings column, statistic, value, low, high
<textarea data-part="pooled" spellcheck="false"></textarea></label></details>
<p class="rb-own-buttons"><button type="button" data-part="check">Check the table</button>
<button type="button" data-part="example">Show an example</button></p>
<p data-part="status" role="status"></p>
<div data-part="columns"></div>
<div data-part="results"></div>
</div>
"""


class OwnTable(FromData):
    """The place where a reader checks a table."""


class OwnTableDirective(SphinxDirective):
    """Let a reader check a table of their own: ``{own-table}``."""

    def run(self) -> list[nodes.Node]:
        """Return the place; what stands in it is written with the page."""
        return [OwnTable()]


def visit_own_table(translator, node: OwnTable) -> None:
    """Write the form."""
    translator.body.append(FORM)
    raise nodes.SkipNode


def supply(app: Sphinx, config: Config) -> None:
    """Let style and script be found."""
    config.html_static_path.append(str(HERE / "assets"))


def equip(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Add style and script to the page that uses them."""
    if OWN_TABLE in context.get("body", ""):
        app.add_css_file("own-table.css", priority=810)
        app.add_js_file("own-table.js")


def setup(app: Sphinx) -> dict:
    """Register the place and what it needs."""
    add_from_data(app, OwnTable, visit_own_table)
    app.add_directive("own-table", OwnTableDirective)
    app.connect("config-inited", supply)
    app.connect("html-page-context", equip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
