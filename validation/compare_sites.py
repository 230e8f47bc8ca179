"""Compare two built sites page by page: ``python validation/compare_sites.py BEFORE AFTER``.

Compared are the texts, numbers, links, anchors, descriptions and marks of figures, specifications
of charts, states of explorers, and the tables for download. Every difference is printed; the exit
code is 1 where there is one. Ignored are random ids, the prefixes of class names, the order of
attributes, and whether a number is written 1 or 1.0.
"""

import difflib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

STATE = "application/vnd.jupyter.widget-state+json"
RANDOM = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])")
PREFIX = re.compile(r"\b(?:bclm|rb)-")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SHAPE = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "fill", "stroke")
SHOWN = 12
CODE = ("_esm", "_css", "_anywidget_id")


def neutral(text: str) -> str:
    """Return a text without what differs from build to build."""
    return PREFIX.sub("", RANDOM.sub("ID", " ".join(text.split())))


def texts(page: BeautifulSoup) -> list[str]:
    """Return the visible pieces of text of a page, in order."""
    for hidden in page.select("script, style, template, svg, .cell_input"):
        hidden.extract()
    strings = page.find_all(string=True)
    return [said for s in strings if (said := neutral(s))]


def drawing(svg: Tag) -> str:
    """Return what a drawing says, and the shape of each of its marks."""
    label = svg.get("aria-label", "")
    marks = [
        " ".join([tag.name, *(f"{a}={tag[a]}" for a in SHAPE if tag.has_attr(a))])
        for tag in svg.find_all(True)
    ]
    return neutral(" | ".join([label, svg.get_text(" "), *marks]))


def specifications(page: BeautifulSoup) -> list[str]:
    """Return the specifications of the charts of a page."""
    scripts = page.select("script.rb-spec, script.bclm-spec")
    return [neutral(json.dumps(json.loads(s.string), sort_keys=True)) for s in scripts]


def explorers(page: BeautifulSoup) -> list[str]:
    """Return the states of the widgets of a page, without their names and their code."""
    carried = page.select("script.rb-widgets")
    found = [neutral(json.dumps(json.loads(s.string), sort_keys=True)) for s in carried]
    for script in page.select(f'script[type="{STATE}"]'):
        models = json.loads(script.string)["state"].values()
        states = [{k: v for k, v in m["state"].items() if k not in CODE} for m in models]
        found += [neutral(json.dumps(state, sort_keys=True)) for state in states]
    return sorted(found)


def attributes(page: BeautifulSoup, name: str) -> list[str]:
    """Return every value of an attribute outside drawings, in order."""
    tags = page.find_all(attrs={name: True})
    return [neutral(str(tag[name])) for tag in tags if tag.name not in ("link", "script")]


def anchors(page: BeautifulSoup) -> list[str]:
    """Return the ids of a page outside drawings."""
    return sorted(neutral(t["id"]) for t in page.find_all(id=True) if not t.find_parent("svg"))


def aspects(path: Path) -> dict[str, list[str]]:
    """Return what a page is compared by."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    found = {
        "link": attributes(page, "href"),
        "anchor": anchors(page),
        "description": attributes(page, "aria-label"),
        "note": attributes(page, "data-claim-note"),
        "drawing": [drawing(svg) for svg in page.find_all("svg")],
        "chart": specifications(page),
        "explorer": explorers(page),
        "text": texts(page),
    }
    return found | {"number": [n for text in found["text"] for n in NUMBER.findall(text)]}


def differences(before: list[str], after: list[str]) -> Iterator[str]:
    """Yield what was taken away and what was added."""
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:1] in "+-" and line[:3] not in ("+++", "---"):
            yield line


def short(line: str, others: list[str]) -> str:
    """Return a long line from shortly before the place where it leaves its nearest other."""
    if len(line) < 300:
        return line
    twin = next((o for o in others if o[0] != line[0] and o[1:60] == line[1:60]), line[:1])
    at = next((i for i, (a, b) in enumerate(zip(line[1:], twin[1:], strict=False)) if a != b), 0)
    return f"{line[0]} … {line[1 + max(0, at - 60) :][:240]} …"


def compare(before: Path, after: Path) -> list[str]:
    """Return every difference between two sites as a line."""
    pages = [{p.relative_to(s) for p in s.rglob("*.html")} for s in (before, after)]
    found = [f"{page}: only in {before}" for page in sorted(pages[0] - pages[1])]
    found += [f"{page}: only in {after}" for page in sorted(pages[1] - pages[0])]
    for page in sorted(pages[0] & pages[1]):
        old, new = aspects(before / page), aspects(after / page)
        for aspect in old:
            lines = list(differences(old[aspect], new[aspect]))
            found += [f"{page}: {aspect}: {short(line, lines)}" for line in lines[:SHOWN]]
            if len(lines) > SHOWN:
                found.append(f"{page}: {aspect}: {len(lines) - SHOWN} more")
    for name in ("_static/ledger.csv", "_static/ledger.json"):
        if (before / name).read_bytes() != (after / name).read_bytes():
            found.append(f"{name}: another content")
    return found


def main() -> None:
    """Compare the two sites named on the command line."""
    if len(sys.argv) != 3:
        sys.exit("Say which: python validation/compare_sites.py BEFORE AFTER")
    found = compare(*map(Path, sys.argv[1:]))
    print("\n".join(found) or "No difference.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
