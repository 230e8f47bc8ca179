"""Books for the tests to build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from reviewbook.ledger.book import Book

ROOT = Path(__file__).parents[1]
TRIALS = ROOT / "examples" / "bcg"
BOOK = Book(ROOT)
HOUSE = ("_config.yml", "_static", "references.bib")


HOME = {"GITHUB_REPOSITORY": "sea/books", "GITHUB_SERVER_URL": "https://github.com"}
"""What a machine of a hosting repository says, with which the second book is built."""
NOWHERE = {"GITHUB_REPOSITORY": ""}


def build(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess:
    """Build the book of a folder as ``make book`` does, with more variables of the environment."""
    return subprocess.run(
        [sys.executable, "-m", "reviewbook", "build", *options, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **variables},
    )


def furnish(folder: Path, pages: Path) -> Path:
    """Copy some pages and the look of the book into a folder."""
    shutil.copytree(pages, folder, dirs_exist_ok=True)
    for name in HOUSE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


if __name__ == "__main__":
    made = build(furnish(Path(sys.argv[1]), ROOT / "tests" / "specimen"))
    raise SystemExit(made.returncode and made.stderr)
