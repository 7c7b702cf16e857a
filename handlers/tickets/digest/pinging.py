"""One message to one person: at most so many a day, none outside hours; the rest gathers into her next digest."""

from __future__ import annotations

from bot.clock import SHANGHAI
from bot.message import Address, Reply
from bot.quiet import Hours
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets.digest import store
from knowledge.calendar import is_working


def ping(tx: Tx, who: Staff, to: Address, reply: Reply, about: str, *, urgent: bool = False) -> None:
    """Says something to a person alone; what is urgent always, now, and outside of what is counted."""
    day, most = tx.now.astimezone(SHANGHAI).date(), tx.knowledge.limits.pings - 1  # one is the digest itself
    if urgent or (is_working(tx.now) and store.spend(tx.conn, who.id, day, most)):
        tx.send(to, reply, about, Hours.ANY if urgent else Hours.OFFICE)
    else:
        store.hold(tx.conn, who.id, about, reply.text, tx.now)
