"""The built book, a browser and a local server, each made once for a run of the tests."""

import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from books import ROOT, build, furnish
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BUILT = {"site", "specimen", "pages", "browser"}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep all tests of built pages in one process, so that the book is built once for a run."""
    for item in items:
        if BUILT & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("built"))


@pytest.fixture(scope="session")
def site() -> Path:
    """The built book."""
    built = build(ROOT)
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-8000:]
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def specimen(tmp_path_factory) -> Path:
    """A built book of three pages that shows each element once."""
    folder = furnish(tmp_path_factory.mktemp("specimen"), ROOT / "tests" / "specimen")
    built = build(folder)
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-8000:]
    return folder / "_build" / "html"


@pytest.fixture(scope="session", params=["site", "specimen"])
def pages(request) -> list[Path]:
    """Every page of the book, then every page of the specimen, but for the redirecting entrance."""
    folder = request.getfixturevalue(request.param)
    return sorted(page for page in folder.rglob("*.html") if page != folder / "index.html")


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """A handler that does not write a line per request."""

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="session")
def serve():
    """A function that serves the parent of a folder and returns the folder's address.

    The folder is thus under a sub-path, as on a project's Pages.
    """
    servers = {}

    def address(folder: Path) -> str:
        if folder not in servers:
            handler = functools.partial(QuietHandler, directory=str(folder.parent))
            servers[folder] = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=servers[folder].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[folder].server_port}/{folder.name}"

    yield address
    for server in servers.values():
        server.shutdown()
