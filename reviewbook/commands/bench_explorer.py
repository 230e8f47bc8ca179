"""What explorers cost: ``python -m reviewbook.commands.bench_explorer [SITE ...]``."""

import functools
import gzip
import itertools
import sys
import threading
import time
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from reviewbook.page.paper.browser import opened

TURNS = """
async () => {
  const found = (selector) => [...document.querySelectorAll(`.rb-explorer ${selector}`)];
  const click = () => new MouseEvent("click", { bubbles: true });
  const acts = [
    ...found(".rb-row").slice(0, 30).map((row) => () => row.dispatchEvent(click())),
    ...found("input[type=checkbox]").map((box) => () => box.click()),
    ...found("select").map((select) => () => {
      select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }),
    ...found("input[type=range]:first-child").map((handle) => () => {
      handle.stepUp();
      handle.dispatchEvent(new Event("input", { bubbles: true }));
    }),
  ];
  const spent = [];
  for (let round = 0; round < 4; round++) {
    for (const act of acts) {
      await new Promise(requestAnimationFrame);
      const begun = performance.now();
      act();
      document.querySelector(".rb-forest").getBoundingClientRect();
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      spent.push(performance.now() - begun);
    }
  }
  return spent;
}
"""


class Cost(NamedTuple):
    """What an explorer costs: seconds until it is ready, kB transferred, milliseconds to answer."""

    name: str
    ready: float
    weight: float
    middle: float
    slow: float


class Compressed(SimpleHTTPRequestHandler):
    """A server that compresses, as the book's host does, and counts nothing."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        body = zipped(path, path.stat().st_mtime_ns)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@functools.cache
def zipped(path: Path, stamp: int) -> bytes:
    """The compressed content of a file."""
    return gzip.compress(path.read_bytes())


def served(site: Path) -> ThreadingHTTPServer:
    """Serve a site on the loopback interface."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Compressed, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def cost(browser, address: str) -> Cost | None:
    """Measure the explorer of a page, or return None if it has none."""
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sizes = []
    tab.on("response", lambda response: sizes.append(response.headers.get("content-length", 0)))
    begun = time.perf_counter()
    tab.goto(address, wait_until="domcontentloaded")
    still = tab.query_selector(".rb-still-explorer")
    if still is None:
        tab.context.close()
        return None
    name = still.get_attribute("data-explorer")
    still.evaluate("still => still.scrollIntoView()")
    tab.wait_for_selector(f"[data-explorer='{name}'][data-ready=true]", state="attached")
    ready = time.perf_counter() - begun
    spent = tab.evaluate(TURNS)
    tab.wait_for_load_state("networkidle")
    tab.context.close()
    weight = sum(map(int, sizes)) / 1000
    return Cost(name, ready, weight, median(spent), quantiles(spent, n=20)[-1])


def costs(site: Path) -> list[Cost]:
    """Measure every explorer of a site, each page opened anew."""
    server = served(site)
    base = f"http://127.0.0.1:{server.server_port}"
    with opened() as browser:
        pages = sorted(page for page in site.rglob("*.html") if page != site / "index.html")
        cost(browser, f"{base}/{pages[0].relative_to(site)}")
        found = [cost(browser, f"{base}/{page.relative_to(site)}") for page in pages]
    server.shutdown()
    return [each for each in found if each is not None]


def main() -> None:
    """Print what the explorers of sites cost."""
    sites = map(Path, sys.argv[1:] or ["_build/html"])
    print(f"{'explorer':<20}{'ready, s':>10}{'weight, kB':>12}{'median, ms':>12}{'95%, ms':>10}")
    for each in itertools.chain.from_iterable(map(costs, sites)):
        print(
            f"{each.name:<20}{each.ready:>10.2f}{each.weight:>12.0f}"
            f"{each.middle:>12.1f}{each.slow:>10.1f}"
        )


if __name__ == "__main__":
    main()
