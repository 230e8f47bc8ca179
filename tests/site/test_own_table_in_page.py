"""A reader's table is checked in the page by Python itself, and nothing leaves the page."""

import json

from tabs import opened

from reviewbook.checks.own_answer import answer

TABLE = "Author;N;5-yr OS;3-yr OS;solitary %;note\nA;24;40;30;55;x\nB;30;20;30;50,0;y\n"
FOUND = """[...document.querySelectorAll('.rb-own-answer tbody tr')].map(
  (row) => [...row.cells].map((cell) => cell.textContent))"""


def test_the_page_finds_what_python_finds(browser, site, serve, tmp_path):
    base = serve(site)
    tab, problems = opened(browser, f"{base}/chapters/check-a-table.html", base)
    asked = []
    tab.on("request", lambda request: asked.append((request.method, request.url)))
    tab.get_by_label("Paste a table").fill(TABLE)
    tab.get_by_role("button", name="Check the table").click()
    tab.get_by_text("The table cannot be checked yet.").wait_for(timeout=60_000)
    tab.get_by_label("What note means").select_option(label="leave it out")
    tab.get_by_text("Checks run: 4. Faults found: 2.").wait_for()
    path = tmp_path / "own.csv"
    path.write_text(TABLE)
    right = json.loads(json.dumps(answer(path, {"note": ""})))["found"]
    assert tab.evaluate(FOUND) == [[f["of"], f["verdict"], f["sentence"]] for f in right]
    assert {method for method, _ in asked} == {"GET"}
    assert all(url.startswith(f"{base}/_static/own-table/") for _, url in asked)
    assert not problems
    tab.context.close()


def test_from_a_folder_the_page_says_what_it_needs(browser, site):
    page = site / "chapters" / "check-a-table.html"
    tab, problems = opened(browser, page.as_uri(), site.as_uri())
    tab.get_by_label("Paste a table").fill(TABLE)
    tab.get_by_role("button", name="Check the table").click()
    tab.get_by_text("pages that come from a server").wait_for()
    assert not problems
    tab.context.close()
