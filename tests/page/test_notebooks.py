"""The chapters as notebooks: readable without the book's builder, and live in JupyterLab."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import jupytext
import nbformat
import pytest
from books import BOOK, ROOT, TRIALS
from tabs import WIDE

from reviewbook.explorer.explorer import explore
from reviewbook.ledger.book import Book
from reviewbook.ledger.verdicts import MARKS
from reviewbook.page.notebooks import LOOK, write_notebooks, written_out

MARKED = re.compile(r"\{[a-z:]+\}`|:::|```\{")


@pytest.fixture(scope="module")
def notebooks():
    """The notebooks, written into a folder of their own in the book."""
    (ROOT / "_build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "_build") as folder:
        yield Path(folder), write_notebooks(BOOK, Path(folder))


def test_every_page_has_its_notebook_with_the_same_code(notebooks):
    folder, written = notebooks
    pages = [ROOT / "intro.md", *(ROOT / "chapters").glob("*.md")]
    assert {p.relative_to(folder).with_suffix(".md") for p in written} == {
        p.relative_to(ROOT) for p in pages
    }
    for path in written:
        source = jupytext.read(ROOT / path.relative_to(folder).with_suffix(".md"), fmt="md:myst")
        made = nbformat.read(path, 4)
        nbformat.validate(made)
        code = [[c.source for c in nb.cells if c.cell_type == "code"] for nb in (source, made)]
        assert code[0] == code[1]


def test_nothing_is_left_that_only_the_book_understands(notebooks):
    for path in notebooks[1]:
        words = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown"]
        left = [text for text in words if MARKED.search(text)]
        assert not left, path.name


def test_links_between_pages_lead_to_notebooks(notebooks):
    for path in notebooks[1]:
        for target in re.findall(r"\]\(([\w/-]+\.ipynb)\)", path.read_text("utf-8")):
            assert (path.parent / target).is_file()


def test_claims_boxes_and_answers_are_written_out():
    said = written_out("It is {claim}`rfa-os-60`.\n", BOOK, None)
    assert f">27%\N{NO-BREAK SPACE}{MARKS['not recomputable']}</span>." in said
    assert "nothing printed allows a recomputation" in said
    rated = written_out("So: {certainty}`mortality-resection`.", BOOK, None)
    assert rated == "So: ⊕⊕◯◯ low certainty."
    box = written_out(":::{admonition} A warning\n:class: tip\nOne.\n\nTwo.\n:::\n", BOOK, None)
    assert box == "> **A warning**\n> \n> One.\n> \n> Two.\n"
    answer = written_out("1. Why?\n\n   ```{dropdown} Answer\n   Because.\n   ```\n", BOOK, None)
    assert "   <details>\n   <summary>Answer</summary>" in answer
    assert "   Because.\n" in answer
    with pytest.raises(KeyError, match="no-such-claim"):
        written_out("{claim}`no-such-claim`", BOOK, None)
    with pytest.raises(ValueError, match="strange"):
        written_out("{strange}`word`", BOOK, None)


def test_an_edited_notebook_stays_and_is_kept_beside_a_new_chapter(tmp_path, capsys):
    book = tmp_path / "book"
    for page in ("intro.md", "references.bib", "book.yml"):
        book.mkdir(exist_ok=True)
        shutil.copy(TRIALS / page, book)
    shutil.copytree(TRIALS / "data", book / "data")
    folder, opened = tmp_path / "notebooks", Book(book)

    def cells(name="intro"):
        return "".join(c.source for c in nbformat.read(folder / f"{name}.ipynb", 4).cells)

    def edit(words):
        notebook = nbformat.read(folder / "intro.ipynb", 4)
        notebook.cells[0].source += words
        nbformat.write(notebook, folder / "intro.ipynb")

    write_notebooks(opened, folder)
    assert capsys.readouterr().out == ""
    edit(" My own words.")
    write_notebooks(opened, folder)
    assert "stays as you edited it" in capsys.readouterr().out
    assert "My own words." in cells()
    for name in ("intro-edited", "intro-edited2"):
        (book / "intro.md").write_text((book / "intro.md").read_text() + "\nOne more sentence.\n")
        write_notebooks(opened, folder)
        assert f"kept as {name}.ipynb" in capsys.readouterr().out
        assert "own words." in cells(name)
        assert "own words." not in cells()
        edit(" Other own words.")
    (folder / "intro.ipynb").write_text("{}")
    write_notebooks(opened, folder)
    assert "kept as intro-edited3.ipynb" in capsys.readouterr().out
    (book / "intro.md").write_text((book / "intro.md").read_text() + "\nThe last sentence.\n")
    write_notebooks(opened, folder)
    assert capsys.readouterr().out == ""
    assert "The last sentence." in cells()


@pytest.fixture
def lab(notebooks, tmp_path):
    """A running JupyterLab that shows the notebooks as `make lab` does; its address."""
    shutil.copytree(LOOK, tmp_path / "config")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    places = {name: str(tmp_path / folder) for name, folder in folders.items()}
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={notebooks[0]}"]
    command += ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token="]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | places, cwd=tmp_path
        )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        assert server.poll() is None, (tmp_path / "lab.log").read_text()
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(20)


def test_an_explorer_answers_in_jupyterlab_as_in_python(browser, lab):
    tab = browser.new_context(viewport=WIDE).new_page()
    asked = set()
    tab.on("request", lambda request: asked.add(request.url.removeprefix("blob:")))
    tab.goto(f"{lab}/lab/tree/chapters/rfa.ipynb?reset")
    tab.get_by_text("(ipykernel) | Idle").wait_for(timeout=60_000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    view = tab.locator(".rb-explorer[data-ready=true]")
    view.wait_for(state="attached", timeout=90_000)
    explorer = explore(BOOK, "rfa")
    sentence = tab.locator(".rb-explorer .rb-sentence")
    assert sentence.text_content() == explorer.sentence(explorer.start)
    row = tab.locator(".rb-explorer .rb-row[data-fate=in]").first
    key = row.get_attribute("data-key")
    row.click()
    tab.wait_for_selector(f".rb-row[data-key='{key}'][data-fate=left]", state="attached")
    assert sentence.text_content() == explorer.sentence(explorer.start | {"left_out": [key]})
    assert not [url for url in asked if not url.startswith((lab, "data:"))]
    tab.context.close()
