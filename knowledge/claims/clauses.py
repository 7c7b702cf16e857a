"""Clauses of a text and what they say beside their figures: their terms, and whether they forbid, allow or demand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge.claims.figures import Figure, figures
from knowledge.claims.limits import ALL, WORDS
from knowledge.claims.numerals import written
from knowledge.claims.words import EMPTY, MODALS, NO_DENIAL, stem

_STOP = re.compile(r"[。;!?！？；\n]|\.(?=\s|$)")
_CUT = re.compile(r"(?<!\d),|,(?!\d)|[()]|:(?!\d)|\s-\s|(?= but |(?<=\w) or ask )|(?<=\w)(?=但是?|否则)")
_LISTED = re.compile(r"(^|[:,!。.]\s*)(?:[-·*•]\s*)?[(]?\d{1,2}\s?[.、)](?!\d)\s*")
"""The number before a line of a list, also where somebody wrote a greeting in front of it."""
FEW = 2
"""A clause with fewer terms of its own says something about the one before it."""
_HAN = re.compile("[\u3400-\u9fff]+")
_WORD = re.compile("[a-z]{2,}")
_SPOKEN = tuple((name, on, re.compile(words)) for name, on, words in MODALS)
_DENIAL = re.compile(
    r"[不未没无勿莫别非免]|\b(?:not?|cannot)\b|n't\b|\bnever\b|\bnone\b|\bnobody\b|\bnothing\b|\bwithout\b|\bneither\b|\bnor\b"
)


@dataclass(frozen=True)
class Clause:
    """One clause in normal form."""

    text: str

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures."""
        return tuple(figures(self.text))

    @cached_property
    def bare(self) -> str:
        """Its words without figures and without the words for a side of a limit."""
        left = self.text
        for figure in self.figures:
            left = left[: figure.start] + " " * (figure.end - figure.start) + left[figure.end :]
        return ALL.sub(" ", left)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Pairs of Chinese characters and English word stems, without figures, limits, modals and denials."""
        left = _stripped(self.bare)
        pairs = {run[at : at + 2] for run in _HAN.findall(left) for at in range(max(1, len(run) - 1))}
        return frozenset(pairs | {stem(word) for word in _WORD.findall(left) if word not in EMPTY})

    @cached_property
    def modals(self) -> frozenset[tuple[str, bool]]:
        """What it demands, allows or makes free; False where it says that it does not."""
        found: set[tuple[str, bool]] = set()
        left = self.bare
        for name, on, words in _SPOKEN:
            if words.search(left):
                found.add((name, on))
                left = words.sub(" ", left)
        return frozenset(found)

    @cached_property
    def limits(self) -> frozenset[str]:
        """Which sides of a limit its words name, with a figure or without."""
        return frozenset(side for side, words in WORDS if words.search(self.text))

    @cached_property
    def denials(self) -> int:
        """How often something in it is denied."""
        return len(_DENIAL.findall(NO_DENIAL.sub(" ", self.bare)))


@lru_cache(maxsize=8192)
def clause_of(text: str) -> Clause:
    """The clause of that text, read once: a source is asked again for every sentence of every answer."""
    return Clause(text)


def _stripped(text: str) -> str:
    for _name, _on, words in _SPOKEN:
        text = words.sub(" ", text)
    return _DENIAL.sub(" ", text)


def sentences(texts: Iterable[str]) -> list[Clause]:
    """All sentences of some texts, in order, list numbers left out."""
    return [
        clause_of(part)
        for text in texts
        for line in text.split("\n")
        for raw in _STOP.split(_LISTED.sub(r"\1 ", written(line)))
        if (part := raw.strip(" ,.、-·"))
    ]


def clauses(sentence: Clause) -> list[Clause]:
    """The clauses of a sentence; what says too little alone stays with the one before it."""
    found: list[Clause] = []
    start = 0
    for cut in [*_CUT.finditer(sentence.text), None]:
        end = cut.start() if cut else len(sentence.text)
        clause = clause_of(sentence.text[start:end].strip(" ,.、-·:()"))
        if found and len(clause.terms) < FEW:
            found[-1] = clause_of(f"{found[-1].text} , {clause.text}") if clause.text else found[-1]
        elif clause.text:
            found.append(clause)
        start = cut.end() if cut else end
    if len(found) > 1 and len(found[0].terms) < FEW:
        found[:2] = [clause_of(f"{found[0].text} , {found[1].text}")]
    return found


def likeness(one: Clause, other: Clause) -> float:
    """How much two clauses speak of the same, 0 to 1: the Dice measure of their terms."""
    both = len(one.terms) + len(other.terms)
    return 2 * len(one.terms & other.terms) / both if both else 0.0
