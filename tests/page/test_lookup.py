import pandas as pd
import pytest
from books import ROOT
from bs4 import BeautifulSoup

from reviewbook.page.lookup import lookup

FRAME = pd.DataFrame(
    {"what": ["a <b>", "c", "d"], "kind": ["x", None, "x"], "group": ["g", "h", "h"]}
)
COLUMNS = {"what": "What", "kind": "Kind", "group": "Group"}


def page(table) -> str:
    return table._repr_mimebundle_()["text/html"]


def test_choices_are_the_texts_of_the_column_each_once():
    html = BeautifulSoup(page(lookup(FRAME, "A table", COLUMNS, by=["Kind"])), "html.parser")
    options = [option.text for option in html.select("select option")]
    assert options == ["all", "x", "not stated"]
    assert html.select_one("select")["data-column"] == "1"
    assert html.select_one("label input[type=search]") is not None
    assert len(html.select("tbody tr")) == len(FRAME)


def test_texts_are_escaped():
    assert "a &lt;b&gt;" in page(lookup(FRAME, "A table", COLUMNS, by=["What"]))
    assert "<b>" not in page(lookup(FRAME, "A table", COLUMNS, by=["What"]))


def test_a_heading_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="Size"):
        lookup(FRAME, "A table", COLUMNS, by=["Size"])


def test_a_reader_narrows_the_rows(browser):
    script = (ROOT / "reviewbook" / "page" / "assets" / "lookup.js").read_text(encoding="utf-8")
    tab = browser.new_page()
    table = page(lookup(FRAME, "A table", COLUMNS, by=["Kind", "Group"]))
    tab.set_content(f"<html><body>{table}<script>{script}</script></body></html>")
    shown = "rows => rows.filter(row => !row.hidden).map(row => row.cells[0].textContent)"

    def left():
        return tab.eval_on_selector_all("tbody tr", shown)

    assert left() == ["a <b>", "c", "d"]
    tab.select_option("select >> nth=0", "x")
    assert left() == ["a <b>", "d"]
    tab.select_option("select >> nth=1", "h")
    assert left() == ["d"]
    assert tab.text_content("[role=status]") == "1 of 3 rows"
    tab.select_option("select >> nth=0", "not stated")
    assert left() == ["c"]
    tab.select_option("select >> nth=0", "all")
    tab.fill("input[type=search]", "D x")
    assert left() == ["d"]
    tab.close()
