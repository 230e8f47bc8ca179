"""The built book, a browser and a local server, each made once for a run of the tests."""

import fcntl
import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from books import HOME, NOWHERE, ROOT, TRIALS, build, furnish
from playwright.sync_api import sync_playwright

from reviewbook.page.paper.browser import BROWSERS
from reviewbook.page.studies.study_names import FOLDER

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def made_once(tmp_path_factory, name: str, make) -> str:
    """Make something in the first process that asks, and say to every process what went wrong.

    The processes of one run share the parent of their temporary folders.
    """
    note = tmp_path_factory.getbasetemp().parent / f"{name}.txt"
    with note.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            made = make()
            said = made.stdout[-4000:] + made.stderr[-8000:]
            note.write_text(said if made.returncode else "")
    return note.read_text()


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built book."""
    problem = made_once(tmp_path_factory, f"site-{RUN}", lambda: build(ROOT))
    assert not problem, problem
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def trials_site(tmp_path_factory) -> Path:
    """The built second book, printed as well."""
    problem = made_once(tmp_path_factory, f"trials-{RUN}", lambda: build(TRIALS, "--paper", **HOME))
    assert not problem, problem
    return TRIALS / "_build" / "html"


@pytest.fixture(scope="session")
def specimen(tmp_path_factory) -> Path:
    """A built book of three pages that shows each element once."""
    folder = tmp_path_factory.getbasetemp().parent / f"specimen-{RUN}"
    problem = made_once(
        tmp_path_factory,
        folder.name,
        lambda: build(furnish(folder, ROOT / "tests" / "specimen"), **NOWHERE),
    )
    assert not problem, problem
    return folder / "_build" / "html"


@pytest.fixture(scope="session", params=["site", "specimen"])
def pages(request) -> list[Path]:
    """Every page of the book, then every page of the specimen, but for the redirecting entrance.

    Of the pages of studies, which are made alike, the first two.
    """
    folder = request.getfixturevalue(request.param)
    every = sorted(page for page in folder.rglob("*.html") if page != folder / "index.html")
    alike = [page for page in every if page.parent.name == FOLDER]
    return [page for page in every if page not in alike[2:]]


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
