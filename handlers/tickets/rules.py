"""Pure: the states of a ticket as one table of data: state, event, who may, next state, clock, who is told what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What the resident wants; a gap is what several asked and nobody could answer, and belongs to none of them."""

    REPORT = "report"
    QUESTION = "question"
    CORRECTION = "correction"
    TALK = "talk"
    CALLBACK = "callback"
    VOICE = "voice"
    GAP = "gap"


class State(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "received"
    TRANSFERRED = "transferred"
    IN_WORK = "in_work"
    WAITING = "waiting"
    ANSWERED = "answered"
    CONFIRMING = "confirming"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to it."""

    CLAIM = "claim"
    TRANSFER = "transfer"
    ASK = "ask"
    ADD = "add"
    REPLY = "reply"
    DONE = "done"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    SILENCE = "silence"
    WITHDRAW = "withdraw"
    IN_SERVICE = "in_service"


class Who(StrEnum):
    """Who may make it happen; roles and units are narrowed further by the staff's own rules."""

    RESIDENT = "resident"
    STAFF = "staff"
    CLOCK = "clock"


class Clock(StrEnum):
    """What the transition does to the time that counts against the staff."""

    RUNS = "runs"
    PAUSES = "pauses"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class Move:
    """One row: `resident` and `staff` are the text keys that each side is told, empty for silence."""

    who: Who
    next: State
    clock: Clock
    resident: str = ""
    staff: str = ""


_OPEN = (State.RECEIVED, State.TRANSFERRED, State.IN_WORK, State.WAITING)
_UNCLAIMED = (State.RECEIVED, State.TRANSFERRED)
_ANSWERED = (State.ANSWERED, State.CONFIRMING)


def _table() -> dict[tuple[State, Event], Move]:
    staff, resident, runs = Who.STAFF, Who.RESIDENT, Clock.RUNS
    rows: dict[tuple[State, Event], Move] = {}
    for state in _UNCLAIMED:
        rows[state, Event.CLAIM] = Move(staff, State.IN_WORK, runs, "tickets.told_claimed")
    for state in (*_OPEN, *_ANSWERED):
        rows[state, Event.TRANSFER] = Move(staff, State.TRANSFERRED, runs, "tickets.told_transferred")
        rows[state, Event.REPLY] = Move(staff, State.ANSWERED, Clock.PAUSES, "tickets.told_reply")
        rows[state, Event.WITHDRAW] = Move(resident, State.WITHDRAWN, Clock.STOPS, "", "tickets.group_withdrawn")
        rows[state, Event.IN_SERVICE] = Move(Who.CLOCK, State.CLOSED, Clock.STOPS, "", "tickets.group_in_service")
    for state in (*_OPEN, *_ANSWERED):
        rows[state, Event.ASK] = Move(staff, State.WAITING, Clock.PAUSES, "tickets.told_ask")
    for state in _OPEN:
        after = State.IN_WORK if state is State.WAITING else state
        rows[state, Event.ADD] = Move(resident, after, runs, "", "tickets.group_added")
    for state in _ANSWERED:
        rows[state, Event.ADD] = Move(resident, State.IN_WORK, runs, "", "tickets.group_added")
        rows[state, Event.DONE] = Move(staff, State.CONFIRMING, Clock.PAUSES, "tickets.told_done")
        rows[state, Event.SOLVED] = Move(resident, State.CLOSED, Clock.STOPS, "", "tickets.group_solved")
        rows[state, Event.NOT_SOLVED] = Move(resident, State.IN_WORK, runs, "", "tickets.group_reopened")
        rows[state, Event.SILENCE] = Move(Who.CLOCK, State.CLOSED, Clock.STOPS, "tickets.told_closed")
    # Only an answer can be closed honestly; a state without a row for DONE refuses it.
    rows[State.CLOSED, Event.NOT_SOLVED] = Move(resident, State.IN_WORK, runs, "", "tickets.group_reopened")
    rows[State.CLOSED, Event.ADD] = Move(resident, State.IN_WORK, runs, "", "tickets.group_reopened")
    return rows


TABLE: Mapping[tuple[State, Event], Move] = MappingProxyType(_table())
FINAL = frozenset({State.CLOSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a state may last before its timer rings: `minutes` of working time, or `wall` by the clock."""

    minutes: int = 0
    wall: timedelta = timedelta(0)


TIMERS: Mapping[State, Limit] = MappingProxyType({
    State.RECEIVED: Limit(minutes=30),
    State.TRANSFERRED: Limit(minutes=30),
    State.IN_WORK: Limit(minutes=3 * 390),
    State.WAITING: Limit(wall=timedelta(days=3)),
    State.ANSWERED: Limit(wall=timedelta(days=7)),
    State.CONFIRMING: Limit(wall=timedelta(days=7)),
})  # fmt: skip
"""Every state that is not final has a timer. Receipt within 30 working minutes, help within 3 working days."""

_WORDS = {
    State.RECEIVED: "received", State.TRANSFERRED: "transferred", State.IN_WORK: "in_work", State.WAITING: "in_work",
    State.ANSWERED: "answered", State.CONFIRMING: "answered", State.CLOSED: "closed", State.WITHDRAWN: "closed",
}  # fmt: skip


def word(state: State) -> str:
    """The text key of the word a resident reads: one of five, whatever the inner state."""
    return f"tickets.word_{_WORDS[state]}"


def move(state: State, event: Event, who: Who) -> Move | None:
    """The row for that event in that state; None when it may not happen, or not by them."""
    row = TABLE.get((state, event))
    return row if row is not None and row.who is who else None
