"""The Sphinx extension that puts the package into the site, and the directive that offers it."""

import html
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from reviewbook.exports import feed, fhir
from reviewbook.exports.crate import FILE as CRATE
from reviewbook.exports.files import ARCHIVE, LOADERS, exported
from reviewbook.exports.kept import kept
from reviewbook.exports.package import DESCRIPTOR
from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.application import BookApp, book_of
from reviewbook.page.reading.from_data import FromData, add_from_data

PLACE = "_static/exports"
OFFERED = {
    ARCHIVE: "Everything: all tables and results, each column described, with checksums",
    DESCRIPTOR: "The description of tables and columns, as a Data Package",
    CRATE: "What each file is and what it rests on, as an RO-Crate",
    fhir.FILE: "Ledger, findings with their certainty, and sources, as FHIR R5 resources",
}
NEWS = "What changed in evidence and verdicts, as a feed (Atom) for a program that follows it"
HEADINGS = ("File", "Size", "What it is")
CODE = (
    "<details><summary>Read it in {language}</summary>"
    '<p>Unpack the archive and run <a href="{at}">{name}</a> in its folder:</p>'
    '<div class="highlight"><pre tabindex="0">{code}</pre></div></details>'
)
KILO = 1000


class ExportsNode(FromData):
    """The files of the package, with their sizes, and how to read them."""


class ExportsDirective(SphinxDirective):
    """Offer the data of the whole book."""

    def run(self) -> list[nodes.Node]:
        """Return a node that is filled when the page is written."""
        for path in sorted((book_of(self.env).folder / "data").rglob("*.csv")):
            self.env.note_dependency(str(path))
        return [ExportsNode()]


def write_package(app: BookApp) -> None:
    """Write the package into the site."""
    if app.builder.format != "html" or not has_tables(app.book):
        return
    folder = Path(app.outdir, PLACE)
    package = kept(app.book, app.identity, ARCHIVE, exported)
    for path, content in package.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if told := feed.feed(app.book, app.identity):
        Path(app.outdir, feed.FILE).write_bytes(told)


def announce(app: BookApp, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Let readers of feeds find the feed from every page."""
    if Path(app.outdir, feed.FILE).is_file():
        at = "../" * pagename.count("/") + feed.FILE
        title = html.escape(f"{app.config.html_title}: what changed")
        link = f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{at}"/>'
        context["metatags"] = f"{context.get('metatags', '')}\n    {link}"


def visit_exports(translator, node: ExportsNode) -> None:
    """Write the list of files, with links as seen from the page, and the programs."""
    builder = translator.builder
    root = builder.get_relative_uri(builder.current_docname, "").removesuffix(".html")
    folder = Path(builder.outdir, PLACE)
    rows = "".join(_row(f"{root}{PLACE}/", folder, *offered) for offered in OFFERED.items())
    if Path(builder.outdir, feed.FILE).is_file():
        rows += _row(root, Path(builder.outdir), feed.FILE, NEWS)
    programs = "".join(
        CODE.format(
            language=language,
            at=html.escape(f"{root}{PLACE}/{name}"),
            name=name,
            code=html.escape((folder / name).read_text(encoding="utf-8")),
        )
        for language, name in LOADERS.items()
    )
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    translator.body.append(
        f'<div class="rb-exports"><table class="table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{programs}</div>"
    )
    raise nodes.SkipNode


def _row(at: str, folder: Path, name: str, what: str) -> str:
    link = f'<a href="{html.escape(f"{at}{name}")}" download>{name}</a>'
    size = readable((folder / name).stat().st_size)
    return f"<tr><td>{link}</td><td>{size}</td><td>{html.escape(what)}</td></tr>"


def readable(size: int) -> str:
    """Give a size in bytes as people read it."""
    if size < KILO**2:
        return f"{max(round(size / KILO), 1)}\N{NO-BREAK SPACE}kB"
    return f"{size / KILO**2:.1f}\N{NO-BREAK SPACE}MB"


def setup(app: Sphinx) -> dict:
    """Write the package before the first page, so that pages can say what it is."""
    add_from_data(app, ExportsNode, visit_exports)
    app.add_directive("exports", ExportsDirective)
    app.connect("builder-inited", write_package)
    app.connect("html-page-context", announce)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
