"""How far something long has come, for whoever waits at a terminal."""

import sys
from typing import TextIO

BAR = 30


class Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, what: str, stream: TextIO = sys.stderr):
        """Count `what`, a plural; write to `stream` if it is a terminal."""
        self.what, self.stream = what, stream if stream.isatty() else None

    def __call__(self, done: int, total: int, now: str = "") -> None:
        """Show that `done` of `total` are done, and which is; the last one clears the line."""
        if self.stream is None:
            return
        filled = BAR * done // total
        bar = "█" * filled + "░" * (BAR - filled)
        line = f"{bar} {done} of {total} {self.what} {now}" if done < total else ""
        print(f"\r\033[K{line}", end="", file=self.stream, flush=True)
