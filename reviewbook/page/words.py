"""Sentences that are made from data, shown by a cell as text of the page."""

import re

BOLD = re.compile(r"\*\*(\d[\w.,%() ]*)\*\*")
"""What a sentence may set in bold: a number, with its word."""
MEANT = re.compile(r"[\\`*_{}\[\]<>&$|~^]|(?<=:)//")
"""What Markdown or its extensions would read as more than text, wherever it stands."""
LEADING = re.compile(r"^(\d+(?=[.)])|(?=[^\w\s\\]))")


class Words:
    """A paragraph. Whatever its cells hold is text: of Markdown only bold numbers are read."""

    def __init__(self, text: str):
        self.text = text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/markdown": as_text(self.text), "text/plain": self.text}


def as_text(text: str) -> str:
    """Write a text so that Markdown reads it as it stands, but for numbers in bold."""
    parts = BOLD.split(" ".join(text.split()))
    plain = [MEANT.sub(lambda found: f"\\{found[0]}", part) for part in parts]
    plain[0] = LEADING.sub(r"\1\\", plain[0], count=1) if plain[0] else ""
    plain[1::2] = [f"**{number}**" for number in plain[1::2]]
    return "".join(plain)
