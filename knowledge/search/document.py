"""What goes into the search and what comes out of it, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found: its wordings (at least one), and the text of its answer if that may be searched.

    `negatives` are questions that sound like its own and are not answered by it. One that stands for `elsewhere` is
    never found: its wordings are what people ask and no document answers.
    """

    id: str
    wordings: tuple[str, ...]
    answer: str = ""
    negatives: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document; `confidence` (0 to 1) is the chance that it is what was meant, `wording` what matched best."""

    id: str
    confidence: float
    wording: str


class Band(StrEnum):
    """What the findings are good for: an answer, a choice of titles ("did you mean"), or neither."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Found:
    """The band of a question and its hits, best first. A refused question keeps its hits: staff may look at them."""

    band: Band
    hits: tuple[Hit, ...]


def rows(documents: Sequence[Document]) -> list[str]:
    """Every wording of every document, then every negative question: the order in which vectors are expected."""
    wordings = [wording for document in documents for wording in document.wordings]
    return wordings + [negative for document in documents for negative in document.negatives]
