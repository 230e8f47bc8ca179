"""The words of a page for the search: its text, without what no reader reads."""

import html
import re

UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def words_of(body: str) -> str:
    """Return the text of HTML, a space in the place of each tag."""
    return " ".join(html.unescape(TAG.sub(" ", UNREAD.sub(" ", body))).split())
