"""Notebooks executed at the same time, as many as there are processors.

Their kernels are forked from a warm process where that is possible, and start cold elsewhere.
"""

import ast
import asyncio
import json
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from reviewbook.page.execution.kernel import WarmKernel, WarmProcess, can_fork

WATCH = "__import__('reviewbook.page.execution.watch', fromlist=['watch']).watch()"
FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError)


@dataclass(frozen=True)
class Task:
    """A notebook to be executed in a folder, no cell longer than `timeout` seconds."""

    notebook: NotebookNode
    folder: Path
    timeout: int


@dataclass(frozen=True)
class Outcome:
    """What its kernel saw of the world (`watch.Watch.seen`), or the error that ended it."""

    seen: dict | None
    error: Exception | None = None


def execute(
    book: Path, tasks: Mapping[str, Task], done: Callable[[str, Outcome], None]
) -> dict[str, Outcome]:
    """Execute notebooks in place, each in a kernel of its own; return what came of each, by name.

    `book` is the folder of the book; `done` is called with each as soon as it has ended.
    """
    forked = WarmProcess(book) if can_fork() else nullcontext()
    # In a thread of its own: whoever calls may be in a loop of events already.
    with forked as warm, ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _execute(book, tasks, done, warm)).result()


async def _execute(book, tasks, done, warm) -> dict[str, Outcome]:
    places, outcomes = asyncio.Semaphore(processors()), {}

    async def one(name: str, task: Task) -> None:
        async with places:
            try:
                outcomes[name] = Outcome(await _run(book, task, warm))
            except FAILURES as error:
                outcomes[name] = Outcome(None, error)
        done(name, outcomes[name])

    await asyncio.gather(*(one(name, task) for name, task in tasks.items()))
    return outcomes


async def _run(book: Path, task: Task, warm: WarmProcess | None) -> dict:
    """Execute a notebook and return what its kernel saw."""
    manager = WarmKernel(warm) if warm else None
    client = NotebookClient(
        task.notebook, km=manager, timeout=task.timeout, record_timing=False, coalesce_streams=True
    )
    client.owns_km = True
    client.reset_execution_trackers()
    async with client.async_setup_kernel(cwd=str(task.folder)):
        info = await client.async_wait_for_reply(client.kc.kernel_info())
        task.notebook.metadata["language_info"] = info["content"]["language_info"]
        await _asked(client, f"{WATCH} and ''")
        for number, cell in enumerate(task.notebook.cells):
            await client.async_execute_cell(cell, number)
        client.set_widgets_metadata()
        seen = await _asked(client, f"__import__('json').dumps({WATCH}.seen({str(book)!r}))")
        settle_names(task.notebook)
        return json.loads(seen)


def settle_names(notebook: NotebookNode) -> None:
    """Number the parts of widgets in the order they were made, in place of names made by chance."""
    states = notebook.metadata.get("widgets", {}).values()
    made = [name for state in states for name in state["state"]]
    settled = {name: f"{number:032x}" for number, name in enumerate(made, start=1)}
    if settled:
        text = re.sub("|".join(settled), lambda found: settled[found[0]], json.dumps(notebook))
        notebook.update(nbformat.from_dict(json.loads(text)))


async def _asked(client: NotebookClient, expression: str) -> str:
    """Return a text that the kernel computes beside the notebook."""
    message = client.kc.execute("", silent=True, user_expressions={"asked": expression})
    reply = await client.async_wait_for_reply(message)
    return ast.literal_eval(reply["content"]["user_expressions"]["asked"]["data"]["text/plain"])


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
