"""Build the book aside and put it in place only when everything went well.

The data are validated first; each warning is an error and each notebook is executed anew.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from myst_nb.core.execute import ExecutionError
from sphinx.application import Sphinx
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from reviewbook.page.config import settings
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError

PACKAGE = Path(__file__).parents[1]


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
    try:
        status = run_sphinx(source, aside)
    except ExecutionError as error:
        give_up(f"A cell of {error} fails:\n{error.__cause__}", site)
    except Exception as error:
        give_up(str(error) or repr(error), site)
    if status:
        give_up("See the messages above.", site)
    put_in_place(aside / "html", site)
    return site


def run_sphinx(source: Path, aside: Path) -> int:
    """Build the site in a folder aside; return other than 0 after a warning."""
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            source,
            None,
            aside / "html",
            aside / "doctrees",
            "html",
            confoverrides=settings(source),
            warningiserror=True,
            keep_going=True,
        )
        app.build()
        return app.statuscode


def serve(source: Path, port: int = 8000) -> int:
    """Show the book and rebuild it while it is written; return the exit code of the server."""
    aside = source / ".cache" / "serve"
    aside.mkdir(parents=True, exist_ok=True)
    (aside / "conf.py").write_text(
        "from pathlib import Path\n\nfrom reviewbook.page.config import settings\n\n"
        f"globals().update(settings(Path({str(source)!r})))\n",
        encoding="utf-8",
    )
    made = [str(source / name) for name in (".cache", "_build", ".git")]
    command = [sys.executable, "-m", "sphinx_autobuild", str(source), str(aside / "html")]
    command += ["-c", str(aside), "--host", "127.0.0.1", "--port", str(port), "--open-browser"]
    command += ["--watch", str(PACKAGE)]
    command += [part for path in made for part in ("--ignore", path)]
    return subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0"}).returncode


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
