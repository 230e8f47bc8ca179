"""Which numerals a formula may hold: those of the method, such as a power, and no result.

A formula is judged as it is shown, in MathML. A single digit belongs to the method where it stands
in an expression with a variable, as in k − 1, or is an index or a power of something.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from latex2mathml.converter import convert

from reviewbook.page.gate.numerals import ANY_WORD, stands_for_number

SPACE = "{http://www.w3.org/1998/Math/MathML}"
BOUNDS = set("<>≤≥≪≫")
RELATIONS = BOUNDS | set("=≈∼≃≅≡∝:≠∈→↦;")
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
NEUTRAL = {"0", "1"}
COMMAND = re.compile(r"\\[A-Za-z]+")


def numeral_in_formula(tex: str) -> str:
    """Return a numeral of a formula that could be a result; empty if there is none."""
    for words in (COMMAND.sub("", tex), COMMAND.sub(" ", tex)):
        if found := ANY_WORD.search(re.sub(r"[{}\\]", "", words)):
            return found[0]
    tree = ElementTree.fromstring(convert(tex).replace(f' xmlns="{SPACE[1:-1]}"', "", 1))
    rows = [tree[0], *tree.iter("mtd")]
    return next(_no_digits(tree), "") or next((n for row in rows for n in _lone(row)), "")


def _no_digits(tree: ElementTree.Element) -> Iterator[str]:
    """Give the numerals that no expression may hold: of several digits, or a power of nothing."""
    for element in tree.iter():
        text = (element.text or "").strip()
        if element.tag == "mn":
            yield from [text] if len(text) > 1 else []
        else:
            yield from (character for character in text if stands_for_number(character))
        bare = element.tag in SCRIPTS and not any((e.text or "").strip() for e in element[0].iter())
        if bare or element.tag == "mover":
            yield from _digits(element)


def _lone(row: ElementTree.Element) -> Iterator[str]:
    """Give the digits of a row that stand beside no variable, or beside another digit."""
    for relation, side in _sides(row):
        digits = [digit for part in side for digit in _digits(part)]
        if any(_only_digit(a) and _only_digit(b) for a, b in pairwise(side)):
            yield "".join(digits)
        elif not any(map(_has_variable, side)):
            neutral = relation in BOUNDS and set(digits) <= NEUTRAL
            yield from [] if neutral else digits


def _sides(row: ElementTree.Element) -> Iterator[tuple[str, list[ElementTree.Element]]]:
    """Give the parts of a row between its signs of relation, each with the sign before it."""
    relation, depth = "", 0
    side: list[ElementTree.Element] = []
    for part in row:
        sign = part.text or ""
        depth += (sign in "([{") - (sign in ")]}") if sign and part.tag == "mo" else 0
        if part.tag == "mo" and (sign in RELATIONS or (sign == "," and depth == 0)):
            yield relation, side
            relation, side = sign, []
        elif part.tag != "mspace" and (len(part) or sign):
            depth -= part.tag in SCRIPTS and (part[0].text or "") in (")", "]")
            side.append(part)
    yield relation, side


def _digits(part: ElementTree.Element) -> list[str]:
    return [mn.text or "" for mn in part.iter("mn")]


def _only_digit(part: ElementTree.Element) -> bool:
    return bool(_digits(part)) and not any((e.text or "") for e in part.iter() if e.tag != "mn")


def _has_variable(part: ElementTree.Element) -> bool:
    names = (mi for mi in part.iter("mi") if mi.get("mathvariant") != "normal")
    return any((mi.text or "").strip().isalpha() for mi in names)
