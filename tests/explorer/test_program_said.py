"""What is said when a program is copied or saved, to those who look and to those who listen."""

from pathlib import Path

import pytest

import reviewbook.explorer
from reviewbook.explorer.wording import WORDS

ASSETS = Path(reviewbook.explorer.__file__).parent / "assets"
CONTENT = {"name": "sample", "words": WORDS}
PLACE = """async content => {
  const { Program } = await import("./program.js");
  window.program = new Program(content);
  document.body.replaceChildren(program.el);
  program.open("R");
  program.show("print(1)");
}"""


@pytest.fixture
def tab(browser, serve):
    """A page with nothing but a program in it."""
    tab = browser.new_page()
    tab.goto(f"{serve(ASSETS)}/program.js")
    tab.evaluate(PLACE, CONTENT)
    yield tab
    tab.close()


def said(tab) -> str:
    return tab.get_by_role("status").inner_text()


def press(tab, name: str) -> None:
    tab.get_by_role("button", name=WORDS[name]).click()


def test_what_was_done_is_said_until_the_program_changes(tab):
    assert said(tab) == ""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(tab, "copy")
    tab.get_by_text(WORDS["program copied"]).wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == "print(1)"
    with tab.expect_download() as saved:
        press(tab, "keep")
    assert said(tab) == WORDS["program saved"].format(name=saved.value.suggested_filename)
    tab.evaluate("program.show('print(2)')")
    assert said(tab) == ""


def test_without_a_clipboard_the_program_is_selected_and_says_so(tab):
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    press(tab, "copy")
    tab.get_by_text(WORDS["program selected"]).wait_for()
    assert tab.evaluate("String(getSelection())") == "print(1)"
