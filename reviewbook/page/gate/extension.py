"""The gate in the build: it judges pages, settings and the finished site, and says all at once."""

import json
from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.page.claim_role import has_tables
from reviewbook.page.execution.remembered import Remembered
from reviewbook.page.gate.allowed import TypedNumeral
from reviewbook.page.gate.doctree import Computed, Wrap, typed_in_page
from reviewbook.page.gate.gate import Gate, GatedApp, GateError
from reviewbook.page.gate.site_pages import typed_in_site
from reviewbook.page.gate.sources import typed_in_cells
from reviewbook.page.studies.study_names import page_of, titles
from reviewbook.tables.problems import DataError

JUDGED = "judged-pages"


def open_gate(app: GatedApp) -> None:
    """Open the gate of a book that has tables: one without has nothing to quote.

    Raises:
        GateError: a pattern of what may be typed cannot be used.
    """
    try:
        app.gate = (
            Gate(app.book, Path(app.srcdir), Path(app.doctreedir)) if has_tables(app.book) else None
        )
    except DataError as error:
        raise GateError(str(error)) from error


def again(app: GatedApp, env, added, changed, removed) -> list[str]:
    """Name the pages that were refused before: they are read again until they pass."""
    if app.gate is None or not app.gate.note.exists():
        return []
    return [page for page in json.loads(app.gate.note.read_text()) if page in env.found_docs]


def judge_page(app: GatedApp, document, docname: str) -> None:
    """Judge what a page says, and the cells that made it."""
    if (gate := app.gate) is not None:
        found = {*typed_in_page(app, gate, document, docname), *typed_in_cells(app, gate, docname)}
        gate.found |= found
        gate.refused |= {docname} if found else set()


def judge_site(app: GatedApp, exception: Exception | None) -> None:
    """Judge the pages as built, and refuse the site if anything was found anywhere.

    Raises:
        GateError: something was found.
    """
    if exception or app.gate is None:
        return
    if app.builder.format == "html":
        named = titles(app.book.evidence).items()
        made = {page_of(study): title for study, title in named}
        remembered = Remembered(app, JUDGED)
        app.gate.found |= set(typed_in_site(Path(app.outdir), app.gate.judge, made, remembered))
        remembered.keep()
    app.gate.note.write_text(json.dumps(sorted(app.gate.refused)), encoding="utf-8")
    if app.gate.found:
        raise GateError(told(app.gate.found))


def told(found: set[TypedNumeral]) -> str:
    """Say what was found, each on a line."""
    count = len(found)
    head = f"The gate found {count} fault{'s' if count > 1 else ''}:"
    return "\n  ".join([head, *map(str, sorted(found))])


def pass_by(translator, node: Computed) -> None:
    """Write nothing around what was computed."""


def setup(app: Sphinx) -> dict:
    """Stand at the gate of everything that is read and written."""
    plain = (pass_by, pass_by)
    app.add_node(Computed, html=plain, latex=plain, text=plain, man=plain, texinfo=plain)
    app.add_transform(Wrap)
    app.connect("builder-inited", open_gate, priority=2)
    app.connect("env-get-outdated", again)
    app.connect("doctree-resolved", judge_page, priority=990)
    app.connect("build-finished", judge_site, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
