"""Whether a quoted number stands in a sentence about what it is about.

A sentence that names studies, or endpoints, and not that of a number it quotes, would lend the
number to another one. Where no name stands in the sentence, the headings above it speak. The role
then has to say what the number is about, and may not say anything else.
"""

import re
from collections.abc import Iterator

from docutils import nodes

from reviewbook.ledger.entries import Subject, subjects
from reviewbook.tables.load import Evidence, judged

CLAIM = "ClaimNode"
"""The kind of node that quotes a number."""
END = re.compile(r"(?<=[.!?;])\s+")


class Subjects:
    """Knows what every number is about, and by which words studies and endpoints are named."""

    def __init__(self, evidence: Evidence):
        self.of = subjects(evidence)
        own = {label.lower() for label in judged(evidence).values()}
        names = {name for subject in self.of.values() for name in subject.names}
        ends = {subject.endpoint for subject in self.of.values() if " " in subject.endpoint}
        self.studies = _any_of(name for name in names if name.lower() not in own)
        self.documents = _any_of(own, re.IGNORECASE)
        self.endpoints = _any_of(ends - {"not stated"}, re.IGNORECASE)

    def faults(self, text: nodes.TextElement) -> Iterator[tuple[str, str]]:
        """Give each number that is lent to another subject: its sentence and the fault."""
        for claim, sentence in quotations(text):
            subject = self.of.get(claim["entry"]["entry_id"])
            if subject and (fault := self.fault(subject, claim["about"], sentence, text)):
                yield sentence, f"{claim['entry']['entry_id']} is quoted {fault}"

    def fault(self, subject: Subject, about: str, sentence: str, text: nodes.Element) -> str:
        """Say what is wrong with a quotation; empty if nothing is."""
        if about and about not in {*subject.names, subject.endpoint}:
            return f"as about {about!r}, yet is about {_told(subject)}"
        places = [sentence, *headings(text)]
        named = next((found for place in places if (found := self._studies(place))), set())
        if named and about not in subject.names and not self._is_named(subject, named, sentence):
            return f"where {_list(named)} is named, yet is about {_told(subject)}"
        ends = next((e for place in places if (e := _lower(self.endpoints.findall(place)))), set())
        if subject.endpoint and ends and subject.endpoint not in {*ends, about}:
            return f"where {_list(ends)} is named, yet is about {_told(subject)}"
        return ""

    def _studies(self, place: str) -> set[str]:
        return set(self.studies.findall(place))

    def _is_named(self, subject: Subject, named: set[str], sentence: str) -> bool:
        own = self.documents.findall(sentence)
        return bool(subject.names & named) or bool(_lower(own) & _lower(subject.names))


def quotations(text: nodes.TextElement) -> Iterator[tuple[nodes.Element, str]]:
    """Give each quoted number of a text with the sentence it stands in."""
    sentences: list[tuple[list[str], list[nodes.Element]]] = [([], [])]
    for part in _parts(text):
        if part.tagname == CLAIM:
            sentences[-1][1].append(part)
            continue
        first, *others = END.split(str(part))
        sentences[-1][0].append(first)
        sentences += [([other], []) for other in others]
    for words, claims in sentences:
        yield from ((claim, "".join(words)) for claim in claims)


def _parts(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.Text) or node.tagname == CLAIM:
        yield node
    else:
        for child in node.children:
            yield from _parts(child)


def headings(node: nodes.Node) -> Iterator[str]:
    """Give the headings above a text, the nearest first."""
    while node is not None:
        if isinstance(node, nodes.section) and isinstance(node[0], nodes.title):
            yield node[0].astext()
        node = node.parent


def _any_of(names, flags: int = 0) -> re.Pattern:
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(n)}\b" for n in longest_first) or r"(?!)", flags)


def _lower(names) -> set[str]:
    return {name.lower() for name in names}


def _list(names: set[str]) -> str:
    return " and ".join(sorted(names))


def _told(subject: Subject) -> str:
    return ", ".join(filter(None, (_list(set(subject.names)), subject.endpoint))) or "no study"
