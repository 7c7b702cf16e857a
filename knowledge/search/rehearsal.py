"""Rehearsed questions: the corpus asks itself with something missing, and the thresholds follow from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.search.calibration import Calibration, calibrate
from knowledge.search.head import Fit
from knowledge.search.lexicon import cut
from knowledge.search.matching import HIDDEN, Match, Matcher

# Enough for quantiles to stand still, few enough to take a second.
ROWS = 800


@dataclass(slots=True)
class _Notes:
    """Best scores of what was rehearsed so far."""

    known: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    strangers: list[float] = field(default_factory=list)

    def with_entry(self, match: Match, entry: int) -> None:
        self.known.append(float(match.documents.max()))
        self.right.append(int(match.documents.argmax()) == entry)

    def without_entry(self, match: Match, entry: int) -> None:
        match.documents[entry] = HIDDEN
        self.strangers.append(float(match.documents.max()))

    def learn(self) -> Calibration:
        return calibrate(np.array(self.known, np.float32), np.array(self.right), np.array(self.strangers, np.float32))


def rehearse(matcher: Matcher, wordings: Sequence[str], fit: Fit | None) -> tuple[Calibration, Calibration]:
    """Calibrations for matching by words alone and by all, from at most about ROWS rows.

    Each row of a drawn entry is asked twice: with the row itself missing (if its entry has others), and with its
    whole entry missing. The draw is fixed, so the same corpus always gets the same thresholds.
    """
    ends = np.append(matcher.starts[1:], len(wordings))
    words, everything = _Notes(), _Notes()
    seen = 0
    for entry in np.random.default_rng(7).permutation(len(ends)):
        if seen >= ROWS:
            break
        first, last = int(matcher.starts[entry]), int(ends[entry])
        seen += last - first
        for row in range(first, last):
            asked = cut(wordings[row])
            if last - first > 1:
                words.with_entry(matcher.by_words(asked, slice(row, row + 1)), entry)
            words.without_entry(matcher.by_words(asked, slice(first, last)), entry)
        if matcher.space is not None:
            _rehearse_entry(matcher, wordings, fit, slice(first, last), entry, everything)
    return words.learn(), everything.learn()


def _rehearse_entry(
    matcher: Matcher, wordings: Sequence[str], fit: Fit | None, span: slice, entry: int, notes: _Notes
) -> None:
    if matcher.space is None:
        return
    unseen = None if fit is None else fit.unseen(np.arange(span.start, span.stop, dtype=np.int64))
    for row in range(span.start, span.stop):
        asked, aim, at = cut(wordings[row]), matcher.space.aim_of(row), row - span.start
        if span.stop - span.start > 1:
            alone = None if unseen is None else unseen[0][at]
            notes.with_entry(matcher.by_all(asked, aim, slice(row, row + 1), alone), entry)
        distant = None if unseen is None else unseen[1][at]
        notes.without_entry(matcher.by_all(asked, aim, span, distant), entry)
