"""A process that has imported what a build needs and read the tables, and rebuilds when asked.

``python -m reviewbook.page.publishing.resident FOLDER ANSWERS`` reads a byte for each time it is
asked and writes what came of it, a line each, to the file descriptor `ANSWERS`. A fork of it, which
has begun before it is asked, rebuilds the book of the folder; if more has changed than pages, it
gives way to one that begins anew.
"""

import contextlib
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from reviewbook.page.build import or_give_up
from reviewbook.page.config import settings
from reviewbook.page.publishing.draft import begun, rebuild
from reviewbook.page.publishing.publish import served
from reviewbook.tables.load import load
from reviewbook.tables.problems import DataError

ASKED = b"."
DONE, FAILED, ANEW, ENDED, READY = range(5)
"""What came of a fork: it has built, or could not; another is to begin anew; there is no more."""
STREAMS = (1, 2)


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
            self._process.stdin.write(ASKED)
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return self._answers.readline() == f"{DONE}\n"

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
        come = READY
        while come != ENDED:
            with contextlib.suppress(DataError, OSError):
                load(source / "data")
            gc.freeze()
            come = _forked(source, anew=come == ANEW)
            if come not in (ANEW, ENDED):
                print(come, file=told, flush=True)


def _forked(source: Path, anew: bool) -> int:
    """Rebuild in a process of its own, when asked or from the ground up; return what came of it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    come = FAILED
    try:
        come = _from_the_ground(source) if anew else _when_asked(source)
    except SystemExit as error:
        print(error, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(come)


def _from_the_ground(source: Path) -> int:
    rebuild(source)
    return DONE


def _when_asked(source: Path) -> int:
    """Begin a draft in silence, wait, and finish it if it still holds."""
    with contextlib.ExitStack() as stack:
        draft = None
        with contextlib.suppress(Exception, SystemExit), _silence():
            draft = stack.enter_context(begun(source))
        if not os.read(sys.stdin.fileno(), len(ASKED)):
            return ENDED
        if draft is None or not draft.holds():
            return ANEW
        with or_give_up(served(source) / "html"):
            draft.finish()
        return DONE


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Let nothing be said: whatever goes wrong is said when it is tried again."""
    kept = [os.dup(stream) for stream in STREAMS]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in STREAMS:
        os.dup2(nowhere, stream)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for stream, earlier in zip(STREAMS, kept, strict=True):
            os.dup2(earlier, stream)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
