"""Build the book aside and put it in place only when everything went well.

``python -m reviewbook.page.build [FOLDER]`` validates the data in FOLDER (the working folder
unless told) and builds the book there into ``_build/html``. Each warning is an error and each
notebook is executed anew.
"""

import os
import shutil
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx
from myst_nb.core.execute import ExecutionError
from sphinx.util.console import color_terminal, nocolor

from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError


def build(source: Path) -> Path:
    """Build the book and return its folder.

    Raises:
        SystemExit: the data or the book have an error or a warning; the earlier site stays.
    """
    site, aside = source / "_build" / "html", source / ".cache" / "book"
    check_data(source / "data", site)
    settle_kernels(source / ".cache" / "ipython")
    if not color_terminal():
        nocolor()
    shutil.rmtree(aside, ignore_errors=True)
    status = build_sphinx(
        source,
        aside / "html",
        noconfig=True,
        path_config=source / "_config.yml",
        doctreedir=aside / "doctrees",
        confoverrides={
            "nitpicky": True,
            "external_toc_path": str(source / "_toc.yml"),
            "latex_individualpages": False,
        },
        warningiserror=True,
        keep_going=True,
    )
    if isinstance(status, ExecutionError):
        give_up(f"A cell of {status} fails:\n{status.__cause__}", site)
    if status:
        give_up("See the messages above.", site)
    put_in_place(aside / "html", site)
    return site


def check_data(folder: Path, site: Path) -> None:
    """Validate the tables before anything is built from them."""
    try:
        if folder.is_dir():
            load(folder)
    except DataError as error:
        give_up(str(error), site)


def settle_kernels(folder: Path) -> None:
    """Execute the chapters without the start-up files of whoever builds, and without chatter."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 'ERROR'\n")
    os.environ["IPYTHONDIR"] = str(folder)


def give_up(reason: str, site: Path) -> None:
    """Say why there is no new book, and what became of the earlier one."""
    kept = f"The earlier one in {site} is as it was." if site.exists() else "There is none yet."
    sys.exit(f"\n{reason}\n\nThe book was not built. {kept}")


def put_in_place(new: Path, site: Path) -> None:
    """Replace the site by a new one, with two renames."""
    before = site.with_name("html.before")
    shutil.rmtree(before, ignore_errors=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    if site.exists():
        site.rename(before)
    new.rename(site)
    shutil.rmtree(before, ignore_errors=True)


def main() -> None:
    """Build the book of the folder named on the command line and say where it is."""
    source = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    site = build(source)
    print(f"\nThe book is built. Open it: {(site / 'index.html').as_uri()}")


if __name__ == "__main__":
    main()
