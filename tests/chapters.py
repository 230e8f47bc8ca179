"""The chapters as notebooks, and their executed baselines.

``make baselines`` runs this file: it keeps what the cells of every chapter say as text. A chapter
is executed again only if something has changed since a build. Pictures and HTML are left out;
charts and tables say all their numbers as text.
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig

from reviewbook.page.build import settle_kernels
from reviewbook.page.config import settings
from reviewbook.page.execution.extension import code_of
from reviewbook.page.execution.pages import executed
from reviewbook.page.execution.side_by_side import Task

ROOT = Path(__file__).parents[1]
BASELINES = ROOT / "tests" / "baselines"
CHAPTERS = sorted(
    path
    for path in [ROOT / "intro.md", *(ROOT / "chapters").glob("*.md")]
    if "{code-cell}" in path.read_text(encoding="utf-8")
)


def as_notebook(chapter: Path) -> nbformat.NotebookNode:
    """Return the code cells of a chapter as a notebook whose cell ids stay from run to run."""
    source = jupytext.read(chapter)
    cells = [
        nbformat.v4.new_code_cell(cell.source, id=f"{chapter.stem}-{number}")
        for number, cell in enumerate((c for c in source.cells if c.cell_type == "code"), start=1)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def code(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the source of each cell."""
    return [cell.source for cell in notebook.cells]


def baseline(chapter: Path) -> Path:
    """Return the place of a chapter's baseline."""
    return BASELINES / f"{chapter.stem}.ipynb"


def said(notebook: nbformat.NotebookNode, chapter: Path) -> nbformat.NotebookNode:
    """Return what the cells of an executed chapter say as text, as a baseline keeps it."""
    kept = as_notebook(chapter)
    for cell, made in zip(kept.cells, notebook.cells, strict=True):
        cell.source, cell.outputs = made.source, made.outputs
        cell.execution_count = made.execution_count
        for output in cell.outputs:
            if "data" in output:
                output.data = {k: v for k, v in output.data.items() if k == "text/plain"}
    return kept


def task(chapter: Path) -> Task:
    """Return what is to be executed of a chapter: the cells that a build would execute."""
    config = settings(ROOT)
    markdown = MdParserConfig(enable_extensions=config["myst_enable_extensions"])
    notebook = code_of(chapter, markdown, NbParserConfig())
    return Task(notebook, chapter.parent, config["nb_execution_timeout"])


def page(chapter: Path) -> str:
    """Return the name a chapter has in the book."""
    return chapter.relative_to(ROOT).with_suffix("").as_posix()


def main() -> None:
    """Make every baseline anew, or those of the chapters named on the command line."""
    BASELINES.mkdir(exist_ok=True)
    settle_kernels(ROOT / ".cache" / "ipython")
    named = [path for path in CHAPTERS if path.stem in sys.argv[1:]] or CHAPTERS
    made = executed(ROOT, {page(chapter): task(chapter) for chapter in named})
    for chapter in named:
        nbformat.write(said(made[page(chapter)], chapter), baseline(chapter))
    if named is CHAPTERS:
        for path in set(BASELINES.glob("*.ipynb")) - {baseline(chapter) for chapter in CHAPTERS}:
            path.unlink()


if __name__ == "__main__":
    main()
