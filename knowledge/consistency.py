"""Do the entries agree with each other: figures that differ where the words do not, wordings that another entry takes.

Everything here is lexical and pure, quick enough for every run of the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.normal import normalise
from knowledge.search.lexical import Field
from knowledge.search.lexicon import cut
from knowledge.shapes import Aspect, Entry

SAME = 0.88
"""Two sentences with so much of each other's words say the same thing."""
SAME_TOPIC = 0.7
"""Entries of one topic speak of one matter: there, fewer words in common are enough."""
CAPTURED = 0.9
"""So near to a wording of another entry, and nearer than to any of its own, a question is answered by the other."""
SHORTEST = 8
"""Shorter sentences have too few words to be told apart by them."""
_FIGURE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(万元|元|个?工作日|个?小时|分钟|个?月|周岁|岁|日|天|年|%|分|倍|米|公里|张|次|人|平方米|折)"
)
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
"""Where a figure comes from stands in brackets, and is the same for many."""
_ANY = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences that differ only in their figures, and the entries in which they stand."""

    entry: str
    other: str
    text: str
    contrary: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A wording that is nearer to another entry's wording than to every other wording of its own entry."""

    entry: str
    wording: str
    other: str
    by: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    entry: Entry
    text: str
    aspect: Aspect | None
    figures: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]


def contradictions(entries: Iterable[Entry]) -> Iterator[Contradiction]:
    """Pairs of sentences of two entries, each pair once, that say the same with other figures of the same units.

    Within one entry like sentences with other figures are a list of cases.
    """
    sentences = [made for entry in entries for made in _sentences(entry)]
    field = Field.build([sentence.terms for sentence in sentences])
    for at, sentence in enumerate(sentences):
        scores = field.scores(sentence.terms) / max(field.reachable(sentence.terms), 1e-9)
        for near in np.flatnonzero(scores >= SAME_TOPIC * 0.8).tolist():
            if near > at and _contrary(sentence, sentences[near]):
                other = sentences[near]
                yield Contradiction(sentence.entry.id, other.entry.id, sentence.text, other.text)


def _sentences(entry: Entry) -> Iterator[_Sentence]:
    said = [(entry.short, None), *((fact.text, fact.aspect) for fact in entry.facts)]
    for text, aspect in said:
        for part in re.split(r"[。；！？]", _ASIDE.sub("", text)):
            figures = tuple(_FIGURE.findall(normalise(part)))
            if figures and len(part) >= SHORTEST:
                yield _Sentence(entry, part, aspect, figures, tuple(cut(_ANY.sub(" ", part))))


def _contrary(one: _Sentence, other: _Sentence) -> bool:
    if one.entry.id == other.entry.id:
        return False
    same_topic = bool(one.entry.topic) and one.entry.topic == other.entry.topic
    if [unit for _figure, unit in one.figures] != [unit for _figure, unit in other.figures]:
        return False
    return one.figures != other.figures and _alike(one.terms, other.terms) >= (SAME_TOPIC if same_topic else SAME)


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    left, right = set(one), set(other)
    return len(left & right) / max(len(left | right), 1)


def captured(entries: Sequence[Entry]) -> Iterator[Capture]:
    """Wordings (Chinese, the title aside) that would be taken by another entry if nobody had written them down."""
    wordings = [(at, text) for at, entry in enumerate(entries) for text in (entry.title, *entry.questions)]
    owners = np.array([at for at, _text in wordings], np.int64)
    rows = [cut(text) for _at, text in wordings]
    field = Field.build(rows)
    for number, (at, text) in enumerate(wordings):
        own = owners == at
        if text == entries[at].title or int(own.sum()) < 2:
            continue
        scores = field.scores(rows[number]) / max(field.reachable(rows[number]), 1e-9)
        scores[number] = 0
        nearest = int(np.where(own, -1, scores).argmax())
        if scores[nearest] >= CAPTURED and scores[nearest] > float(scores[own].max()):
            other = entries[int(owners[nearest])]
            yield Capture(entries[at].id, text, other.id, wordings[nearest][1])
