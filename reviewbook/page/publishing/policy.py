"""The policy of every page: all it uses comes with the site, and no script is written into it.

A browser that reads it runs nothing else, even if a page should one day hold what nobody meant. The
few lines that the theme writes into each page are known by their form and let through by digest;
any other stops the build.
"""

import base64
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from reviewbook.page.execution.remembered import Remembered

OWN = "'self' file:"
"""The site's own files; from a folder not every browser takes them for the page's own."""

KEPT = {
    "default-src": "'none'",
    "script-src": OWN,
    "style-src": f"{OWN} 'unsafe-inline'",
    "img-src": f"{OWN} data:",
    "font-src": OWN,
    "connect-src": OWN,
    "form-action": OWN,
    "base-uri": "'none'",
}
WIDGET = 'type="application/vnd.jupyter.widget-view+json"'
WIDGET_SCRIPTS = "blob:"
"""Where a widget's own script comes from: the page makes it from the state that it carries."""
OWN_TABLE = 'class="rb-own-table"'
"""What marks a page in which Python may run, when the reader asks for it."""
PYTHON = "'wasm-unsafe-eval'"

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
DATA = re.compile(r"""\btype=["']?application/[\w.+-]*json\b""", re.IGNORECASE)
SOURCE = re.compile(r"\bsrc=", re.IGNORECASE)
TEXT = r"'[^'\\<]*'"
THEME = re.compile(
    rf"""\s*(?:
        (?:document\.documentElement\.dataset\.(mode|theme)\ =
           \ localStorage\.getItem\("\1"\)\ \|\|\ "\w*";\s*){{2}}
      | DOCUMENTATION_OPTIONS\.pagename\ =\ {TEXT};
      | DOCUMENTATION_OPTIONS\.search_as_you_type\ =\ \w+;
      | //\ Activate\ the\ search\ field\ on\ page\ load\s+
        let\ searchInput\ =\ document\.querySelector\("form\.bd-search\ input"\);\s+
        if\ \(searchInput\)\ \{{\s+searchInput\.focus\(\);\s+searchInput\.select\(\);\s+
        console\.log\("[^"\\<]*"\);\s+\}}
    )\s*""",
    re.VERBOSE,
)
"""What the theme and its extensions write into each page."""

META = '<meta http-equiv="Content-Security-Policy" content="{}">'
EARLIER = re.compile(META.format('[^"]*'))
PLACE = re.compile(r"<head>(?:\s*<meta charset=[^>]*>)?", re.IGNORECASE)


def closed(page: str) -> str:
    """Return a page with its policy in the place where it holds for all that follows.

    Raises:
        ValueError: a script is written into the page that is not the theme's.
    """
    page = EARLIER.sub("", page)
    rules = dict(KEPT)
    if WIDGET in page:
        rules["script-src"] += f" {WIDGET_SCRIPTS}"
    if OWN_TABLE in page:
        rules["script-src"] += f" {PYTHON}"
    rules["script-src"] += "".join(f" 'sha256-{d}'" for d in sorted(_digests(page)))
    policy = META.format("; ".join(f"{name} {value}" for name, value in rules.items()))
    return PLACE.sub(lambda head: head[0] + policy, page, count=1)


def _digests(page: str) -> set[str]:
    """Give the digests of the theme's own scripts."""
    written = {
        text
        for attributes, text in SCRIPT.findall(page)
        if not DATA.search(attributes) and not SOURCE.search(attributes)
    }
    unknown = sorted(text.strip() for text in written if not THEME.fullmatch(text))
    if unknown:
        raise ValueError(f"a script is written into the page: {unknown[0][:80]!r}")
    digests = (hashlib.sha256(text.encode()).digest() for text in written)
    return {base64.b64encode(digest).decode() for digest in digests}


def as_data(scripts: list) -> None:
    """Write the data that scripts carry so that no spelling of an end tag ends them."""
    for script in scripts:
        attributes = getattr(script, "attributes", {})
        if attributes.get("body") and DATA.search(f'type="{attributes.get("type", "")}"'):
            attributes["body"] = attributes["body"].replace("<", "\\u003c")


def close_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write its policy into every page.

    Raises:
        ExtensionError: naming each page with a script that is written into it.
    """
    if exception or app.builder.format != "html":
        return
    wrong, remembered = [], Remembered(app, "closed-pages")
    for path in sorted(Path(app.outdir).rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        if not remembered.knows([page]):
            try:
                page = closed(page)
            except ValueError as error:
                wrong.append(f"{path.relative_to(app.outdir)}: {error}")
            path.write_text(page, encoding="utf-8")
        remembered([page], lambda: None)
    remembered.keep()
    if wrong:
        raise ExtensionError("\n".join([*wrong, "Scripts belong in files of their own."]))


def shield(app, pagename, templatename, context, doctree) -> None:
    """Guard the data that a page carries."""
    as_data(context.get("script_files", []))


def setup(app: Sphinx) -> dict:
    """Close every page when all are written."""
    app.connect("html-page-context", shield, priority=950)
    app.connect("build-finished", close_pages, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
