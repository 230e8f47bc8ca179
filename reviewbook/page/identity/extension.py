"""The Sphinx extension that lets every page know whose it is."""

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from reviewbook.page.identity.address import identity


def introduce(app: Sphinx, config: Config) -> None:
    """Let every part of the build use the same identity."""
    app.identity = identity(Path(app.srcdir), os.environ)
    config.html_baseurl = app.identity.site


def setup(app: Sphinx) -> dict:
    """Introduce the book before anything is read."""
    app.connect("config-inited", introduce)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
