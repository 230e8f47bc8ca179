"""What can be wrong with a page that stands in a tab, each said in words."""

from axe_playwright_python.sync_playwright import Axe
from tabs import until

PAPER = {"width": 680, "height": 1000}
INK = "rgb(29, 36, 48)"
TEXTS = "nodes => nodes.map(node => node.textContent).filter(Boolean).sort()"
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
CONTRAST = "color-contrast"
COLOURLESS = {"rules": {CONTRAST: {"enabled": False}}}
SETTLED = 600
"""Milliseconds after which the theme has looked what scrolls on a screen of another width."""
UNFOLD = "open => document.querySelectorAll('details').forEach(d => (d.open = open))"
VIEW = '.rb-widget, script[type="application/vnd.jupyter.widget-view+json"]'
ALL_THERE = """
document.querySelector('.jupyter-widgets, .rb-widget.rb-explorer')
  && !document.querySelector('.rb-still-explorer:not(.rb-replaced)')
"""
SCROLLED = """[...document.querySelectorAll('.rb-stage:not([data-figure^=specimen]) .rb-scroll')]
  .filter((place) => place.scrollWidth > place.clientWidth + 1)
  .map((place) => place.getAttribute('aria-label'))"""
UNSEEN = """(selector) => [...document.querySelectorAll(selector)]
  .filter((part) => !part.getClientRects().length)
  .map((part) => `hides ${part.tagName} ${part.className}`)"""


def enliven(tab) -> None:
    """Scroll to every figure and wait until its live view is there, or is known not to come.

    Explorers first take the place of their still figures, which are then gone; simulations are
    shown without a guess.
    """
    for skip in tab.query_selector_all(".rb-skip"):
        skip.click()
    if tab.query_selector(VIEW):
        until(tab, ALL_THERE)
        tab.wait_for_timeout(300)
    for stage in tab.query_selector_all(".rb-stage"):
        if stage.evaluate("stage => stage.isConnected && stage.getClientRects().length > 0"):
            stage.scroll_into_view_if_needed()
            until(tab, "stage => !stage.isConnected || stage.dataset.state", stage)


def complaints(tab, **options) -> list[str]:
    """Return what axe finds on a page, its best practices among it."""
    found = Axe().run(tab, options=ONLY_VIOLATIONS | options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


def faults_of_figures(tab) -> list[str]:
    """Return what is wrong with the figures of a page: not live, or live with other words."""
    wrong = []
    for stage in tab.query_selector_all(".rb-stage"):
        figure = stage.get_attribute("data-figure")
        if stage.get_attribute("data-state") != "live":
            wrong.append(f"{figure} does not become live")
            continue
        still = stage.eval_on_selector_all(".rb-static text", TEXTS)
        live = stage.eval_on_selector_all(".rb-live svg text", TEXTS)
        if not live or still != live:
            wrong.append(f"{figure} is drawn with {still}, live with {live}")
    return wrong


def faults_of_width(tab, width: int) -> list[str]:
    """Return what is wider than the screen: the page when all is unfolded, and each figure."""
    tab.evaluate(UNFOLD, True)
    across = tab.evaluate("document.documentElement.scrollWidth")
    tab.evaluate(UNFOLD, False)
    found = [f"scrolls {name} sideways on a phone" for name in tab.evaluate(SCROLLED)]
    return [*found, f"is {across} pixels wide on a phone"] if across > width else found


def faults_on_paper(tab) -> list[str]:
    """Return what is wrong with a page as it is printed."""
    tab.set_viewport_size(PAPER)
    tab.emulate_media(media="print")
    wrong = []
    if tab.evaluate("document.documentElement.scrollWidth") > PAPER["width"]:
        wrong.append("is wider than the paper")
    if tab.evaluate("getComputedStyle(document.body).color") != INK:
        wrong.append("is not in dark ink")
    if not all(title.is_visible() for title in tab.locator("article h1").all()):
        wrong.append("has no title")
    for selector in (".bd-sidebar-primary", ".bd-header-article", ".rb-live"):
        if any(part.is_visible() for part in tab.locator(selector).all()):
            wrong.append(f"shows {selector}")
    if not all(part.is_visible() for part in tab.locator(".rb-static").all()):
        wrong.append("hides a figure")
    return wrong
