"""The lexical half of the search: likeness of a question's terms to wordings and answers, between 0 and about 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.search.document import Document
from knowledge.search.lexical import Field
from knowledge.search.terms import terms, with_stems

ANSWER_WEIGHT = 1.2
# Nobody's question needs more; a pasted page must not cost more than a question does.
LONGEST = 400
# A page of an answer says what it is about; a book would only cost memory.
LONGEST_ANSWER = 20_000
# Japanese grammar is written in characters of its own, which a plain idf lets count too much.
JAPANESE_POWER = 2.0
_KANA = re.compile(r"[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Two indexed fields: wordings (one row each, then negative ones) and answers (one row per document), if any.

    `owners` holds the number of the document of every row.
    """

    wordings: Field
    answers: Field | None
    owners: NDArray[np.int64]

    @classmethod
    def build(cls, documents: Sequence[Document], texts: Sequence[str], owners: NDArray[np.int64]) -> Lexicon:
        """Index the documents; `texts` are the rows' wordings and `owners` their documents."""
        japanese = sum(1 for text in texts if _KANA.search(text)) > len(texts) / 2
        power = JAPANESE_POWER if japanese else 1.0
        wordings = Field.build([with_stems(cut(text)) for text in texts], power)
        answers = None
        if any(document.answer for document in documents):
            pages = (terms(normalise(document.answer[:LONGEST_ANSWER])) for document in documents)
            answers = Field.build([with_stems(page) for page in pages], power)
        return cls(wordings, answers, owners)

    def likeness(self, asked: Sequence[str]) -> NDArray[np.float32]:
        """Two-field BM25 of every row over the best that a row could reach; a wording's own terms give about 1."""
        counted = with_stems(asked)
        best = self.wordings.reachable(counted)
        if best <= 0:
            return np.zeros(self.wordings.size, np.float32)
        scores = self.wordings.scores(counted)
        if self.answers is not None:
            scores += np.float32(ANSWER_WEIGHT) * self.answers.scores(counted)[self.owners]
        return scores / np.float32(best)

    def coverage(self, asked: Sequence[str]) -> NDArray[np.float32]:
        """The share of a question's terms, by weight, that each row says."""
        return self.wordings.coverage(with_stems(asked))


def cut(text: str) -> list[str]:
    """The terms of a text as people typed it."""
    return terms(normalise(text)[:LONGEST])
