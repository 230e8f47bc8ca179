"""The sentences of the chapters that quote the evidence, as they read with given evidence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reviewbook.ledger.quoting import QuotingError, asked, quoted

QUOTATION = re.compile(r"\{claim\}`([^`]+)`")
OTHER_ROLE = re.compile(r"\{[\w:-]+\}`([^`<]*?)(?: ?<[^`>]*>)?`")
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"\n\s*\n|\n(?=[-|#>:`]|\d+\. )")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z{*])")
ABSENT = "[not in the data]"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page, as written, with the entries it quotes."""

    page: str
    text: str

    @property
    def quoted(self) -> list[str]:
        """Names of the entries."""
        return [asked(match[1])[0] for match in QUOTATION.finditer(self.text)]

    def read(self, entries: Mapping[str, Mapping]) -> str:
        """Write the sentence with the numbers of some entries, each a row by its name."""
        text = QUOTATION.sub(lambda match: _number(match, entries), self.text)
        return OTHER_ROLE.sub(r"\1", text).replace("**", "").replace("\N{NO-BREAK SPACE}", " ")


def _number(match: re.Match, entries: Mapping[str, Mapping]) -> str:
    name, part, _ = asked(match[1])
    if name not in entries:
        return ABSENT
    try:
        return quoted(entries[name], part)
    except QuotingError:
        return ABSENT


def quoting_sentences(book: Path) -> list[Sentence]:
    """Give the sentences of a book's first page and chapters that quote an entry, in order."""
    pages = [book / "intro.md", *sorted((book / "chapters").glob("*.md"))]
    return [
        Sentence(page.stem, sentence)
        for page in pages
        if page.is_file()
        for sentence in _sentences(page.read_text(encoding="utf-8"))
    ]


def _sentences(text: str) -> Iterator[str]:
    for block in BLOCK.split(CELL.sub("", text)):
        for sentence in END.split(" ".join(block.split())):
            if QUOTATION.search(sentence):
                yield sentence.lstrip("-#>|: ").strip()
