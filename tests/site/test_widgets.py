"""A widget works in the published page: no kernel, no network, from a server and from a folder."""

import pytest
from books import ROOT
from tabs import opened, until

from reviewbook.page import scripts


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_linked_control_moves_the_view(browser, specimen, serve, way):
    base = serve(specimen) if way == "http" else specimen.as_uri()
    tab, problems = opened(browser, f"{base}/widgets.html", base)
    until(tab, "document.querySelector('.doubled')?.textContent === '6'")
    tab.wait_for_selector(".jupyter-widgets svg.marks path")
    tab.get_by_label("Number").focus()
    tab.keyboard.press("ArrowUp")
    until(tab, "document.querySelector('.doubled').textContent === '8'")
    tab.wait_for_load_state("networkidle")
    assert not problems
    tab.context.close()


def test_pages_without_a_widget_load_nothing_of_it(browser, specimen, serve):
    base = serve(specimen)
    asked = []
    tab = browser.new_context().new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{base}/tables.html")
    tab.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "/vendor/" in url]
    tab.context.close()


def test_a_script_that_is_not_the_pinned_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(scripts, "CACHE", tmp_path)
    package = scripts.PACKAGES["require.js"]
    (tmp_path / f"requirejs-{package.version}.tgz").write_bytes(b"something else")
    with pytest.raises(scripts.ScriptError, match="expected 7/cTSL"):
        scripts.archive(package)
    assert not list(tmp_path.iterdir())


def test_no_third_party_script_is_in_the_repository():
    large = [p for p in (ROOT / "_static").rglob("*.js") if p.stat().st_size > 20_000]
    assert not large
