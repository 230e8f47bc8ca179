"""What a reader meets in HTML: its text, block by block, and what its attributes say."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|"
    "strong|sub|sup|time|tt|u|var|wbr"
)
VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
UNSEEN = re.compile(
    "aria-(?:controls|describedby|hidden|labelledby|level|owns)|charset|class|colspan|crossorigin|d|for|"
    "form|height|href|http-equiv|id|integrity|lang|media|name|points|property|rel|role|rowspan|"
    "sizes|src|srcset|tabindex|target|transform|type|version|viewbox|width"
)
"""Attributes that say where something lies or how it looks, never what it says."""
GENERATED = ("content", "counter", "url(")
"""What makes text in a style."""


class Reader(HTMLParser):
    """Reads HTML; elements for which `passed` holds are left out with all they hold."""

    def __init__(self, passed=lambda tag, attributes: False):
        super().__init__(convert_charrefs=True)
        self.passed = passed
        self.passages: list[tuple[int, str]] = []
        self.block: list[str] = []
        self.line = 1
        self.skipped, self.depth = "", 0

    def handle_starttag(self, tag, attrs):
        """Read the attributes of an element; begin a new passage with a block."""
        attributes = {name: value or "" for name, value in attrs}
        if self.skipped:
            self.depth += tag == self.skipped
            return
        if self.passed(tag, attributes):
            self.skipped, self.depth = ("", 0) if VOID.fullmatch(tag) else (tag, 1)
            return
        if not INLINE.fullmatch(tag):
            self.end_block()
        self.passages += [(self.getpos()[0], text) for text in _shown(attributes)]

    def handle_startendtag(self, tag, attrs):
        """Read an element that closes itself, as in a drawing."""
        self.handle_starttag(tag, attrs)
        if self.skipped == tag:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        """End a passage with a block."""
        if self.skipped:
            self.depth -= tag == self.skipped
            if not self.depth:
                self.skipped = ""
        elif not INLINE.fullmatch(tag):
            self.end_block()

    def handle_data(self, data):
        """Read a text."""
        if not self.skipped and (self.block or data.strip()):
            self.line = self.line if self.block else self.getpos()[0]
            self.block.append(data)

    def end_block(self):
        """Keep what was read since the last block."""
        text = "".join(self.block).strip()
        self.block = []
        if text:
            self.passages.append((self.line, text))


def _shown(attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name == "style":
            made = any(word in value.lower() for word in GENERATED)
            yield from [value] if made else []
        elif value.strip().lower().startswith("data:"):
            yield "1 image or page within an address"
        elif not UNSEEN.fullmatch(name):
            yield value


def passages_of(html: str, passed=lambda tag, attributes: False) -> list[tuple[int, str]]:
    """Return what a reader meets in HTML, text of blocks and of attributes, each with its line."""
    reader = Reader(passed)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.passages
