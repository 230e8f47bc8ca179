"""What a numeral is, in figures, in letters, or as a sign that stands for one."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

ONES = "two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
LARGE = "hundreds?|thousands?|millions?|billions?|dozens?"
PARTS = "hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
COUNTED = (
    "patients?|women|men|persons?|people|participants?|subjects?|cases?|deaths?|events?|studies|"
    "study|series|trials?|reports?|cohorts?|centres?|centers?|years?|months?|weeks?|days?|hours?|"
    "minutes?|per cent|percent|percentages?|points?|cm|mm|centimetres?|millimetres?|metres?|mg|g|"
    "kg|grams?|ml|times|fold|%"
)
"""What is counted or measured in any review; a book's tables add their own units."""
ANY_WORD = re.compile(rf"\b(?:one|{ONES}|{TEENS}|{TENS}|{LARGE}|zero|[IVX]{{2,}})\b")
MEASURED = "years?|months?|weeks?|per cent|percent|percentage point|cm|mm|%"
"""What one of is a quantity; one of anything else may be any."""
BETWEEN = r"(?:[ -]+(?:of|in|out|to|or|and|the|these|those|its|their|all|such|a))*[ -]*"
ADJECTIVE = r"(?:[ -]+[a-z]+){0,2}"

ROMAN = re.compile(
    r"\b(?:[IVXL]{2,}|[ivx]{2,}|(?=[MDCLXVI]{4})M*(?:C[MD]|D?C*)(?:X[CL]|L?X*)(?:I[XV]|V?I*))\b"
)
CLASSED = re.compile(
    r"\b(?:phase|stage|grade|type|class|level|part|table|figure|chapter|section|step)\s+"
    r"(?:[IVX]+[abc]?|[ivx]+)\b",
    re.IGNORECASE,
)
SAME_SIGN = re.compile(r"([^\w\s.…_=~<>#\-–—―\N{OBJECT REPLACEMENT CHARACTER}])\1{2,}|[|]{2,}")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*|.", re.DOTALL)
SIGN = re.compile(
    r"\b(?:DIGIT|NUMBER|NUMERAL|NUMERIC|KEYCAP|FRACTION|BRAILLE|TALLY|DIE|CLOCK|MAHJONG|DOMINO|"
    r"PLAYING|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE|HUNDRED)\b"
)
LOOKS_LIKE = str.maketrans(
    "аеіїјоорсухѕһԛԝвнкмтαειοκνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕІЈКМНОРСТХЅıɪᴠꜰᴇɴᴛʀᴏᴜʜᴡʟ",
    "aeiijoopcyxshqwbhkmtaeioknptuxABEZHIKMNOPTYXABEIJKMHOPCTXSiivfentrouhwl",
)
"""Letters of other scripts that look like those of number words and Roman numerals."""


class Numerals:
    """Finds the numerals of a text; `units` are what a book counts besides the usual."""

    def __init__(self, units: Iterable[str] = ()):
        own = [rf"{re.escape(unit)}s?" for unit in units]
        counted = rf"(?:{'|'.join([COUNTED, *own])})(?!\w)"
        digit = rf"(?:{ONES}|{TEENS}|one)"
        word = rf"(?:{ONES}|{TEENS}|{TENS}|{LARGE})"
        many = r"(?:double|triple|treble|quadruple)[sd]?"
        part = rf"(?:(?:{PARTS})[ -]+(?:of|the|all))"
        self.patterns = [
            ROMAN,
            CLASSED,
            SAME_SIGN,
            re.compile(rf"\b[lIOo|]{{2,}}(?:\s*%|\s+{counted})|\b[IVX]\s+{counted}"),
            re.compile(rf"\b(?:(?:{TENS})(?:one|{ONES})?|{LARGE})\b", re.IGNORECASE),
            re.compile(rf"\b{digit}[ -](?:{PARTS})\b|\ban?[ -](?:{PARTS})[ -]of\b", re.IGNORECASE),
            re.compile(rf"\b(?:{word}|{part})\b{BETWEEN}{ADJECTIVE}[ -]+{counted}", re.IGNORECASE),
            re.compile(rf"\b(?:zero|nought)[ -]+{counted}|\b{word}(?:fold|\s*%)", re.IGNORECASE),
            re.compile(rf"\bone[ -]+(?:{MEASURED})(?!\w)", re.IGNORECASE),
            re.compile(rf"\b(?:{many}|(?:twice|thrice)[ -](?:as|the))\b", re.IGNORECASE),
            re.compile(rf"\b(?:couple|pair|score)s?[ -]of[ -]{counted}", re.IGNORECASE),
            re.compile(rf"\b{digit}[ -](?:in|out of)[ -](?:every[ -])?{word}\b", re.IGNORECASE),
        ]

    def find(self, text: str) -> str:
        """Return the first numeral of a text as it would be read; empty if there is none."""
        for at, character in enumerate(text):
            if stands_for_number(character):
                return DIGITS.match(text, at)[0]  # type: ignore[index]
        plain = read_as(text)
        found = [match[0] for pattern in self.patterns if (match := pattern.search(plain))]
        return found[0] if found else ""


@cache
def stands_for_number(character: str) -> bool:
    """Tell whether one character is a digit, a fraction or a picture of a number."""
    if character.isascii():
        return character.isdigit()
    if any(unicodedata.numeric(c, None) is not None for c in (character, *_parts(character))):
        return True
    pictured = unicodedata.category(character) in ("So", "Sm", "Sk", "Po", "Cf", "Lm", "Me")
    return pictured and bool(SIGN.search(unicodedata.name(character, "")))


def _parts(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def read_as(text: str) -> str:
    """Return a text in plain letters: without what is invisible, look-alikes replaced."""
    shown = (c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    plain = unicodedata.normalize("NFKC", "".join(shown)).translate(LOOKS_LIKE)
    return re.sub(r"\s+", " ", plain)
