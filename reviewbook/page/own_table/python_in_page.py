"""Python itself for one page: Pyodide, the checks and what they import, as scripts of the site.

A page that is read from a folder may not fetch a file, but may load a script: what is not a script
stands in one, compressed and as base64. Nothing is loaded before the reader asks for it.
"""

import base64
import gzip
import json
import subprocess
import sys
from pathlib import Path

from reviewbook.checks.own_answer import answer_json
from reviewbook.page.publishing.archive import packed
from reviewbook.page.scripts import Package, archive, extracted

ENTRANCE = {"module": answer_json.__module__, "function": answer_json.__name__}
"""What the page calls."""
FOLDER = "python"
EXAMPLE = Path(__file__).parent / "assets" / "example.csv"
"""A made-up table with faults, for who has none at hand."""

VERSION = "314.0.7"
SHA512 = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
LOADER, CORE, MACHINE, LIBRARY, LOCK = (
    Package("pyodide", VERSION, SHA512, f"package/{file}")
    for file in (
        "pyodide.js",
        "pyodide.asm.mjs",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
    )
)
OPTIONAL = ("numpy", "lxml", "defusedxml", "PIL", "pandas")
"""What openpyxl uses where it is installed, and works without."""
CLOSURE = """
import json, sys
for name in {optional}: sys.modules[name] = None
import {entrance}
files = {{n: m.__file__ for n, m in sys.modules.items() if m and getattr(m, "__file__", None)}}
print(json.dumps(files))
"""
OWN = ("reviewbook", "openpyxl", "et_xmlfile")


def write(vendor: Path) -> None:
    """Write the scripts into a folder of their own among the third-party files of the site.

    Raises:
        ScriptError: Pyodide could not be had, or is not what is pinned.
    """
    folder = vendor / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyodide.js").write_bytes(_of(LOADER))
    (folder / "core.js").write_text(as_script(_of(CORE).decode("utf-8")), encoding="utf-8")
    info = json.loads(_of(LOCK))["info"]
    packed = {
        "machine": encoded(gzip.compress(_of(MACHINE), compresslevel=9, mtime=0)),
        "library": encoded(_of(LIBRARY)),
        "book": encoded(archived(modules())),
        "lock": json.dumps({"info": info, "packages": {}}),
        "entrance": ENTRANCE,
        "made_up": EXAMPLE.read_text(encoding="utf-8"),
    }
    (folder / "pack.js").write_text(f"globalThis.rbPack = {json.dumps(packed)};\n")


def as_script(module: str) -> str:
    """Return the core as a script: a page that is read from a folder may not import a module."""
    text = module.replace("import.meta.url", "document.baseURI")
    body, export, name = text.rpartition("export default ")
    if not export:
        raise ValueError("Pyodide's core exports nothing by default.")
    return f"(() => {{{body}globalThis.createPyodideModule = {name.strip().rstrip(';')};}})();\n"


def modules() -> dict[str, Path]:
    """Name the files of every module that the checks import, none of Python's own among them."""
    code = CLOSURE.format(optional=OPTIONAL, entrance=ENTRANCE["module"])
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)
    found = {}
    for name, file in json.loads(done.stdout).items():
        if name.partition(".")[0] in OWN:
            path = Path(file)
            end = "/__init__.py" if path.name == "__init__.py" else ".py"
            found[name.replace(".", "/") + end] = path
    return dict(sorted(found.items()))


def archived(files: dict[str, Path]) -> bytes:
    """Return an archive of files under their names."""
    return packed({name: path.read_bytes() for name, path in files.items()})


def encoded(content: bytes) -> str:
    """Return bytes as text that a script may hold."""
    return base64.b64encode(content).decode("ascii")


def _of(package: Package) -> bytes:
    return extracted(archive(package), package)
