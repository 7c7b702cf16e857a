"""Pure: texts that say the same thing, put into groups by meaning and words; each is named by its most central text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.lexicon import cut
from knowledge.search.space import unit

Matrix = NDArray[np.float32]

NEAR = 0.35
"""Likeness from which two groups are one; benchmarks/grouping.py shows what other borders cost."""
MEANING = 0.6
"""Share of meaning beside words where both texts have a direction."""
WORDS_ALONE = 1.5
"""Words alone reach lower values than words and meaning together; this brings both to the same border."""
FEW = 30
"""Among fewer texts than this what all of them share still counts: it may be the very thing they are about."""
_APART = -np.inf


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be grouped.

    `direction` is its unit vector as seen from the middle of a corpus, None where there is no model; all directions of
    one call must come from the same model. Texts with the same `fixed` label (not 0) are together already; groups with
    different labels are never made one.
    """

    words: str
    direction: Matrix | None = None
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Places of the members in what was given, in ascending order, the most central one, and their label (0: new)."""

    members: tuple[int, ...]
    medoid: int
    fixed: int = 0


def group(texts: Sequence[Text], near: float = NEAR) -> list[Group]:
    """Every text in exactly one group, in the order of their first members.

    Average linkage: two groups become one when their members are on average at least `near` alike. Which groups there
    are does not depend on the order of the texts. Takes time and memory that grow with the square of their number.
    """
    order = sorted(range(len(texts)), key=lambda at: (texts[at].words, texts[at].fixed, at))
    ordered = [texts[at] for at in order]
    alike = likeness(ordered)
    found = []
    for members in _linked(alike, [text.fixed for text in ordered], near):
        inside = alike[np.ix_(members, members)].sum(axis=1)
        medoid = members[int(inside.argmax())]
        label = max(ordered[at].fixed for at in members)
        found.append(Group(tuple(sorted(order[at] for at in members)), order[medoid], label))
    return sorted(found, key=lambda made: made.members)


def likeness(texts: Sequence[Text]) -> Matrix:
    """How alike every two texts are (shape: texts x texts, at most 1): by words, and by meaning where both have it."""
    count = len(texts)
    words = _by_words([text.words for text in texts])
    has = np.array([text.direction is not None for text in texts], bool)
    found: Matrix = np.minimum(words * np.float32(WORDS_ALONE), np.float32(1))
    if has.any():
        rows = np.array([text.direction for text in texts if text.direction is not None], np.float32)
        meaning = np.zeros((count, count), np.float32)
        meaning[np.ix_(has, has)] = rows @ rows.T
        both = np.outer(has, has)
        mixed = np.float32(MEANING) * meaning + np.float32(1 - MEANING) * words
        found = np.where(both, mixed, found).astype(np.float32)
    np.fill_diagonal(found, 1)
    return found


def _by_words(texts: Sequence[str]) -> Matrix:
    """Cosines between the texts' terms (characters, pairs of them, words), rare ones counting more."""
    counted = [Counter(cut(text)) for text in texts]
    spread = Counter(term for terms in counted for term in terms)
    places = {term: at for at, term in enumerate(sorted(spread))}
    table = np.zeros((len(texts), len(places)), np.float32)
    for row, terms in enumerate(counted):
        for term, times in terms.items():
            rare = np.log1p((len(texts) + FEW) / (spread[term] + FEW / 10))
            table[row, places[term]] = (1 + np.log(times)) * rare
    rows = unit(table)
    cosines = rows @ rows.T
    alike: Matrix = (cosines + cosines.T) * np.float32(0.5)
    return alike


def _linked(alike: Matrix, fixed: Sequence[int], near: float) -> list[list[int]]:
    """Members of every group, by the chain of nearest neighbours: the same result as always joining the two nearest."""
    members: dict[int, list[int]] = {at: [at] for at in range(len(fixed))}
    table = alike.astype(np.float64)
    np.fill_diagonal(table, _APART)
    labels = np.array(fixed, np.int64)
    for label in sorted({int(label) for label in labels if label}):
        together = np.flatnonzero(labels == label)
        for other in together[1:]:
            _join(table, members, int(together[0]), int(other))
    for at in members:
        if labels[at]:
            others = [other for other in members if labels[other] not in (0, labels[at])]
            table[at, others] = _APART
    open_ones, chain = set(members), list[int]()
    while open_ones:
        if not chain:
            chain.append(min(open_ones))
        last = chain[-1]
        nearest = int(table[last].argmax())
        if len(chain) > 1 and table[last, nearest] <= table[last, chain[-2]]:
            nearest = chain[-2]
        if table[last, nearest] < near:
            open_ones.discard(last)  # nothing that joins elsewhere can bring it nearer: averages only fall
            chain.pop()
        elif len(chain) > 1 and nearest == chain[-2]:
            kept, gone = sorted(chain[-2:])
            del chain[-2:]
            _join(table, members, kept, gone)
            open_ones.discard(gone)
        else:
            chain.append(nearest)
    return list(members.values())


def _join(table: NDArray[np.float64], members: dict[int, list[int]], kept: int, gone: int) -> None:
    """Makes two groups one: its likeness to every other is the average over all its members."""
    one, other = len(members[kept]), len(members[gone])
    row = (table[kept] * one + table[gone] * other) / (one + other)
    row[[kept, gone]] = _APART
    table[kept], table[:, kept] = row, row
    table[gone], table[:, gone] = _APART, _APART
    members[kept] = sorted(members[kept] + members.pop(gone))
