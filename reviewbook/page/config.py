"""The settings of a book: its own ``_config.yml``, and what is the same in every book."""

from pathlib import Path

import yaml
from jupyter_book.config import get_final_config

SUPPLIED = Path(__file__).with_name("config.yml")
PATHS, FILES = ("html_logo", "html_favicon"), ("html_static_path", "bibtex_bibfiles")


def settings(folder: Path) -> dict:
    """Return what Sphinx is told, all paths absolute so that any folder may hold the result.

    Raises:
        FileNotFoundError: the folder has no ``_config.yml``.
    """
    own = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8")) or {}
    told, _ = get_final_config(
        user_yaml=merged(yaml.safe_load(SUPPLIED.read_text(encoding="utf-8")), own),
        sourcedir=folder,
        cli_config={
            "external_toc_path": str(folder / "_toc.yml"),
            "latex_individualpages": False,
        },
    )
    told |= {name: str(folder / told[name]) for name in PATHS if told.get(name)}
    for name in FILES:
        told[name] = [str(folder / path) for path in told.get(name, [])]
    return told


def merged(supplied: dict, own: dict) -> dict:
    """Return a mapping with the values of both, those of the second where both have one."""
    both = supplied | own
    for key in supplied.keys() & own.keys():
        if isinstance(supplied[key], dict) and isinstance(own[key], dict):
            both[key] = merged(supplied[key], own[key])
    return both
