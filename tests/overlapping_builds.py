"""Twenty builds of one book at once, begun and killed at random: what is published is always whole.

Takes some minutes: ``python tests/overlapping_builds.py``.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reviewbook.commands.new import write_book
from reviewbook.page.publishing.publish import built, faults, heal, torn
from reviewbook.tables.files import alone

BUILDS, SEED, LATEST_KILL = 20, 7, 240


def begun(book: Path, number: int) -> subprocess.Popen:
    """Change the book a little and begin to build it."""
    (book / "intro.md").write_text(f"# An evening walk, {'again ' * number}\n", encoding="utf-8")
    command = [sys.executable, "-m", "reviewbook", "build", str(book)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, start_new_session=True, **silent)


def looked_at(book: Path) -> str:
    """Do what any next command does, and say what is published.

    Raises:
        AssertionError: it is not whole.
    """
    site = built(book)
    with alone(book):
        before = torn(site)
        heal(site)
        found = faults(site) if site.exists() else []
    assert not found, found
    return "healed" if before else "whole" if site.exists() else "none yet"


def main() -> None:
    """Begin, kill, look, and count."""
    chance, book = random.Random(SEED), Path(tempfile.mkdtemp()) / "book"
    write_book(book)
    running, told = {}, []
    for number in range(BUILDS):
        dies = chance.random() < 0.5
        moment = time.time() + (chance.uniform(5, LATEST_KILL) if dies else 1e9)
        running[begun(book, number)] = moment
        time.sleep(chance.uniform(0, 6))
    while running:
        time.sleep(0.2)
        for process, moment in list(running.items()):
            if process.poll() is None and time.time() > moment:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if process.poll() is not None:
                del running[process]
                told.append((process.returncode, looked_at(book)))
                print(len(told), *told[-1], flush=True)


if __name__ == "__main__":
    main()
