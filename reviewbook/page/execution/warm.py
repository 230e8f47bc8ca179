"""A process that has imported what pages import and read the tables, and turns into kernels.

``python -m reviewbook.page.execution.warm FOLDER`` reads from each line of its input how a kernel
is started, as JSON, forks one, and answers with the number of its process. With the end of its
input it ends, and its kernels with it.
"""

import contextlib
import gc
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from ipykernel.kernelapp import IPKernelApp

from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError


def main(folder: Path) -> None:
    """Warm up for the book of a folder, then start kernels until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in sys.modules["reviewbook"].HOMES:
        import_module(name)
    with contextlib.suppress(DataError):
        load(folder / "data")
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, reap)
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            become_kernel(**json.loads(line))
        print(child, flush=True)


def reap(*signal_and_frame) -> None:
    """Take note of kernels that have ended, so that their time counts as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def become_kernel(connection: str, cwd: str, env: dict[str, str]) -> None:
    """Be a kernel of one's own, as if freshly started, until it is shut down.

    `connection` is the file with the kernel's addresses; `cwd` and `env` are the folder and the
    variables it works with.
    """
    parent = os.getppid()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(parent))
    sys.argv = ["ipykernel_launcher", "-f", connection]
    code = 1
    try:
        IPKernelApp.launch_instance([*sys.argv[1:], f"--IPKernelApp.parent_handle={parent}"])
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
