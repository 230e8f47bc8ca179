"""Texts that would act if a page took them for anything but text; the loader's guard passed by."""

import pytest
from hostile import PAYLOADS, build_hostile, faults_of_page, pages_of

from reviewbook.commands.new import write_book


@pytest.fixture(scope="module")
def hostile_pages(tmp_path_factory):
    """The pages of a small book in which every column of text holds every payload."""
    folder = tmp_path_factory.mktemp("hostile") / "book"
    write_book(folder)
    made = build_hostile(folder)
    pages = pages_of(folder)
    assert pages, made.stdout[-2000:] + made.stderr[-4000:]
    return pages


def test_there_are_many_ways_to_be_hostile():
    assert len(set(PAYLOADS)) >= 200


def test_no_text_of_a_table_acts_or_asks_and_the_policy_has_nothing_to_refuse(
    hostile_pages, browser
):
    found = {page.name: faults_of_page(browser, page) for page in hostile_pages}
    assert not {name: faults for name, faults in found.items() if faults}


def test_the_texts_are_on_the_pages_as_texts(hostile_pages, browser):
    tab, shown = browser.new_page(), set()
    for page in hostile_pages:
        tab.goto(page.as_uri())
        text = tab.inner_text("body")
        shown |= {payload for payload in PAYLOADS if payload.strip() in text}
    tab.close()
    assert len(shown) >= 200
