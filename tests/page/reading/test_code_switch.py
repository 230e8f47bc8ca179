"""One switch a page for all its code."""

import pytest
from books import ROOT
from bs4 import BeautifulSoup
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode

from reviewbook.page.reading.code_switch import CODE, add_switch, hides_code

STYLE = ROOT / "reviewbook" / "page" / "assets" / "book.css"


def test_a_page_with_hidden_code_has_one_switch_above_its_title_and_another_none():
    context = {"body": f"<h1>One</h1>{CODE}a</div><h1>Two</h1>{CODE}b</div>"}
    add_switch(None, "page", "page.html", context, None)
    page = BeautifulSoup(context["body"], "html.parser")
    assert len(page.select("input")) == 1
    assert page.h1.find_previous_sibling().select_one("label input[type=checkbox]")
    plain = {"body": "<h1>One</h1><p>Words.</p>"}
    add_switch(None, "page", "page.html", plain, None)
    assert "input" not in plain["body"]


@pytest.mark.parametrize(("parts", "code"), [(["source"], True), (["source", "output"], False)])
def test_what_code_gives_is_not_hidden_with_it(parts, code):
    node = HideCodeCellNode()
    node.extend(nodes.container(nb_element=f"cell_code_{part}") for part in parts)
    assert hides_code(node) is code


def test_the_switch_works_without_script_and_is_not_printed(browser):
    tab = browser.new_context(java_script_enabled=False).new_page()
    context = {"body": f"<h1>One</h1>{CODE}the code</div>"}
    add_switch(None, "page", "page.html", context, None)
    style = STYLE.read_text(encoding="utf-8")
    tab.set_content(
        f'<style>{style}</style><article class="bd-article">{context["body"]}</article>'
    )
    code, switch = tab.locator(".rb-code"), tab.get_by_label("Show code")
    assert not code.is_visible()
    switch.focus()
    tab.keyboard.press("Space")
    assert code.is_visible()
    tab.emulate_media(media="print")
    assert not code.is_visible()
    assert not switch.is_visible()
    tab.context.close()
