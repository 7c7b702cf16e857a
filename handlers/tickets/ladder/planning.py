"""When the ladder of a matter is looked at next: one timer for each ticket and each part, set anew by every move."""

from __future__ import annotations

from bot.store import timers
from bot.work import Tx
from handlers.tickets.ladder import store
from handlers.tickets.ladder.case import Case, of_ticket
from handlers.tickets.matter import Ticket
from handlers.tickets.subtasks.rules import Subtask
from knowledge.ladder import Planned, following, plan
from knowledge.limits import to_send

STEP = "tickets.step"


def next_step(tx: Tx, case: Case) -> Planned | None:
    """The first step that was not taken yet; None while its time stands still, and when all were taken."""
    if not case.runs:
        return None
    planned = plan(tx.knowledge.ladder, tx.knowledge.limits, case.clocks(tx.knowledge.limits))
    done = {(one.cycle, one.step) for one in store.taken(tx.conn, case.about)}
    return following(planned, done)


def set_timer(tx: Tx, case: Case) -> None:
    """Sets the timer for the next step; never outside hours, unless it is urgent."""
    tx.forget(case.about, STEP)
    upcoming = next_step(tx, case)
    if upcoming is not None:
        due = to_send(max(upcoming.at, tx.now), urgent=case.urgent)
        timers.put(tx.conn, STEP, case.about, due)


def start(tx: Tx, matter: Ticket) -> None:
    """A ticket moved: its next step is looked for anew."""
    set_timer(tx, of_ticket(tx, matter))


def start_part(tx: Tx, matter: Ticket, task: Subtask) -> None:
    """The same for the part of a cooperating unit."""
    set_timer(tx, Case(matter, task))
