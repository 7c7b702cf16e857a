"""The search index: built once from documents and vectors, then asked from any thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.search.calibration import GUESS, Calibration
from knowledge.search.document import Band, Document, Found, Hit, rows
from knowledge.search.lexicon import LONGEST, Lexicon, cut
from knowledge.search.matching import Match, Matcher
from knowledge.search.rehearsal import rehearse
from knowledge.search.rehearsed import Rehearsed
from knowledge.search.space import Space
from knowledge.search.spelling import Speller
from knowledge.search.vague import PLAIN_LEAD, Bare, asked_back_from, joined, length, needed

# With one wording per entry a head was level with the nearest wording, from two on it was better.
WORDINGS_FOR_HEAD = 2.0
# A wording of so many characters is no chance part of a longer question.
QUOTED = 6
NOTHING_REHEARSED = Rehearsed()
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True, repr=False)
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
        cls,
        documents: Sequence[Document],
        vectors: NDArray[np.floating] | None,
        embedder_name: str = "",
        rehearsed: Rehearsed = NOTHING_REHEARSED,
    ) -> Index:
        """Index documents; `vectors` has one row per text in the order of `rows(documents)`, or is None.

        What `rehearsed` knows of them is taken over.

        Raises ValueError when a document has no wording, an id is used twice, one that answers stands behind one that
        stands for elsewhere, or the vectors do not match the rows.
        """
        _check(documents)
        if not documents or documents[0].elsewhere:
            return cls((), embedder_name, (), {}, None, GUESS, GUESS)
        wordings = tuple(wording for document in documents for wording in document.wordings)
        counts = np.array([len(document.wordings) for document in documents], np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        numbers = np.arange(len(documents), dtype=np.int64)
        owners = np.repeat(numbers, counts)
        against = np.repeat(numbers, [len(document.negatives) for document in documents])
        lexicon = Lexicon.build(documents, rows(documents), np.concatenate([owners, against]))
        answering = sum(not document.elsewhere for document in documents)
        matcher = Matcher(starts, lexicon, against, answering)
        by_words = rehearsed.calibration(documents, "", lambda: rehearse(matcher, wordings, with_meaning=False))
        index = cls(
            tuple(documents),
            "",
            wordings,
            _known(wordings, owners),
            matcher,
            by_words,
            by_words,
            Speller.build(wordings),
        )
        return index if vectors is None else index.with_vectors(vectors, embedder_name, rehearsed)

    def with_vectors(
        self, vectors: NDArray[np.floating], embedder_name: str, rehearsed: Rehearsed = NOTHING_REHEARSED
    ) -> Index:
        """The same index that also compares meaning; what words need is taken over as it is.

        Raises ValueError when the vectors do not match the rows.
        """
        if self._matcher is None:
            return replace(self, embedder_name=embedder_name)
        size = len(self._matcher.lexicon.owners)
        if vectors.ndim != 2 or len(vectors) != size:
            raise ValueError(f"{size} wordings need as many vectors, got shape {vectors.shape}")
        with_head = 1 < len(self.documents) <= len(self._wordings) / WORDINGS_FOR_HEAD
        space = Space.build(np.asarray(vectors, np.float32), crowds=not with_head)
        matcher = replace(self._matcher, space=space, with_head=with_head)
        by_all = rehearsed.calibration(
            self.documents, embedder_name, lambda: rehearse(matcher, self._wordings, with_meaning=True)
        )
        return replace(self, embedder_name=embedder_name, _matcher=matcher, _by_all=by_all)

    def ready(self) -> Index:
        """The same index with everything made that only some questions need, so that none of them waits for it."""
        if self._speller is not None:
            _ = self._speller.longer
        return self

    @property
    def has_vectors(self) -> bool:
        """Whether a question's vector would be used."""
        return self._matcher is not None and self._matcher.space is not None

    def exact(self, text: str) -> str | None:
        """The id of the one document with this very wording (case, width, edge punctuation aside), else None."""
        at = self._known.get(_key(text), -1)
        return self.documents[at].id if at >= 0 and not self.documents[at].elsewhere else None

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

    def search(
        self, text: str, vector: NDArray[np.floating] | None = None, limit: int = 5, bare: Bare | None = None
    ) -> Found:
        """The best `limit` documents for a question and what they are good for; never raises for any text.

        `vector` belongs to the `repaired` text; without one, or with one that does not fit, the words alone decide.
        With `bare` a question of few words has to be surer than others, and is asked back about sooner.
        """
        if self._matcher is None:
            return Found(Band.REFUSE, ())
        repaired = self.repaired(text)
        asked = cut(repaired)
        space = self._matcher.space
        question = None if vector is None else np.asarray(vector, np.float32)
        if space is not None and question is not None and space.fits(question):
            (match,), used = self._matcher.by_all(asked, space.aim(question)), self._by_all
        else:
            (match,), used = self._matcher.by_words(asked), self._by_words
        known = self._known.get(_key(text), -1)
        if known >= 0 and self.documents[known].elsewhere:
            known = -1
        # One more than asked for is looked at, because the known one may not be among them.
        best = _best(match.documents, max(limit, 2))
        core = None if bare is None else bare(repaired)
        band = Band.ANSWER if known >= 0 else self._band(match, best, used, self._quoted(best[0], text), asked, core)
        if known >= 0:
            best = [known, *(at for at in best if at != known)]
        return Found(band, tuple(self._hit(at, match, used, known) for at in best[: max(limit, 1)]))

    def _band(
        self,
        match: Match,
        best: Sequence[int],
        used: Calibration,
        quoted: bool,
        asked: Sequence[str],
        core: str | None,
    ) -> Band:
        scores = match.documents[best]
        confidence = used.confidence(float(scores[0]) - match.elsewhere)
        answer, clarify = used.answer, used.clarify
        if core is not None:
            size = length(core)
            answer, clarify = needed(size, answer), asked_back_from(size, clarify)
        if confidence < clarify:
            return Band.REFUSE
        lead = float(scores[0] - scores[1]) if len(scores) > 1 else 1.0
        close = lead < used.lead and not quoted
        if confidence < answer or close or self._shared(asked, core, lead):
            return Band.CLARIFY
        return Band.ANSWER

    def _shared(self, asked: Sequence[str], core: str | None, lead: float) -> bool:
        """Whether a short question, as it stands or without its fillers, could mean any of several documents."""
        if self._matcher is None:
            return False
        return self._matcher.shared(asked) or (
            bool(core) and lead < PLAIN_LEAD and self._matcher.shared(cut(joined(core or "")))
        )

    def _quoted(self, at: int, text: str) -> bool:
        """Whether the question holds a whole wording of the document, with more around it."""
        whole = _key(text)
        return any(len(key) >= QUOTED and key in whole for key in map(_key, self.documents[at].wordings))

    def _hit(self, at: int, match: Match, used: Calibration, known: int) -> Hit:
        document = self.documents[at]
        start = int(self._matcher.starts[at]) if self._matcher else 0
        nearest = int(match.rows[start : start + len(document.wordings)].argmax())
        confidence = 1.0 if at == known else used.confidence(float(match.documents[at]) - match.elsewhere)
        return Hit(document.id, confidence, document.wordings[nearest])


def _best(scores: NDArray[np.float32], count: int) -> list[int]:
    count = min(count, len(scores))
    among = np.argpartition(-scores, count - 1)[:count]
    return [int(at) for at in among[np.lexsort((among, -scores[among]))]]


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


def _check(documents: Sequence[Document]) -> None:
    for document in documents:
        if not document.wordings:
            raise ValueError(f"document {document.id!r} has no wording")
    if len({document.id for document in documents}) < len(documents):
        raise ValueError("two documents have the same id")
    if any(ahead.elsewhere > behind.elsewhere for ahead, behind in pairwise(documents)):
        raise ValueError("what stands for elsewhere comes last")
