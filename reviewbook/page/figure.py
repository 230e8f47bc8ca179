"""A chart as a figure that is complete before any script runs.

The chart is drawn to SVG when the cell is executed; its specification travels beside it so that
the page can replace the still picture by the live view. Nothing is computed here.
"""

import html
import json
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import vl_convert

from reviewbook.charts.sheet import narrow
from reviewbook.page.parts import bundle, figure_html
from reviewbook.page.table import Table, slug

ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
REFERENCES = ("href", "{http://www.w3.org/1999/xlink}href")
HEADINGS = {
    "source": "Source",
    "label": "Row",
    "study": "Study",
    "stage_title": "Stage",
    "title": "Step",
    "left_out": "Without",
    "added": "Added",
    "factor": "Factor",
    "text": "What it says",
    "model": "Analysis",
    "panel": "Panel",
    "measure": "Measure",
    "arm": "Group",
    "stage": "Stage",
    "topic": "Topic",
    "design": "Design",
    "receptor": "Receptor status",
    "kind": "Kind of evidence",
    "refs": "References",
    "studies": "Studies",
    "patients": "Patients",
    "group": "Subgroup",
    "n": "N",
    "k": "k",
    "estimate": "Estimate",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "start": "From",
    "end": "To",
    "relation": "Favourable side",
    "prediction_low": "Prediction, low",
    "prediction_high": "Prediction, high",
    "i2": "I², %",
    "interval": "Interval",
    "p": "p",
    "printed": "As printed",
    "feasible": "Possible as printed",
    "weight": "Weight, %",
    "heterogeneity": "Part in the heterogeneity",
    "influence": "Influence",
    "conflict": "Contradicted",
    "time_zero": "Time zero",
}
"""Columns of charts that a reader may want, in reading order, with their headings."""

BOUNDS = ("low", "high", "prediction_low", "prediction_high")
ROUNDED = {"weight": ".1f", "i2": ".0f", "heterogeneity": ".2f", "influence": ".3f"}
RATIOS_BELOW = 10


class Figure:
    """A captioned chart with its finding, its description and the table of what it draws."""

    def __init__(self, chart, caption, description=None, table=None, name=None, title=""):
        self.title = title.strip()
        self.caption = caption.strip()
        self.spec = specification(chart, description, self.title)
        self.chart = chart
        self.description = self.spec["description"]
        if not self.caption or not self.description:
            raise ValueError("A figure needs a caption and a description.")
        self.name = name or slug(caption)
        frame = drawn_rows(chart, self.spec) if table is None else table
        self.twin = frame if isinstance(frame, Table) else twin(frame, f"Data: {caption}")

    def drawing(self, kind: str = "rb-static") -> str:
        """Return the chart as one described image whose ids begin with the figure's name."""
        return drawn(self.spec, kind, self.name, self.description)

    def still(self, kind: str = "rb-static") -> str:
        """Return the drawing as HTML, and the one for a narrow page, of which the page shows one.

        Both take their size from the page.
        """
        small = narrow(self.chart)
        if small is None:
            return view("", self.drawing(kind))
        spec = small.to_dict(validate=False)
        told = drawn(spec, "rb-small", f"{self.name}-small", self.description)
        return view(" rb-wide", self.drawing(kind)) + view(" rb-narrow", told)

    def parts(self) -> dict[str, str]:
        """Return what the page is made of: `parts.figure_html`."""
        label = html.escape(f"Chart: {self.caption}")
        stage = (
            f'<div class="rb-stage" data-figure="{html.escape(self.name)}">{self.controls()}'
            f'<div class="rb-scroll" tabindex="0" role="group" aria-label="{label}">'
            f"{self.still()}</div>"
            f'<script type="application/json" class="rb-spec">{as_script(self.spec)}</script>'
            "</div>"
        )
        unfold = (
            '<details class="rb-description"><summary>Description of this figure</summary>'
            f"<p>{html.escape(self.description)}</p></details>"
            '<details class="rb-twin"><summary>The figure as a table</summary>'
            f"{self.twin.body_html()}</details>"
        )
        return {
            "kind": "figure",
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "body": stage,
            "legend": unfold,
            "drawing": self.drawing(),
            "rows": self.twin.csv(),
        }

    def controls(self) -> str:
        """Return inert copies of the inputs Vega will make, so that theirs take the same room."""
        bound = [control(p) for p in self.spec.get("params", []) if "input" in p.get("bind", {})]
        return f'<div class="rb-controls">{"".join(bound)}</div>' if bound else ""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        parts = self.parts()
        words = filter(None, [self.title, self.caption, self.description, self.twin.text()])
        return bundle(parts, figure_html(parts), "\n\n".join(words))


def figure(
    chart,
    caption: str,
    description: str | None = None,
    table=None,
    name: str | None = None,
    title: str = "",
) -> Figure:
    """Show an Altair chart with its caption, its description and its rows.

    Args:
        chart: an Altair chart with a fixed size (not ``"container"``).
        caption: the text under the figure, plain.
        description: what the chart shows, for those who do not see it, plain text; the chart's
            own description unless told.
        table: the rows the chart draws, a frame or a ``table``; needed only where the
            chart holds several data sets.
        name: the anchor, for ``{numref}``; otherwise made from the caption.
        title: what the chart finds, one sentence made from its rows (`reviewbook.charts.findings`).

    Raises:
        ValueError: the caption or description is empty, the size is not fixed, or the rows
            cannot be told from the chart.
    """
    return Figure(chart, caption, description, table, name, title)


def drawn(spec: dict, kind: str, name: str, description: str) -> str:
    """Return a specification drawn as one described image whose ids begin with a name."""
    drawing = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))
    box = drawing.attrib["viewBox"]
    drawing.attrib.clear()
    for element in drawing.iter():
        own_names(element, name)
    drawing.attrib |= {"class": kind, "viewBox": box, "role": "img", "aria-label": description}
    return ElementTree.tostring(drawing, encoding="unicode", short_empty_elements=False)


def view(kind: str, drawing: str) -> str:
    """Return a drawing in a place of its own proportions."""
    _, _, width, height = drawing.split('viewBox="')[1].split('"')[0].split()
    return (
        f'<div class="rb-view{kind}" style="--width: {width}; --height: {height}">{drawing}</div>'
    )


def specification(chart, description: str | None, title: str) -> dict:
    """Return the chart's Vega-Lite, described, without accessibility marks per point."""
    spec = chart.to_dict()
    if "container" in (spec.get("width"), spec.get("height")):
        raise ValueError("A figure needs a fixed width and height: it is drawn before the page is.")
    described = (description or spec.get("description", "")).strip()
    spec["description"] = f"{title} {described}".strip() if described else ""
    spec["config"] = {**spec.get("config", {}), "aria": False}
    return spec


def drawn_rows(chart, spec: dict) -> pd.DataFrame:
    """Return the one frame the chart draws."""
    if isinstance(getattr(chart, "data", alt.Undefined), pd.DataFrame):
        return chart.data
    datasets = list(spec.get("datasets", {}).values())
    if len(datasets) != 1:
        raise ValueError(f"The chart draws {len(datasets)} data sets: pass table=.")
    return pd.DataFrame(datasets[0])


def control(param: dict) -> str:
    """Return an inert input that looks like the one Vega makes for a bound parameter."""
    bind = param["bind"]
    name = html.escape(str(bind.get("name", param["name"])))
    kind = bind["input"]
    if kind == "select":
        labels = bind.get("labels", bind["options"])
        options = "".join(f"<option>{html.escape(str(label))}</option>" for label in labels)
        inputs = f"<select disabled>{options}</select>"
    elif kind == "radio":
        labels = bind.get("labels", bind["options"])
        inputs = '<span class="vega-bind-radio">' + "".join(
            f'<label><input type="radio" disabled>{html.escape(str(label))}</label>'
            for label in labels
        )
        inputs += "</span>"
    elif kind == "range":
        value = html.escape(str(param.get("value", bind.get("min", 0))))
        inputs = f'<input type="range" disabled><label>{value}</label>'
    else:
        inputs = f'<input type="{html.escape(kind)}" disabled>'
    return (
        f'<div class="vega-bind"><label><span class="vega-bind-name">{name}</span>'
        f"{inputs}</label></div>"
    )


def as_script(spec: dict) -> str:
    """Return JSON that cannot close the script element that holds it."""
    text = json.dumps(spec, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")


def own_names(element: ElementTree.Element, name: str) -> None:
    """Put a name before an element's id and its references, and drop what it says to readers.

    Only the whole drawing is described.
    """
    for key, value in list(element.attrib.items()):
        if key == "role" or key.startswith("aria-"):
            del element.attrib[key]
        elif key == "id":
            element.attrib[key] = f"{name}-{value}"
        elif key in REFERENCES:
            element.attrib[key] = value.replace("#", f"#{name}-", 1)
        else:
            element.attrib[key] = value.replace("url(#", f"url(#{name}-")


def twin(rows: pd.DataFrame, caption: str) -> Table:
    """Give the rows of a chart as a table: known columns first named, empty ones left out.

    A frame with none of the known columns is shown as it is. Whole numbers are shown without
    decimals, bounds and weights with one, or two decimals where all bounds are small, as of ratios.
    """
    known = {
        name: text for name, text in HEADINGS.items() if name in rows and rows[name].notna().any()
    }
    if not known:
        return Table(rows, caption)
    bounds = [name for name in BOUNDS if name in known]
    small = rows[bounds].astype(float).max().max() < RATIOS_BELOW
    formats = dict.fromkeys(bounds, ".2f" if small else ".1f")
    formats |= {name: form for name, form in ROUNDED.items() if name in known}
    for name in {"estimate", "value"} & set(known):
        if _fine(rows[name]):
            formats[name] = ".3g"
    return Table(rows, caption, known, formats)


def _fine(values: pd.Series) -> bool:
    """Tell whether some value has more digits than a document would print."""
    numbers = pd.to_numeric(values, errors="coerce").dropna()
    return bool((numbers.sub(numbers.round(1)).abs() > 1e-9).any())
