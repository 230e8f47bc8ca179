"""How far something has come is drawn on a terminal, and nowhere else."""

from reviewbook.guard.progress import Progress


class Terminal:
    """A stream that says it is a terminal, or not."""

    def __init__(self, tty):
        self.tty, self.text = tty, ""

    def isatty(self):
        return self.tty

    def write(self, text):
        self.text += text

    def flush(self):
        """Do nothing."""


def test_the_bar_is_drawn_on_a_terminal_only_and_cleared():
    terminal, pipe = Terminal(True), Terminal(False)
    for stream in (terminal, pipe):
        progress = Progress("checks", stream)
        progress(1, 2)
        progress(2, 2)
    assert "1 of 2 checks" in terminal.text
    assert terminal.text.endswith("\r\033[K")
    assert pipe.text == ""
