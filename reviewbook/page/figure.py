"""A chart as a figure that is complete before any script runs.

The chart is drawn to SVG when the cell is executed; its specification travels beside it so that
the page can replace the still picture by the live view. Nothing is computed here.
"""

import html
import json
import re

import altair as alt
import pandas as pd
import vl_convert

from reviewbook.page.figure_table import twin
from reviewbook.page.table import Table, slug

SVG_OPEN = re.compile(r"<svg\b[^>]*>")
ROLE = re.compile(r' (?:role|aria-(?:roledescription|label|hidden))="[^"]*"')
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class Figure:
    """A captioned chart with its description and the table of what it draws."""

    def __init__(self, chart, caption, description=None, table=None, name=None):
        self.caption = caption.strip()
        self.spec = specification(chart, description)
        self.description = self.spec["description"]
        if not self.caption or not self.description:
            raise ValueError("A figure needs a caption and a description.")
        self.name = name or slug(caption)
        frame = drawn_rows(chart, self.spec) if table is None else table
        self.twin = frame if isinstance(frame, Table) else twin(frame, f"Data: {caption}")

    def svg(self) -> str:
        """Return the chart as an SVG whose ids begin with the figure's name."""
        drawing = vl_convert.vegalite_to_svg(self.spec)
        return scalable(prefix_ids(drawing, self.name), self.description)

    def parts(self) -> tuple[str, str, str]:
        """Return the HTML of the stage, the caption and what can be unfolded below it."""
        svg = self.svg()
        width, height = VIEW_BOX.search(svg).groups()
        label = html.escape(f"Chart: {self.caption}")
        stage = (
            f'<div class="rb-stage" data-figure="{html.escape(self.name)}">{self.controls()}'
            f'<div class="rb-scroll" tabindex="0" role="group" aria-label="{label}">'
            f'<div class="rb-view" style="--width: {width}; --height: {height}">{svg}</div></div>'
            f'<script type="application/json" class="rb-spec">{as_script(self.spec)}</script>'
            "</div>"
        )
        unfold = (
            '<details class="rb-description"><summary>Description of this figure</summary>'
            f"<p>{html.escape(self.description)}</p></details>"
            '<details class="rb-twin"><summary>The figure as a table</summary>'
            f"{self.twin.body_html()}</details>"
        )
        return stage, html.escape(self.caption), unfold

    def controls(self) -> str:
        """Return inert copies of the inputs Vega will make, so that theirs take the same room."""
        bound = [control(p) for p in self.spec.get("params", []) if "input" in p.get("bind", {})]
        return f'<div class="rb-controls">{"".join(bound)}</div>' if bound else ""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        stage, caption, unfold = self.parts()
        return {
            "text/html": (
                f'<figure class="rb-figure" id="{html.escape(self.name)}">{stage}'
                f'<figcaption><p>{caption}</p><div class="legend">{unfold}</div></figcaption>'
                "</figure>"
            ),
            "text/plain": f"{self.caption}\n\n{self.description}\n\n{self.twin.text()}",
        }


def figure(
    chart, caption: str, description: str | None = None, table=None, name: str | None = None
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

    Raises:
        ValueError: the caption or description is empty, the size is not fixed, or the rows
            cannot be told from the chart.
    """
    return Figure(chart, caption, description, table, name)


def specification(chart, description: str | None) -> dict:
    """Return the chart's Vega-Lite with its description, without accessibility marks per point."""
    spec = chart.to_dict()
    if "container" in (spec.get("width"), spec.get("height")):
        raise ValueError("A figure needs a fixed width and height: it is drawn before the page is.")
    spec["description"] = (description or spec.get("description", "")).strip()
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


def prefix_ids(svg: str, name: str) -> str:
    """Return the SVG with ``name`` before each id and each reference to one."""
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    return re.sub(r'href="#', f'href="#{name}-', svg)


def scalable(svg: str, description: str) -> str:
    """Return the SVG as one described image that takes its size from the page."""
    opening, found = SVG_OPEN.search(svg), VIEW_BOX.search(svg)
    drawn = re.sub(r"<\w+ [^>]*>", lambda tag: ROLE.sub("", tag[0]), svg[opening.end() :])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'class="rb-static" {found[0]} role="img" aria-label="{html.escape(description)}">{drawn}'
    )
