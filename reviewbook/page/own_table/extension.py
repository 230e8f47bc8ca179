"""The directive ``own-table``: a form whose table is checked in the page and never leaves it.

Python itself runs in the browser, when the reader asks for it; the files of the checks are those
that check the book.
"""

import io
import zipfile
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from reviewbook.page.publishing.policy import OWN_TABLE
from reviewbook.page.scripts import PYTHON, PYTHON_FILES, ScriptError, archive, extracted

FOLDER = "own-table"
HOME = Path(__file__).parents[2]
SHIPPED = ("__init__.py", "checks/*.py", "tables/*.py", "tables/records/*.py")
"""What the checks are made of, inside the package."""
FORM = f"""<form {OWN_TABLE}>
<p class="rb-no-script">This part needs JavaScript.</p>
<p><label for="rb-own-text">Paste a table, its headings in the first line</label>
<textarea id="rb-own-text" spellcheck="false" wrap="off"></textarea></p>
<p><label for="rb-own-file">or choose a file (CSV)</label>
<input id="rb-own-file" type="file" accept=".csv,.tsv,.txt"></p>
<p><button type="submit">Check the table</button></p>
<p class="rb-own-status" role="status"></p>
<div class="rb-own-headings"></div>
<div class="rb-own-answer"></div>
</form>"""
FIRST = (1980, 1, 1, 0, 0, 0)
"""The time of every file of an archive, so that the same files make the same archive."""


class OwnTable(Directive):
    """A form to check a table of one's own."""

    def run(self) -> list[nodes.Node]:
        """Return the form."""
        return [nodes.raw("", FORM, format="html")]


def checks() -> bytes:
    """Return the Python files of the checks as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(found for pattern in SHIPPED for found in HOME.glob(pattern)):
            name = path.relative_to(HOME.parent).as_posix()
            files.writestr(zipfile.ZipInfo(name, FIRST), path.read_bytes())
    return made.getvalue()


def add_assets(app: Sphinx, config) -> None:
    """Add the form's style and script to the files of the site."""
    config.html_static_path.append(str(Path(__file__).parent / "assets"))


def equip(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Add script and style to the page with the form."""
    if OWN_TABLE in context.get("body", ""):
        app.add_css_file("own_table.css", priority=810)
        app.add_js_file("own_table.js", loading_method="defer")


def supply(app: Sphinx, exception: Exception | None) -> None:
    """Write Python and the checks into a site with such a page.

    Raises:
        ExtensionError: Python for the browser could not be had.
    """
    if exception or app.builder.format != "html":
        return
    pages = Path(app.outdir).rglob("*.html")
    if not any(OWN_TABLE in page.read_text(encoding="utf-8") for page in pages):
        return
    folder = Path(app.outdir, "_static", FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checks.zip").write_bytes(checks())
    try:
        for name in PYTHON_FILES:
            part = PYTHON._replace(file=f"package/{name}")
            (folder / name).write_bytes(extracted(archive(part), part))
    except ScriptError as error:
        raise ExtensionError(str(error)) from error


def setup(app: Sphinx) -> dict:
    """Register the directive and what it needs."""
    app.add_directive("own-table", OwnTable)
    app.connect("config-inited", add_assets)
    app.connect("html-page-context", equip)
    app.connect("build-finished", supply)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
