"""While the resident is waited for, nobody's time counts: that of the cooperating units stands still as well."""

from __future__ import annotations

from bot.work import Tx
from handlers.tickets.ladder import planning
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from handlers.tickets.subtasks import store


def follow(tx: Tx, matter: Ticket) -> None:
    """Stops the time of a ticket's open parts, or lets it go on, as the ticket's state says."""
    waits = matter.state is State.WAITING
    for task in store.open_of(tx.conn, matter.id):
        if waits == (task.paused_at is not None):
            continue
        values: dict[str, object] = {"paused_at": tx.now}
        if task.paused_at is not None:
            span = task.span.resumed(task.paused_at, tx.now)
            values = {"paused_at": None, "due_at": span.due}
        planning.start_part(tx, matter, store.change(tx.conn, task, tx.now, **values))
