"""A cell is text: no mark-up, nothing unseen, no placeholder, no other alphabet or encoding."""

import re
import unicodedata
from collections.abc import Callable

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that do not show."""
ACTIVE = re.compile(r";\s*[=+@-]|<\s*[/!?a-z]|\b(java|vb)script\s*:", re.IGNORECASE)
"""A formula behind what separates cells where a comma is a decimal sign, mark-up, a script."""
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a formula begins with, or what is passed over before one."""
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|XXX)\b|\?\?|#(?:REF|VALUE|DIV/0|NULL|NUM)!|#(?:NAME\?|N/A)"
    r"|\[object Object\]|\blorem ipsum\b"
)
NOTHING = re.compile(r"nan|NaN|NAN|NaT|null|NULL|undefined|todo|tbd|xxx|[?.…]+")
"""What programs and people write where there is nothing, as a whole cell; what documents print
there, such as NS, NA or a dash, is a text like any other."""
FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
WORD = re.compile(r"[^\W\d_]+")
LOOKALIKES = frozenset(
    "асеһіјӏоԛрѕԝхуүАВСЕНІЈКМОРԚЅТԜХУҮ"  # Cyrillic
    "νορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"  # Greek
)
SPELLINGS = ("cp1252", "latin-1")

Test = Callable[[str], bool]


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may reckon a cell: a sign alone and a number are none.

    Wide and small forms of the signs count as the signs.
    """
    begins = unicodedata.normalize("NFKC", text[:1]).startswith(BEGINNINGS)
    return begins and len(text) > 1 and NUMBER.fullmatch(text) is None


def is_plain(text: str) -> bool:
    """Tell whether a text has no formula, no mark-up and no character that does not show."""
    unseen = any(unicodedata.category(character) in UNSEEN for character in text)
    return not (unseen or is_formula(text) or ACTIVE.search(text))


def is_said(text: str) -> bool:
    """Tell whether a text is more than a placeholder."""
    return UNFINISHED.search(text) is None and NOTHING.fullmatch(text) is None


def is_decoded(text: str) -> bool:
    """Tell whether no part of a text is UTF-8 that was read as another encoding."""
    return "\ufffd" not in text and not any(map(_misread, FOREIGN_RUN.findall(text)))


def is_of_one_alphabet(text: str) -> bool:
    """Tell whether each letter and digit is what it looks like.

    Letters of other alphabets that look like Latin ones may stand neither in a word with Latin
    letters nor alone; wide or bold forms of letters and digits, and accents apart from their
    letter, are other characters than those they look like.
    """
    if text.isascii():
        return True
    if unicodedata.normalize("NFC", text) != text or any(map(_disguised, text)):
        return False
    return not any(map(_mixed, WORD.findall(text)))


def _misread(run: str) -> bool:
    for spelling in SPELLINGS:
        try:
            run.encode(spelling).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def _disguised(character: str) -> bool:
    """Tell whether a letter or digit is a form of an ASCII one, or of another script's digits."""
    if character.isascii() or not unicodedata.category(character).startswith(("L", "Nd", "Zs")):
        return False
    plain = unicodedata.normalize("NFKC", character)
    return plain.isascii() or unicodedata.category(character) == "Nd"


def _mixed(word: str) -> bool:
    alike = [letter in LOOKALIKES for letter in word]
    latin = any(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
    return any(alike) and (latin or all(alike))


TESTS: list[tuple[Test, str]] = [
    (is_plain, "plain text: no formula, mark-up or unseen character"),
    (is_said, "a text, or nothing where the source states none, and no placeholder"),
    (is_decoded, "text in UTF-8; this was saved in one encoding and read in another"),
    (is_of_one_alphabet, "letters and digits that are what they look like, of one alphabet"),
]
"""What must hold of every text, and how it is said."""
