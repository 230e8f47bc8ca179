"""What is installed is locked by digest, asked for by name and said to whom it is of use."""

import os
import pty
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from books import ROOT

LOCKED = ("requirements.txt", "reviewbook/page/npm.txt")
OWN = {"bclm", "reviewbook"}
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
PIN = re.compile(r"^([\w.-]+)==(\S+)((?:.*\\\n)+.*)", re.MULTILINE)


def named(text: str) -> set[str]:
    """Give the packages that the lines of a text begin with, spelt in one way."""
    return {spelt(name) for name in re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)}


def spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def imported() -> set[str]:
    """Give the packages of others that the code of the book and its tests imports."""
    folders = [ROOT / name for name in ("bclm", "reviewbook", "tests", "validation")]
    texts = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    found = {name for text in texts for name in IMPORT.findall(text)}
    carried = packages_distributions()
    return {spelt(carried[n][0]) for n in found - sys.stdlib_module_names - OWN if n in carried}


COME_ALONG = {
    *("docutils", "ipykernel", "ipython", "jupyter-cache", "jupyter-client", "myst-parser"),
    *("nbclient", "prompt-toolkit", "pydantic-core", "sphinx", "traitlets"),
}
"""What packages that are asked for are made of, in the versions that these ask for."""


def test_each_package_that_the_code_imports_is_asked_for():
    assert imported() - named(read("requirements.in")) <= COME_ALONG


def test_the_readme_says_why_each_is_there():
    table = read("README.md").partition("## Why each dependency is there")[2].partition("\n## ")[0]
    said = {spelt(name) for row in table.split("\n|")[3:] for name in row.split("|")[0].split(",")}
    assert named(read("requirements.in")) == {name.strip() for name in said}


@pytest.mark.parametrize("name", LOCKED)
def test_each_file_that_is_installed_is_known_by_its_digest(name):
    pins = PIN.findall(read(name))
    assert len(pins) == len(re.findall("^[^ #].*==", read(name), re.MULTILINE)) > 0
    assert all("--hash=sha256:" in digests for _, _, digests in pins)


def test_what_is_asked_for_is_locked():
    assert named(read("requirements.in")) <= named(read("requirements.txt"))


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_names_no_host(name):
    assert not re.search("://|--(?:extra-)?index|--find-links|--trusted", read(name))


@pytest.fixture
def stand_in(tmp_path):
    """A Python that only says what pip would say of two packages."""
    lines = [
        "Collecting numpy==1 (from -r x)",
        "Processing /a/b/scipy-1.whl",
        "Installing collected",
    ]
    told = "\n".join(f'echo "{line}"' for line in lines)
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!{shutil.which("bash")}\ncase "$*" in *requirements.txt) {told};; esac\n')
    python.chmod(0o755)
    return python


def test_a_long_installation_shows_how_far_it_is(stand_in):
    ours, theirs = pty.openpty()
    command = [ROOT / ".ci" / "environment", stand_in, stand_in.parents[1]]
    assert subprocess.run(command, cwd=ROOT, stdout=theirs, stderr=theirs).returncode == 0
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    every = len(re.findall("^[^ #].*==", read("requirements.txt"), re.MULTILINE))
    for shown in (f"1 of {every}  numpy", f"2 of {every}  scipy", "Putting 2 packages"):
        assert shown in said
