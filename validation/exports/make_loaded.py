"""What R reads of the data package of the example book.

``python validation/exports/make_loaded.py`` writes ``loaded.json``: the text of the ``program``
that goes with every package, what it ``printed``, and of each column of each table its class and
how many cells are empty (``columns``). It needs Rscript and r-cran-jsonlite.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from reviewbook.exports.files import ASSETS, LOADERS, exported
from reviewbook.ledger.book import Book
from reviewbook.page.identity.address import identity

BOOK = Path(__file__).parents[2] / "examples" / "bcg"
ASK = """
columns <- lapply(tables, function(table) lapply(table, function(column) {
  list(class = class(column), empty = sum(is.na(column)))
}))
cat(jsonlite::toJSON(columns, auto_unbox = TRUE), file = "columns.json")
"""


def main() -> None:
    """Write the package, let R read it, and keep what it says."""
    program = (ASSETS / LOADERS["R"]).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        for name, content in exported(Book(BOOK), identity(BOOK, {})).items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        done = subprocess.run(
            ["Rscript", "--vanilla", "-"],
            **{"input": program + ASK, "cwd": place, "check": True},
            **{"capture_output": True, "text": True},
        )
        columns = json.loads(Path(place, "columns.json").read_text(encoding="utf-8"))
    pinned = {"program": program, "printed": done.stdout, "columns": columns}
    written = json.dumps(pinned, indent=1, ensure_ascii=False)
    Path(__file__).with_name("loaded.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
