"""The cells of a page's source, shown or not, and the front matter above them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from myst_nb.core.read import create_nb_reader

from reviewbook.page.gate.allowed import TypedNumeral, excerpt, texts_in
from reviewbook.page.gate.cells import faults_of_cell
from reviewbook.page.gate.gate import Gate
from reviewbook.page.identity.application import BookApp

NOT_SHOWN = re.compile("tags|width|height|align|scale|name|classes|timeout|jupyter")


def typed_in_cells(app: BookApp, gate: Gate, docname: str) -> Iterator[TypedNumeral]:
    """Find what the cells of a page hold besides names, with file and line."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(app.srcdir).as_posix()
    if text.startswith("---") and not closed(text):
        yield TypedNumeral(name, 1, excerpt(text), "front matter that no line of --- ends")
        return
    reader = create_nb_reader(str(path), app.env.myst_config, app.env.mystnb_config, text)
    notebook = reader and reader.read(text)
    for cell, start in zip(notebook.cells, _starts(notebook, text), strict=True) if reader else ():
        if cell.cell_type != "code":
            continue
        for line, said, fault in faults_of_cell(
            cell.source, gate.judge, gate.names, Path(app.srcdir)
        ):
            yield TypedNumeral(name, start + line, excerpt(said), fault)
        for said in texts_in(cell.metadata, NOT_SHOWN):
            if fault := gate.judge.fault(said):
                yield TypedNumeral(name, start, excerpt(said), fault)


def closed(text: str) -> bool:
    """Tell whether the front matter that a page begins with has an end."""
    return any(line.startswith(("---", "...")) for line in text.splitlines()[1:])


def _starts(notebook, text: str) -> list[int]:
    """Give the line on which each cell begins; the code of a written page, the line before it."""
    if "source_map" in notebook.metadata:
        return [line + 1 for line in notebook.metadata["source_map"]]
    starts, after, lines = [], 0, text.splitlines()
    for cell in notebook.cells:
        first = json.dumps(cell.source.split("\n")[0])[1:-1]
        after = next((at for at in range(after, len(lines)) if first in lines[at]), after)
        starts.append(after)
    return starts
