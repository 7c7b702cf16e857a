"""One line of a ticket's card: how many alerts belong to it by now."""

from __future__ import annotations

from bot.work import Tx
from handlers.tickets.alerts import store
from handlers.tickets.matter import Ticket
from handlers.tickets.states import Source


def alerts(tx: Tx, matter: Ticket) -> str:
    """The line, empty where there is one or none."""
    number = store.count(tx.conn, matter.id) if matter.source is Source.ALERT else 0
    return tx.say("alerts.count", count=number) if number > 1 else ""
