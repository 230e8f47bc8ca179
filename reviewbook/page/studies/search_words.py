"""The words of a page for the search: its text, without what no reader reads."""

import html
import re

UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
ENDS = re.compile(r"(</(?:t[dhr]|p|li|d[td]|h\d|text|title|caption|option|label|summary)>)(?=<)")
"""What ends a text of its own: a cell, a paragraph, a label of a drawing."""


def apart(body: str) -> str:
    """Return HTML in which texts of their own do not touch where tags are taken out of it.

    The search does so, for its index and for what it shows of a page.
    """
    return ENDS.sub(r"\1\n", body)


def words_of(body: str) -> str:
    """Return the text of HTML, a space in the place of each tag."""
    return " ".join(html.unescape(TAG.sub(" ", UNREAD.sub(" ", body))).split())
