"""Whether everything that a text claims stands in its sources: figures, limits, names, denials. Pure."""

from __future__ import annotations

import re

from knowledge.claims.binding import swapped
from knowledge.claims.clauses import Clause, clauses, likeness, sentences
from knowledge.claims.compare import (
    CLOSE,
    SAME,
    Unfounded,
    answers_otherwise,
    exchanges,
    kind_of,
    said_otherwise,
    torn,
    under_another_word,
)
from knowledge.claims.grounds import Grounds, founded, grounds, named
from knowledge.claims.names import NameWords, names
from knowledge.claims.numerals import written
from knowledge.claims.rivals import beside
from knowledge.claims.words import cutter

__all__ = ["Grounds", "NameWords", "Unfounded", "grounds", "ready", "rests_on", "unfounded"]


def ready() -> None:
    """Loads the dictionary that Chinese is cut into words with; it takes a second."""
    cutter().tag("余杭")


def unfounded(text: str, source: Grounds) -> list[Unfounded]:
    """Every claim of the text that its sources do not hold; empty when it may go out."""
    text = _without_opening(source.words.canonical(text), source)
    found = [
        Unfounded("name", name.said)
        for line in text.split("\n")
        for name in names(line, source.words)
        if not named(name, source)
    ]
    said = sentences([text])
    if said and answers_otherwise(said[0].text, source.sentences):
        found.append(Unfounded("denial", said[0].text))
    for sentence in said:
        if source.words.polite.fullmatch(sentence.text):
            continue
        if invented(sentence, source):
            found.append(Unfounded("invented", sentence.text))
        if swapped(sentence, source.bound):
            found.append(Unfounded("number", sentence.text))
        if beside(sentence.text, source.places, source.words.rivals):
            found.append(Unfounded("exchange", sentence.text))
        if wrong := under_another_word(sentence, source):
            found.append(Unfounded(wrong, sentence.text))
        found += exchanges(sentence, source.sentences, SAME, source)
        for clause in clauses(sentence):
            found += [
                Unfounded(kind_of(figure), figure.said)
                for figure in clause.figures
                if not founded(figure, source, sentence.text)
            ]
            found += exchanges(clause, source.clauses, CLOSE, source)
            if torn(clause, source):
                found.append(Unfounded("number", clause.text))
            if wrong := said_otherwise(clause, source):
                found.append(Unfounded(wrong, clause.text))
    return found


REPEATED = 0.3
KNOWN = 0.2
"""Less than this of a sentence's terms in its sources: it speaks of something else."""

SCATTERED = 0.34
"""The same where no sentence of them has two of the terms."""


def invented(sentence: Clause, source: Grounds) -> bool:
    """Whether a sentence has next to nothing of what its sources speak of: no word, no figure, no name."""
    if not sentence.terms or any(founded(figure, source) for figure in sentence.figures):
        return False
    if any(named(name, source) for name in source.names(sentence.text)):
        return False
    known = sum(term in source.terms or (term > "~" and term in source.text) for term in sentence.terms)
    together = max((len(sentence.terms & other.terms) for other in source.sentences), default=0)
    return known < (KNOWN if together > 1 else SCATTERED) * len(sentence.terms)


def rests_on(text: str, source: Grounds) -> bool:
    """Whether a text says anything that its sources say: one clause at least that is about the same."""
    said = [clause for sentence in sentences([source.words.canonical(text)]) for clause in clauses(sentence)]
    return any(likeness(clause, other) >= REPEATED for clause in said for other in source.clauses)


_OPENING = re.compile(r"^[^。.!?！？;；\d\n《「“]{1,40}?[：:，,!！。.]\s*")


def _without_opening(text: str, source: Grounds) -> str:
    """The text without the courtesies in front of what it says."""
    while found := _OPENING.match(text):
        if not source.words.polite.fullmatch(written(found[0])):
            break
        text = text[found.end() :]
    return text
