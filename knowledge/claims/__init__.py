"""Whether everything that a text claims stands in its sources: figures, limits, names, denials. Pure."""

from __future__ import annotations

import re

from knowledge.claims.clauses import Clause, clauses, likeness, sentences
from knowledge.claims.compare import CLOSE, SAME, Unfounded, exchanges, kind_of, said_otherwise, torn
from knowledge.claims.grounds import Grounds, founded, grounds, named
from knowledge.claims.names import NameWords, names
from knowledge.claims.numerals import written

__all__ = ["Grounds", "NameWords", "Unfounded", "grounds", "rests_on", "unfounded"]


def unfounded(text: str, source: Grounds) -> list[Unfounded]:
    """Every claim of the text that its sources do not hold; empty when it may go out."""
    text = _without_opening(source.words.canonical(text), source)
    found = [
        Unfounded("name", name.said)
        for line in text.split("\n")
        for name in names(line, source.words)
        if not named(name, source)
    ]
    for sentence in sentences([text]):
        found += exchanges(sentence, source.sentences, SAME, source)
        for clause in clauses(sentence):
            found += [
                Unfounded(kind_of(figure), figure.said) for figure in clause.figures if not founded(figure, source)
            ]
            found += exchanges(clause, source.clauses, CLOSE, source)
            if torn(clause, source):
                found.append(Unfounded("number", clause.text))
            if wrong := said_otherwise(clause, source):
                found.append(Unfounded(wrong, clause.text))
    return found


REPEATED = 0.3


def rests_on(text: str, source: Grounds) -> bool:
    """Whether a text says anything that its sources say: one clause at least that is about the same."""
    said = [clause for sentence in sentences([source.words.canonical(text)]) for clause in clauses(sentence)]
    return any(likeness(clause, other) >= REPEATED for clause in said for other in source.clauses)


_OPENING = re.compile(r"^[^。.!?！？\d\n《「“]{1,30}?[：:，,!！]\s*")


def _without_opening(text: str, source: Grounds) -> str:
    """The text without a greeting in front of what it says."""
    while found := _OPENING.match(text):
        opening = Clause(written(found[0]))
        if not opening.terms or opening.figures or source.names(found[0]):
            break
        known = opening.terms & frozenset(term for clause in source.clauses for term in clause.terms)
        if 2 * len(known) > len(opening.terms):
            break
        text = text[found.end() :]
    return text
