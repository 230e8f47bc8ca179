"""Where the printed book lies in a site."""

from pathlib import Path

FOLDER = "_static/paper"
PDF, EPUB = "book.pdf", "book.epub"


def printed(site: Path) -> str:
    """Say where the PDF and the EPUB of a site are."""
    places = (site / FOLDER / name for name in (PDF, EPUB))
    return "\n".join(f"On paper: {place} ({_size(place)})" for place in places)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"
