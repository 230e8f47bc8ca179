"""The widget of an explorer: its state, its controls, and the one view they are linked to.

Nothing is computed here. The controls are joined to the view in the page itself, so they work with
a kernel and without one.
"""

import re
from pathlib import Path

import anywidget
import ipywidgets
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
    "sliders",
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


def controls(view: ExplorerView, labels: dict) -> ipywidgets.Box:
    """The labelled controls of a view, each linked to its trait.

    `labels` has ``outcomes`` (titles), ``choices`` (name, label, options), ``ranges`` (name, label,
    unknown, ends, step, places) and the texts ``outcome`` and ``twice`` (empty for none);
    ``unknown`` labels the box that keeps reports without a stated value.
    """
    made = []
    if len(labels["outcomes"]) > 1:
        made.append(
            linked(dropdown(labels["outcome"], labels["outcomes"]), view, "outcome", "index")
        )
    for name, label, options in labels["choices"]:
        made.append(linked(dropdown(label, options), view, name, "index"))
    for name, label, unknown, ends, step, places in labels["ranges"]:
        slider = linked(slide(label, ends, step, places), view, name, "value")
        keep = ipywidgets.Checkbox(value=True, description=unknown, indent=False)
        linked(keep, view, f"{name}_unknown", "value")
        pair = ipywidgets.VBox([slider, keep])
        pair.add_class("rb-filter")
        made.append(pair)
    if labels["twice"]:
        box = ipywidgets.Checkbox(value=False, description=labels["twice"], indent=False)
        box.add_class("rb-error")
        made.append(linked(box, view, "twice", "value"))
    filters = ipywidgets.Box(made)
    filters.add_class("rb-filters")
    return filters


def linked(control, view: ExplorerView, trait: str, own: str):
    """The control, joined to a trait of the view in the page."""
    ipywidgets.jslink((control, own), (view, trait))
    return control


def dropdown(label: str, options: list[str]) -> ipywidgets.Dropdown:
    """A choice."""
    return ipywidgets.Dropdown(options=options, index=0, description=label)


def slide(label: str, ends: tuple[float, float], step: float, places: int):
    """A range between two ends."""
    return ipywidgets.FloatRangeSlider(
        value=ends,
        min=ends[0],
        max=ends[1],
        step=step,
        description=label,
        readout_format=f".{places}f",
    )


def explorer_box(view: ExplorerView, labels: dict) -> ipywidgets.VBox:
    """The controls with the view below them."""
    box = ipywidgets.VBox([controls(view, labels), view])
    box.add_class("rb-explorer")
    return box
