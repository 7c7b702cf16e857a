"""A classifier over wordings: which entry does a direction belong to, learnt from all wordings at once.

It is ridge regression in the space of a Gaussian kernel. That was chosen over logistic regression because it is
fitted by solving one set of linear equations, and because the same equations tell what it would have answered had
any row, or any whole entry, been missing: the thresholds are made from that, without a second fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

SHARPNESS = 3.0
RIDGE = 0.1
LANDMARKS = 1536
# The size of the table of weights is what a question costs; beyond this it would be felt beside the embedding.
CELLS = 6_000_000


def kernel(left: Matrix, right: Matrix) -> Matrix:
    """Gaussian kernel of unit rows: 1 for equal directions, falling to exp(-2 SHARPNESS) for opposite ones."""
    likeness: Matrix = np.exp(SHARPNESS * (left @ right.T - 1)).astype(np.float32)
    return likeness


@dataclass(frozen=True, slots=True)
class Head:
    """Scores of all entries for a direction: near 1 where the wordings agree, near 0 far from all of them."""

    landmarks: Matrix
    weights: Matrix

    def scores(self, direction: Matrix) -> Matrix:
        """One score per entry for one unit direction."""
        judged: Matrix = kernel(direction[None, :], self.landmarks)[0] @ self.weights
        return judged


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted head and what is needed to ask it about rows that it should not have seen."""

    head: Head
    inverse: NDArray[np.float64]
    directions: Matrix
    owners: NDArray[np.int64]

    def unseen(self, entry_rows: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
        """Scores (rows x entries) of the rows of one entry by heads fitted without the row, and without any of them."""
        known = kernel(self.directions[entry_rows], self.head.landmarks).astype(np.float64)
        influence = known @ self.inverse @ known.T
        truth = np.zeros((len(entry_rows), self.head.weights.shape[1]))
        truth[np.arange(len(entry_rows)), self.owners[entry_rows]] = 1
        errors = truth - known @ self.head.weights
        room = np.eye(len(entry_rows)) * (1 + 1e-9) - influence
        alone = truth - errors / np.diag(room)[:, None]
        together = truth - np.linalg.solve(room, errors)
        return alone.astype(np.float32), together.astype(np.float32)


def fit(directions: Matrix, owners: NDArray[np.int64], entries: int) -> Fit:
    """Fit a head on unit rows (rows x dimensions) and the number of the entry each belongs to.

    Exact up to LANDMARKS rows; beyond, the rows are described by their likeness to evenly drawn ones (Nystroem), so
    that the time grows with the rows and not with their cube: about two seconds for 10,000 on one core.
    """
    size = min(len(directions), LANDMARKS, max(CELLS // entries, 256))
    landmarks = directions[np.linspace(0, len(directions) - 1, size).astype(np.int64)]
    likeness = kernel(directions, landmarks).astype(np.float64)
    among = kernel(landmarks, landmarks).astype(np.float64)
    # The last term keeps the equations solvable when two wordings are the same.
    equations = likeness.T @ likeness + RIDGE * among + 1e-6 * np.eye(size)
    inverse = np.linalg.inv(equations).astype(np.float64)
    sums = np.zeros((entries, size))
    np.add.at(sums, owners, likeness)
    weights = inverse @ sums.T
    return Fit(Head(landmarks, weights.astype(np.float32)), inverse, directions, owners)
