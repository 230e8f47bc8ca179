"""Widgets in the page, without a kernel and without a library of widgets.

A page whose only widgets are anywidgets, as explorers are, carries what each of them knows as data;
its script and its style become files of the site, which a few lines of `widgets.js` bring together.
Any other widget stays as it is written: the page then loads the library that draws it.
"""

import hashlib
import json
import re
from pathlib import Path

from sphinx.application import Sphinx

FOLDER = "widgets"
STATE, VIEW = (f"application/vnd.jupyter.widget-{kind}+json" for kind in ("state", "view"))
VIEWS = re.compile(rf'<script type="{re.escape(VIEW)}">(.*?)</script>', re.DOTALL)
HOST = '<div class="rb-widget" data-widget="{}"></div>'
CARRIED = '<script type="application/json" class="rb-widgets">{}</script>'
MODULE = """reviewbook.widgets["{name}"] = (async () => {{
let exported;
{script}
return exported;
}})();
"""
"""The script of a widget as one that a page may load from a folder, where modules cannot be."""
EXPORT = "export default "
FILES = {
    "js": lambda name, text: MODULE.format(name=name, script=text.replace(EXPORT, "exported = ")),
    "css": lambda name, text: text,
}
FOREIGN = re.compile(r"\b(?:import|export)\b")
OF_LIBRARY = {"layout", "tabbable", "tooltip"}


def light(models: dict) -> bool:
    """Say whether all models of a page are anywidgets that need no library."""
    return all(
        plain(model["state"]) if anywidget(model) else bare(model) for model in models.values()
    )


def anywidget(model: dict) -> bool:
    """Say whether a model is that of an anywidget, whose state is plain data."""
    return model["model_module"] == "anywidget" and not model.get("buffers")


def plain(state: dict) -> bool:
    """Say whether a widget's script is whole in itself, and its state refers to no other model."""
    script = state["_esm"]
    own = [value for name, value in state.items() if name not in OF_LIBRARY]
    alone = not state["_dom_classes"] and "IPY_MODEL_" not in json.dumps(own)
    return alone and script.count(EXPORT) == len(FOREIGN.findall(script)) == 1


def bare(model: dict) -> bool:
    """Say whether a model is a layout that asks for nothing."""
    asked = [value for name, value in model["state"].items() if not name.startswith("_")]
    return model["model_name"] == "LayoutModel" and not any(asked)


def carried(body: str, models: dict) -> tuple[str, list[dict]]:
    """Return a page's body with hosts in place of its views, and the models that they show."""
    shown = list(dict.fromkeys(json.loads(view)["model_id"] for view in VIEWS.findall(body)))
    places = {name: at for at, name in enumerate(shown)}
    body = VIEWS.sub(lambda view: HOST.format(places[json.loads(view[1])["model_id"]]), body)
    return body, [models[name]["state"] for name in shown]


def own(state: dict) -> dict:
    """Return what a widget's script may ask its model for."""
    return {k: v for k, v in state.items() if not k.startswith("_") and k not in OF_LIBRARY}


def written(folder: Path, text: str, ending: str) -> str:
    """Write a text of widgets as a file named after its digest, and return that digest."""
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.{ending}").write_text(FILES[ending](name, text), encoding="utf-8")
    return name


def lighten(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Let a page carry its anywidgets itself, where it has no other widgets."""
    scripts = context.get("script_files", [])
    states = [each for each in scripts if getattr(each, "attributes", {}).get("type") == STATE]
    models = {}
    for each in states:
        models |= json.loads(each.attributes["body"])["state"]
    if not models or not light(models):
        return
    scripts[:] = [each for each in scripts if each not in states]
    context["body"], shown = carried(context["body"], models)
    folder, data = Path(app.outdir, "_static", FOLDER), []
    for state in shown:
        name = written(folder, state["_esm"], "js")
        app.add_js_file(f"{FOLDER}/{name}.js", priority=850, loading_method="defer")
        if state.get("_css"):
            style = written(folder, state["_css"], "css")
            app.add_css_file(f"{FOLDER}/{style}.css", priority=850)
        data.append({"script": name, "state": own(state)})
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    context["body"] += CARRIED.format(text)


def setup(app: Sphinx) -> dict:
    """Look at the widgets of each page before its files are settled."""
    app.connect("html-page-context", lighten, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
