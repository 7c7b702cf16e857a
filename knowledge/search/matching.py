"""How well every document matches a question: words, meaning and the trained head put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.head import judge
from knowledge.search.lexicon import Lexicon
from knowledge.search.space import Aim, Space

Scores = NDArray[np.float32]

# A compromise: Chinese sets with answers did better at 0.5, English and Japanese ones at 0.7.
MEANING = 0.6
# What a row has in common with its crowd is taken off by this share: the crowd's rows are not nearer for it.
CROWD = 0.3
# Beside a head the words are a correction.
WORDS_BESIDE_HEAD = 0.3
# The nearest row only tells whether the topic is foreign: the same for every document, it moves no order.
NEAREST = 0.5
NEAREST_BESIDE_HEAD = 0.2
HIDDEN = -9.0
# A question of which each of two documents says so much names neither of them.
SHARED = 0.8
# Longer questions, in characters or Latin words, say more than their single words do.
SHORT = 6
# A document whose negative question is nearer than its own wordings falls behind by this and by how much nearer it is.
HELD_BACK = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """One score per document and one per row; scores of different ways of matching cannot be compared.

    `elsewhere` is the score of what no document answers, 0 where nothing of that kind is known.
    """

    documents: Scores
    rows: Scores
    elsewhere: float = 0.0


@dataclass(frozen=True, slots=True)
class Matcher:
    """The indexed halves of a corpus. A document's wordings are neighbours; `starts` says where each one's begin.

    Negative questions are the rows behind all wordings; `against` names the document of each. The first `answering`
    documents answer something, those behind them stand for elsewhere.
    """

    starts: NDArray[np.int64]
    lexicon: Lexicon
    against: NDArray[np.int64]
    answering: int
    space: Space | None = None
    with_head: bool = False

    @property
    def wordings(self) -> int:
        """How many rows are wordings."""
        return len(self.lexicon.owners) - len(self.against)

    def shared(self, asked: Sequence[str]) -> bool:
        """Whether two or more documents say nearly every word of a short question: it could mean any of them."""
        if sum(1 for term in asked if len(term) != 2 or term.isascii()) > SHORT:
            return False
        said = self._best(self.lexicon.coverage(asked))[: self.answering]
        return int((said >= SHARED).sum()) > 1

    def by_words(self, asked: Sequence[str], hidden: Sequence[slice] = ()) -> list[Match]:
        """Match by terms alone: once for each of `hidden`, with those rows treated as missing; else once."""
        words = self.lexicon.likeness(asked)
        return [self._by_words(words, span) for span in hidden or (slice(0, 0),)]

    def by_all(self, asked: Sequence[str], aim: Aim, hidden: Sequence[slice] = ()) -> list[Match]:
        """Match by terms and meaning, as `by_words` does."""
        if self.space is None:
            return self.by_words(asked, hidden)
        words, near = self.lexicon.likeness(asked), self.space.near(aim)
        lonely = near.centred - np.float32(CROWD) * self.space.crowds
        return [self._by_all(words, near.centred, near.plain, lonely, span) for span in hidden or (slice(0, 0),)]

    def _by_words(self, words: Scores, hidden: slice) -> Match:
        rows = _without(words, hidden)
        return self._told(self._best(rows), rows)

    def _by_all(self, words: Scores, centred: Scores, plain: Scores, lonely: Scores, hidden: slice) -> Match:
        rows = _without(np.float32(MEANING) * lonely + np.float32(1 - MEANING) * words, hidden)
        nearest = _without(plain, hidden)[: self.wordings].max()
        if not self.with_head or self.space is None:
            scores = self._best(rows) + np.float32(NEAREST) * nearest
        else:
            seen = _without(centred, hidden)[: self.wordings]
            owners = self.lexicon.owners[: self.wordings]
            scores = judge(self.space.directions, seen, owners, len(self.starts))
            scores += np.float32(WORDS_BESIDE_HEAD) * np.maximum(self._best(_without(words, hidden)), 0)
            scores += np.float32(NEAREST_BESIDE_HEAD) * nearest
        return self._told(scores, rows)

    def _told(self, scores: Scores, rows: Scores) -> Match:
        judged = self._held_back(scores, rows)
        strange = judged[self.answering :]
        return Match(judged[: self.answering], rows[: self.wordings], float(strange.max()) if len(strange) else 0.0)

    def _best(self, rows: Scores) -> Scores:
        return np.maximum.reduceat(rows[: self.wordings], self.starts)

    def _held_back(self, scores: Scores, rows: Scores) -> Scores:
        if not len(self.against):
            return scores
        denied = np.full(len(self.starts), HIDDEN, np.float32)
        np.maximum.at(denied, self.against, rows[self.wordings :])
        nearer = denied - self._best(rows)
        return np.where(nearer > 0, scores - np.float32(HELD_BACK) - nearer, scores).astype(np.float32)


def _without(rows: Scores, hidden: slice) -> Scores:
    if hidden.stop <= hidden.start:
        return rows
    shown = rows.copy()
    shown[hidden] = HIDDEN
    return shown
