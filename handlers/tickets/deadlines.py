"""What a move does to the time that counts against the staff: begun, stopped, let go again; and each state's timer."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store import timers
from bot.work import Tx
from handlers.tickets.ladder import planning
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import MOVABLE, WAITS, Clock, Event, Move, State, Wait
from handlers.tickets.subtasks import pausing
from knowledge.calendar import add_working
from knowledge.limits import Limits, Span, Wish, done_by, first_answer_by

LIMIT = "tickets.limit"
SETTLING = timedelta(days=3)
_ANEW = frozenset({Event.VERDICT, Event.RULE, Event.NOT_SOLVED, Event.REVISIT, Event.PART, Event.SPLIT})
"""After these the time begins anew: somebody else has it, or it is another piece of work."""


def begun(limits: Limits, wish: Wish, category: str, now: datetime, *, urgent: bool) -> dict[str, object]:
    """The values of a time that begins now."""
    span = done_by(limits, wish, now, urgent=urgent, category=category)
    return {**of(span), "paused_at": None, "answer_by": first_answer_by(limits, now, urgent=urgent)}


def of(span: Span) -> dict[str, object]:
    """A span as the columns that hold it."""
    return {"due_at": span.due, "due_s": round(span.length.total_seconds())}


def moved(limits: Limits, matter: Ticket, event: Event, row: Move, now: datetime) -> dict[str, object]:
    """The values that a move changes; `matter` is the ticket before it."""
    first = event in (Event.DISPATCH, Event.AUTO, Event.TRANSFER) and matter.state in MOVABLE and not matter.first_unit
    if event in _ANEW or first or matter.span is None or (matter.final and row.clock is Clock.RUNS):
        fresh = begun(limits, matter.wish, matter.category, now, urgent=matter.urgent)
        return {**fresh, "round": matter.round + (0 if first else 1)}
    if row.clock is Clock.RUNS and matter.paused_at is not None:
        return {**of(matter.span.resumed(matter.paused_at, now)), "paused_at": None}
    if row.clock is Clock.PAUSES and matter.paused_at is None:
        return {"paused_at": now}
    return {}


def runs(matter: Ticket) -> bool:
    """Whether time counts against the staff now."""
    return matter.paused_at is None and not matter.final and matter.state is not State.CONFIRMED


def start(tx: Tx, matter: Ticket) -> None:
    """Sets the timers of the state that the ticket is in now, and of the ladder; a final one has none."""
    tx.forget(matter.about, LIMIT)
    pausing.follow(tx, matter)
    wait = WAITS.get(matter.state)
    if wait is None:
        tx.forget(matter.about)
        return
    timers.put(tx.conn, LIMIT, matter.about, _limit(tx, wait), {"state": matter.state.value})
    planning.start(tx, matter)


def again(tx: Tx, matter: Ticket, rung: int) -> None:
    """Sets the state's timer once more after it rang `rung` times: soon at first, then once a working day."""
    wait = WAITS[matter.state]
    due = _limit(tx, wait) if rung < _OFTEN else add_working(tx.now, _DAILY)
    timers.put(tx.conn, LIMIT, matter.about, due, {"state": matter.state.value, "rung": rung})


_OFTEN = 2
_DAILY = 390


def _limit(tx: Tx, wait: Wait) -> datetime:
    """When the state's timer rings."""
    limits, now = tx.knowledge.limits, tx.now
    if wait is Wait.RESIDENT:
        return now + limits.waiting
    if wait is Wait.WORD:
        return now + limits.answer
    if wait is Wait.VERDICT:
        return add_working(now, limits.verdict)
    if wait is Wait.SETTLING:
        return now + SETTLING
    return add_working(now, _DAILY)  # the staff are told by the ladder; this only sees that it is never forgotten
