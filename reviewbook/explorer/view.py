"""The widget of an explorer: its state, its controls, and the one view they are linked to.

Nothing is computed here. The controls are joined to the view in the page itself, so they work with
a kernel and without one.
"""

from pathlib import Path

import anywidget
import ipywidgets
import traitlets

ASSETS = Path(__file__).parent / "assets"


def ends() -> traitlets.List:
    """The trait of a range."""
    return traitlets.List(traitlets.Float(), [0.0, 0.0]).tag(sync=True)


class ExplorerView(anywidget.AnyWidget):
    """The view. ``content`` holds what Python computed; the other traits are the reader's state.

    A choice is the place of the chosen option, a range its two ends, ``_unknown`` whether reports
    that do not state the quantity stay; ``left_out`` has the keys of reports left out by hand.
    """

    _esm = ASSETS / "explorer.js"
    _css = ASSETS / "explorer.css"
    content = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Int(0).tag(sync=True)
    left_out = traitlets.List(traitlets.Unicode()).tag(sync=True)
    twice = traitlets.Bool(False).tag(sync=True)
    receptors = traitlets.Int(0).tag(sync=True)
    share = traitlets.Int(0).tag(sync=True)
    design = traitlets.Int(0).tag(sync=True)
    treatment = traitlets.Int(0).tag(sync=True)
    time_zero = traitlets.Int(0).tag(sync=True)
    model = traitlets.Int(0).tag(sync=True)
    allocation = traitlets.Int(0).tag(sync=True)
    group_of = traitlets.Int(0).tag(sync=True)
    matching = traitlets.Int(0).tag(sync=True)
    size = ends()
    size_unknown = traitlets.Bool(True).tag(sync=True)
    cutoff = ends()
    cutoff_unknown = traitlets.Bool(True).tag(sync=True)
    period = ends()
    period_unknown = traitlets.Bool(True).tag(sync=True)
    n = ends()
    n_unknown = traitlets.Bool(True).tag(sync=True)
    solitary = ends()
    solitary_unknown = traitlets.Bool(True).tag(sync=True)
    extrahepatic = ends()
    extrahepatic_unknown = traitlets.Bool(True).tag(sync=True)
    margins = ends()
    margins_unknown = traitlets.Bool(True).tag(sync=True)


def controls(view: ExplorerView, labels: dict) -> ipywidgets.Box:
    """The labelled controls of a view, each linked to its trait.

    `labels` has ``outcomes`` (titles), ``choices`` (name, label, options), ``ranges`` (name, label,
    unknown, ends, step) and the texts ``outcome`` and ``twice`` (empty for none); ``unknown``
    labels the box that keeps reports without a stated value.
    """
    made = []
    if len(labels["outcomes"]) > 1:
        made.append(
            linked(dropdown(labels["outcome"], labels["outcomes"]), view, "outcome", "index")
        )
    for name, label, options in labels["choices"]:
        made.append(linked(dropdown(label, options), view, name, "index"))
    for name, label, unknown, ends, step in labels["ranges"]:
        slider = linked(slide(label, ends, step), view, name, "value")
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


def slide(label: str, ends: tuple[float, float], step: float):
    """A range between two ends."""
    places = 0 if step >= 1 else 1
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
