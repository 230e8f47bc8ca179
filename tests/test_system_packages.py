"""A system package is installed after a word on which and why, and not where it is forbidden."""

import os
import shutil
import subprocess

import pytest
from books import ROOT

NEEDED = ("bash", "dirname", "id")


@pytest.fixture
def bare(tmp_path):
    """A machine without a browser, whose apt-get and Playwright only note that they were called."""
    for name in NEEDED:
        (tmp_path / name).symlink_to(shutil.which(name))
    for name, code in {"apt-get": 0, "playwright": 1, "python": 1, "sudo": 1}.items():
        (tmp_path / name).write_text(f'#!{shutil.which("sh")}\necho "{name} $*"\nexit {code}\n')
        (tmp_path / name).chmod(0o755)
    return tmp_path


def asked(bare, install):
    done = subprocess.run(
        [ROOT / ".ci" / "browser", bare],
        env={"PATH": str(bare), "INSTALL": install},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    return done.stdout + done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root installs without being asked")
def test_it_says_which_and_why_before_it_installs(bare):
    said = asked(bare, "yes")
    told = said.index("installing the system package chromium")
    assert said.index("No Chromium or Chrome is here") < told < said.index("apt-get install")


def test_one_switch_forbids_it(bare):
    said = asked(bare, "no")
    assert "apt-get update" not in said
    assert "apt-get install -y" not in said
    assert "--with-deps" not in said
    assert "INSTALL=no forbids installing it" in said
    assert "Please install chromium" in said


def test_nothing_else_installs_system_packages():
    texts = {path.name: path.read_text() for path in (ROOT / ".ci").iterdir()}
    texts["Makefile"] = (ROOT / "Makefile").read_text()
    assert [name for name, text in texts.items() if "apt-get install -y" in text] == ["package"]
