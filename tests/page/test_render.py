"""From the parts a cell hands over to the page: numbered, linkable, one form kept."""

from types import SimpleNamespace

import pandas as pd
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from reviewbook.page.fault_cards import cards_html
from reviewbook.page.lookup import lookup
from reviewbook.page.parts import MIME, figure_html
from reviewbook.page.render import ChosenForm, NoCards, OutputRenderer
from reviewbook.page.table import table

FRAME = pd.DataFrame({"what": ["a <b>", "c"], "kind": ["x", "y"]})
CARD = {
    "name": "fault-a-1",
    "title": "A <title>",
    "severity": "minor",
    "verdict": "",
    "found_by": "seen by reading",
    "parts": {"Printed": "1 < 2"},
    "entries": ["an-entry"],
}


def document():
    made = new_document("page", get_default_settings())
    made.settings.env = SimpleNamespace(docname="chapters/page")
    return made


def rendered(made, mime, content):
    renderer = SimpleNamespace(renderer=SimpleNamespace(document=made))
    data = SimpleNamespace(mime_type=mime, content=content)
    return OutputRenderer.handle_mime(renderer, data, inline=False)


def test_a_table_becomes_a_numbered_node_that_can_be_pointed_at():
    made = document()
    parts = lookup(FRAME, "A <table>", ["what", "kind"], by=["kind"], name="t").parts()
    before, node, _ = rendered(made, MIME, parts)
    assert isinstance(node, nodes.table)
    assert node.next_node(nodes.title).astext() == "A <table>"
    assert node["ids"] == ["t"]
    assert made.nameids["t"] == "t"
    assert "rb-lookup" in before.astext()
    assert "<select" in before.astext()
    assert "a &lt;b&gt;" in node.astext()


def test_what_is_not_ours_is_left_to_others():
    assert rendered(document(), "text/html", "<p>One.</p>") is None


def test_of_an_output_only_the_rendered_form_is_kept():
    made = document()
    forms = [nodes.container(mime_type=MIME), nodes.container(mime_type="text/html")]
    forms[0] += rendered(made, MIME, table(FRAME, "A table", name="t").parts())
    forms[1] += nodes.raw("", "<table>", format="html")
    other = nodes.container(mime_type="text/plain")
    made += nodes.container("", *forms, nb_element="mime_bundle")
    made += nodes.container("", other, nb_element="mime_bundle")
    ChosenForm(made).apply()
    assert "<table>" not in [raw.astext() for raw in made.findall(nodes.raw)]
    assert len(list(made.findall(nodes.table))) == 1
    assert other.parent is not None


def test_a_table_with_the_name_of_a_heading_has_an_id_of_its_own():
    made = document()
    made += nodes.section(ids=["sizes"])
    made.note_explicit_target(made[0], made[0])
    _, node, _ = rendered(made, MIME, table(FRAME, "Sizes").parts())
    assert node["ids"] == ["sizes-table"]
    assert made.nameids["sizes"] == "sizes-table"


def test_without_a_builder_the_same_parts_are_whole_html():
    parts = {"kind": "figure", "name": "f", "title": "", "caption": "1 < 2"}
    parts |= {"body": "<b>", "legend": "<i>"}
    assert '<figure class="rb-figure" id="f"><b>' in figure_html(parts)
    titled = figure_html(parts | {"title": "0 < 1."})
    assert '<p class="rb-finding">0 &lt; 1.</p><b>' in titled
    assert "<p>1 &lt; 2</p>" in figure_html(parts)


def test_cards_link_to_the_ledger_where_there_is_one_and_stay_text():
    linked = cards_html([CARD], "../ledger.html")
    assert '<a href="../ledger.html#an-entry">an-entry</a>' in linked
    assert "A &lt;title&gt;" in linked
    assert "1 &lt; 2" in linked
    assert "<a " not in cards_html([CARD])


def test_a_section_of_cards_is_left_out_where_there_are_none():
    made = document()
    for name, cards, more in (("none", [], 0), ("one", [CARD], 0), ("told", [], 1)):
        cell = nodes.container("", *rendered(made, MIME, {"kind": "cards", "cards": cards}))
        words = [nodes.paragraph(text="More.")] * more
        made += nodes.section("", nodes.title(text=name), cell, *words, ids=[name])
    NoCards(made).apply()
    assert [section["ids"] for section in made.findall(nodes.section)] == [["one"], ["told"]]
