"""A site is published whole or not at all.

A built site lists its files with their digests in ``SHA256SUMS``, as ``sha256sum --check`` reads
them. It is whole if it is as listed and its pages refer to nothing that is missing. It takes the
place of the earlier site by two renames; what is cut short between them heals at the next start.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

MANIFEST = "SHA256SUMS"
REFERENCE = re.compile(r'<(?:a|img|link|script|source)\b[^>]*?\s(?:href|src)="([^"]+)"')


def built(source: Path) -> Path:
    """Give the place of a book's site."""
    return source / "_build" / "html"


def served(source: Path) -> Path:
    """Give the place of the site, and of what it was made with, that `serve` shows."""
    return source / ".cache" / "serve"


def put_in_place(new: Path, place: Path) -> None:
    """Replace a folder by a new one, with two renames."""
    before = _before(place)
    shutil.rmtree(before, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(before)
    try:
        new.rename(place)
    except OSError:
        heal(place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def heal(place: Path) -> None:
    """Put back a folder that was taken from its place when nothing came in its stead."""
    if torn(place):
        _before(place).rename(place)


def torn(place: Path) -> bool:
    """Tell whether a replacement was cut short between its two renames."""
    return not place.exists() and _before(place).exists()


def _before(place: Path) -> Path:
    return place.with_name(f"{place.name}.before")


def seal(site: Path) -> None:
    """List the files of a site with their digests."""
    lines = [f"{digest}  {name}\n" for name, digest in sorted(_digests(site).items())]
    (site / MANIFEST).write_text("".join(lines), encoding="utf-8")


def faults(site: Path) -> list[str]:
    """Say what is missing from a site, is not as listed, or is referred to and not there."""
    if not (site / MANIFEST).is_file():
        return [f"{MANIFEST}: missing"]
    lines = (site / MANIFEST).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = _digests(site)
    return [
        *(f"{name}: missing" for name in sorted(listed.keys() - found.keys())),
        *(f"{name}: not listed" for name in sorted(found.keys() - listed.keys())),
        *(
            f"{name}: not as listed"
            for name in sorted(listed.keys() & found.keys())
            if listed[name] != found[name]
        ),
        *_dangling(site, found.keys()),
    ]


def _digests(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file() and path != site / MANIFEST
    }


def _dangling(site: Path, files) -> list[str]:
    """Name what a page refers to within the site and what is not there."""
    found = set()
    for page in sorted(name for name in files if name.endswith(".html")):
        for reference in set(REFERENCE.findall((site / page).read_text(encoding="utf-8"))):
            parts = urlsplit(reference)
            target = os.path.normpath(os.path.join(os.path.dirname(page), unquote(parts.path)))
            if parts.path and not (parts.scheme or parts.netloc) and target not in files:
                found.add(f"{page}: refers to {target}, which is missing")
    return sorted(found)
