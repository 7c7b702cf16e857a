"""Pure: the three rates (响应率, 解决率, 满意率), from what happened and from nothing that the staff could write.

The names are those the hotlines are assessed by; the formulas are ours. Each has its denominator beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from handlers.tickets.rules import Event, Who
from knowledge.calendar import add_working
from knowledge.limits import Limits

CONTACT = frozenset({Event.ACCEPT, Event.CLAIM, Event.REPLY, Event.ASK, Event.INTERIM, "said"})
"""With these a person of the staff has taken notice of the matter."""
REPEAT = timedelta(days=30)
"""Whoever has to report the same again so soon was not helped."""
SATISFIED = 3
"""The lowest step that counts as satisfied: 基本满意."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history, as far as it counts here."""

    event: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """A ticket of a resident: `lines` oldest first; `score` her rating from 1 to 5; `repeated` when the same place was
    reported again after this one.
    """

    opened: datetime
    urgent: bool
    lines: Sequence[Line]
    score: int | None = None
    repeated: datetime | None = None


class Word(Enum):
    """How a matter stands by the resident's last word."""

    YES = "yes"
    NO = "no"
    SILENT = "silent"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """The rate in percent; None of nothing."""
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Rates:
    """`responded` of all whose time for it is up; `solved` of those whose residents said yes or no, with how many said
    nothing; `satisfied` of the rated ones, with how many finished ones are not rated.
    """

    responded: Share
    solved: Share
    silent: int
    satisfied: Share
    unrated: int


def rates(lives: Iterable[Life], limits: Limits, now: datetime) -> Rates:
    """The rates of these tickets as they stand now."""
    every = list(lives)
    answered = [on for on in (in_time(life, limits, now) for life in every) if on is not None]
    words = [word(life) for life in every]
    scores = [life.score for life in every if life.score is not None]
    return Rates(
        Share(sum(answered), len(answered)),
        Share(words.count(Word.YES), words.count(Word.YES) + words.count(Word.NO)),
        words.count(Word.SILENT),
        Share(sum(score >= SATISFIED for score in scores), len(scores)),
        sum(life.score is None and one is not Word.OPEN for life, one in zip(every, words, strict=True)),
    )


def in_time(life: Life, limits: Limits, now: datetime) -> bool | None:
    """Whether somebody of the staff took notice within the receipt time; None while that is not over, or when it ended
    otherwise before.
    """
    due = add_working(life.opened, limits.receipt)
    if life.urgent:
        due = life.opened + timedelta(minutes=limits.receipt_urgent)
    first = next((line for line in life.lines if line.actor == Who.STAFF and line.event in CONTACT), None)
    if first is not None:
        return first.at <= due
    ended = any(line.event in (Event.WITHDRAW, Event.MERGE) and line.at <= due for line in life.lines)
    return False if now > due and not ended else None


def word(life: Life) -> Word:
    """What the resident said last; "solved" is hers alone to say, and holds as long as nothing comes again."""
    found, at = Word.OPEN, life.opened
    for line in life.lines:
        by_her = line.actor == Who.RESIDENT
        if by_her and line.event == Event.SOLVED:
            found, at = Word.YES, line.at
        elif by_her and line.event == Event.NOT_SOLVED:
            found = Word.NO
        elif line.event in (Event.ADD, Event.REVISIT) and found is not Word.NO:
            found = Word.OPEN
        elif line.event == Event.SILENCE and found is Word.OPEN:
            found = Word.SILENT
    again = life.repeated is not None and at <= life.repeated <= at + REPEAT
    return Word.NO if found is Word.YES and again else found
