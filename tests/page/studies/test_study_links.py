import json

import pytest
import vl_convert
from bs4 import BeautifulSoup

from reviewbook.page.studies.links import HREF, Links

NAMES = {"Smith & Son 2020": "../studies/smith.html", "Lee 2019, all patients": "lee.html"}
LINKS = Links(NAMES)
ROWS = [{"label": "Smith & Son 2020", "v": 1}, {"label": "Pooled", "v": 2}]
SPEC = {
    "data": {"name": "rows"},
    "datasets": {"rows": ROWS},
    "layer": [
        {"mark": "point", "encoding": {"x": {"field": "v", "type": "quantitative"}}},
        {
            "mark": {"type": "text"},
            "encoding": {
                "text": {"field": "label", "type": "nominal"},
                "y": {"field": "label", "type": "nominal", "axis": None},
            },
        },
    ],
}


@pytest.mark.parametrize(
    "cell",
    [
        '<td class="x">{}</td>',
        '<th scope="row">{}</th>',
        '<th scope="row">{}: survival</th>',
        '<h3 id="f">{}: survival</h3>',
    ],
)
def test_a_name_leads_to_its_page_where_it_is_a_cell_or_begins_one(cell):
    page = LINKS.in_page(cell.format("Smith &amp; Son 2020"))
    link = BeautifulSoup(page, "html.parser").a
    assert (link["href"], link.get_text()) == ("../studies/smith.html", "Smith & Son 2020")


@pytest.mark.parametrize(
    "text",
    [
        "<p>Smith &amp; Son 2020</p>",
        "<td>after Smith &amp; Son 2020</td>",
        "<td>Smith &amp; Son 2020 and others</td>",
        "<td>Lee 2019</td>",
    ],
)
def test_what_is_no_cell_of_its_own_stays_as_it_is(text):
    assert LINKS.in_page(text) == text


def test_a_book_without_studies_has_no_links():
    assert Links({}).in_page("<td></td><td>x</td>") == "<td></td><td>x</td>"


def test_labels_of_a_drawing_are_links_and_nothing_else_of_it_is_read():
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A forest"><g><g class="b">'
        "<rect></rect></g><g><text>Smith &amp; Son 2020</text><text>Lee 2019,</text>"
        "<text>31</text></g></g></svg>"
    )
    svg = BeautifulSoup(LINKS.in_page(drawn), "html.parser").svg
    assert [(a["href"], a.get_text()) for a in svg.select("a")] == [
        ("../studies/smith.html", "Smith & Son 2020"),
        ("lee.html", "Lee 2019,"),
    ]
    assert (svg["role"], svg["aria-label"]) == ("group", "A forest")
    hidden = {tag.name for tag in svg.select('[aria-hidden="true"]')}
    assert hidden == {"g", "text"}
    assert not svg.select('[aria-hidden="true"] a, a [aria-hidden]')


def test_a_drawing_without_a_study_stays_one_image():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" role="img"><g><text>31</text></g></svg>'
    assert LINKS.in_page(drawn) == drawn


def test_a_live_chart_leads_where_its_still_picture_does():
    page = '<script type="application/json" class="rb-spec">{}</script>'
    made = LINKS.in_page(page.format(json.dumps(SPEC)))
    spec = json.loads(made.removeprefix(page[: page.index("{")]).removesuffix("</script>"))
    assert [row.get(HREF) for row in spec["datasets"]["rows"]] == ["../studies/smith.html", None]
    svg = BeautifulSoup(vl_convert.vegalite_to_svg(spec), "html.parser")
    assert [a.get_text() for a in svg.select("a")] == ["Smith & Son 2020"]


def test_a_live_chart_without_a_study_is_not_touched():
    other = json.dumps({"datasets": {"rows": [{"label": "x"}]}, "layer": SPEC["layer"]})
    assert LINKS.in_spec(other) == other
