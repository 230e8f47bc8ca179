"""A reader's own table, checked in the page by Python itself, from a server and from a folder."""

import pytest
from openpyxl import Workbook
from tabs import opened, until

from reviewbook.checks.own_answer import answer

TABLE = "Author;N;5-yr OS;Solitary (%);Remarks\nAda;24;39,5;55%;kind\nBea;51;30;49%;\n"
PATIENCE = "part => !/being (loaded|checked)/.test(part.textContent) && part.textContent !== ''"


@pytest.fixture(scope="module")
def page(request, browser, site, serve):
    """The page, opened from a server, with what goes wrong in it."""
    base = serve(site)
    tab, problems = opened(browser, f"{base}/chapters/check-a-table.html", base)
    yield tab, problems
    tab.context.close()


def part(tab, name):
    return tab.locator(f"[data-part={name}]")


def shown(tab):
    """Give the rows of the answer once Python has given it."""
    until(tab, PATIENCE, part(tab, "status").element_handle())
    rows = part(tab, "results").locator("tbody tr").all()
    return [[cell.inner_text().strip() for cell in row.locator("td").all()] for row in rows]


def verdicts(found):
    return [[one["of"], one["verdict"], one["sentence"]] for one in found]


def test_the_page_gives_the_verdicts_of_python(page, tmp_path):
    tab, problems = page
    part(tab, "text").fill(TABLE)
    part(tab, "check").click()
    assert shown(tab) == []
    assert "Remarks" in part(tab, "status").inner_text()
    part(tab, "columns").get_by_label("Remarks").select_option("n")
    part(tab, "columns").get_by_label("Remarks").select_option("")
    (tmp_path / "t.csv").write_text(TABLE)
    assert shown(tab) == verdicts(answer(tmp_path / "t.csv", {"Remarks": ""})["found"])
    assert not problems


def test_a_workbook_is_read_in_the_page(page, tmp_path):
    tab, problems = page
    book = Workbook()
    for row in (["study", "n", "solitary %"], ["Ada", 24, 55]):
        book.active.append(row)
    book.save(tmp_path / "mine.xlsx")
    part(tab, "file").set_input_files(tmp_path / "mine.xlsx")
    part(tab, "check").click()
    assert shown(tab) == verdicts(answer(tmp_path / "mine.xlsx")["found"])
    assert not problems


def test_the_example_has_faults_from_a_folder_too(browser, site):
    tab, problems = opened(
        browser, (site / "chapters" / "check-a-table.html").as_uri(), site.as_uri()
    )
    part(tab, "example").click()
    until(tab, PATIENCE, part(tab, "status").element_handle())
    assert part(tab, "results").locator(".claim-infeasible").count() > 0
    assert not problems
    tab.context.close()
