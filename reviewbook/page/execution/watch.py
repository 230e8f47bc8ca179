"""What a kernel reads while it executes a page: tables, files, folders, modules.

Python says of itself what it opens and starts (``sys.addaudithook``), and `tables.known.Tables` say
the same way which table was asked for. Nothing a page does need be declared.
"""

import os
import sys
import sysconfig
from functools import cache
from pathlib import Path

from reviewbook.tables.known import TABLE_USED

MACHINE = str(Path(__file__).parents[2])
LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib"))
SYSTEM = ("/proc", "/dev", "/sys")
LISTING = ("os.listdir", "os.scandir")
READING = ("open", *LISTING)
BEYOND = ("subprocess.Popen", "os.system", "os.fork", "os.posix_spawn", "os.exec", "socket.connect")
IMPORTERS = ("<frozen importlib", sysconfig.get_path("stdlib") + "/importlib/")
"""Where Python looks for modules and packages: each is told by its own name, or as a library."""
MADE = ".cache"


class Watch:
    """Notes what this process reads from now on."""

    def __init__(self):
        self.tables: set[str] = set()
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.beyond = False
        sys.addaudithook(self._notice)

    def _notice(self, event: str, details: tuple) -> None:
        if event == TABLE_USED:
            self.tables.add(details[0])
        elif event in BEYOND:
            self.beyond = True
        elif event in READING and not importing():
            path = details[0] or "."
            if event in LISTING and isinstance(path, str):
                self.folders.add(os.path.abspath(path))
            elif isinstance(path, str) and not details[2] & (os.O_WRONLY | os.O_RDWR):
                self.files.add(os.path.abspath(path))

    def seen(self, book: str) -> dict[str, list[str] | bool]:
        """Say what was read for the book of a folder: all of what its pages can depend on.

        Left out are the machine and the libraries, which are told apart as a whole, and the files
        of the tables, as each table is named on its own. ``beyond`` says that other programs or
        machines were asked: then nobody knows.
        """
        sources = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
        files = self.files | {os.path.abspath(path) for path in sources if path.endswith(".py")}
        data, made = os.path.join(book, "data"), os.path.join(book, MADE)
        outside = (MACHINE, made, os.environ.get("IPYTHONDIR", made), *LIBRARIES, *SYSTEM)

        def counts(path: str) -> bool:
            return not path.endswith(".pyc") and not any(within(path, one) for one in outside)

        return {
            "tables": sorted(self.tables),
            "files": sorted(p for p in files if counts(p) and os.path.dirname(p) != data),
            "folders": sorted(path for path in self.folders if counts(path)),
            "beyond": self.beyond,
        }


def importing() -> bool:
    """Tell whether what is being read is read because something is imported."""
    frame = sys._getframe(2)
    while frame and frame.f_code.co_filename.endswith(("pathlib.py", "zipfile.py", "glob.py")):
        frame = frame.f_back
    return bool(frame) and frame.f_code.co_filename.startswith(IMPORTERS)


def within(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or lies in it."""
    return path == folder or path.startswith(folder + os.sep)


@cache
def watch() -> Watch:
    """Return the one watch of this process, which begins with the first call."""
    return Watch()
