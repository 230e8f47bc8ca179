"""Two sites compared: what differs is named, and what differs from build to build is not."""

import runpy

import pytest
from books import ROOT

compare = runpy.run_path(str(ROOT / "validation" / "compare_sites.py"))["compare"]
PAGE = """<main><h1 id="a">Title</h1><p class="rb-x">It is 12.5 <a href="b.html#c">there</a>.</p>
<div id="0123456789abcdef0123456789abcdef" aria-label="Two bars"><svg><path d="M0,1"/></svg></div>
<script class="rb-spec" type="application/json">{"mark": "bar"}</script></main>"""


def said(tmp_path, old, new):
    for name, text in (("before", PAGE), ("after", PAGE.replace(old, new))):
        static = tmp_path / name / "_static"
        static.mkdir(parents=True)
        (tmp_path / name / "page.html").write_text(text, encoding="utf-8")
        for ledger in ("ledger.csv", "ledger.json"):
            (static / ledger).write_text("", encoding="utf-8")
    return compare(tmp_path / "before", tmp_path / "after")


@pytest.mark.parametrize(
    ("old", "new", "aspect"),
    [
        ("12.5", "12.6", "number"),
        ("Title", "Titles", "text"),
        ("b.html#c", "b.html#d", "link"),
        ('id="a"', 'id="b"', "anchor"),
        ("Two bars", "Three bars", "description"),
        ("M0,1", "M0,2", "drawing"),
        ('"bar"', '"point"', "chart"),
    ],
)
def test_a_difference_is_named(tmp_path, old, new, aspect):
    assert any(f"page.html: {aspect}:" in line for line in said(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [("rb-x", "bclm-x"), ("0123456789abcdef0123456789abcdef", "f" * 32), ("It is", "It\n is")],
)
def test_what_says_nothing_to_a_reader_is_no_difference(tmp_path, old, new):
    assert said(tmp_path, old, new) == []
