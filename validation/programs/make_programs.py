"""What R prints when it runs the programs that explorers give.

``python validation/programs/make_programs.py`` writes ``programs.json``, a row for each program:
its ``kind``, the reports ``given``, its ``facts``, the ``text`` and what R with metafor
``printed``. It needs Rscript and r-cran-metafor.
"""

import json
import random
import subprocess
from pathlib import Path

from reviewbook.explorer.explorer import explore
from reviewbook.explorer.programs import program
from reviewbook.ledger.book import Book

ROOT = Path(__file__).parents[2]
EXPLORERS = [(ROOT, "resection"), (ROOT, "case-control"), (ROOT / "examples" / "bcg", "trials")]
SHARES = (0, 0.3, 0.6)


def main() -> None:
    """Draw states, run their programs, write down what R says."""
    draw = random.Random(1)
    pinned = []
    for folder, name in EXPLORERS:
        explorer = explore(Book(folder), name)
        for at, outcome in enumerate(explorer.outcomes):
            for share in SHARES:
                left = [key for key in outcome.members if draw.random() < share]
                state = explorer.start | {"outcome": at, "left_out": left}
                if asked := explorer.selection(state):
                    pinned.append(run(*asked))
    written = json.dumps(pinned, indent=1, ensure_ascii=False)
    Path(__file__).with_name("programs.json").write_text(written + "\n", encoding="utf-8")


def run(kind: str, given: list[str], facts: dict) -> dict:
    """A program with what R prints."""
    text = program("R", kind, given, **facts)
    done = subprocess.run(
        ["Rscript", "--vanilla", "-"], input=text, capture_output=True, text=True, check=True
    )
    return {"kind": kind, "given": given, "facts": facts, "text": text, "printed": done.stdout}


if __name__ == "__main__":
    main()
