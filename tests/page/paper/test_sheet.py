"""A page on paper has nothing to press and nothing folded away, and its charts as they were."""

import pytest
from bs4 import BeautifulSoup

from reviewbook.page.paper.order import Chapter
from reviewbook.page.paper.sheet import Sheet, sheet, signs_of

PAGE = """<html><body><article class="bd-article"><section id="one">
<h1>Survival
after it<a class="headerlink" href="#one">#</a></h1>
<p>Kept <a class="claim" tabindex="0" data-note="why">37%<span class="claim-mark">◇</span></a>.</p>
<section id="part"><h2>A part</h2>
<div class="rb-controls"><select><option>all</option></select></div>
<div class="rb-view rb-wide"><svg role="group" viewBox="0 0 9 9"><clipPath id="c"/>
<a href="../studies/x.html"><g clip-path="url(#c)"/></a></svg>
</div><div class="rb-view rb-narrow"><svg viewBox="0 0 1 1"></svg></div>
<script type="application/json">{"a": "<p>"}</script>
<div id="explore-it" class="rb-explorer-place"></div><div class="rb-still-explorer">
<p class="rb-no-script">With JavaScript …</p></div>
<img src="../_static/a.png" alt="">
<fieldset class="rb-question" id="q"><legend>Which?</legend><label><input type="radio">This</label>
<p class="rb-said"></p><details><summary>Answer</summary><p>That one.</p></details></fieldset>
<details><summary>More</summary><p>Unfolded.</p></details></section></section>
<details class="rb-signs"><summary>Signs</summary><ul><li>✓ right</li></ul></details>
</article></body></html>"""


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> Sheet:
    folder = tmp_path_factory.mktemp("site")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "one.html").write_text(PAGE, encoding="utf-8")
    return sheet(folder, Chapter("chapters/one", "Survival"))


def test_nothing_is_left_to_press_or_to_unfold(read):
    needing = "button, select, input, script, details, summary, fieldset, .headerlink, [data-note]"
    assert not BeautifulSoup(read.html(), "html.parser").select(needing)
    assert all(word in read.html() for word in ("Kept", "37%", "Unfolded.", "More", "This"))


def test_a_chart_keeps_its_letters_and_its_names_are_its_own(read):
    assert 'viewBox="0 0 9 9"><clipPath id="chapters-one-0-c"/>' in read.html()
    assert read.html().count('<svg xmlns="http://www.w3.org/2000/svg"') == 1
    assert '<g><g clip-path="url(#chapters-one-0-c)"/></g>' in read.html()
    assert 'role="img" viewBox' in read.html()


def test_an_answer_stands_at_the_end_with_the_number_of_its_question(read):
    text = read.body.get_text(" ", strip=True)
    assert "Answer: see 1 at the end of the chapter." in text
    assert text.endswith("Answers 1. That one.")


def test_an_explorer_says_where_it_can_be_used_and_keeps_its_address(read):
    still = read.body.select_one(".rb-still-explorer")
    assert still["id"] == "explore-it"
    assert "On a screen" in still.get_text()


def test_headings_stand_on_one_line_and_are_found(read):
    assert read.body.h1.string == "Survival after it"
    assert read.headings() == [("part", "A part"), ("answers-on-paper", "Answers")]


def test_a_picture_is_named_from_the_root_of_the_site(read):
    assert read.body.img["src"] == "_static/a.png"


def test_the_signs_are_explained_once(read):
    assert signs_of([read, read]).count("✓ right") == 1
    assert "✓ right" not in read.html()
    assert signs_of([]) == ""
