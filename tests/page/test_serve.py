"""The book while it is written: each page with a script that loads it again, all else as it is."""

from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from watchfiles import Change

from reviewbook.page.publishing.serve import LivePages, Sources


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A site of a page and a style, as it is shown while it is written."""
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<html><body>A page</body></html>", encoding="utf-8")
    (site / "book.css").write_text("p {}", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(LivePages, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def read(address: str) -> str:
    """Ask for a file."""
    with urlopen(address, timeout=5) as answer:
        return answer.read().decode("utf-8")


@pytest.mark.parametrize("path", ["/", "/index.html", "/index.html?a=b"])
def test_a_page_comes_with_the_script_that_loads_it_again(address, path):
    page = read(address + path)
    assert page == '<html><body>A page<script src="/reload.js"></script></body></html>'
    assert "location.reload()" in read(f"{address}/reload.js")


def test_everything_else_comes_as_it_is(address):
    assert read(f"{address}/book.css") == "p {}"
    with pytest.raises(HTTPError, match="404"):
        read(f"{address}/no-page.html")


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("chapters/trials.md", True),
        ("data/studies.csv", True),
        (".cache/serve/html/index.html", False),
        ("_build/html/index.html", False),
        (".git/HEAD", False),
    ],
)
def test_what_a_build_makes_is_no_reason_to_build_again(tmp_path, path, counts):
    assert Sources()(Change.modified, str(tmp_path / path)) is counts
