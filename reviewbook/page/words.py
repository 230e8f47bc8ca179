"""Sentences that are made from data, shown by a cell as text of the page."""


class Words:
    """A paragraph in Markdown."""

    def __init__(self, text: str):
        self.text = text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/markdown": self.text, "text/plain": self.text}
