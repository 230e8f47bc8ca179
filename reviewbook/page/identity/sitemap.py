"""The map of a site: the address of every page that a reader may land on."""

from pathlib import Path
from xml.sax.saxutils import escape

from reviewbook.page.identity.address import Identity

NAME = "sitemap.xml"
ASIDE = {"genindex.html", "search.html"}
LEADS_ON = 'http-equiv="refresh"'
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages(site: Path) -> list[str]:
    """Name the pages of a built site, without those that lead on or only list."""
    names = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(
        name
        for name in names
        if not name.startswith("_")
        and name not in ASIDE
        and LEADS_ON not in (site / name).read_text(encoding="utf-8")
    )


def sitemap(whose: Identity, names: list[str]) -> str:
    """Write the map of the pages with these names."""
    day = f"<lastmod>{whose.date}</lastmod>" if whose.date else ""
    places = "".join(f"<url><loc>{escape(whose.site + name)}</loc>{day}</url>\n" for name in names)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SPACE}">\n{places}</urlset>\n'
