"""Tabs of a browser: their sizes, and what went wrong in them."""

import time

PATIENCE = 120
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def opened(browser, address: str, base: str, **context):
    """Open a page; return it with what went wrong while it was open."""
    tab = browser.new_context(viewport=context.pop("viewport", WIDE), **context).new_page()
    problems = []

    def watch(route):
        url = route.request.url
        if url.startswith(base):
            route.continue_()
        else:
            problems.append(f"asks for {url}")
            route.abort()

    tab.context.route("**/*", watch)
    tab.on("console", lambda m: m.type == "error" and problems.append(f"console: {m.text}"))
    tab.on("pageerror", lambda error: problems.append(f"error: {error}"))
    tab.on("requestfailed", lambda r: problems.append(f"not read: {r.url}"))
    tab.on("response", lambda r: r.status >= 400 and problems.append(f"{r.status}: {r.url}"))
    tab.add_init_script(SHIFT)
    tab.goto(address)
    return tab, problems


def until(tab, condition: str, *given) -> None:
    """Wait for a condition of a page, asked from outside: a page lets no text be run within it."""
    ends = time.monotonic() + PATIENCE
    while not tab.evaluate(condition, *given):
        assert time.monotonic() < ends, f"after {PATIENCE} seconds still not: {condition}"
        tab.wait_for_timeout(50)
