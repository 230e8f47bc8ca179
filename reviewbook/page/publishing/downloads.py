"""What a reader may take from a figure: its rows, its picture, and how it is cited.

The files are written beside the pages when the book is built, so that they need no script; only
a picture in pixels is made in the page, when it is asked for: `figures.js` draws it.
"""

import html
import textwrap
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.charts.theme import FONT, LIGHT
from reviewbook.page.identity.citing import Reference, to_cite

FOLDER = "_static/figures"
ROW = (
    '<div class="rb-take"><a href="{at}.csv" download aria-label="CSV of {name}">CSV</a> '
    '<a href="{at}.svg" download aria-label="SVG of {name}">SVG</a> '
    '<button type="button" class="rb-png" data-source="{source}" aria-label="PNG of {name}">PNG'
    "</button> "
    "{cite}</div>"
)
NARROWEST = 420
MARGIN = 16
TITLE, TITLE_LINE, TITLE_LETTER = 16, 22, 7.9
SOURCE, SOURCE_LINE, SOURCE_LETTER = 11, 16, 5.5


def offer(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Write the files of a page's figures, and put a row of links under each."""
    if app.builder.format != "html":
        return
    for node in document.findall(nodes.figure):
        if "rows" not in node:
            continue
        name = numbered(app, docname, node)
        title = app.env.titles[docname].astext()
        source = f"{app.config.html_title}: {title}, {name}."
        place = f"{FOLDER}/{docname}/{node['ids'][0]}"
        files = Path(app.outdir, place)
        files.parent.mkdir(parents=True, exist_ok=True)
        picture = picture_of(node["drawing"], node["finding"], source)
        for kind, text in (("csv", node["rows"]), ("svg", picture)):
            files.with_name(f"{files.name}.{kind}").write_text(text, encoding="utf-8")
        row = ROW.format(
            at=html.escape("../" * docname.count("/") + place),
            name=html.escape(name),
            source=html.escape(source),
            cite=to_cite(citation(app, docname, node, name), name),
        )
        node[-1].append(nodes.raw("", row, format="html"))


def numbered(app: Sphinx, docname: str, node: nodes.figure) -> str:
    """Return a figure's name as its caption prints it."""
    numbers = app.env.toc_fignumbers[docname]["figure"][node["ids"][0]]
    return app.config.numfig_format["figure"] % ".".join(map(str, numbers))


def citation(app: Sphinx, docname: str, node: nodes.figure, name: str) -> Reference:
    """Return what a figure is cited as: its name, what it finds, and where it stands."""
    said = node["finding"] or node.next_node(nodes.caption).astext()
    title = app.env.titles[docname].astext()
    return Reference(app.identity, title, docname, f"{name}: {said}", node["ids"][0])


def picture_of(drawing: str, finding: str, source: str) -> str:
    """Return a drawing as a file of its own, under its finding and above its source."""
    opening, _, rest = drawing.partition(">")
    width, height = (float(n) for n in opening.split('viewBox="')[1].split('"')[0].split()[2:])
    wide = max(width, NARROWEST) + 2 * MARGIN
    above, top = _lines(finding, wide, (TITLE, TITLE_LINE, TITLE_LETTER), MARGIN, "ink", "bold")
    top += MARGIN / 2
    foot = (SOURCE, SOURCE_LINE, SOURCE_LETTER)
    under, bottom = _lines(source, wide, foot, top + height + MARGIN / 2, "muted", "normal")
    high = bottom + MARGIN / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}">'
        f'<rect width="{wide:g}" height="{high:g}" fill="{LIGHT["paper"]}"/>{above}'
        f'<svg x="{MARGIN}" y="{top:g}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{rest}{under}</svg>\n'
    )


def _lines(text, wide, size, top, colour, weight) -> tuple[str, float]:
    """Write a text in lines from a height on; return it and the height where it ends."""
    letters, line, letter = size
    lines = textwrap.wrap(text, int((wide - 2 * MARGIN) / letter))
    family = html.escape(FONT)
    written = "".join(
        f'<text x="{MARGIN}" y="{top + line * at + letters:g}" font-family="{family}" '
        f'font-size="{letters}" font-weight="{weight}" fill="{LIGHT[colour]}">'
        f"{html.escape(part)}</text>"
        for at, part in enumerate(lines)
    )
    return written, top + line * len(lines)


def setup(app: Sphinx) -> dict:
    """Offer the files of every page as it is written."""
    app.connect("doctree-resolved", offer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
