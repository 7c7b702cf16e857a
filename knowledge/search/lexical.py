"""BM25 over rows of terms, kept as an inverted index in flat arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Field:
    """One indexed field of all rows.

    The postings of term t are `rows[start[t]:start[t+1]]` with their BM25 `weights`; `idf` holds a weight per term and
    `unseen` that of a term which no row has.
    """

    vocabulary: dict[str, int]
    start: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    unseen: float
    mean_length: float
    size: int

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]], power: float = 1.0) -> Field:
        """Index one list of terms per row; a row may be empty. `power` above 1 makes common terms count less."""
        vocabulary: dict[str, int] = {}
        said = np.array([vocabulary.setdefault(term, len(vocabulary)) for terms in texts for term in terms], np.int64)
        size = len(texts)
        lengths = np.array([len(terms) for terms in texts], np.float32)
        # An empty field must not divide by zero; its rows get no postings anyway.
        mean = float(lengths[lengths > 0].mean()) if (lengths > 0).any() else 1.0
        # Term by term, and row by row within one: the postings as they are kept.
        pairs, counts = np.unique(
            said * size + np.repeat(np.arange(size), lengths.astype(np.int64)), return_counts=True
        )
        term_ids, row_ids = pairs // max(size, 1), (pairs % max(size, 1)).astype(np.int32)
        frequency = np.bincount(term_ids, minlength=len(vocabulary))
        idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        unseen = log(1 + (size + 0.5) / 0.5)
        # The rarest term keeps its weight, so that scores of different powers can be compared.
        idf = (idf * (idf / np.float32(unseen)) ** np.float32(power - 1)).astype(np.float32)
        weights = idf[term_ids] * saturation(counts.astype(np.float32), lengths[row_ids], mean)
        start = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
        return cls(vocabulary, start, row_ids, weights.astype(np.float32), idf, unseen, mean, size)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every row (shape: size) for the terms of a query; repeated terms count as often."""
        rows: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.float32]] = []
        for term, count in Counter(terms).items():
            at = self.vocabulary.get(term)
            if at is None:
                continue
            span = slice(self.start[at], self.start[at + 1])
            rows.append(self.rows[span])
            weights.append(self.weights[span] * np.float32(count))
        if not rows:
            return np.zeros(self.size, np.float32)
        total = np.bincount(np.concatenate(rows), np.concatenate(weights), minlength=self.size)
        return total.astype(np.float32)

    def coverage(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The share, by weight, of a query's terms that each row says (shape: size); 0 without terms."""
        said, total = np.zeros(self.size, np.float32), 0.0
        for term in set(terms):
            at = self.vocabulary.get(term)
            weight = self.unseen if at is None else float(self.idf[at])
            total += weight
            if at is not None:
                said[self.rows[self.start[at] : self.start[at + 1]]] += np.float32(weight)
        return said / np.float32(total or 1.0)

    def reachable(self, terms: Sequence[str]) -> float:
        """The score of a row that reads exactly like the query; above 0 unless there are no terms."""
        counts = Counter(terms)
        places = [self.vocabulary.get(term) for term in counts]
        idf = np.array([self.unseen if at is None else self.idf[at] for at in places], np.float32)
        tf = np.fromiter(counts.values(), np.float32, len(counts))
        return float((tf * idf * saturation(tf, np.array([len(terms)], np.float32), self.mean_length)).sum())


def saturation(count: NDArray[np.float32], length: NDArray[np.float32], mean: float) -> NDArray[np.float32]:
    """BM25's tempered term frequency: grows with `count`, falls with `length`, at most K1 + 1."""
    return (count * (K1 + 1) / (count + K1 * (1 - B + B * length / mean))).astype(np.float32)
