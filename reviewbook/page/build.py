"""Build the book aside and publish it only when everything went well.

The data are validated and verified first; each warning is an error.
One lock stands before all of it: two builds of one book never work at the same time.
"""

import hashlib
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
from reviewbook.page.publishing.publish import built, faults, heal, put_in_place, served
from reviewbook.tables.files import alone


class NotBuiltError(RuntimeError):
    """There is no new site, and the message says why."""


def build(source: Path, paper: bool = False) -> Path:
    """Build the book from nothing, with its PDF and EPUB if asked, and return its folder.

    Raises:
        SystemExit: the data or the book have an error or a warning; the earlier site stays.
    """
    aside, site = source / ".cache" / "book", built(source)
    with _or_give_up(site), alone(source):
        heal(site)
        shutil.rmtree(aside, ignore_errors=True)
        _make(source, aside, paper=paper)
        put_in_place(aside / "html", site)
    return site


def rebuild(source: Path) -> Path:
    """Build what has changed since the last good build of this kind, and return its folder.

    It is a draft: its pages do not say of which state of the book they are, so a sentence that
    changes on one of them leaves the others as they were.

    Raises:
        SystemExit: as `build`; what was built last stays.
    """
    last = served(source)
    aside = last.with_name("rebuilt")
    with _or_give_up(last / "html"), alone(source):
        heal(last)
        shutil.rmtree(aside, ignore_errors=True)
        if last.exists():
            shutil.copytree(last, aside)
        _make(source, aside, draft=True)
        put_in_place(aside, last)
    return last / "html"


@contextmanager
def _or_give_up(site: Path) -> Iterator[None]:
    try:
        yield
    except ExecutionError as error:
        give_up(f"A cell of {error} fails:\n{error.__cause__}", site)
    except Exception as error:
        give_up(str(error) or repr(error), site)


def _make(source: Path, aside: Path, **kind: bool) -> None:
    """Make a whole site of a kind (``paper``, ``draft``) in a folder aside.

    Raises:
        NotBuiltError: there was a warning, something is missing, or the tables changed meanwhile.
    """
    before = _digest(source)
    settle_kernels(source / ".cache" / "ipython")
    if not color_terminal():
        nocolor()
    if run_sphinx(source, aside, **kind):
        raise NotBuiltError("See the messages above.")
    if found := faults(aside / "html"):
        raise NotBuiltError("\n  ".join(["The new site is not whole:", *found]))
    if _digest(source) != before:
        raise NotBuiltError("The tables or the settings changed meanwhile. Please build again.")


def run_sphinx(source: Path, aside: Path, **kind: bool) -> int:
    """Build the site in a folder aside; return other than 0 after a warning."""
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            source,
            None,
            aside / "html",
            aside / "doctrees",
            "html",
            confoverrides=settings(source) | kind,
            warningiserror=True,
            keep_going=True,
        )
        app.build()
        return app.statuscode


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


def _digest(source: Path) -> str:
    """Give a digest of what the numbers of all pages are computed from."""
    paths = [*source.glob("data/**/*.*"), *source.glob("*.yml")]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()
