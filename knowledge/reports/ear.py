"""Pure: how a report sounds. What the words alone do not give away is learnt from examples, by terms and by meaning.

Both halves are ridge regression from a text to every aspect and to urgency: by terms a linear one over weighted terms,
by meaning one in the space of a Gaussian kernel. Fitting takes seconds, so the result is shipped beside the examples.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.reports.examples import Example, digest
from knowledge.reports.plain import plain
from knowledge.search.space import unit
from knowledge.search.terms import terms

Matrix = NDArray[np.float32]
FILE = "learnt.npz"
WORD_RIDGE, MEANING_RIDGE = 0.5, 0.3
SHARPNESS = 3.0
SMALLEST = 0.004


@dataclass(frozen=True, slots=True)
class WordHalf:
    """Weights of terms: the rarer the more (`rarity`), and what each says about every aspect and urgency (rows)."""

    places: Mapping[str, int]
    rarity: Matrix
    weights: Matrix

    def scores(self, low: str) -> Matrix:
        """One score per aspect and one for urgency, near 1 where the examples agree."""
        counted = [(self.places[term], count) for term, count in Counter(terms(low)).items() if term in self.places]
        if not counted:
            return np.zeros(self.weights.shape[1], np.float32)
        at = [place for place, _ in counted]
        row = _weighed(np.array([count for _, count in counted], np.float32)) * self.rarity[at]
        found: Matrix = (row / np.linalg.norm(row)) @ self.weights[at]
        return found


@dataclass(frozen=True, slots=True)
class MeaningHalf:
    """The examples as directions from their `middle`, and what nearness to each says; of one model only (`name`)."""

    name: str
    middle: Matrix
    landmarks: Matrix
    weights: Matrix

    def direction(self, vector: Matrix) -> Matrix:
        """A text's vector as a direction from the middle of all examples."""
        return unit(unit(np.asarray(vector, np.float32)) - self.middle)

    def scores(self, vector: Matrix) -> Matrix:
        """As those of the words."""
        found: Matrix = _near(self.direction(vector)[None, :], self.landmarks)[0] @ self.weights
        return found

    def fits(self, vector: Matrix) -> bool:
        """Whether the vector can be compared at all."""
        return vector.shape == self.middle.shape and bool(np.isfinite(vector).all())


@dataclass(frozen=True, slots=True)
class Ear:
    """What was learnt from the examples; without a meaning half the words do alone."""

    aspects: tuple[str, ...]
    words: WordHalf
    meaning: MeaningHalf | None = field(default=None)


def learn_words(examples: Sequence[Example]) -> Ear:
    """The half that needs no model, fitted to the examples: a second or two for some thousand."""
    aspects = tuple(dict.fromkeys(example.aspect for example in examples))
    counted = [Counter(terms(plain(example.text))) for example in examples]
    spread = Counter(term for row in counted for term in row)
    places = {term: at for at, term in enumerate(sorted(spread))}
    rarity = np.log1p(len(examples) / np.array([spread[term] for term in places], np.float32)).astype(np.float32)
    rows = np.zeros((len(examples), len(places)), np.float32)
    for number, row in enumerate(counted):
        for term, count in row.items():
            rows[number, places[term]] = (1 + np.log(count)) * rarity[places[term]]
    rows = unit(rows)
    answers = _solved(rows @ rows.T, WORD_RIDGE, _truth(examples, aspects))
    return Ear(aspects, WordHalf(places, rarity, (rows.T @ answers).astype(np.float32)))


def learn_meaning(ear: Ear, examples: Sequence[Example], vectors: Matrix, name: str) -> Ear:
    """The same with the other half, from one vector per example by the model of that name."""
    whole = unit(np.asarray(vectors, np.float32))
    middle = whole.mean(axis=0)
    landmarks = unit(whole - middle)
    weights = _solved(_near(landmarks, landmarks), MEANING_RIDGE, _truth(examples, ear.aspects))
    return Ear(ear.aspects, ear.words, MeaningHalf(name, middle, landmarks, weights))


def _near(left: Matrix, right: Matrix) -> Matrix:
    """Gaussian kernel of unit rows: 1 for equal directions, near 0 for opposite ones."""
    likeness: Matrix = np.exp(SHARPNESS * (left @ right.T - 1)).astype(np.float32)
    return likeness


def _truth(examples: Sequence[Example], aspects: Sequence[str]) -> Matrix:
    truth = np.zeros((len(examples), len(aspects) + 1), np.float32)
    for number, example in enumerate(examples):
        truth[number, aspects.index(example.aspect)] = 1
        truth[number, -1] = example.urgent
    return truth


def _solved(likeness: Matrix, ridge: float, truth: Matrix) -> Matrix:
    equations = likeness.astype(np.float64) + ridge * np.eye(len(likeness))
    return np.linalg.solve(equations, truth.astype(np.float64)).astype(np.float32)


def _weighed(counts: Matrix) -> Matrix:
    weighed: Matrix = 1 + np.log(counts)
    return weighed


def write_ear(path: Path, ear: Ear, examples: Sequence[Example]) -> None:
    """Writes what was learnt, in half precision."""
    meaning = ear.meaning
    if meaning is None:
        raise ValueError("an ear is shipped with both halves")
    with path.open("wb") as file:
        np.savez_compressed(
            file, digest=np.array(digest(examples)), aspects=np.array(ear.aspects), name=np.array(meaning.name),
            terms=np.array(list(ear.words.places)), rarity=ear.words.rarity, middle=meaning.middle,
            words=_thin(ear.words.weights), landmarks=meaning.landmarks.astype(np.float16),
            meaning=_thin(meaning.weights),
        )  # fmt: skip


def _thin(weights: Matrix) -> NDArray[np.float16]:
    """Weights too small to matter as zeros, and the others with few digits: both pack well."""
    return np.where(np.abs(weights) < SMALLEST, 0, np.round(weights, 3)).astype(np.float16)


def read_ear(path: Path, examples: Sequence[Example]) -> Ear | None:
    """The stored ear; None where there is none, or one of other examples."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["digest"]) != digest(examples):
                return None
            places = {str(term): at for at, term in enumerate(stored["terms"])}
            words = WordHalf(places, stored["rarity"], stored["words"].astype(np.float32))
            landmarks, weights = (stored[key].astype(np.float32) for key in ("landmarks", "meaning"))
            meaning = MeaningHalf(str(stored["name"]), stored["middle"], landmarks, weights)
            return Ear(tuple(map(str, stored["aspects"])), words, meaning)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
