"""A process that has imported what a build needs and read the tables, and rebuilds when asked.

``python -m reviewbook.page.publishing.resident FOLDER ANSWERS`` forks for each line of its input,
rebuilds the book of the folder there, and writes the exit code to the file descriptor `ANSWERS`.
"""

import contextlib
import gc
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from reviewbook.page.build import rebuild
from reviewbook.page.config import settings
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError


class Resident:
    """The process that rebuilds the book of a folder."""

    def __init__(self, source: Path):
        """Start the process; it imports and reads meanwhile."""
        answers, told = os.pipe()
        command = [sys.executable, "-m", __name__, str(source), str(told)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[told])
        os.close(told)
        self._answers = os.fdopen(answers)

    def rebuild(self) -> bool:
        """Rebuild the book; tell whether that went well."""
        try:
            self._process.stdin.write(b"again\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return self._answers.readline() == "0\n"

    def end(self) -> None:
        """End the process."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._answers.close()


def main(source: Path, answers: int) -> None:
    """Get ready, then rebuild the book of a folder whenever a line comes in."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(Exception):  # what is wrong with the settings, the build says
        for name in settings(source)["extensions"]:
            import_module(name)
    with os.fdopen(answers, "w") as told:
        for _ in iter(sys.stdin.readline, ""):
            with contextlib.suppress(DataError, OSError):
                load(source / "data")
            gc.freeze()
            print(_forked(source), file=told, flush=True)


def _forked(source: Path) -> int:
    """Rebuild in a process of its own, and return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        rebuild(source)
        code = 0
    except SystemExit as error:
        print(error, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
