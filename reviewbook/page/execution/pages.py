"""The executed notebooks of a book: those that have not changed as they were, the others anew."""

import sys
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode
from sphinx.errors import SphinxError

from reviewbook.guard.progress import Progress
from reviewbook.page.execution.side_by_side import Outcome, Task, execute
from reviewbook.page.execution.store import Store


class FailingCellError(SphinxError):
    """Cells failed: the message names the page of each and says how."""

    category = "The notebooks"


class Counter:
    """Tells of each page when it has been executed: a bar on a terminal, elsewhere a line each."""

    def __init__(self, total: int):
        self.total, self.done = total, 0
        self.progress = Progress("notebooks")
        self.progress(0, total)

    def __call__(self, name: str, outcome: Outcome) -> None:
        """Count one more."""
        self.done += 1
        self.progress(self.done, self.total, name)
        if self.progress.stream is None:
            print(f"executed [{self.done}/{self.total}] {name}", file=sys.stderr, flush=True)


def executed(book: Path, tasks: Mapping[str, Task]) -> dict[str, NotebookNode]:
    """Return notebooks as executed, by the name of their page.

    `book` is the folder of the book. A notebook is executed, in place, unless all it was made from
    is the same as the last time: `store.Store`.

    Raises:
        FailingCellError: with every cell that failed.
    """
    store = Store(book)
    known = {name: store.kept(name, task.notebook) for name, task in tasks.items()}
    waiting = {name: task for name, task in tasks.items() if known[name] is None}
    if not waiting:
        return known
    outcomes = execute(book, waiting, Counter(len(waiting)))
    failed = {name: outcome.error for name, outcome in outcomes.items() if outcome.error}
    for name in outcomes.keys() - failed.keys():
        store.keep(name, waiting[name].notebook, outcomes[name].seen)
    if failed:
        said = [f"A cell of {name} fails:\n{failed[name]}" for name in sorted(failed)]
        raise FailingCellError("\n".join(said))
    return known | {name: task.notebook for name, task in waiting.items()}
