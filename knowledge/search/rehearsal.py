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
# Rows of one entry: a few, so that many entries have a say.
EACH = 2


@dataclass(slots=True)
class _Notes:
    """What came out of the questions rehearsed so far: best scores, their lead over the second, whether right."""

    known: list[float] = field(default_factory=list)
    leads: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    strangers: list[float] = field(default_factory=list)

    def with_entry(self, match: Match, entry: int) -> None:
        best, lead = _best(match.documents)
        self.known.append(best)
        self.leads.append(lead)
        self.right.append(int(match.documents.argmax()) == entry)

    def without_entry(self, match: Match, entry: int) -> None:
        match.documents[entry] = HIDDEN
        self.strangers.append(_best(match.documents)[0])

    def learn(self) -> Calibration:
        return calibrate(
            np.array(self.known, np.float32),
            np.array(self.leads, np.float32),
            np.array(self.right, np.bool_),
            np.array(self.strangers, np.float32),
        )


def rehearse(matcher: Matcher, wordings: Sequence[str], *, with_meaning: bool) -> Calibration:
    """The calibration for matching by all or by words alone, from at most ROWS rows.

    Each drawn row is asked twice: with the row itself missing (if its entry has others), and with its whole entry
    missing. The draw is fixed, so the same corpus always gets the same thresholds.
    """
    notes = _Notes()
    for entry, row, span in _drawn(matcher.starts, len(wordings)):
        asked, alone = cut(wordings[row]), span.stop - span.start > 1
        hidden = (slice(row, row + 1), span) if alone else (span,)
        if with_meaning and matcher.space is not None:
            matches = matcher.by_all(asked, matcher.space.aim_of(row), hidden)
        else:
            matches = matcher.by_words(asked, hidden)
        if alone:
            notes.with_entry(matches[0], entry)
        notes.without_entry(matches[-1], entry)
    return notes.learn()


def _drawn(starts: NDArray[np.int64], rows: int) -> Iterator[tuple[int, int, slice]]:
    """Entry, row and the entry's span, in an order that is the same every time."""
    random, seen = np.random.default_rng(7), 0
    ends = np.append(starts[1:], rows)
    for entry in random.permutation(len(starts)).tolist():
        span = slice(int(starts[entry]), int(ends[entry]))
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
