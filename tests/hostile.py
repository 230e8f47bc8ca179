"""A book in which every text is hostile, the loader's guard passed by; and what its pages do.

``python tests/hostile.py BOOK COPY`` tries it with a whole book, in a copy.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from tabs import until

from reviewbook.guard import verify
from reviewbook.ledger import book
from reviewbook.page.paper.browser import BROWSERS
from reviewbook.tables.load import Evidence, load

INSTRUCTIONS = ("dictionary", "numerals", "checks", "analyses")
CHOSEN_BY = {
    "figure_rows", "begins", "chapters", "drug", "endpoint", "factor", "favourable",
    "group", "outcome", "place", "population", "rows_of", "section", "within",
}  # fmt: skip
"""Tables whose texts are instructions, and tables and columns whose texts choose rows: there the
rarest value alone is hostile, so that something is still chosen."""

HERE = Path(__file__).parent
PAYLOADS = (HERE / "payloads.txt").read_text(encoding="utf-8").splitlines()
STARTUP = "import hostile\n\nhostile.spoil()\n"
BUILD = STARTUP + "from reviewbook.__main__ import main\n\nmain(['build'])\n"
ALL_PAGES = (
    STARTUP
    + """
from pathlib import Path
from reviewbook.page import build

settings = build.settings
build.settings = lambda folder: settings(folder) | {
    "nb_execution_raise_on_error": False, "nb_execution_allow_errors": True, "nitpicky": False}
with build.opened(Path.cwd(), Path("_build").absolute()) as app:
    app.build()
"""
)
"""Builds on after a cell that fails, as one does whose text chose rows."""

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
ELEMENTS = """
() => {
  const act = /^on/i, script = /^\\s*(javascript|vbscript|data:text)/i;
  const ask = /^(src|href|action|poster|data|ping|srcset|background)$/;
  return [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes]
      .filter(({ name, value }) =>
        act.test(name) || script.test(value) || (ask.test(name) && /evil/.test(value)))
      .map(({ name, value }) => `${element.tagName} ${name}=${value}`));
}
"""


def spoil() -> None:
    """Let every text of a book end in payloads, after the loader has found it sound."""
    book.load = lambda folder: with_payloads(load(folder))
    verify._faults = lambda book: iter(())


def with_payloads(evidence: Evidence) -> Evidence:
    """Spread all payloads over the values of every column of text."""
    dictionary = evidence.printed["dictionary"]
    free = dictionary[(dictionary["type"] == "text") & ~dictionary["table"].isin(INSTRUCTIONS)]
    free = free[~free["column"].str.endswith("_id")]
    tables, printed = dict(evidence.tables), dict(evidence.printed)
    for table, columns in free.groupby("table")["column"]:
        for column in columns:
            values = [value for value in printed[table][column].value_counts().index if value]
            hostile = _hostile(values[-1:] if {table, column} & CHOSEN_BY else values)
            for kind in (printed, tables):
                cells = kind[table][column].replace(hostile)
                kind[table] = kind[table].assign(**{column: cells})
    return Evidence(tables, printed)


def _hostile(values: list[str]) -> dict[str, str]:
    """Let each value end in its part of the payloads, the same wherever it stands."""
    share = len(values)
    return {value: " ".join([value, *PAYLOADS[place::share]]) for place, value in enumerate(values)}


def build_hostile(folder: Path, how: str = BUILD) -> subprocess.CompletedProcess:
    """Build a book with hostile texts, in its pages and in the cells that make them."""
    startup = folder / ".cache" / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "first.py").write_text(STARTUP, encoding="utf-8")
    paths = os.pathsep.join(map(str, (HERE.parent, HERE)))
    return subprocess.run(
        [sys.executable, "-c", how],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )


def pages_of(folder: Path) -> list[Path]:
    """Give the pages of a built book but the one that only leads to the first."""
    pages = sorted((folder / "_build" / "html").rglob("*.html"))
    return [page for page in pages if page.name != "index.html"]


def faults_of_page(browser, page: Path) -> list[str]:
    """Open a page from its folder, come near everything on it, and say what hostile texts did."""
    tab, found = browser.new_page(), []
    tab.add_init_script(WATCH)
    tab.on("dialog", lambda dialog: (found.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: found.append(f"error {error}"))
    tab.route("http*://**", lambda route: (found.append(route.request.url), route.abort()))
    tab.goto(page.as_uri())
    for details in tab.query_selector_all("details:not([open])"):
        details.evaluate("element => (element.open = true)")
    for stage in tab.query_selector_all(".rb-stage"):
        stage.scroll_into_view_if_needed()
        until(tab, "stage => stage.dataset.state", stage)
    for claim in tab.query_selector_all("a.claim"):
        claim.focus()
    tab.wait_for_timeout(300)
    found += tab.evaluate("window.refused") + tab.evaluate(ELEMENTS)
    tab.close()
    return found


if __name__ == "__main__":
    source, folder = map(Path, sys.argv[1:])
    left_out = shutil.ignore_patterns("_build", ".cache", ".venv", ".git")
    made = build_hostile(shutil.copytree(source, folder, ignore=left_out), ALL_PAGES)
    pages = pages_of(folder)
    if not pages:
        sys.exit(made.stdout[-4000:] + made.stderr[-8000:])
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        told = {page.name: faults_of_page(browser, page) for page in pages}
    for name, found in told.items():
        print(name, *found, sep="\n  ")
    sys.exit(1 if any(told.values()) else 0)
