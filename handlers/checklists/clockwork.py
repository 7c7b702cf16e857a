"""The reminder before the day that a person gave."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import SHANGHAI
from bot.message import Choice, Reply
from bot.router import ident
from bot.store.timers import Timer
from bot.work import Tx
from handlers.checklists import store
from handlers.checklists.actions import REMIND
from handlers.checklists.cards import day_said

__all__ = ["REMIND", "remind"]


def remind(tx: Tx, timer: Timer) -> None:
    """Says once what is due and how much of the list is left; a list that is gone or done is passed over."""
    found = store.get(tx.conn, ident(timer.about.partition(":")[2]), lock=True)
    if found is None or found.due is None or found.due.isoformat() != timer.data.get("due") or not found.left:
        return
    spoken = tx.within(found.lang)
    days = (found.due - tx.now.astimezone(SHANGHAI).date()).days
    text = spoken.say("checklists.reminder", name=found.due_name, day=day_said(found.due, found.lang), days=days,
                      title=found.title, left=found.left)  # fmt: skip
    choices = (
        Choice(spoken.say("checklists.see"), f"listshow:{found.id}"),
        Choice(spoken.say("checklists.drop"), f"listdrop:{found.id}", control=True),
    )
    store.save(tx.conn, replace(found, due=None), tx.now)
    spoken.tell(found.conversation, Reply(text, choices), found.about)
