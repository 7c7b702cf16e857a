"""The usual measures of a search, computed from ranks and confidences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def recall(found: Sequence[Sequence[bool]], depth: int) -> float:
    """The share of questions with something relevant among the first `depth` finds; 0 without questions."""
    return sum(any(ranked[:depth]) for ranked in found) / len(found) if found else 0.0


def reciprocal_rank(found: Sequence[Sequence[bool]]) -> float:
    """The mean over questions of 1 / rank of the first relevant find, 0 for none."""
    ranks = [next((rank for rank, relevant in enumerate(ranked, 1) if relevant), 0) for ranked in found]
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0


def ndcg(found: Sequence[Sequence[bool]], relevant: Sequence[int], depth: int = 10) -> float:
    """The mean normalised discounted gain of the first `depth`; `relevant` counts what could be found per question."""
    gains = []
    for ranked, count in zip(found, relevant, strict=True):
        best = sum(_discount(rank) for rank in range(min(count, depth)))
        got = sum(_discount(rank) for rank, hit in enumerate(ranked[:depth]) if hit)
        gains.append(got / best if best else 0.0)
    return sum(gains) / len(gains) if gains else 0.0


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a question in scope is trusted more than one out of scope, ties counting half; 0 without both."""
    if not inside or not outside:
        return 0.0
    ordered = np.sort(np.asarray(outside, np.float64))
    below = np.searchsorted(ordered, inside, "left") + np.searchsorted(ordered, inside, "right")
    return float(below.mean() / 2 / len(ordered))


def accuracy_at(inside: Sequence[float], right: Sequence[bool], outside: Sequence[float], share: float) -> float:
    """The share of questions in scope answered rightly when the threshold turns away `share` of those outside."""
    if not inside:
        return 0.0
    threshold = float(np.quantile(np.asarray(outside, np.float64), share)) if outside else -1.0
    trusted = np.asarray(inside, np.float64) > threshold
    correct: NDArray[np.bool_] = trusted & np.asarray(right, np.bool_)
    return float(correct.mean())


def _discount(rank: int) -> float:
    return float(1 / np.log2(rank + 2))
