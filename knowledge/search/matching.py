"""How well every document matches a question: words, meaning and the trained head put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.head import Head
from knowledge.search.lexicon import Lexicon
from knowledge.search.space import Aim, Space

Scores = NDArray[np.float32]

# A compromise: English sets with one wording per entry did better at 0.7 than at 0.5, Japanese with answers at 0.5.
MEANING = 0.6
# Beside a head the words are a correction, and the nearest row only tells whether the topic is foreign: the same for
# every document, it moves no order, only the confidence.
WORDS_BESIDE_HEAD = 0.3
NEAREST_BESIDE_HEAD = 0.2
HIDDEN = -1.0


@dataclass(frozen=True, slots=True)
class Match:
    """One score per document and one per row; scores of different ways of matching cannot be compared."""

    documents: Scores
    rows: Scores


@dataclass(frozen=True, slots=True)
class Matcher:
    """The indexed halves of a corpus. Rows of a document are neighbours; `starts` says where each one's begin."""

    starts: NDArray[np.int64]
    lexicon: Lexicon
    space: Space | None = None
    head: Head | None = None

    def by_words(self, asked: Sequence[str], hidden: slice | None = None) -> Match:
        """Match by terms alone. Rows in `hidden` are treated as missing."""
        words = self._words(asked, hidden)
        return Match(self._best(words), words)

    def by_all(
        self, asked: Sequence[str], aim: Aim, hidden: slice | None = None, head_scores: Scores | None = None
    ) -> Match:
        """Match by terms and meaning. `head_scores` stand in for the head's own when rows are hidden from it too."""
        if self.space is None:
            return self.by_words(asked, hidden)
        words = self._words(asked, hidden)
        near = self.space.near(aim)
        meaning = near.mean
        if hidden is not None:
            meaning[hidden] = HIDDEN
        rows = np.float32(MEANING) * meaning + np.float32(1 - MEANING) * words
        if self.head is None:
            return Match(self._best(rows), rows)
        if hidden is not None:
            near.plain[hidden] = HIDDEN
        judged = self.head.scores(aim.direction) if head_scores is None else head_scores
        nearest = np.float32(NEAREST_BESIDE_HEAD) * near.plain.max()
        return Match(judged + np.float32(WORDS_BESIDE_HEAD) * self._best(words) + nearest, rows)

    def _words(self, asked: Sequence[str], hidden: slice | None) -> Scores:
        words = self.lexicon.likeness(asked)
        if hidden is not None:
            words[hidden] = HIDDEN
        return words

    def _best(self, rows: Scores) -> Scores:
        return np.maximum.reduceat(rows, self.starts)
