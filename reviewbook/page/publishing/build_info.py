"""What Sphinx notes about a build, kept with what the pages were made with and out of the site.

The note depends on the folder of the book, so the site would, too.
"""

from pathlib import Path

from sphinx.application import Sphinx

NAME = ".buildinfo"


def lend(app: Sphinx) -> None:
    """Put the note of the last build where Sphinx looks for it."""
    kept = Path(app.doctreedir, NAME)
    if kept.is_file():
        kept.replace(Path(app.outdir, NAME))


def keep(app: Sphinx, exception: Exception | None) -> None:
    """Take the note of this build out of the site."""
    noted = Path(app.outdir, NAME)
    if noted.is_file():
        noted.replace(Path(app.doctreedir, NAME))


def setup(app: Sphinx) -> dict:
    """Lend the note to each build, and keep it afterwards."""
    app.connect("builder-inited", lend)
    app.connect("build-finished", keep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
