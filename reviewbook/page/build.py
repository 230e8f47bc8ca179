"""Build the book aside and publish it only when everything went well.

The data are validated and verified first; each warning is an error.
One lock stands before all of it: two builds of one book never work at the same time.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from myst_nb.core.execute import ExecutionError
from sphinx.application import Sphinx
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from reviewbook.page.config import settings
from reviewbook.page.execution.remembered import made_from
from reviewbook.page.publishing.publish import built, faults, heal, put_in_place
from reviewbook.tables.files import alone

CHANGED = "The tables or the settings changed meanwhile. Please build again."


class NotBuiltError(RuntimeError):
    """There is no new site, and the message says why."""


def build(source: Path, paper: bool = False) -> Path:
    """Build the book from nothing, with its PDF and EPUB if asked, and return its folder.

    Raises:
        SystemExit: the data or the book have an error or a warning; the earlier site stays.
    """
    aside, site = source / ".cache" / "book", built(source)
    with or_give_up(site), alone(source):
        heal(site)
        shutil.rmtree(aside, ignore_errors=True)
        before = made_from(source)
        with opened(source, aside, paper=paper) as app:
            complete(app, before)
        put_in_place(aside / "html", site)
    return site


@contextmanager
def or_give_up(site: Path) -> Iterator[None]:
    """Say of whatever goes wrong why there is no new book, and what became of the earlier `site`.

    Raises:
        SystemExit: with these words.
    """
    try:
        yield
    except ExecutionError as error:
        give_up(f"A cell of {error} fails:\n{error.__cause__}", site)
    except Exception as error:
        give_up(str(error) or repr(error), site)


@contextmanager
def opened(source: Path, aside: Path, **kind: bool) -> Iterator[Sphinx]:
    """Give a build of a kind (``paper``, ``draft``) into a folder aside: ready, its tables read."""
    settle_kernels(source / ".cache" / "ipython")
    if not color_terminal():
        nocolor()
    with patch_docutils(), docutils_namespace():
        yield Sphinx(
            source,
            None,
            aside / "html",
            aside / "doctrees",
            "html",
            confoverrides=settings(source) | kind,
            warningiserror=True,
            keep_going=True,
        )


def complete(app: Sphinx, before: str) -> None:
    """Make the site whole; `before` is what it was to be made from (`made_from`).

    Raises:
        NotBuiltError: there was a warning, something is missing, or something changed meanwhile.
    """
    app.build()
    if app.statuscode:
        raise NotBuiltError("See the messages above.")
    if found := faults(Path(app.outdir)):
        raise NotBuiltError("\n  ".join(["The new site is not whole:", *found]))
    if made_from(Path(app.srcdir)) != before:
        raise NotBuiltError(CHANGED)


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
