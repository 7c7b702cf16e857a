"""How danger, or a wish, sounds: learnt from judged sentences, by characters, pairs and threes. No model, one table.

It hears what no rule foresaw, and doubts what a rule misread. Without the table the rules do alone.
"""

from __future__ import annotations

import math
import operator
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
ROUNDS, RATE, SHRINK, FEWEST = 20, 0.15, 2e-4, 3
"""Of fitting: rounds over all sentences, size of a step, pull towards nothing; terms of fewer sentences say nothing."""
HEARD_COUNTS = 2.0
"""One that is passed over weighs as much as so many false alarms."""
STUBBORN = 3.0
"""What still is misjudged after half of the rounds counts so many times."""
CALM = ""
_PIECE = re.compile(r"[a-z]+|\d+|[^a-z\d\s]")


@dataclass(frozen=True, slots=True)
class Heard:
    """How much the text sounds like any kind (log odds: 0 where it may as well be none), and like which most."""

    loud: float
    kind: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """For each term what it says for every kind against calm (columns), and what is said before any word."""

    kinds: tuple[str, ...]
    places: dict[str, int]
    weights: Matrix
    before: Matrix
    learnt_from: str = ""

    def hear(self, low: str) -> Heard:
        """How the normalised text sounds."""
        said = [place for place in map(self.places.get, terms(low)) if place is not None]
        scale = 1 / math.sqrt(max(len(said), 1))
        added = self.weights.take(said, axis=0).sum(axis=0).tolist() if said else [0.0] * len(self.kinds)
        scores = [first + scale * more for first, more in zip(self.before.tolist(), added, strict=True)]
        top = max(scores)
        return Heard(top + math.log(sum(math.exp(score - top) for score in scores)), self.kinds[scores.index(top)])


def terms(low: str) -> set[str]:
    """The characters and Latin words of a normalised text, alone, in pairs and in threes."""
    pieces = ["^", *_PIECE.findall(low), "$"]
    pairs = list(map(operator.add, pieces, pieces[1:]))
    return {*pieces, *pairs, *map(operator.add, pairs, pieces[2:])}


def learn(sentences: Sequence[tuple[str, str, float]], kinds: Sequence[str], learnt_from: str) -> Learnt:
    """Fitted to sentences with the kind that each is of (or calm) and how much it counts; the same every time.

    Logistic regression in steps that shrink for each term the more often it was seen (AdaGrad).
    """
    said = [terms(low) for low, _kind, _counts in sentences]
    seen: dict[str, int] = {}
    for row in said:
        for term in row:
            seen[term] = seen.get(term, 0) + 1
    places = {term: at for at, term in enumerate(sorted(term for term, count in seen.items() if count >= FEWEST))}
    rows = [np.array(sorted(places[term] for term in row if term in places), np.intp) for row in said]
    columns = (CALM, *kinds)
    truth = [columns.index(kind) for _low, kind, _counts in sentences]
    weights, before = np.zeros((len(places), len(columns))), np.zeros(len(columns))
    steps, dice = np.full_like(weights, 1e-4), np.random.default_rng(0)
    for turn in range(ROUNDS):
        for number in dice.permutation(len(rows)):
            at = rows[number]
            scale = 1 / np.sqrt(max(len(at), 1))
            scores = weights[at].sum(axis=0) * scale + before
            wrong = np.exp(scores - scores.max())
            wrong /= wrong.sum()
            stubborn = turn > ROUNDS // 2 and scores.argmax() != truth[number]
            wrong[truth[number]] -= 1
            wrong *= sentences[number][2] * (HEARD_COUNTS if truth[number] else 1) * (STUBBORN if stubborn else 1)
            slope = wrong * scale + SHRINK * weights[at]
            steps[at] += slope * slope
            weights[at] -= RATE * slope / np.sqrt(steps[at])
            before -= 0.02 * wrong
    against_calm = (weights[:, 1:] - weights[:, :1]).astype(np.float32)
    return Learnt(tuple(kinds), places, against_calm, (before[1:] - before[0]).astype(np.float32), learnt_from)


def write_learnt(path: Path, learnt: Learnt) -> None:
    """Writes the table, in half precision."""
    with path.open("wb") as file:
        np.savez_compressed(
            file, kinds=np.array(learnt.kinds), terms=np.array(list(learnt.places)), before=learnt.before,
            weights=np.round(learnt.weights, 2).astype(np.float16), learnt_from=np.array(learnt.learnt_from),
        )  # fmt: skip


def read_learnt(path: Path) -> Learnt | None:
    """The stored table; None where there is none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            places = {str(term): at for at, term in enumerate(stored["terms"])}
            weights, before = stored["weights"].astype(np.float32), stored["before"].astype(np.float32)
            return Learnt(tuple(map(str, stored["kinds"])), places, weights, before, str(stored["learnt_from"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
