"""From a score to a confidence, and the two thresholds, learnt from the corpus alone.

Every corpus is its own test. A row asked while only that row is missing is a question that we can answer; a row asked
while its whole entry is missing is one that we cannot. Real strangers mostly lie farther away than such neighbours do,
so that turning away ANSWER_ABOVE of the neighbours turns away more of the strangers. The share was picked once, where
clinc150 rejects about 95 %: for that set the rejection is no independent figure. No corpus's own questions enter it.

Where the corpus names questions that it does not answer, nobody need guess how far strangers lie: each of those is
asked while itself missing, and the thresholds follow from them alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANSWER_ABOVE = 0.75
CLARIFY_ABOVE = 0.5
# The shares of the questions named as not answered that no answer, and no asking back, may be given to.
ANSWER_ABOVE_NAMED = 0.985
CLARIFY_ABOVE_NAMED = 0.95
# A lead over the second best by which so many rehearsed mistakes came about is no lead.
MISTAKES_ABOVE = 0.5
# Where too few mistakes were rehearsed to tell, only what is as good as equal counts as close.
CLOSE = 0.03
# The share of questions that we expect to be unable to answer, whatever the numbers rehearsed.
STRANGERS = 0.2
# Fewer rehearsed questions than this say nothing about a corpus.
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Calibration:
    """`slope` and `offset` turn a score into a confidence; from `answer` on we answer, from `clarify` on we ask.

    We also ask when the best score is ahead of the second by less than `lead`.
    """

    slope: float
    offset: float
    answer: float
    clarify: float
    lead: float = CLOSE

    def confidence(self, score: float) -> float:
        """The chance, from 0 to 1, that the entry with this score is what was meant."""
        return float(1 / (1 + np.exp(-np.clip(self.slope * score + self.offset, -30, 30))))


GUESS = Calibration(10.0, -5.0, 0.5, 0.25)


def calibrate(
    known: NDArray[np.float32],
    leads: NDArray[np.float32],
    right: NDArray[np.bool_],
    strangers: NDArray[np.float32],
    named: NDArray[np.float32] | None = None,
) -> Calibration:
    """Learn from best scores of rehearsed questions: `known` with their `leads` and whether `right`, and `strangers`.

    `named` are scores of questions that the corpus itself says it does not answer, if it says so. With too few known
    ones (every entry has a single wording) nobody can say how often the best is right; the confidence is then a rank
    among strangers, 0.5 at the answer threshold. With too few strangers: a cautious guess.
    """
    if len(strangers) < ENOUGH:
        return GUESS
    low, middle, high, top = np.quantile(strangers, [CLARIFY_ABOVE, 0.5, ANSWER_ABOVE, 0.95])
    if named is not None and len(named) >= ENOUGH:
        low, high = np.quantile(named, [CLARIFY_ABOVE_NAMED, ANSWER_ABOVE_NAMED])
        strangers = np.concatenate([strangers, named])
    lead = CLOSE
    if len(known) < ENOUGH:
        slope = 2 / max(float(top - middle), 0.02)
        offset = -slope * float(high)
    else:
        scores = np.concatenate([known, strangers]).astype(np.float64)
        truth = np.concatenate([right.astype(np.float64), np.zeros(len(strangers))])
        shares = (np.full(len(known), 1 - STRANGERS), np.full(len(strangers), STRANGERS))
        weights = np.concatenate([share / len(share) for share in shares])
        slope, offset = _logistic(scores, truth, weights * len(scores))
        if int((~right).sum()) >= ENOUGH:
            lead = float(np.quantile(leads[~right], MISTAKES_ABOVE))
    shape = Calibration(slope, offset, 0.0, 0.0)
    return Calibration(slope, offset, shape.confidence(float(high)), shape.confidence(float(low)), lead)


def _logistic(
    scores: NDArray[np.float64], truth: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope (never below a small positive one) and offset by Newton's method, lightly held back from extremes."""
    spread = max(float(scores.std()), 1e-6)
    inputs = np.stack([(scores - scores.mean()) / spread, np.ones_like(scores)], axis=1)
    beta = np.array([1.0, 0.0])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ beta, -30, 30)))
        gradient = inputs.T @ (weights * (chance - truth)) + np.array([beta[0], 0.0])
        curvature = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + np.diag([1.0, 1e-6])
        step = np.linalg.solve(curvature, gradient)
        beta -= np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-6:
            break
    slope = max(float(beta[0]), 0.05) / spread
    return slope, float(beta[1]) - slope * float(scores.mean())
