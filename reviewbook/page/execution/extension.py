"""Executes all notebooks of a build before Sphinx reads the first page.

myst-nb takes what they said from a jupyter-cache, which knows notebooks by their cells alone. It is
made anew for each build, of pages that `store.Store` vouches for.
"""

import shutil
from pathlib import Path, PurePosixPath

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reviewbook.page.execution.pages import executed
from reviewbook.page.execution.side_by_side import Task


def settle(app: Sphinx, config) -> None:
    """Say where myst-nb finds executed notebooks."""
    config.nb_execution_cache_path = str(Path(app.doctreedir) / "executed")


def prepare(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Have the notebooks among the pages executed, and hand them over.

    Raises:
        FailingCellError: with every cell that failed.
    """
    config, tasks = env.mystnb_config, {}
    for name in docnames:
        path = Path(env.doc2path(name))
        if notebook := code_of(path, env.myst_config, config):
            tasks[name] = Task(notebook, path.parent, config.execution_timeout)
    hand_over(Path(config.execution_cache_path), executed(Path(app.srcdir), tasks))


def code_of(path: Path, markdown: MdParserConfig, config: NbParserConfig) -> NotebookNode | None:
    """Return the cells of code of a page as a notebook; nothing if none is to be executed."""
    place = PurePosixPath(path.as_posix())
    if any(place.match(pattern) for pattern in config.execution_excludepatterns):
        return None
    text = path.read_text(encoding="utf-8")
    reader = create_nb_reader(str(path), markdown, config, text)
    if not reader:
        return None
    notebook = reader.read(text)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return notebook if notebook.cells else None


def hand_over(folder: Path, notebooks: dict[str, NotebookNode]) -> None:
    """Put executed notebooks where myst-nb looks for them."""
    shutil.rmtree(folder, ignore_errors=True)
    cache = get_cache(str(folder))
    for name in sorted(notebooks):
        bundle = CacheBundleIn(notebooks[name], name)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def setup(app: Sphinx) -> dict:
    """Stand before the reading of pages."""
    app.connect("config-inited", settle)
    app.connect("env-before-read-docs", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
