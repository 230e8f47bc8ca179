"""What the script of the learning pages does, in pages made of their parts and opened as files."""

import re

import pytest
from books import BOOK, ROOT

from bclm.guidance import criteria
from reviewbook.page.learning.checklist import checklist
from reviewbook.page.learning.impossible import spot
from reviewbook.page.learning.path import path, progress

ASSETS = ROOT / "reviewbook" / "page" / "assets"
POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; connect-src 'none'"
PAGE = """<!DOCTYPE html><html lang="en" data-content_root="./"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}"><title>Parts</title>
<link rel="stylesheet" href="learning.css"></head>
<body><main>{body}</main><script src="learning.js"></script></body></html>"""
WAY = BOOK.evidence.printed["steps"]["way"].iloc[0]
STEPS = "Steps done: {}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two pages of one book: one to learn with, one for the board."""
    folder = tmp_path_factory.mktemp("parts")
    pages = {
        "learn": path(BOOK, WAY).body + spot(BOOK).body + progress(BOOK).body,
        "board": checklist(BOOK, criteria(BOOK), "Criteria").body,
    }
    for name, body in pages.items():
        page = PAGE.format(policy=POLICY, body=body)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    for name in ("learning.js", "learning.css"):
        (folder / name).write_bytes((ASSETS / name).read_bytes())
    return folder


@pytest.fixture
def tab(browser):
    """A tab that tells of every error; nothing is left of it afterwards."""
    context = browser.new_context()
    tab = context.new_page()
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    yield tab
    context.close()
    assert tab.wrong == []


def test_an_answer_is_judged_and_kept_on_the_device_until_it_is_forgotten(tab, folder):
    tab.goto((folder / "learn.html").as_uri())
    question = tab.locator(".rb-question").first
    right = question.get_attribute("data-right").split()
    boxes = question.locator("input")
    places = [str(at) for at in range(boxes.count())]
    boxes.nth(next(int(at) for at in places if at not in right)).check()
    assert question.get_attribute("data-state") == "wrong"
    assert "found: 0" in tab.locator(".rb-progress [role=status]").inner_text()
    boxes.nth(int(right[0])).check()
    assert question.get_attribute("data-state") == "right"
    assert not question.locator("details").evaluate("part => part.open")
    tab.locator("[data-step]").first.check()
    tab.reload()
    said = tab.locator(".rb-progress [role=status]")
    assert STEPS.format(1) in said.inner_text()
    assert "found: 1" in said.inner_text()
    assert tab.locator("[data-step]").first.is_checked()
    tab.get_by_role("button", name="Forget").click()
    assert STEPS.format(0) in said.inner_text()
    tab.reload()
    assert not tab.locator("[data-step]").first.is_checked()
    assert tab.evaluate("localStorage.length") == 0


def test_where_nothing_can_be_kept_the_page_works_all_the_same(tab, folder):
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() {throw Error('no')}})"
    )
    tab.goto((folder / "learn.html").as_uri())
    tab.locator("[data-step]").first.check()
    assert STEPS.format(1) in tab.locator(".rb-progress [role=status]").inner_text()


def test_the_checklist_makes_one_printed_page_and_keeps_nothing(tab, folder):
    tab.goto((folder / "board.html").as_uri())
    rows = tab.locator("tr[data-criterion]")
    every = rows.count()
    for at in range(every):
        # In turn: met, not met, not known; every fourth is left open.
        if at % 4 < 3:
            rows.nth(at).locator("input").nth(at % 4).focus()
            tab.keyboard.press("Space")
    lists = tab.locator(".rb-sheet ul")
    count = [lists.nth(at).locator("li").count() for at in range(4)]
    headings = tab.locator(".rb-sheet h3").all_inner_texts()
    assert [heading.split(":")[0] for heading in headings[:3]] == ["Met", "Not met", "Not known"]
    assert sum(count[:3]) == every
    assert count[0] == len(range(0, every, 4))
    assert 1 < count[3] <= count[2]
    assert not re.search(r"\d+ (?:of|/|points)", tab.locator(".rb-sheet").inner_text())
    pdf = tab.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert tab.url.endswith("board.html")
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0
    tab.reload()
    assert tab.locator("input:checked").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) > 1
