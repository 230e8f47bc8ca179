"""A page whose widgets are all anywidgets carries them itself; any other keeps its library."""

import json
import re
from types import SimpleNamespace

import pytest

from reviewbook.page.publishing.widgets import STATE, lighten

SCRIPT = "const text = '</script>';\nexport default { render({ el }) { el.append(text); } };\n"
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{{"model_id": "{}"}}</script>'


def model(**state) -> dict:
    """An anywidget as a notebook keeps it."""
    own = {"_esm": SCRIPT, "_css": "b { c: d }", "_dom_classes": [], "layout": "IPY_MODEL_l"}
    return {"model_name": "AnyModel", "model_module": "anywidget", "state": own | state}


def layout(**asked) -> dict:
    """The layout of a widget."""
    state = {"_view_name": "LayoutView", "width": None} | asked
    return {"model_name": "LayoutModel", "model_module": "@jupyter-widgets/base", "state": state}


@pytest.fixture
def lightened(tmp_path):
    """A function that gives a page of some models, lightened, with the files it asks for."""

    def page(body: str, **models) -> SimpleNamespace:
        asked = []
        app = SimpleNamespace(
            outdir=tmp_path,
            add_js_file=lambda name, **_: asked.append(name),
            add_css_file=lambda name, **_: asked.append(name),
        )
        script = {"type": STATE, "body": json.dumps({"state": models})}
        context = {"body": body, "script_files": [SimpleNamespace(attributes=script), "page.js"]}
        lighten(app, "page", "page.html", context, None)
        texts = [(tmp_path / "_static" / name).read_text("utf-8") for name in asked]
        return SimpleNamespace(body=context["body"], scripts=context["script_files"], files=texts)

    return page


def test_a_page_carries_its_anywidgets_as_data_and_their_scripts_as_files(lightened):
    body = f"<p>{VIEW.format('b')}</p>{VIEW.format('a')}{VIEW.format('b')}"
    page = lightened(body, a=model(n=1), b=model(n="</script>"), l=layout())
    assert page.scripts == ["page.js"]
    assert re.findall(r'data-widget="(\d)"', page.body) == ["0", "1", "0"]
    assert "widget-view" not in page.body
    assert page.body.count("</script>") == 1
    carried = json.loads(re.search(r'class="rb-widgets">(.*)</script>', page.body)[1])
    assert [each["state"] for each in carried] == [{"n": "</script>"}, {"n": 1}]
    script, style = page.files[:2]
    assert f'reviewbook.widgets["{carried[0]["script"]}"]' in script
    assert "exported = { render" in script
    assert not re.search(r"\b(import|export)\b", script)
    assert style == "b { c: d }"


@pytest.mark.parametrize(
    "other",
    [
        {
            "a": {
                "model_name": "LinkModel",
                "model_module": "@jupyter-widgets/controls",
                "state": {},
            }
        },
        {"l": layout(width="5em")},
        {"b": model(other="IPY_MODEL_a")},
        {"b": model(_dom_classes=["wide"])},
        {"b": model(_esm=f'import a from "b";\n{SCRIPT}')},
        {"b": model(_esm="export function render() {}")},
        {"b": model() | {"buffers": [{"path": ["n"], "data": ""}]}},
    ],
)
def test_a_widget_that_needs_more_keeps_its_library(other, lightened):
    body = VIEW.format("a")
    page = lightened(body, **({"a": model(), "l": layout()} | other))
    assert page.body == body
    assert len(page.scripts) == 2
    assert not page.files


def test_a_page_without_widgets_stays_as_it_is(lightened):
    assert lightened("<p></p>").body == "<p></p>"
