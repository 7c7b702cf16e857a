"""One line of a ticket's card: which units cooperate, and how far they are."""

from __future__ import annotations

from bot.work import Tx
from handlers.tickets.matter import Ticket
from handlers.tickets.subtasks import store
from handlers.tickets.subtasks.rules import SubState


def cooperating(tx: Tx, matter: Ticket) -> str:
    """The line, empty where no unit cooperates."""
    shown = [task for task in store.of_ticket(tx.conn, matter.id) if task.state is not SubState.CALLED_OFF]
    if not shown:
        return ""
    names = [f"{task.unit_name}（{tx.say(f'subtasks.state_{task.state}')}）" for task in shown]
    return tx.say("subtasks.line", names="、".join(names))
