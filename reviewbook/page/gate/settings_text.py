"""What a reader meets of a book's settings, such as a title or the caption of a part."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from reviewbook.page.gate.allowed import Judge, TypedNumeral, excerpt

FILES = {
    "_config.yml": re.compile(
        r"^(?!execute|parse|latex|launch_buttons|repository|copyright|exclude_patterns|"
        r"only_build_toc_files|bibtex_bibfiles|logo)|^copyright"
    ),
    "_toc.yml": re.compile(r"(?:^|/)(?:title|caption)$"),
    "book.yml": re.compile(r"(?:^|/)(?:title|label|heading|question|why|reason|words|options)$"),
}
"""The files, and the keys under which stands what is shown."""
SHOWN = re.compile(r"title|author|caption|announcement|footer|navbar|text|project")
ADDRESS = re.compile(r"^\S*[/._:@#]\S*$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def typed_in_settings(folder: Path, judge: Judge) -> Iterator[TypedNumeral]:
    """Find what was typed into the settings of a book, with file and line."""
    for name, keys in FILES.items():
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for place, node in _scalars(yaml.compose(text), ""):
            if keys.search(place) and (fault := judge.fault(_said(place, node))):
                yield TypedNumeral(name, node.start_mark.line + 1, excerpt(node.value), fault)


def _scalars(node: yaml.Node | None, place: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Give each value with the keys that lead to it; a named option counts as a value."""
    if isinstance(node, yaml.ScalarNode):
        yield place, node
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _scalars(part, place)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if place.endswith("/options"):
                yield place, key
            yield from _scalars(value, f"{place}/{key.value}".lstrip("/"))


def _said(place: str, node: yaml.ScalarNode) -> str:
    """Return what a reader meets of a value: nothing of an address, a switch or a measure."""
    if place == "copyright":
        return YEAR.sub("", node.value)
    named = SHOWN.search(place.rpartition("/")[2])
    typed_as_text = node.tag.endswith(":str") and not ADDRESS.match(node.value)
    return node.value if named or typed_as_text else ""
