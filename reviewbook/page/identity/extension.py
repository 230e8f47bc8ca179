"""The Sphinx extension that lets every page know whose it is, and say so."""

import html
import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from reviewbook.page.claim_role import has_tables
from reviewbook.page.identity.address import Identity, identity
from reviewbook.page.identity.application import BookApp
from reviewbook.page.identity.citing import Reference, forms_html, number_to_cite, to_cite
from reviewbook.page.identity.digest import digest
from reviewbook.page.identity.head import PICTURE, description, head, picture
from reviewbook.page.identity.sitemap import NAME, pages, sitemap
from reviewbook.page.identity.structured import article, dataset, documents, script
from reviewbook.page.reading.from_data import FromData, add_from_data

HERE = Path(__file__).parent
EXPORTS = "_static/exports"
DATA = {".csv", ".json", ".zip"}
LEDGER = 'class="row-link"'
LISTS = {"genindex", "search"}
"""Pages that stand for the whole book."""
ROW = re.compile(r'(<a class="row-link" href="#([^"]+)"[^>]*>#</a>)')
CARD = re.compile(
    r'(<article class="rb-fault [^>]*id="([^"]+)".*?<p class="kind">.*?(?=</p>))', re.DOTALL
)
CHALLENGE = '<a class="rb-challenge" href="{address}" aria-label="Challenge {name}">Challenge</a>'


def introduce(app: BookApp, config: Config) -> None:
    """Let every part of the build use the same identity."""
    app.identity = identity(Path(app.srcdir), os.environ)
    config.html_baseurl = app.identity.site
    config.html_static_path.append(str(HERE / "assets"))


def weigh(app: BookApp) -> None:
    """Take the digest of what the book is made from, once a build; a draft has none."""
    app.digest = "" if app.config.draft else digest(Path(app.srcdir))


def present(app: BookApp, pagename, templatename, context, doctree) -> None:
    """Put into a page its description, its links and how it is cited."""
    whose, root = app.identity, pagename == app.config.root_doc
    title = html.unescape(re.sub("<[^>]*>", "", context.get("title", "")))
    said = description(doctree) if doctree else ""
    if pagename not in LISTS:
        context["metatags"] = context.get("metatags", "") + head(whose, pagename, title, said)
        if whose.site and not root:
            context["metatags"] += script([article(whose, pagename, title, said)])
    of_book = root or pagename in LISTS
    cited = Reference(whose) if of_book else Reference(whose, title, pagename)
    context |= {"identity": whose, "digest": app.digest, "cited": to_cite(cited, cited.said())}
    context["own_links"] = links(app, pagename, doctree is not None)
    if "body" in context:
        context["body"] = challenged(whose, context["body"])
        if LEDGER in context["body"]:
            context["body"] += number_to_cite(whose, title, pagename)


def links(app: BookApp, page: str, written: bool) -> dict[str, str]:
    """Give the links of a page to the places where the book is made, by label; none is dead.

    `written` tells whether somebody wrote the page: others have no source.
    """
    whose, found = app.identity, {}
    if written:
        found["Edit this page"] = whose.edit(app.env.doc2path(page, base=False))
        found["Run it live in Binder"] = whose.binder(page)
    found["Challenge a number"] = whose.challenge()
    return {label: address for label, address in found.items() if address}


def challenged(whose: Identity, body: str) -> str:
    """Put into each row of the ledger and each card of a fault a link that challenges it.

    Where there is no repository, there is no link.
    """
    if not whose.repository:
        return body

    def link(found: re.Match) -> str:
        before, name = found.groups()
        address = html.escape(whose.challenge(html.unescape(name)))
        return f"{before} {CHALLENGE.format(address=address, name=name)}"

    return CARD.sub(link, ROW.sub(link, body))


class Cited(FromData):
    """Where a page says how the book is cited."""


class CitedDirective(SphinxDirective):
    """Say how the book is cited, in every form: ``{cited}``."""

    def run(self) -> list[nodes.Node]:
        return [Cited()]


def visit_cited(translator, node: Cited) -> None:
    """Write how the book is cited."""
    whose = translator.builder.app.identity
    translator.body.append(f'<div class="rb-cite">{forms_html(Reference(whose))}</div>')
    raise nodes.SkipNode


def complete(app: BookApp, exception: Exception | None) -> None:
    """Write what a site with an address has besides its pages: a map, a picture, its data told."""
    if exception or app.builder.name != "html" or not app.identity.site:
        return
    whose, site = app.identity, Path(app.outdir)
    (site / NAME).write_text(sitemap(whose, pages(site)), encoding="utf-8")
    (site / PICTURE).write_bytes(picture(whose.title))
    if has_tables(app.book):
        said = description(app.env.get_doctree(app.config.root_doc))
        tell(site / f"{app.config.root_doc}.html", [dataset(whose, app.book, said, taken(site))])
        if register := app.book.page_of("register"):
            tell(site / f"{register}.html", list(documents(whose, app.book)))


def tell(page: Path, graph: list[dict]) -> None:
    """Add to what a finished page, if it is there, says to machines; once."""
    told, text = script(graph), page.read_text(encoding="utf-8") if page.is_file() else ""
    if text and told not in text:
        page.write_text(text.replace("</head>", f"{told}</head>", 1), encoding="utf-8")


def taken(site: Path) -> list[str]:
    """Name the files in which a reader takes the data."""
    found = [*(site / EXPORTS).glob("*.*"), *(site / "_static").glob("ledger.*")]
    kept = (path for path in found if path.suffix in DATA)
    return sorted(path.relative_to(site).as_posix() for path in kept)


def setup(app: Sphinx) -> dict:
    """Introduce the book before anything is read, and present it on every page."""
    add_from_data(app, Cited, visit_cited)
    app.add_directive("cited", CitedDirective)
    app.add_css_file("identity.css", priority=800)
    app.add_js_file("citing.js", priority=800)
    app.add_config_value("draft", False, "", [bool])
    app.connect("config-inited", introduce)
    app.connect("builder-inited", weigh)
    app.connect("html-page-context", present, priority=600)
    app.connect("build-finished", complete, priority=880)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
