"""What is taken from a figure: a picture that stands alone, rows that no spreadsheet reckons."""

import csv
import io
from xml.etree import ElementTree

import pandas as pd
import pytest

from reviewbook.page.publishing.downloads import picture_of
from reviewbook.page.table import NO_CELL, Table

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M0,0"/></svg>'


def texts(picture: str) -> list[str]:
    return [node.text for node in ElementTree.fromstring(picture).iter() if node.text]


def test_a_picture_bears_its_finding_and_its_source():
    words = texts(picture_of(DRAWING, "3 of 9 < all.", "A book: a page, Fig. 2."))
    assert words[0] == "3 of 9 < all."
    assert "A book: a page, Fig. 2." in words


def test_a_long_finding_goes_on_in_lines_that_make_the_picture_higher():
    short, long = (picture_of(DRAWING, "word " * n, "A book.") for n in (3, 60))
    heights = [float(ElementTree.fromstring(p).attrib["height"]) for p in (short, long)]
    assert heights[1] > heights[0] + 60
    assert max(map(len, texts(long))) < 70


def test_the_drawing_is_in_the_picture_between_both():
    root = ElementTree.fromstring(picture_of(DRAWING, "One.", "A book."))
    inner = next(node for node in root if node.tag.endswith("svg"))
    places = [float(node.attrib["y"]) for node in root if node.tag.endswith("text")]
    top = float(inner.attrib["y"])
    assert places[0] < top
    assert top + float(inner.attrib["height"]) < places[-1]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-a", "@x", "\tx", '=HYPERLINK("http://x")'])
def test_no_cell_is_taken_for_a_formula(cell):
    frame = pd.DataFrame({cell: [cell, "plain"], "n": [-1.5, 2]})
    head, first, second = csv.reader(io.StringIO(Table(frame, "Rows").csv()))
    assert head[0] == first[0] == f"'{cell}"
    assert first[1] == "-1.5"
    assert second[0] == "plain"


def test_a_file_keeps_every_digit_and_leaves_gaps_empty():
    frame = pd.DataFrame({"a": [1 / 3, None], "b": [True, NO_CELL]}, dtype=object)
    text = Table(frame, "Rows", formats={"a": ".1f"}).csv()
    assert text == "a,b\n0.3333333333,True\n,\n"
