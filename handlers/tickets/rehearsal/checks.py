"""What must hold at every moment, whoever did what: each fault found is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.work import Tx
from handlers.tickets import owning, store
from handlers.tickets.absence.rules import LOOKS
from handlers.tickets.ladder import case as cases
from handlers.tickets.ladder import planning
from handlers.tickets.ladder import store as ladder
from handlers.tickets.ladder.case import Case
from handlers.tickets.links import ERASED
from handlers.tickets.matter import Ticket
from handlers.tickets.rehearsal import store as looking
from handlers.tickets.rules import TABLE, WAITS, Event, Kind, State
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.rules import SubEvent
from knowledge.calendar import is_working, working_time

_STILL = frozenset({
    "opened", "said", "nobody", "undelivered", "phone", "urgency", "category", "meeting", "meeting_result", ERASED,
    *(event.value for event in SubEvent),
})  # fmt: skip
"""Lines of a history that move nothing."""
LATE = timedelta(minutes=2)
"""So much later than planned a step may be: the timers before it ring first."""


class Wrong(StrEnum):
    """What can be wrong."""

    MISSED = "missed supervision steps"
    DOUBLE = "duplicates"
    HOUR = "sent at the wrong hour"
    OWNER = "tickets without owner"
    LOST = "lost"
    STATE = "states, clocks, histories"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, as a sentence."""

    wrong: Wrong
    said: str


def faults(tx: Tx, matter: Ticket) -> Iterator[Fault]:
    """Everything that is wrong with a ticket now."""
    parts = subtasks.of_ticket(tx.conn, matter.id)
    ladders = [cases.of_ticket(tx, matter), *(Case(matter, part) for part in parts)]
    yield from (Fault(Wrong.STATE, said) for said in (*_state(tx, matter), *_clock(tx, matter), *_whose(tx, matter)))
    yield from (Fault(Wrong.OWNER, said) for said in _owner(tx, matter))
    for case in ladders:
        yield from _ladder(tx, case)
    if matter.final and any(part.open for part in parts):
        yield Fault(Wrong.STATE, f"{matter.number} is over, and a cooperating unit still has a part of it")


def _state(tx: Tx, matter: Ticket) -> Iterator[str]:
    """The history leads row by row of the table to where the ticket stands."""
    state = State.RECEIVED
    for past in store.history(tx.conn, matter.id):
        if past.event in _STILL:
            if past.state != state:
                yield f"{matter.number}: {past.event} moved it from {state} to {past.state}"
            continue
        row = TABLE.get((state, Event(past.event)))
        talked = past.event == Event.DONE and state is State.IN_WORK and past.state == State.CONFIRMING
        if not talked and (row is None or row.next != past.state):
            yield f"{matter.number}: {past.event} in {state} led to {past.state}"
        state = State(past.state)
    if state is not matter.state:
        yield f"{matter.number} is {matter.state}, its history says {state}"


def _clock(tx: Tx, matter: Ticket) -> Iterator[str]:
    """Every state that is not final has its timer; time stands still where the resident has the word."""
    rings = looking.timers_of(tx.conn, matter.about, "tickets.limit")
    if rings != (1 if matter.state in WAITS else 0):
        yield f"{matter.number} is {matter.state} and has {rings} timers"
    if matter.state in WAITS and matter.due_at is None:
        yield f"{matter.number} has no deadline"
    resident_has_it = matter.state in (State.WAITING, State.ANSWERED, State.CONFIRMING)
    if not matter.final and matter.state is not State.CONFIRMED and resident_has_it != (matter.paused_at is not None):
        yield f"{matter.number} is {matter.state}, its time stands still: {matter.paused_at}"
    if matter.span is not None and matter.span.left(tx.now) > matter.span.length:
        yield f"{matter.number} has more time left than it was given"


def _whose(tx: Tx, matter: Ticket) -> Iterator[str]:
    """Every moment has one owner, they add up to what passed, and whoever has it in work is there."""
    past, parts = store.history(tx.conn, matter.id), subtasks.of_ticket(tx.conn, matter.id)
    held = owning.held(owning.steps(past), owning.lates(parts), tx.now)
    total = sum(owning.owned(held).values(), timedelta(0))
    if total != tx.now - matter.created_at:
        yield f"{matter.number}: {total} is owned of {tx.now - matter.created_at}"
    if matter.merged_into is not None and matter.state is State.MERGED:
        lead = store.get(tx.conn, matter.merged_into)
        if lead is None or (lead.merged_into is not None and lead.state is State.MERGED):
            yield f"{matter.number} follows a ticket that follows another one"


def _owner(tx: Tx, matter: Ticket) -> Iterator[str]:
    """Somebody has it, and is there."""
    if matter.state is State.IN_WORK and matter.owner_id is None:
        yield f"{matter.number} is in work by nobody"
    if matter.state not in (State.CONFIRMED, *WAITS) and not matter.final:
        yield f"{matter.number} is in no state that anybody looks at"
    talks = matter.kind is Kind.TALK and matter.state is State.IN_WORK
    if matter.state is State.IN_WORK and matter.owner_id is not None and not talks:
        away = looking.away_since(tx.conn, matter.owner_id, tx.now)
        if away is not None and is_working(tx.now):
            since = max(away, matter.state_since)
            most = timedelta(minutes=tx.knowledge.limits.away) + LOOKS + LATE
            if working_time(since, tx.now) > most:
                yield f"{matter.number} has been with somebody who is away since {away}"


def _ladder(tx: Tx, case: Case) -> Iterator[Fault]:
    """The next step has its timer, no step is missed, and none was said at a wrong hour."""
    upcoming = planning.next_step(tx, case)
    rings = looking.timers_of(tx.conn, case.about, planning.STEP)
    if rings != (0 if upcoming is None else 1):
        yield Fault(Wrong.MISSED, f"{case.about} has {rings} timers of the ladder, its next step is {upcoming}")
    due = looking.due_of(tx.conn, case.about, planning.STEP)
    if upcoming is not None and due is not None and due < tx.now - LATE:
        yield Fault(Wrong.MISSED, f"{case.about}: the step {upcoming.step.name} of {upcoming.at} was not taken")
    calmed = max((past.at for past in store.history(tx.conn, case.matter.id) if past.event == "urgency"), default=None)
    for taken in ladder.taken(tx.conn, case.about):
        was_urgent = calmed is not None and taken.at <= calmed
        if not (case.urgent or was_urgent or is_working(taken.at)):
            yield Fault(Wrong.HOUR, f"{case.about}: the step {taken.step} was said at {taken.at}")
