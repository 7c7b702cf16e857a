"""Every ten minutes it is looked who is away and still has something in work."""

from __future__ import annotations

from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets.absence import actions
from handlers.tickets.absence.rules import LOOKS

LOOK = "tickets.away"
_ALL = "tickets"


def start(tx: Tx) -> None:
    """Looks now, and from now on."""
    tx.forget(_ALL, LOOK)
    tx.later(LOOK, _ALL, LOOKS / 10)


def look(tx: Tx, _timer: Timer) -> None:
    """One look; the next one is set with it."""
    tx.forget(_ALL, LOOK)
    tx.later(LOOK, _ALL, LOOKS)
    actions.look(tx)
