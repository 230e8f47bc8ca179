"""The Sphinx extension that makes the built book complete in itself.

No page asks another host for anything: mathematics becomes MathML, the chart scripts come from
the installed packages, and what the theme brings along without need is left out.
"""

import html
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from latex2mathml.converter import convert
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.errors import ExtensionError
from sphinx.util.math import get_node_equation_number

from reviewbook.charts.theme import DARK, LIGHT
from reviewbook.guard.verify import problems
from reviewbook.ledger.export import as_json
from reviewbook.ledger.verdicts import EVERY_SIGN
from reviewbook.page.claim_role import has_tables
from reviewbook.page.execution.remembered import Remembered
from reviewbook.page.own_table.python_in_page import write as write_python
from reviewbook.page.publishing.policy import OWN_TABLE
from reviewbook.page.publishing.publish import seal
from reviewbook.page.scripts import ScriptError, write_font, write_scripts
from reviewbook.tables.spreadsheet import csv_text

HERE = Path(__file__).parent
STYLES = ("book.css", "findings.css", "icons.css")
SCRIPTS = ("decoded.js", "page.js", "figures.js", "lookup.js", "widgets.js")
REDIRECT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="refresh" content="0; url={page}"></head>
<body><main><h1><a href="{page}">{title}</a></h1></main></body></html>
"""

TOGGLE = re.compile(r"(>([^<>]*)</a><details[^>]*><summary)>")
VIEW_BOX = re.compile(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
ICON_FONT = re.compile(r"@font-face\{[^}]*\}|(?<=[{}/])(?:\.fa[\w-]*(?::\w+)?,?)+\{[^}]*\}")
BUNDLE = "import sys, vl_convert as v; sys.stdout.buffer.write(v.javascript_bundle().encode())"
WRONG_ROLES = re.compile(r' role="list"(?= class="citation-list">)| role="doc-biblioentry"')
"""Sphinx calls a bibliography a list although none of what it holds is a list item."""
FORMULA = "<math"
WIDGET = "application/vnd.jupyter.widget-view+json"
THIRD_PARTIES = {WIDGET: write_scripts, FORMULA: write_font, OWN_TABLE: write_python}
"""What a page holds, and what is then written beside it."""
FOREIGN_SCRIPTS = ("thebe", "mathjax", "://")
SAFE = "/:=' .,-"
"""What may stand in the address of a drawing as it is."""
SIMULATED = 'class="rb-simulation"'
"""What marks a page that needs the style and the script of simulations."""
DESIGN, DESIGNED = "design", 'class="sd-'
"""What the names of sphinx-design's files hold, and what it writes into a page that needs them."""


def inline_math(translator, node):
    """Write a formula in a line of text as MathML."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def display_math(translator, node):
    """Write a formula of its own as MathML, with its number where it has one."""
    ids = "".join(f' id="{html.escape(i)}"' for i in node["ids"][:1])
    translator.body.append(f'<div class="math rb-math" tabindex="0"{ids}>')
    translator.body.append(convert(node.astext(), display="block"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append("</div>")
    raise nodes.SkipNode


def drop_needless_files(app, pagename, templatename, context, doctree):
    """Leave out scripts fetched from elsewhere, and what a page without designed parts ignores."""
    if "body" in context:
        context["body"] = WRONG_ROLES.sub("", context["body"])
    marks = FOREIGN_SCRIPTS if DESIGNED in context.get("body", "") else (*FOREIGN_SCRIPTS, DESIGN)
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context.get(kind, [])
            if not any(mark in str(getattr(file, "filename", file)) for mark in marks)
        ]


def name_toggles(app, pagename, templatename, context, doctree):
    """Name the switches beside chapters that have pages under them: the theme's have no name."""
    if made := context.get("generate_toctree_html"):
        named = r'\1 aria-label="Pages under \2">'
        context["generate_toctree_html"] = lambda *a, **rest: TOGGLE.sub(
            named, str(made(*a, **rest))
        )


def escape_title(app, pagename, templatename, context, doctree):
    """Let a title be text where the theme writes it once more, above what is printed."""
    if title := context.get("pagetitle"):
        context["pagetitle"] = html.escape(title)


def write_assets(app):
    """Write the chart scripts, the palette and the style of notebooks into the site.

    They are there before any page, so that each page names them by their digests.
    """
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    (static / "vendor").mkdir(parents=True, exist_ok=True)
    shutil.copy(kept_vega(Path(app.srcdir, ".cache")), static / "vendor" / "vega.js")
    text = palette() + signs() + room_for_logo(app.config.html_logo)
    (static / "palette.css").write_text(text, encoding="utf-8")
    add_global_html_resources(app, None)


def kept_vega(folder: Path) -> Path:
    """Return the file with `vega_script` in a folder, where it is made once for each version."""
    kept = folder / f"vega-{version('vl-convert-python')}.js"
    if not kept.exists():
        folder.mkdir(exist_ok=True)
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_text(vega_script(), encoding="utf-8")
        aside.replace(kept)
    return kept


def vega_script() -> str:
    """Return Vega, Vega-Lite and vega-embed as one script that keeps its names to itself.

    A process of its own makes it: the engine behind it would stay in memory for the whole build.
    """
    made = subprocess.run([sys.executable, "-c", BUNDLE], check=True, stdout=subprocess.PIPE)
    return f"(function (define, module, exports) {{{made.stdout.decode('utf-8')}\n}})();\n"


def palette() -> str:
    """Return the charts' colours as variables, and the dark counterpart of each light colour."""
    rules = [
        f'html[data-theme="dark"] .rb-view [{part}="{LIGHT[name]}" i] {{ {part}: {DARK[name]}; }}'
        for name in LIGHT
        for part in ("fill", "stroke", "stop-color")
    ]
    dark = f'html[data-theme="dark"] {{\n{variables(DARK)}}}'
    return (
        f":root {{\n{variables(LIGHT)}}}\n@media screen {{\n{dark}\n" + "\n".join(rules) + "\n}\n"
    )


def signs() -> str:
    """Return the form and colour of every sign: the shapes that charts draw."""
    rules = []
    for name, sign in EVERY_SIGN.items():
        kind = f".claim-{name.replace(' ', '-')}"
        drawn = (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1.3 -1.3 2.6 2.6'>"
            f"<path d='{sign.shape}' fill='none' stroke='#000' stroke-width='.45'/></svg>"
        )
        colour = f"var(--rb-{sign.colour.replace(' ', '-')})"
        rules.append(f'{kind} {{ --mark: url("data:image/svg+xml,{quote(drawn, safe=SAFE)}"); }}')
        rules.append(f"{kind} .claim-mark {{ color: {colour}; }}")
    return "\n".join(rules) + "\n"


def room_for_logo(logo: str | None) -> str:
    """Return a rule that keeps the room of a drawn logo before it is read; of no other file."""
    if not logo or not logo.endswith(".svg") or not Path(logo).is_file():
        return ""
    size = VIEW_BOX.search(Path(logo).read_text(encoding="utf-8"))
    return f".navbar-brand img {{ aspect-ratio: {size[1]} / {size[2]}; }}\n" if size else ""


def variables(colours: dict[str, str]) -> str:
    """Return colours as CSS custom properties."""
    return "".join(f"  --rb-{k.replace(' ', '-')}: {v};\n" for k, v in colours.items())


def supply(app, config):
    """Add the machine's own style, scripts and templates to those of the book."""
    config.html_static_path.append(str(HERE / "assets"))
    config.templates_path.append(str(HERE / "templates"))


def equip(app, pagename, templatename, context, doctree):
    """Add style and script of the ledger and of simulations to the pages that need them.

    So, too, the font of formulas.
    """
    if FORMULA in context.get("body", ""):
        app.add_css_file("formulas.css")
    if SIMULATED in context.get("body", ""):
        app.add_css_file("simulations.css")
        app.add_js_file("simulations.js")
    if has_tables(app.book) and pagename in map(app.book.page_of, ("ledger", "register")):
        app.add_css_file("ledger.css")
        app.add_js_file("ledger.js")


def write_ledger(app, exception):
    """Write the whole ledger into the site, as CSV and as JSON."""
    book, static = app.book, Path(app.outdir, "_static")
    if exception or app.builder.format != "html" or not has_tables(book):
        return
    if book.page_of("ledger") not in app.env.found_docs:
        return

    def written() -> list[str]:
        (static / "ledger.csv").write_text(csv_text(book.ledger.entries), encoding="utf-8")
        text = as_json(book.ledger, book.register, problems(book))
        (static / "ledger.json").write_text(text, encoding="utf-8")
        return []

    remembered = Remembered(app, "ledger")
    remembered([], written)
    remembered.keep()


def write_third_parties(app, exception):
    """Write what is fetched for the site where a page has a use for it."""
    if exception or app.builder.format != "html":
        return
    pages = [page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html")]
    vendor, remembered = Path(app.outdir, "_static", "vendor"), Remembered(app, "third-parties")
    try:
        for mark, write in THIRD_PARTIES.items():
            if any(mark in page for page in pages):
                remembered([mark], partial(write, vendor))
    except ScriptError as error:
        raise ExtensionError(str(error)) from error
    remembered.keep()


def write_entrance(app, exception):
    """Write an ``index.html`` that leads to the first page, whatever that is called."""
    if exception or app.builder.format != "html" or app.config.root_doc == "index":
        return
    page = REDIRECT.format(
        title=html.escape(app.config.html_title), page=f"{app.config.root_doc}.html"
    )
    Path(app.outdir, "index.html").write_text(page, encoding="utf-8")


def prune_theme(app, exception):
    """Remove from the site what the theme brings and no page uses."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for pattern in ("*.map", "*-macros.html"):
        for path in static.rglob(pattern):
            path.unlink()
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)
    for path in (static / "scripts").glob("fontawesome*"):
        path.unlink()
    for path in static.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        path.write_text(without_icon_font(text), encoding="utf-8")


def list_files(app, exception):
    """Close the site: what is in it is listed, with digests."""
    if not exception and app.builder.format == "html":
        seal(Path(app.outdir))


def without_icon_font(css: str) -> str:
    """Return a style sheet without icon-font rules and without references to source maps."""
    if "Font Awesome" in css:
        css = ICON_FONT.sub("", css)
    return re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)


def setup(app):
    """Connect everything to Sphinx."""
    app.add_html_math_renderer("mathml", (inline_math, None), (display_math, None))
    for name in STYLES:
        app.add_css_file(name, priority=800)
    for name in SCRIPTS:
        app.add_js_file(name, priority=800)
    app.add_css_file("palette.css", priority=400)
    app.connect("config-inited", supply)
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", equip)
    app.connect("html-page-context", drop_needless_files, priority=900)
    app.connect("html-page-context", name_toggles, priority=900)
    app.connect("html-page-context", escape_title, priority=900)
    app.connect("build-finished", write_third_parties)
    app.connect("build-finished", write_ledger)
    app.connect("build-finished", write_entrance)
    app.connect("build-finished", prune_theme)
    app.connect("build-finished", list_files, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
