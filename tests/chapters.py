"""The chapters as notebooks, and their executed baselines.

``make baselines`` runs this file: it executes every chapter and keeps what its cells say as text.
Pictures and HTML are left out; charts and tables say all their numbers as text.
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

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


def executed(chapter: Path) -> nbformat.NotebookNode:
    """Execute a chapter where it stands and keep what its cells say as text."""
    notebook = as_notebook(chapter)
    NotebookClient(notebook, resources={"metadata": {"path": chapter.parent}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.outputs:
            if "data" in output:
                output.data = {k: v for k, v in output.data.items() if k == "text/plain"}
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    return notebook


def main() -> None:
    """Make every baseline anew, or those of the chapters named on the command line."""
    BASELINES.mkdir(exist_ok=True)
    named = [path for path in CHAPTERS if path.stem in sys.argv[1:]] or CHAPTERS
    for number, chapter in enumerate(named, start=1):
        print(f"[{number}/{len(named)}] {chapter.relative_to(ROOT)}", flush=True)
        nbformat.write(executed(chapter), baseline(chapter))
    if named is CHAPTERS:
        for path in set(BASELINES.glob("*.ipynb")) - {baseline(chapter) for chapter in CHAPTERS}:
            path.unlink()


if __name__ == "__main__":
    main()
