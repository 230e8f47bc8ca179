"""Show the book while it is written: rebuilt after each change, and every open page with it."""

import time
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from watchfiles import DefaultFilter, watch

from reviewbook.page.publishing.publish import MANIFEST, served
from reviewbook.page.publishing.resident import Resident

MACHINE = Path(__file__).parents[2]
MADE = ("_build", ".cache", ".ruff_cache")
RELOAD = f"""
(() => {{
  let shown;
  setInterval(async () => {{
    const answer = await fetch("/{MANIFEST}", {{ cache: "no-store" }}).catch(() => undefined);
    if (!answer?.ok) return;
    const now = await answer.text();
    if (shown !== undefined && now !== shown) location.reload();
    shown = now;
  }}, 300);
}})();
"""
WITH_RELOAD = b'<script src="/reload.js"></script></body>'


class LivePages(SimpleHTTPRequestHandler):
    """Serves a site whose pages load themselves again when it has been rebuilt."""

    def do_GET(self) -> None:
        """Send a file; a page with the script that reloads it."""
        if self.path == "/reload.js":
            return self._send(RELOAD.encode(), "text/javascript")
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix != ".html" or not path.is_file():
            return super().do_GET()
        return self._send(path.read_bytes().replace(b"</body>", WITH_RELOAD), "text/html")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args) -> None:
        """Say nothing: the messages of the builds are what counts."""


def serve(source: Path, port: int = 8000) -> int:
    """Show the book and rebuild it while it is written, until Ctrl-C; return the exit code.

    A build that fails says why, and the last good one is still shown.
    """
    builder = Resident(source)
    with _server(served(source) / "html", port) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        try:
            builder.rebuild()
            Thread(target=server.serve_forever, daemon=True).start()
            webbrowser.open(address)
            print(f"\nThe book: {address} · Ctrl-C ends.", flush=True)
            for changes in watch(source, MACHINE, watch_filter=Sources(), debounce=200):
                paths = sorted({path for _, path in changes})
                print("\nChanged: " + ", ".join(paths), flush=True)
                if any(path.endswith(".py") for path in paths):
                    builder.end()
                    builder = Resident(source)
                begun = time.perf_counter()
                builder.rebuild()
                spent = time.perf_counter() - begun
                print(f"\nThe book: {address} · {spent:.1f} s · Ctrl-C ends.", flush=True)
        except KeyboardInterrupt:
            builder.end()
    return 0


def _server(site: Path, port: int) -> ThreadingHTTPServer:
    """Give a server on this port, or on a free one if it is taken."""
    handler = partial(LivePages, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


class Sources(DefaultFilter):
    """Lets through what is written by hand, not what a build makes."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, *MADE)
