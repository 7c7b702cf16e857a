"""The lexical half of the search: likeness of a question's terms to wordings and answers, between 0 and about 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.search.document import Document
from knowledge.search.lexical import Field
from knowledge.search.terms import terms

ANSWER_WEIGHT = 0.8
# Nobody's question needs more; a pasted page must not cost more than a question does.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Two indexed fields: wordings (one row each) and answers (one row per document), if any document has one."""

    wordings: Field
    answers: Field | None
    owners: NDArray[np.int64]

    @classmethod
    def build(cls, documents: Sequence[Document], owners: NDArray[np.int64]) -> Lexicon:
        """Index the documents; `owners` holds the number of the document of every row."""
        wordings = Field.build([cut(wording) for document in documents for wording in document.wordings])
        has_answers = any(document.answer for document in documents)
        answers = Field.build([terms(normalise(document.answer)) for document in documents]) if has_answers else None
        return cls(wordings, answers, owners)

    def likeness(self, asked: Sequence[str]) -> NDArray[np.float32]:
        """Two-field BM25 of every row over the best that a row could reach; a wording's own terms give about 1."""
        best = self.wordings.reachable(asked)
        if best <= 0:
            return np.zeros(self.wordings.size, np.float32)
        scores = self.wordings.scores(asked)
        if self.answers is not None:
            scores += np.float32(ANSWER_WEIGHT) * self.answers.scores(asked)[self.owners]
        return scores / np.float32(best)


def cut(text: str) -> list[str]:
    """The terms of a text as people typed it."""
    return terms(normalise(text)[:LONGEST])
