"""The ledger and the register as a browser shows them, with and without scripts."""

import pytest
from books import BOOK
from bs4 import BeautifulSoup
from tabs import until


@pytest.fixture
def opened(site, browser):
    pages = []

    def open_at(fragment="", scripts=True, width=1200):
        page = browser.new_page(
            java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        page.goto((site / "chapters" / "verification.html").as_uri() + fragment)
        pages.append(page)
        return page

    yield open_at
    for page in pages:
        page.close()


def rows(page):
    return page.locator(".rb-ledger tbody tr:visible")


def test_without_scripts_every_number_is_a_row(opened):
    page = opened(scripts=False)
    assert rows(page).count() == len(BOOK.ledger.entries)
    assert not page.locator(".rb-ledger-controls").is_visible()


def test_rows_carry_the_names_of_the_entries(site):
    html = (site / "chapters" / "verification.html").read_text(encoding="utf-8")
    found = BeautifulSoup(html, "html.parser").select(".rb-ledger tbody tr")
    assert [row["id"] for row in found] == list(BOOK.ledger.entries["entry_id"])


def test_search_and_choices_narrow_the_rows_together(opened):
    page = opened()
    page.get_by_label("Search", exact=True).locator("visible=true").last.fill("Weinrich")
    some = rows(page).count()
    assert 0 < some < 40
    page.locator('select[data-by="verdict"]').select_option("infeasible")
    assert 0 < rows(page).count() < some
    assert str(rows(page).count()) in page.locator(".rb-ledger [role=status]").inner_text()
    page.get_by_role("button", name="Show all").click()
    assert rows(page).count() == len(BOOK.ledger.entries)


def test_a_heading_sorts_and_says_so(opened):
    page = opened()
    head = page.locator('.rb-ledger th[data-sort="verdict"]')
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert rows(page).first.get_attribute("data-verdict") == "infeasible"
    head.get_by_role("button").click()
    assert rows(page).first.get_attribute("data-verdict") == "not recomputable"


def test_a_link_opens_at_its_row_even_if_it_was_narrowed_away(opened):
    page = opened("#os-36")
    row = page.locator("#os-36")
    assert page.evaluate("document.activeElement.id") == "os-36"
    assert 0 < row.bounding_box()["y"] < 800
    page.locator('select[data-by="verdict"]').select_option("reproduced")
    assert not row.is_visible()
    page.evaluate("location.hash = '#rfa-ehm'")
    page.locator("#rfa-ehm").wait_for(state="visible")
    until(page, "document.activeElement.id === 'rfa-ehm'")


@pytest.mark.parametrize(("fragment", "told"), [("#%E0%A4%A", 1), ("#os-36", 0)])
def test_an_address_that_cannot_be_read_is_left_aside_and_said(opened, fragment, told):
    page = opened(fragment)
    assert page.get_by_role("alert").filter(has_text="cannot be read").count() == told
    page.evaluate("location.hash = '#%'")
    page.get_by_role("alert").filter(has_text="cannot be read").wait_for()
    assert rows(page).count() == len(BOOK.ledger.entries)


def test_a_phone_scrolls_down_and_not_sideways(opened):
    page = opened("#os-36", width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#os-36").bounding_box()["width"] <= 360


def test_the_downloads_hold_the_whole_ledger(site):
    text = (site / "_static" / "ledger.csv").read_text(encoding="utf-8")
    assert all(entry in text for entry in BOOK.ledger.entries["entry_id"])
    assert '"os-36"' in (site / "_static" / "ledger.json").read_text(encoding="utf-8")


def test_every_fault_is_a_card_and_its_links_lead_to_rows(site):
    html = (site / "chapters" / "discrepancies.html").read_text(encoding="utf-8")
    cards = BeautifulSoup(html, "html.parser").select("article.rb-fault")
    assert len(cards) == len(BOOK.register)
    assert len({card["id"] for card in cards}) == len(cards)
    linked = {a["href"] for card in cards for a in card.select("dd a")}
    known = set(BOOK.ledger.entries["entry_id"])
    assert linked
    assert {href.removeprefix("verification.html#") for href in linked} <= known
