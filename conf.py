"""The settings of ``_config.yml`` and ``_toc.yml`` for tools that speak Sphinx, as ``make serve``.

``make book`` does not read this file.
"""

from pathlib import Path

from jupyter_book.config import get_final_config

here = Path(__file__).parent
settings, _ = get_final_config(
    user_yaml=here / "_config.yml",
    sourcedir=here,
    cli_config={"external_toc_path": "_toc.yml", "latex_individualpages": False},
)
globals().update(settings)
