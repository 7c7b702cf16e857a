"""What a figure is said of: the words in front of it, held against those in front of the source's figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.claims.clauses import Clause
from knowledge.claims.figures import Figure
from knowledge.claims.words import EMPTY, stem

_EMPTY_HAN = frozenset("的了是要应可以须需必处最多少至不超过得在有和或及与为从起到内后前上下满未以")
_LETTERS = re.compile("[\u3400-\u9fff]|[a-z]{2,}")
_BREAK = re.compile("[;。]")
FEWEST = 2
SURELY, FARTHER = 0.5, 0.3
"""So like must the words in front of another figure be, and so much more than those in front of the same one."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure with the words between it and the one before it, and that one."""

    figure: Figure
    label: frozenset[str]


def bound(sentence: Clause) -> Iterator[Bound]:
    """Every figure of a sentence that something is said of."""
    start, before = 0, ""
    for figure in sentence.figures:
        words = _BREAK.split(sentence.text[start : figure.start])[-1]
        label = frozenset(
            word if word > "~" else stem(word)
            for word in _LETTERS.findall(words)
            if word not in EMPTY and word not in _EMPTY_HAN
        )
        if before and ";" not in sentence.text[start : figure.start]:
            label |= {before, f"={before}"}  # 16周岁以下：5年
        if len(label) >= FEWEST:
            yield Bound(figure, label)
        start, before = figure.end, f"{figure.kind} {figure.value}"


def swapped(sentence: Clause, known: Sequence[Bound]) -> bool:
    """Whether a figure is said of what the source says another figure of, of the same measure."""
    for mine in bound(sentence):
        if mine.figure.kind == "date":
            continue  # what else happened on another day says nothing
        own, rival = -1.0, 0.0
        for other in known:
            if other.figure.kind == mine.figure.kind:
                like = _likeness(mine.label, other.label)
                if other.figure.value == mine.figure.value:
                    own = max(own, like)
                else:
                    rival = max(rival, like)
        if own >= 0 and rival >= SURELY and rival - own >= FARTHER:
            return True
    return False


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
