"""Pure: whose time it was. From the events of a ticket to spans that follow one another without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.tickets.matter import Past
from handlers.tickets.rules import FINAL, State
from handlers.tickets.subtasks.rules import Subtask


class Hand(StrEnum):
    """In whose hand a ticket is."""

    DESK = "desk"
    UNIT = "unit"
    RESIDENT = "resident"
    SUPERVISOR = "supervisor"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose time it is: a hand, and of a unit its code (empty where no units are configured)."""

    hand: Hand
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of time and its owner."""

    begin: datetime
    end: datetime
    owner: Owner


@dataclass(frozen=True, slots=True)
class Step:
    """From this moment on the ticket is in that state, with that unit."""

    at: datetime
    state: State
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """A cooperating unit was asked between two moments (`end` None: still) and had to answer by `due`."""

    unit: str
    begin: datetime
    due: datetime
    end: datetime | None


_HANDS = {
    State.RECEIVED: Hand.DESK, State.RETURNED: Hand.DESK, State.ARBITRATION: Hand.SUPERVISOR,
    State.WAITING: Hand.RESIDENT, State.ANSWERED: Hand.RESIDENT, State.CONFIRMING: Hand.RESIDENT,
    State.CONFIRMED: Hand.NOBODY, **dict.fromkeys(FINAL, Hand.NOBODY),
}  # fmt: skip
"""Every other state is a unit's."""


def steps(history: Iterable[Past]) -> list[Step]:
    """The moves of a ticket's history; what was only said, or done by a cooperating unit, moves nothing."""
    return [Step(past.at, State(past.state), past.unit) for past in history if past.subtask_id is None]


def lates(tasks: Iterable[Subtask]) -> list[Late]:
    """The tasks of cooperating units as the stretches in which they could be late."""
    return [Late(task.unit, task.created_at, task.due_at, task.ended_at) for task in tasks]


def held(moves: Sequence[Step], cooperating: Sequence[Late], now: datetime) -> list[Held]:
    """Every moment from the first step until `now`, each with exactly one owner.

    The time in which a unit leads is the lead's, even while others cooperate: it planned it so. From the moment on
    when a cooperating unit is late, it is that unit's; of several the one that is late longest.
    """
    if not moves:
        return []
    found: list[Held] = []
    cuts = sorted({edge for late in cooperating for edge in (late.due, late.end) if edge is not None})
    for step, after in zip(moves, [*(move.at for move in moves[1:]), now], strict=True):
        begin = step.at
        for edge in [*(cut for cut in cuts if step.at < cut < after), after]:
            if edge > begin:
                _append(found, Held(begin, edge, _owner(step, cooperating, begin)))
                begin = edge
    return found


def _owner(step: Step, cooperating: Sequence[Late], at: datetime) -> Owner:
    hand = _HANDS.get(step.state, Hand.UNIT)
    if hand is not Hand.UNIT:
        return Owner(hand)
    late = [one for one in cooperating if max(one.begin, one.due) <= at and (one.end is None or at < one.end)]
    return Owner(Hand.UNIT, min(late, key=lambda one: (one.due, one.unit)).unit if late else step.unit)


def _append(found: list[Held], stretch: Held) -> None:
    """Two stretches of one owner in a row are one."""
    if found and found[-1].owner == stretch.owner:
        found[-1] = Held(found[-1].begin, stretch.end, stretch.owner)
    else:
        found.append(stretch)


def owned(
    stretches: Iterable[Held], measure: Callable[[datetime, datetime], timedelta] = lambda begin, end: end - begin
) -> Mapping[Owner, timedelta]:
    """How much time was whose; `measure` may count working time instead of the wall clock's."""
    total: dict[Owner, timedelta] = defaultdict(timedelta)
    for stretch in stretches:
        total[stretch.owner] += measure(stretch.begin, stretch.end)
    return total
