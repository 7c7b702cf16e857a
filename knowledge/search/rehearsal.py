"""Rehearsed questions: the corpus asks itself with something missing, and the thresholds follow from that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.search.calibration import Calibration, calibrate
from knowledge.search.lexicon import cut
from knowledge.search.matching import HIDDEN, Match, Matcher

# Enough for quantiles to stand still, few enough to take less than a second.
ROWS = 240
# So many of the questions that the corpus says it does not answer.
NAMED = 160
# Rows of one entry: a few, so that many entries have a say.
EACH = 2


@dataclass(slots=True)
class _Notes:
    """What came out of the questions rehearsed so far: best scores, their lead over the second, whether right.

    Scores are those ahead of what stands for elsewhere.
    """

    known: list[float] = field(default_factory=list)
    leads: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    strangers: list[float] = field(default_factory=list)
    named: list[float] = field(default_factory=list)

    def with_entry(self, match: Match, entry: int) -> None:
        best, lead = _best(match.documents)
        self.known.append(best - match.elsewhere)
        self.leads.append(lead)
        self.right.append(int(match.documents.argmax()) == entry)

    def without_entry(self, match: Match, entry: int) -> None:
        match.documents[entry] = HIDDEN
        self.strangers.append(_best(match.documents)[0] - match.elsewhere)

    def of_elsewhere(self, match: Match) -> None:
        self.named.append(_best(match.documents)[0] - match.elsewhere)

    def learn(self) -> Calibration:
        return calibrate(
            np.array(self.known, np.float32),
            np.array(self.leads, np.float32),
            np.array(self.right, np.bool_),
            np.array(self.strangers, np.float32),
            np.array(self.named, np.float32),
        )


def rehearse(matcher: Matcher, wordings: Sequence[str], *, with_meaning: bool) -> Calibration:
    """The calibration for matching by all or by words alone, from at most ROWS rows.

    Each drawn row is asked twice: with the row itself missing (if its entry has others), and with its whole entry
    missing; what the corpus says it does not answer, with that row missing. The draw is fixed, so the same corpus
    always gets the same thresholds.
    """

    def ask(row: int, hidden: tuple[slice, ...]) -> list[Match]:
        if with_meaning and matcher.space is not None:
            return matcher.by_all(cut(wordings[row]), matcher.space.aim_of(row), hidden)
        return matcher.by_words(cut(wordings[row]), hidden)

    notes = _Notes()
    bounds = np.append(matcher.starts, len(wordings))
    for entry, row, span in _drawn(bounds[: matcher.answering + 1]):
        alone = span.stop - span.start > 1
        matches = ask(row, (slice(row, row + 1), span) if alone else (span,))
        if alone:
            notes.with_entry(matches[0], entry)
        notes.without_entry(matches[-1], entry)
    strange = np.arange(bounds[matcher.answering], len(wordings))
    for row in np.random.default_rng(7).permutation(strange)[:NAMED].tolist():
        notes.of_elsewhere(ask(row, (slice(row, row + 1),))[0])
    return notes.learn()


def _drawn(bounds: NDArray[np.int64]) -> Iterator[tuple[int, int, slice]]:
    """Entry, row and the entry's span, in an order that is the same every time; entries lie between `bounds`."""
    random, seen = np.random.default_rng(7), 0
    for entry in random.permutation(len(bounds) - 1).tolist():
        span = slice(int(bounds[entry]), int(bounds[entry + 1]))
        for row in random.permutation(np.arange(span.start, span.stop))[:EACH].tolist():
            yield entry, row, span
            seen += 1
            if seen >= ROWS:
                return


def _best(scores: NDArray[np.float32]) -> tuple[float, float]:
    """The best score and its lead over the second (0 without a second)."""
    if len(scores) < 2:
        return float(scores.max()), 0.0
    second, best = np.partition(scores, len(scores) - 2)[-2:]
    return float(best), float(best - second)
