"""Pure: what people do with one event of a rehearsal, and when: most deal with it in time, some forget it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.tickets.states import Kind
from knowledge.calendar import add_working

WORDS = ("路灯坏了", "垃圾没有人清", "井盖松了", "人行道占满了车", "楼上半夜装修", "小区电梯停了", "河边有积水")
KINDS = (*[Kind.REPORT] * 7, Kind.QUESTION, Kind.CALLBACK, Kind.ALERT)
_BY_HOUR = (1, 1, 1, 1, 1, 1, 3, 6, 10, 12, 12, 10, 8, 9, 11, 11, 10, 9, 8, 7, 6, 4, 2, 1)
"""How many events an hour of the day has, as shares."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something is reported: when, by which resident, in words that nobody else uses."""

    at: datetime
    kind: Kind
    who: int
    words: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Life:
    """What people will do with a ticket; minutes are working minutes. `forgets` is when it is left lying."""

    unit: int
    others: tuple[int, ...]
    sends_after: int
    takes_after: int
    replies_after: int
    asks: bool
    says_done: bool
    verdict: str


def day(chance: random.Random, midnight: datetime, events: int, first: int) -> list[Happening]:
    """The events of a day in the order in which they happen; `first` is the number of the first one."""
    found = []
    for _event in range(events):
        hour = chance.choices(range(24), _BY_HOUR)[0]
        found.append((midnight + timedelta(hours=hour, seconds=chance.randrange(3600)), chance.choice(KINDS)))
    return [
        Happening(at, kind, chance.randrange(10_000), f"{chance.choice(WORDS)}，第{number}件。",
                  urgent=chance.random() < 0.03 and kind in (Kind.REPORT, Kind.ALERT))
        for number, (at, kind) in enumerate(sorted(found), first)
    ]  # fmt: skip


def life(chance: random.Random, units: int, *, urgent: bool) -> Life:
    """What people do with it: one in fifteen lies unopened for days, one in twenty is answered too late."""
    lies, lags = chance.random() < 1 / 15, chance.random() < 1 / 20
    unit, *others = chance.sample(range(units), min(3, units))
    pace = 10 if urgent else 1
    return Life(
        unit=unit,
        others=tuple(others[: chance.choices((0, 1, 2), (8, 1, 1))[0]]),
        sends_after=chance.randrange(400, 900) if chance.random() < 0.02 else chance.randrange(1, 25),
        takes_after=chance.randrange(400, 2000) if lies else chance.randrange(2, 90) // pace,
        replies_after=chance.randrange(2300, 4200) if lags else chance.randrange(15, 1500) // pace,
        asks=chance.random() < 0.05,
        says_done=chance.random() < 0.4,
        verdict=chance.choices(("solved", "silence", "unsolved", "withdraw"), (60, 30, 8, 2))[0],
    )


def later(now: datetime, minutes: int) -> datetime:
    """So many working minutes later."""
    return add_working(now, minutes)
