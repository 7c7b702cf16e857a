"""The ladder's timer rings; at the first start with a ladder every open matter gets its own."""

from __future__ import annotations

from bot.store import timers
from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets import store as tickets
from handlers.tickets.ladder import case as cases
from handlers.tickets.ladder import climbing, planning
from handlers.tickets.subtasks import store as subtasks

_STARTED = "ladder_started"


def rung(tx: Tx, timer: Timer) -> None:
    """A step may have come: whether it has is judged from the matter as it is now."""
    case = cases.of(tx, timer.about)
    if case is not None:
        climbing.walk(tx, case)


def start(tx: Tx) -> None:
    """Matters from before there was a ladder get their timers, once."""
    if timers.get_state(tx.conn, _STARTED):
        return
    for matter in tickets.open_tickets(tx.conn, 1_000_000):
        planning.start(tx, matter)
        for task in subtasks.open_of(tx.conn, matter.id):
            planning.start_part(tx, matter, task)
    timers.set_state(tx.conn, _STARTED, tx.now.isoformat(), tx.now)
