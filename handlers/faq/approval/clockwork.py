"""Two minutes are over: the entry itself is sent."""

from __future__ import annotations

from bot.router import ident
from bot.store.timers import Timer
from bot.work import Tx
from handlers.faq.approval import actions, store
from handlers.faq.approval.rules import State


def expire(tx: Tx, timer: Timer) -> None:
    """Nobody pressed in time."""
    looked = store.get(tx.conn, ident(timer.about.partition(":")[2]))
    if looked is not None:
        actions.settle(tx, looked, State.EXPIRED)
