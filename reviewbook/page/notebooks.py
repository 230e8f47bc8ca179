"""The chapters as notebooks for JupyterLab.

The cells of code are the chapters' own. What only the built page understands is written out:
claims as numbers with the mark of their verdict, citations as names, boxes as quotations.
"""

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import jupytext
import nbformat
from pybtex.database import BibliographyData, parse_file

from reviewbook.ledger.book import Book
from reviewbook.ledger.quoting import asked, quoted
from reviewbook.ledger.verdicts import MARKS, sign_of
from reviewbook.page.claim_role import note
from reviewbook.tables.certainty import LEVELS, levels, sign

LOOK = Path(__file__).with_name("jupyter")
ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
BOX = re.compile(
    r"^( *)(:::+|```+)\{([a-z-]+)\} ?(.*)\n((?: *:[a-z]+:.*\n)*)((?:.*\n)*?)\1\2$", re.MULTILINE
)
PAGE = re.compile(r"(\]\([\w/-]+)\.md(?:#[\w-]+)?\)")
AS_WRITTEN = "as_written"
"""Where a notebook keeps the digest of the cells it began with."""
LISTS = ("tableofcontents", "bibliography", "cited", "own-table")


def lab(book: Book) -> int:
    """Open copies of a book's chapters in JupyterLab; return its exit code when it is closed."""
    config = book.folder / ".cache" / "jupyter"
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={prepared(book, config)}"]
    return subprocess.run(command, env=os.environ | {"JUPYTER_CONFIG_DIR": str(config)}).returncode


def prepared(book: Book, config: Path) -> Path:
    """Write the notebooks, and how JupyterLab shows them; return the notebooks' folder."""
    folder = book.folder / "_build" / "notebooks"
    shutil.copytree(LOOK, config, dirs_exist_ok=True)
    write_notebooks(book, folder)
    return folder


def write_notebooks(book: Book, folder: Path) -> list[Path]:
    """Write the introduction and every chapter as a notebook; return their paths.

    A notebook of the folder whose text or code was edited is never lost: it stays while its
    chapter is the same, and else moves to a name of its own beside the new one; `print` says so.

    Raises:
        KeyError: a chapter quotes a claim or cites a work that does not exist.
        ValueError: a chapter uses a role that has no form here.
    """
    works = parse_file(str(book.folder / "references.bib"))
    written = []
    for page in [book.folder / "intro.md", *sorted((book.folder / "chapters").glob("*.md"))]:
        notebook = jupytext.read(page, fmt="md:myst")
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = written_out(cell.source, book, works)
            elif set(cell.metadata.get("tags", [])) & {"hide-input", "remove-cell"}:
                cell.metadata["jupyter"] = {"source_hidden": True}
        del notebook.metadata["jupytext"]
        path = folder / page.relative_to(book.folder).with_suffix(".ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        if said := _write(notebook, path):
            print(said)
        written.append(path)
    return written


def _write(notebook: nbformat.NotebookNode, path: Path) -> str:
    """Write a notebook where nothing edited is lost by it; return what was kept, in words."""
    made = notebook.metadata[AS_WRITTEN] = _content(notebook)
    said = ""
    if path.is_file():
        begun, now = _states(path)
        if now not in (begun, made) and begun == made:
            return f"{path} stays as you edited it; remove it to begin again from its chapter."
        if now not in (begun, made):
            aside = _beside(path)
            path.rename(aside)
            said = f"{path}: the chapter has changed; what you edited is kept as {aside.name}."
    nbformat.write(notebook, path)
    return said


def _content(notebook: nbformat.NotebookNode) -> str:
    """Give a digest of what a person edits in a notebook: the texts of its cells."""
    cells = json.dumps([(cell.cell_type, cell.source) for cell in notebook.cells])
    return hashlib.sha256(cells.encode()).hexdigest()


def _states(path: Path) -> tuple[str, str]:
    """Give the digest of a notebook as it was written, and that of how it is now."""
    try:
        notebook = nbformat.read(path, nbformat.NO_CONVERT)
        return notebook.metadata.get(AS_WRITTEN, ""), _content(notebook)
    except (ValueError, AttributeError):
        return "", "no notebook"


def _beside(path: Path) -> Path:
    """Give a name for an edited notebook that no file of its folder has yet."""
    names = (path.with_stem(f"{path.stem}-edited{n if n > 1 else ''}") for n in count(1))
    return next(name for name in names if not name.exists())


def written_out(text: str, book: Book, works: BibliographyData) -> str:
    """Return the text of a chapter in Markdown that every notebook understands."""

    def role(found: re.Match) -> str:
        name, content = found.groups()
        if name == "claim":
            identifier, part, _ = asked(content)
            return _claim(book.quotable.loc[identifier].to_dict(), part, book.documents)
        if name == "certainty":
            level = levels(book.evidence)[content]
            return f"{sign(level)} {LEVELS[level]} certainty"
        if name.startswith("cite:"):
            cited = "; ".join(_work(works.entries[key.strip()]) for key in content.split(","))
            return cited if name == "cite:t" else f"({cited})"
        if name in ("numref", "download"):
            return f"*{content.split(' <')[0]}*"
        raise ValueError(f"The role {name!r} has no form in a notebook: {found.group()}")

    text = BOX.sub(_box, text)
    return PAGE.sub(r"\1.ipynb)", ROLE.sub(role, text))


def _claim(entry: dict, part: str, documents: dict[str, str]) -> str:
    sign = sign_of(entry["verdict"], part)
    said = html.escape(note(entry | {"sign": sign}, documents), quote=True).replace("\n", " ")
    text = f"{quoted(entry, part)}\N{NO-BREAK SPACE}{MARKS[sign]}"
    return f'<span title="{said}">{text}</span>'


def _work(entry) -> str:
    people = entry.persons["author"]
    name = " ".join(people[0].last_names).strip("{}")
    return f"{name}{' et al.' if len(people) > 1 else ''} {entry.fields['year']}"


def _box(found: re.Match) -> str:
    indent, _, kind, title, _, content = found.groups()
    if kind in LISTS:
        return ""
    if kind == "dropdown":
        lines = ["<details>", f"<summary>{title}</summary>", "", *_dedented(content, indent)]
        lines += ["", "</details>"]
    else:
        lines = [f"> {line}" for line in (f"**{title or kind.title()}**", "")]
        lines += [f"> {line}" for line in _dedented(content, indent)]
    return "\n".join(indent + line for line in lines)


def _dedented(content: str, indent: str) -> list[str]:
    return [line.removeprefix(indent) for line in content.rstrip("\n").split("\n")]
