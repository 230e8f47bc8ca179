"""What every page does by itself: notes that open, old addresses that lead on."""

import shutil

import pytest

from reviewbook.page import reading
from reviewbook.page.reading.moves import told

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{name}</title>
<script src="decoded.js"></script><script src="page.js"></script></head>
<body><article><h1>{name}</h1>{body}</article></body></html>"""
NOTED = """<p><a class="claim" href="new.html" data-note="How it was read.">forty</a> and
<dfn tabindex="0" data-note="What it means.">a term</dfn> and words.</p>"""
MOVED = {"went": "new.html#came", "explore-all": "new.html#explore-all", "stayed": "new.html#came"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two pages with the script of every page, as they lie in a folder."""
    made = tmp_path_factory.mktemp("pages")
    for name in ("page.js", "decoded.js"):
        shutil.copy(f"{reading.__path__[0]}/../assets/{name}", made)
    old = NOTED + '<p id="stayed">Here.</p>' + told(MOVED)
    (made / "old.html").write_text(PAGE.format(name="Old", body=old), encoding="utf-8")
    new = '<p id="came">Here.</p>'
    (made / "new.html").write_text(PAGE.format(name="New", body=new), encoding="utf-8")
    gone = told({"": "new.html", "part": "new.html#came"})
    (made / "gone.html").write_text(PAGE.format(name="Gone", body=gone), encoding="utf-8")
    return made


@pytest.fixture
def tab(browser):
    """A page on a screen that is touched."""
    context = browser.new_context(has_touch=True)
    yield context.new_page()
    context.close()


def ending(tab) -> str:
    """Return the end of the address that is shown."""
    return tab.url.rpartition("/")[2]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("old.html#went", "new.html#came"),
        ("old.html#explore-all?size=2,4", "new.html#explore-all?size=2,4"),
        ("old.html#stayed", "old.html#stayed"),
        ("old.html#nobody", "old.html#nobody"),
        ("gone.html", "new.html"),
        ("gone.html#part", "new.html#came"),
        ("gone.html#else", "new.html"),
    ],
)
def test_a_section_that_went_elsewhere_is_followed_there(tab, folder, asked, shown):
    tab.goto(f"{folder.as_uri()}/{asked}")
    tab.wait_for_load_state()
    tab.wait_for_timeout(50)
    assert ending(tab) == shown


def test_an_address_that_changes_on_the_page_is_followed_too(tab, folder):
    tab.goto(f"{folder.as_uri()}/old.html")
    tab.evaluate("location.hash = 'went'")
    tab.wait_for_url("**/new.html#came")


def test_an_address_that_cannot_be_read_is_said_to_be_so(tab, folder):
    tab.goto(f"{folder.as_uri()}/old.html#%E0%A4%A")
    assert "cannot be read" in tab.get_by_role("alert").inner_text()


def test_the_first_tap_opens_a_note_and_the_second_follows_the_link(tab, folder):
    tab.goto(f"{folder.as_uri()}/old.html")
    note = tab.get_by_role("tooltip")
    tab.get_by_text("forty").tap()
    assert note.inner_text().startswith("How it was read.")
    assert ending(tab) == "old.html"
    tab.get_by_text("a term").tap()
    assert note.inner_text() == "What it means."
    tab.get_by_text("forty").tap()
    assert ending(tab) == "old.html"
    tab.get_by_text("forty").tap()
    tab.wait_for_url("**/new.html")


def test_a_note_opens_for_pointer_and_keyboard_and_a_click_follows_at_once(tab, folder):
    tab.goto(f"{folder.as_uri()}/old.html")
    note = tab.get_by_role("tooltip")
    tab.get_by_text("a term").hover()
    assert note.inner_text() == "What it means."
    tab.get_by_text("a term").focus()
    assert tab.get_by_text("a term").get_attribute("aria-describedby") == note.get_attribute("id")
    tab.keyboard.press("Escape")
    assert not note.count()
    tab.get_by_text("forty").focus()
    assert note.inner_text() == "How it was read."
    tab.get_by_text("forty").click()
    tab.wait_for_url("**/new.html")
