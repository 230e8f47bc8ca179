"""The widget of an explorer: the reader's state, and the script that draws and changes it.

Nothing is computed here. The script brings its own controls, so they work with a kernel and without
one.
"""

import re
from pathlib import Path

import anywidget
import traitlets

from reviewbook import page

ASSETS = Path(__file__).parent / "assets"
DECODED = Path(page.__file__).parent / "assets" / "decoded.js"
"""What every page reads its address by, an explorer's in JupyterLab too."""
SCRIPTS = (
    "dom",
    "outcome",
    "changes",
    "address",
    "marks",
    "forest",
    "band",
    "program",
    "questions",
    "controls",
    "explorer",
)


def script() -> str:
    """Join the modules of the view into one without comments, all that a widget can bring."""
    files = [DECODED, *(ASSETS / f"{name}.js" for name in SCRIPTS)]
    whole = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"^import .*\n|^export (?!default)|^ *//.*\n", "", whole, flags=re.MULTILINE)


class ExplorerView(anywidget.AnyWidget):
    """The view. ``content`` holds what Python computed; the other traits are the reader's state.

    ``left_out`` has the keys of reports left out by hand, ``instead`` those asked for in place of
    the report that stands for their patients. `view` adds a trait for each filter: a
    choice is the place of the chosen option, a range its two ends, and ``_unknown`` says whether
    reports that do not state the quantity stay.
    """

    _esm = script()
    _css = (ASSETS / "explorer.css").read_text(encoding="utf-8")
    content = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Int(0).tag(sync=True)
    left_out = traitlets.List(traitlets.Unicode()).tag(sync=True)
    instead = traitlets.List(traitlets.Unicode()).tag(sync=True)
    twice = traitlets.Bool(False).tag(sync=True)


def view(content: dict, start: dict) -> ExplorerView:
    """Make the view of an explorer, with a trait for every part of the state a reader can set."""
    kinds = {int: traitlets.Int, bool: traitlets.Bool}
    filters = {name: value for name, value in start.items() if not hasattr(ExplorerView, name)}
    traits = {
        name: (
            traitlets.List(traitlets.Float()) if isinstance(value, list) else kinds[type(value)]()
        )
        for name, value in filters.items()
    }
    synced = {name: trait.tag(sync=True) for name, trait in traits.items()}
    return type("ExplorerView", (ExplorerView,), synced)(content=content, **start)
