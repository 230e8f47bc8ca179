"""The gate: no number may be typed into a chapter; all come from the data.

Prose, headings, captions, table cells and the strings and numbers of code cells are read. What is
let through stands in ``data/numerals.csv``, each pattern with its reason. A string of a cell that
names a row of the data may hold digits. A formula on one line may hold single digits, as in a power
or in k − 1, for they belong to the method and not to the data.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from reviewbook.ledger.book import Book
from reviewbook.tables.load import Evidence

LOGGER = logging.getLogger(__name__)
FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,}|:{3,})\s*(?P<info>.*)$")
OPTION = re.compile(r"^\s*:[\w-]+:")
HIDDEN = re.compile(
    r"""\{[\w:.-]+\}`[^`]*`      # a role, such as a claim
      | \]\([^)]*\)              # the target of a link
      | <https?://[^>]*>         # an address
      | ^\([\w-]+\)=$            # an anchor
      | \{[#.][^}]*\}            # attributes
      | &\#?\w+;                 # an entity
    """,
    re.VERBOSE,
)
FORMULA = re.compile(r"\$\$(?!\s*\$).+?\$\$|\$(?![\s$])[^$]*(?<![\s\\])\$(?!\d)")
LONE_DIGIT = re.compile(r"(?<![\d.,])\d(?![\d.,]*\d)(?!\s*\\?%)")
ITEM = re.compile(r"^\s*\d+[.)]\s")
NUMERAL = re.compile(r"\d")


@dataclass(frozen=True, order=True)
class TypedNumeral:
    """A numeral that stands in a chapter's source."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return (
            f"{self.path}, line {self.line}: typed numeral in {self.text!r}; quote a claim instead"
        )


def refuse_typed_numerals(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of each typed numeral of a page, so that a strict build fails and names the line.

    A folder without tables has nothing to quote, and no gate.
    """
    data = Path(app.srcdir) / "data"
    page = Path(app.env.doc2path(docname))
    if data.is_dir() and page.suffix == ".md":
        for numeral in typed_numerals(page, app.book.evidence):
            LOGGER.warning(
                "typed numeral in %r; quote a claim instead",
                numeral.text,
                location=(docname, numeral.line),
            )


def setup(app: Sphinx) -> dict:
    """Stand at the gate of every page that is read."""
    app.connect("source-read", refuse_typed_numerals)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def book_numerals(book: Book) -> list[TypedNumeral]:
    """Find the numerals typed into the first page and the chapters of a book."""
    pages = [book.folder / "intro.md", *sorted((book.folder / "chapters").glob("*.md"))]
    found = [typed_numerals(page, book.evidence) for page in pages if page.exists()]
    return [numeral for numerals in found for numeral in numerals]


def typed_numerals(path: Path, evidence: Evidence) -> list[TypedNumeral]:
    """Find the numerals typed into a MyST source.

    Let through is what a ``pattern`` of ``numerals.csv`` fits (a regular expression), and in a cell
    the name of a row: a value of a column whose name ends in ``_id``.
    """
    numerals = evidence.printed["numerals"]
    allowed = re.compile("|".join(f"(?:{pattern})" for pattern in numerals["pattern"]) or r"(?!)")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [*_in_prose(lines), *_in_code(lines, _row_names(evidence))]
    return sorted(
        TypedNumeral(path.name, line, text.strip())
        for line, text in found
        if NUMERAL.search(allowed.sub("", text))
    )


def _in_prose(lines: list[str]) -> Iterator[tuple[int, str]]:
    code = _code_lines(lines)
    for number, line in enumerate(lines, start=1):
        if number in code or OPTION.match(line):
            continue
        fence = FENCE.match(line.strip())
        text = re.sub(r"^\{[^}]*\}", "", fence["info"]) if fence else line
        text = FORMULA.sub(lambda formula: LONE_DIGIT.sub("", formula[0]), text)
        yield number, HIDDEN.sub("", ITEM.sub("", text))


def _row_names(evidence: Evidence) -> set[str]:
    return {
        name
        for table in evidence.printed.values()
        for column in table.filter(regex="_id$")
        for name in table[column]
    }


def _in_code(lines: list[str], names: set[str]) -> Iterator[tuple[int, str]]:
    for start, cell in _cells(lines):
        for node in ast.walk(ast.parse("\n".join(cell))):
            if not isinstance(node, ast.Constant) or isinstance(node.value, bool | None):
                continue
            if node.value not in names:
                yield start + node.lineno - 1, str(node.value)


def _cells(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the first line number and the code of each code cell, its options left out."""
    start, cell, closing = 0, [], None
    for number, line in enumerate(lines, start=1):
        if closing is None:
            fence = FENCE.match(line)
            if fence and fence["info"].startswith("{code-cell}"):
                start, cell, closing = number + 1, [], fence["fence"]
        elif line.strip() == closing:
            yield start, cell
            closing = None
        else:
            cell.append("" if OPTION.match(line) else line)


def _code_lines(lines: list[str]) -> set[int]:
    """Give the numbers of the lines of code cells and of the front matter."""
    inside = {
        start + offset for start, cell in _cells(lines) for offset in range(-1, len(cell) + 1)
    }
    if lines and lines[0] == "---":
        inside |= set(range(1, lines.index("---", 1) + 2))
    return inside
