"""A small book of one's own to begin with: written out, ready to build, with made-up studies."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from reviewbook.tables.problems import DataError, Problem

MODEL = files("reviewbook.commands") / "new_book"
NEXT = """\
A small book stands in {folder}. It is sound as it is; try it, then edit what {readme} lists:

  cd {folder}
  python -m reviewbook build
  python -m reviewbook verify
  python -m pytest"""


def write_book(folder: Path) -> str:
    """Write the small book into a folder that is new or empty, and say what to do next.

    Raises:
        DataError: something stands there already.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise DataError([Problem(str(folder), 0, "", "something", "a new or an empty folder")])
    made = shutil.ignore_patterns("__pycache__", "_build", ".cache")
    with as_file(MODEL) as model:
        shutil.copytree(model, folder, dirs_exist_ok=True, ignore=made)
    return NEXT.format(folder=folder, readme=folder / "README.md")
