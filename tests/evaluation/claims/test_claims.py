"""A small portion of `python -m tests.evaluation.claims`: almost no lie goes through, almost every honest answer does."""

from __future__ import annotations

from knowledge.load import Knowledge
from tests.evaluation.claims.__main__ import ALL, measure
from tests.evaluation.claims.reworded import by_hand


def test_lies_are_caught_and_honest_answers_pass(knowledge: Knowledge) -> None:
    tally = measure(knowledge, 110, 11)
    assert set(tally.lies) == set(ALL)
    assert sum(tally.caught.values()) >= 108, tally.missed
    assert sum(tally.passed.values()) >= 108, tally.stopped


def test_answers_worded_by_hand_pass_and_their_alterations_do_not(knowledge: Knowledge) -> None:
    hand = by_hand(knowledge)
    assert sum(hand.lies.values()) > 250
    assert sum(hand.caught.values()) >= 0.94 * sum(hand.lies.values()), hand.missed
    assert len(hand.stopped) <= 0.02 * hand.honest, hand.stopped
