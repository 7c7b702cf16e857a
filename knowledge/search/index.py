"""The search index: built once from documents and vectors, then asked from any thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.search.calibration import Calibration
from knowledge.search.document import Band, Document, Found, Hit, rows
from knowledge.search.head import fit
from knowledge.search.lexicon import LONGEST, Lexicon, cut
from knowledge.search.matching import Match, Matcher
from knowledge.search.rehearsal import rehearse
from knowledge.search.space import Space
from knowledge.search.spelling import Speller

# With one wording per entry a head was level with the nearest wording, from two on it was better.
WORDINGS_FOR_HEAD = 2.0
# Two best documents whose confidences lie nearer than this are both offered.
CLOSE = 0.04
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Index:
    """Finds documents by question. Immutable; `embedder_name` is the model whose vectors it compares."""

    documents: tuple[Document, ...]
    embedder_name: str
    _wordings: tuple[str, ...]
    _known: dict[str, int]
    _matcher: Matcher | None
    _by_words: Calibration
    _by_all: Calibration
    _speller: Speller | None = None

    @classmethod
    def build(
        cls, documents: Sequence[Document], vectors: NDArray[np.floating] | None, embedder_name: str = ""
    ) -> Index:
        """Index documents; `vectors` has one row per wording in the order of `rows(documents)`, or is None.

        Raises ValueError when a document has no wording, an id is used twice or the vectors do not match the rows.
        """
        wordings = rows(documents)
        _check(documents, wordings, vectors)
        guess = Calibration(10.0, -5.0, 0.5, 0.25)
        if not documents:
            return cls((), embedder_name, (), {}, None, guess, guess)
        counts = np.array([len(document.wordings) for document in documents], np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        owners = np.repeat(np.arange(len(documents), dtype=np.int64), counts)
        lexicon = Lexicon.build(documents, owners)
        space = None if vectors is None else Space.build(np.asarray(vectors, np.float32))
        fitted = None
        if space is not None and len(documents) > 1 and len(wordings) >= WORDINGS_FOR_HEAD * len(documents):
            fitted = fit(space.directions, owners, len(documents))
        matcher = Matcher(starts, lexicon, space, fitted.head if fitted else None)
        by_words, by_all = rehearse(matcher, wordings, fitted)
        known = _known(wordings, owners)
        speller = Speller.build(wordings)
        return cls(tuple(documents), embedder_name, tuple(wordings), known, matcher, by_words, by_all, speller)

    @property
    def has_vectors(self) -> bool:
        """Whether a question's vector would be used."""
        return self._matcher is not None and self._matcher.space is not None

    def exact(self, text: str) -> str | None:
        """The id of the one document with this very wording (case, width, edge punctuation aside), else None."""
        at = self._known.get(_key(text), -1)
        return self.documents[at].id if at >= 0 else None

    def repaired(self, text: str) -> str:
        """The text as it should have been typed, in the corpus's own words: what is searched for and embedded."""
        return text if self._speller is None else self._speller.repaired(normalise(text[:LONGEST]))

    def direction(self, vector: NDArray[np.floating]) -> NDArray[np.float32] | None:
        """Where a text lies, seen from the middle of the corpus, at length 1; None for a vector that does not fit."""
        space = self._matcher.space if self._matcher is not None else None
        given = np.asarray(vector, np.float32)
        return space.aim(given).direction if space is not None and space.fits(given) else None

    def thresholds(self, with_vector: bool = True) -> tuple[float, float]:
        """The confidences from which a question is answered and asked back about."""
        used = self._by_all if with_vector and self.has_vectors else self._by_words
        return used.answer, used.clarify

    def search(self, text: str, vector: NDArray[np.floating] | None = None, limit: int = 5) -> Found:
        """The best `limit` documents for a question and what they are good for; never raises for any text.

        `vector` belongs to the `repaired` text; without one, or with one that does not fit, the words alone decide.
        """
        if self._matcher is None:
            return Found(Band.REFUSE, ())
        asked = cut(self.repaired(text))
        space = self._matcher.space
        question = None if vector is None else np.asarray(vector, np.float32)
        if space is not None and question is not None and space.fits(question):
            match, used = self._matcher.by_all(asked, space.aim(question)), self._by_all
        else:
            match, used = self._matcher.by_words(asked), self._by_words
        known = self._known.get(_key(text), -1)
        hits = self._hits(match, used, known, limit)
        return Found(Band.ANSWER if known >= 0 else _band(hits, used), hits)

    def _hits(self, match: Match, used: Calibration, known: int, limit: int) -> tuple[Hit, ...]:
        # One more than asked for is looked at, because the known one may not be among them.
        count = min(max(limit, 1), len(self.documents))
        among = np.argpartition(-match.documents, count - 1)[:count]
        best = [int(at) for at in among[np.lexsort((among, -match.documents[among]))]]
        if known >= 0:
            best = [known, *(at for at in best if at != known)][:count]
        return tuple(
            self._hit(at, match, 1.0 if at == known else used.confidence(float(match.documents[at]))) for at in best
        )

    def _hit(self, at: int, match: Match, confidence: float) -> Hit:
        document = self.documents[at]
        start = int(self._matcher.starts[at]) if self._matcher else 0
        nearest = int(match.rows[start : start + len(document.wordings)].argmax())
        return Hit(document.id, confidence, document.wordings[nearest])


def _band(hits: Sequence[Hit], used: Calibration) -> Band:
    best = hits[0].confidence
    if best < used.clarify:
        return Band.REFUSE
    if best < used.answer:
        return Band.CLARIFY
    return Band.CLARIFY if len(hits) > 1 and best - hits[1].confidence < CLOSE else Band.ANSWER


def _key(text: str) -> str:
    normal = normalise(text)
    return _EDGES.sub("", normal) or normal


def _known(wordings: Sequence[str], owners: NDArray[np.int64]) -> dict[str, int]:
    """Which document a wording belongs to; -1 where two share it, so that neither is taken for the other."""
    known: dict[str, int] = {}
    for wording, owner in zip(wordings, owners.tolist(), strict=True):
        key = _key(wording)
        if key and known.setdefault(key, owner) != owner:
            known[key] = -1
    return known


def _check(documents: Sequence[Document], wordings: Sequence[str], vectors: NDArray[np.floating] | None) -> None:
    for document in documents:
        if not document.wordings:
            raise ValueError(f"document {document.id!r} has no wording")
    if len({document.id for document in documents}) < len(documents):
        raise ValueError("two documents have the same id")
    if vectors is not None and (vectors.ndim != 2 or len(vectors) != len(wordings)):
        raise ValueError(f"{len(wordings)} wordings need as many vectors, got shape {vectors.shape}")
