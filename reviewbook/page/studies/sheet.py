"""The page of a study as a whole."""

import html
from collections.abc import Sequence

import pandas as pd

from reviewbook.page.parts import table_html
from reviewbook.page.studies.beginning import key_numbers, patients, report, sentence, standing
from reviewbook.page.studies.dossier import Dossier
from reviewbook.page.studies.places import Place
from reviewbook.page.studies.search_words import apart
from reviewbook.page.studies.sections import Section, Writer
from reviewbook.page.table import NO_CELL, Link, Table

UP = "../"
"""From a study's page to the root of the site."""


def sheet(
    dossier: Dossier, ledger: str | None, index: str | None, found: Sequence[Place]
) -> dict[str, str]:
    """Return the ``title``, the ``body`` and the contents (``toc``) of a study's page, as HTML.

    `ledger` and `index` are the addresses of the ledger and of the list of studies, as seen from
    the page, None where no page shows them; `found` are the study's places in the book.
    """
    writer = Writer(dossier, ledger)
    sections = [*writer.sections(), *standing_places(dossier, found)]
    if told := patients(dossier):
        sections.insert(0, Section("patients", "Whose patients", told))
    sections.append(Section("report", "The report", report(dossier)))
    title = html.escape(dossier.title)
    back = f'<p class="rb-back"><a href="{html.escape(index)}">All studies</a></p>' if index else ""
    body = (
        f'<section class="rb-study" id="study"><div class="cell"><h1>{title}</h1>{back}'
        f'{standing(dossier)}<p class="rb-lead">{html.escape(sentence(dossier))}</p>'
        f"{key_numbers(dossier, writer.marked)}{''.join(map(written, sections))}</div></section>"
    )
    return {"title": title, "body": apart(body), "toc": contents(sections)}


def written(section: Section) -> str:
    """Return a section as HTML, its heading with a link to itself."""
    name, title = section.name, html.escape(section.title)
    return (
        f'<section id="{name}"><h2>{title}<a class="headerlink" href="#{name}" '
        f'title="Link to this heading">#</a></h2>{section.body}</section>'
    )


def contents(sections: Sequence[Section]) -> str:
    """Return the contents of a page as the theme expects them."""
    lines = "".join(
        f'<li><a class="reference internal" href="#{each.name}">{html.escape(each.title)}</a></li>'
        for each in sections
    )
    return f'<ul><li><a class="reference internal" href="#">Study</a><ul>{lines}</ul></li></ul>'


def standing_places(dossier: Dossier, found: Sequence[Place]) -> list[Section]:
    """Return the section on where the study stands; none where it stands nowhere."""
    if not found:
        return []
    rows = pd.DataFrame(
        {
            "Figure, table or explorer": [
                Link(place.caption, f"{UP}{place.page}.html#{place.anchor}") for place in found
            ],
            "Page": [place.title for place in found],
            "In a pool": [pooled(dossier, place) for place in found],
        },
        dtype=object,
    )
    name = f"Where {dossier.title} stands in this book"
    table = Table(rows, name, name="table-where-it-stands")
    return [Section("where-it-stands", "Where it stands in this book", table_html(table.parts()))]


def pooled(dossier: Dossier, place: Place):
    """Say with which weight a study is in a pool, or why it is not; nothing where none is."""
    if not place.pool:
        return NO_CELL
    if place.weights:
        return "weight " + ", ".join(f"{weight}%" for weight in place.weights)
    if place.silent:
        return "no: it states no such number"
    if dossier.same_patients:
        return "no: another report of its patients counts"
    return "no: shown beside the pool"
