"""The table for readers: escaped, headed, aligned, its gaps told apart."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from reviewbook.page.table import NO_CELL, table


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "study": ["Alpha", "<script>alert(1)</script>", "=HYPERLINK()", "Delta"],
            "share": [10.25, None, 0.0, 7.5],
            "n": pd.array([5, None, 0, -12], dtype="Int64"),
            "free": ["a", None, NO_CELL, "d"],
        }
    )


def soup(shown) -> BeautifulSoup:
    """Parse a table's HTML."""
    return BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser")


def column(html: BeautifulSoup, index: int) -> list:
    """Return the body cells of a column."""
    return [row.find_all(["th", "td"])[index] for row in html.select("tbody tr")]


def test_text_from_the_data_stays_text(rows):
    html = soup(table(rows, "A <b>", {"study": "<i>"}, notes="<u>"))
    assert not html.find_all(["script", "b", "i", "u"])
    assert [c.get_text() for c in column(html, 0)] == list(rows["study"])
    assert html.caption.get_text() == "A <b>"
    assert html.th.get_text() == "<i>"
    assert "<u>" in html.select_one(".rb-notes").get_text()


def test_headers_say_what_they_head(rows):
    html = soup(table(rows, "A table"))
    assert {th["scope"] for th in html.select("thead th")} == {"col"}
    assert {tr.find()["scope"] for tr in html.select("tbody tr")} == {"row"}
    assert all(len(tr.find_all("th")) == 1 for tr in html.select("tbody tr"))


def test_not_stated_zero_and_no_cell_are_three_things(rows):
    html = soup(table(rows, "A table"))
    assert [c.get_text() for c in column(html, 2)] == ["5", "–not stated", "0", "−12"]
    assert [c.get_text() for c in column(html, 3)] == ["a", "–not stated", "no such entry", "d"]
    assert column(html, 3)[2]["class"] == ["no-cell"]
    assert column(html, 1)[1].select_one("[aria-hidden=true]").get_text() == "–"


def test_the_marks_are_explained_only_where_they_stand(rows):
    notes = soup(table(rows, "A table")).select_one(".rb-notes").get_text()
    assert "not stated in the source" in notes
    assert "no such entry" in notes
    assert not soup(table(rows[["study"]], "A table")).select(".rb-notes")


def test_decimal_points_stand_in_line(rows):
    cells = column(soup(table(rows, "A table")), 1)
    printed = [c.get_text() for c in cells if not c.select(".not-stated")]
    assert printed == ["10.25", "0.00", "7.50"]
    padding = "span[style='visibility: hidden']"
    assert [c.select_one(padding).get_text() if c.select(padding) else "" for c in cells] == [
        "",
        "",
        ".00",
        "0",
    ]


def test_only_numbers_are_set_as_numbers(rows):
    html = soup(table(rows, "A table"))
    assert ["number" in th.get("class", []) for th in html.select("thead th")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_format_is_kept(rows):
    cells = column(soup(table(rows, "A table", ["study", "share"], {"share": ".1f"})), 1)
    assert [c.get_text() for c in cells] == ["10.2", "–not stated", "0.0", "7.5"]


def test_the_region_can_be_scrolled_by_keyboard(rows):
    region = soup(table(rows, "A table")).select_one("[role=region]")
    assert region["tabindex"] == "0"
    assert region["aria-label"] == "Table: A table"
    assert region.table is not None


def test_a_long_table_says_so():
    def long(n):
        return bool(soup(table(pd.DataFrame({"a": range(n)}), "A table")).select(".rb-long"))

    assert [long(15), long(16)] == [False, True]


def test_the_text_form_holds_every_cell(rows):
    text = table(rows, "A table", notes="Mind.")._repr_mimebundle_()["text/plain"]
    assert text.startswith("A table\n\n")
    assert text.endswith("\nMind.")
    lines = text.splitlines()
    assert lines[2].split() == ["study", "share", "n", "free"]
    assert lines[3].split() == ["Alpha", "10.25", "5", "a"]
    assert lines[4].split()[1:] == ["not", "stated"] * 3
    assert lines[5].split() == ["=HYPERLINK()", "0", "0"]


def test_an_empty_frame_is_said_to_be_empty(rows):
    assert "(no rows)" in table(rows.head(0), "A table")._repr_mimebundle_()["text/plain"]


def test_a_table_needs_a_caption_and_columns_that_exist(rows):
    with pytest.raises(ValueError, match="caption"):
        table(rows, " ")
    with pytest.raises(ValueError, match="'absent'"):
        table(rows, "A table", ["study", "absent"])


def test_identifiers_are_links_and_nothing_else_is():
    frame = pd.DataFrame({"doi": ["10.1/a<b", None], "pmid": [123, 456], "n": [7, 8]})
    shown = table(frame, "T", {"doi": "DOI", "pmid": "PMID", "n": "N"}).inner_html()
    assert 'href="https://doi.org/10.1/a%3Cb">10.1/a&lt;b</a>' in shown
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/123">123</a>' in shown
    assert shown.count("<a ") == 3
