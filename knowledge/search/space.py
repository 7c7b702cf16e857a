"""Nearness in meaning: cosines between a question's vector and all rows, plain and centred on the corpus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

# Vectors of the e5 family never get far apart: cosines of unrelated texts start here, not at 0.
FLOOR = 0.75
# So many of a row's neighbours are its crowd, found among so many rows.
NEIGHBOURS = 10
LOOKED_AT = 2048


def unit(vectors: Matrix) -> Matrix:
    """The rows scaled to length 1; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Matrix = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


@dataclass(frozen=True, slots=True)
class Near:
    """A question beside every row (shape: rows): `centred` cosine, and `plain` cosine with FLOOR at 0 and 1 at 1.

    The centred one orders better, because what all rows share is gone; the plain one tells foreign topics better,
    because it still knows how far the question is from the corpus as a whole.
    """

    centred: Matrix
    plain: Matrix


@dataclass(frozen=True, slots=True)
class Aim:
    """A question seen from the middle of the corpus: where it lies, how far, and its product with the middle."""

    direction: Matrix
    length: float
    share: float


@dataclass(frozen=True, slots=True)
class Space:
    """All rows of a corpus as centred directions, with what is needed to get the plain cosines back."""

    middle: Matrix
    directions: Matrix
    lengths: Matrix
    shares: Matrix
    crowds: Matrix

    @classmethod
    def build(cls, vectors: Matrix, *, crowds: bool = True) -> Space:
        """From one vector per row (shape: rows x dimensions); without `crowds` every row counts as lonely."""
        whole = unit(np.asarray(vectors, np.float32))
        middle = whole.mean(axis=0)
        apart = whole - middle
        lengths = np.linalg.norm(apart, axis=1).astype(np.float32)
        # A corpus of one row has no direction of its own once it is centred.
        directions = unit(apart)
        around = _crowds(directions) if crowds else np.zeros(len(directions), np.float32)
        return cls(middle, directions, lengths, whole @ middle, around)

    def fits(self, vector: Matrix) -> bool:
        """Whether the vector can be compared with the rows at all."""
        return vector.shape == self.middle.shape and bool(np.isfinite(vector).all())

    def aim(self, vector: Matrix) -> Aim:
        """A question's vector as seen from the middle of the corpus."""
        whole = unit(vector)
        apart = whole - self.middle
        return Aim(unit(apart), float(np.linalg.norm(apart)), float(whole @ self.middle))

    def aim_of(self, row: int) -> Aim:
        """A row of the corpus, as if it were asked."""
        return Aim(self.directions[row], float(self.lengths[row]), float(self.shares[row]))

    def near(self, aim: Aim) -> Near:
        """The cosines of a question with all rows.

        The plain cosine follows from the centred one by arithmetic, which saves a second pass over all rows.
        """
        centred = self.directions @ aim.direction
        beyond = aim.share - float(self.middle @ self.middle)
        cosine = centred * (self.lengths * np.float32(aim.length)) + self.shares + np.float32(beyond)
        return Near(centred, ((cosine - FLOOR) / (1 - FLOOR)).astype(np.float32))


def _crowds(directions: Matrix) -> Matrix:
    """The mean cosine of each row with its nearest others: a row in a crowd is near to every question, right or wrong.

    Of many rows only evenly drawn ones are looked at, so that the time stays that of a few questions.
    """
    drawn = np.unique(np.linspace(0, len(directions) - 1, min(len(directions), LOOKED_AT)).astype(np.int64))
    count = max(round(NEIGHBOURS * len(drawn) / len(directions)), 1)
    crowds = np.zeros(len(directions), np.float32)
    if len(drawn) <= count:
        return crowds
    others = directions[drawn]
    for start in range(0, len(directions), LOOKED_AT):
        cosines = directions[start : start + LOOKED_AT] @ others.T
        # The row itself is among them, where it was drawn.
        cosines[cosines > 1 - 1e-4] = -1
        nearest = np.partition(cosines, len(drawn) - count, axis=1)[:, -count:]
        crowds[start : start + LOOKED_AT] = nearest.mean(axis=1)
    return crowds
