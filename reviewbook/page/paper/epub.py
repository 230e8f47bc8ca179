"""The book as an EPUB: its chapters as XHTML, their charts as they are, and no script."""

import html
import uuid
from pathlib import Path, PurePosixPath

from reviewbook.page.paper.cover import Cover
from reviewbook.page.paper.links import Places, Target, link
from reviewbook.page.paper.sheet import Sheet, signs_of
from reviewbook.page.publishing.archive import packed

STYLE = Path(__file__).with_name("epub.css")
DAY = "1980-01-01"
"""The earliest day that a ZIP archive can hold; a copy that knows its own day says that one."""
MIMETYPE = "mimetype"
KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="{language}" xml:lang="{language}">
<head><meta charset="utf-8"/><title>{title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>{body}</body>
</html>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="name"
 xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="name">{name}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>{author}</dc:creator>
{more}<meta property="dcterms:modified">{day}T00:00:00Z</meta>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def write_epub(target: Path, site: Path, cover: Cover, sheets: list[Sheet]) -> None:
    """Write an EPUB of a book's pages, the same bytes for the same pages."""
    places, pictures = Places(sheets, cover.identity.site), set()
    pages = {"cover": (cover.title, cover.html() + signs_of(sheets))}
    for sheet in map(Sheet.again, sheets):
        link(sheet, places, _address)
        for image in sheet.body.select("img[src]"):
            pictures.add(image["src"])
        pages[sheet.chapter.anchor] = (sheet.chapter.title, sheet.html())
    texts = {name: _page(cover, *page) for name, page in pages.items()}
    contents = _page(cover, "Contents", _contents(sheets), "nav")
    files = {
        MIMETYPE: b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "book/package.opf": _package(cover, texts, sorted(pictures)).encode(),
        "book/book.css": STYLE.read_bytes(),
        "book/nav.xhtml": contents.encode(),
    }
    files |= {f"book/{name}.xhtml": text.encode() for name, text in texts.items()}
    files |= {f"book/{picture}": (site / picture).read_bytes() for picture in sorted(pictures)}
    target.write_bytes(packed(files, stored=[MIMETYPE]))


def _address(target: Target) -> str:
    page = target.docname.replace("/", "-")
    return f"{page}.xhtml#{target.anchor}" if target.anchor else f"{page}.xhtml"


def _page(cover: Cover, title: str, body: str, kind: str = "") -> str:
    if kind:
        body = f'<nav epub:type="toc" id="toc"><h1>{html.escape(title)}</h1>{body}</nav>'
    return PAGE.format(language=cover.language, title=html.escape(title), body=body)


def _contents(sheets: list[Sheet]) -> str:
    """List the chapters under their parts, with their sections."""
    lines, within = [], False
    for sheet in sheets:
        chapter = sheet.chapter
        if chapter.part:
            lines.append(
                "</ol></li>" * within + f"<li><span>{html.escape(chapter.part)}</span><ol>"
            )
            within = True
        sections = "".join(
            f"<li>{_line(Target(chapter.docname, anchor), heading)}</li>"
            for anchor, heading in sheet.headings()
        )
        under = f"<ol>{sections}</ol>" if sections else ""
        lines.append(f"<li>{_line(Target(chapter.docname, ''), chapter.title)}{under}</li>")
    return f"<ol>{''.join(lines)}{'</ol></li>' * within}</ol>"


def _line(target: Target, text: str) -> str:
    return f'<a href="{html.escape(_address(target))}">{html.escape(text)}</a>'


def _package(cover: Cover, texts: dict[str, str], pictures: list[str]) -> str:
    """List what is in the archive and in which order it is read."""
    identity = cover.identity
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    ]
    items.append('<item id="style" href="book.css" media-type="text/css"/>')
    for name, text in texts.items():
        holds = [kind for kind, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in text]
        flag = f' properties="{" ".join(holds)}"' if holds else ""
        kind = "application/xhtml+xml"
        items.append(f'<item id="{name}" href="{name}.xhtml" media-type="{kind}"{flag}/>')
    for number, picture in enumerate(pictures):
        kind = KINDS[PurePosixPath(picture).suffix.lower()]
        items.append(f'<item id="picture{number}" href="{picture}" media-type="{kind}"/>')
    order = ["cover", "nav", *(name for name in texts if name != "cover")]
    known = {"dc:date": identity.date, "dc:rights": identity.licence, "dc:source": identity.site}
    known["dc:description"] = " ".join(cover.about)
    return PACKAGE.format(
        language=html.escape(cover.language),
        name=uuid.uuid5(uuid.NAMESPACE_URL, identity.site or cover.title).urn,
        title=html.escape(cover.title),
        author=html.escape(identity.author),
        more="".join(
            f"<{key}>{html.escape(said)}</{key}>\n" for key, said in known.items() if said
        ),
        day=identity.date or DAY,
        manifest="\n".join(items),
        spine="\n".join(f'<itemref idref="{name}"/>' for name in order),
    )
