"""A cooperating unit's task is called off: whoever leads needs it no more, or the ticket itself has ended."""

from __future__ import annotations

from bot.message import Reply
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import store as tickets
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.subtasks import cards, store
from handlers.tickets.subtasks.rules import SubEvent, SubState, Subtask


def end_with(tx: Tx, matter: Ticket, why: str, member: Staff | None = None) -> None:
    """What is still open at cooperating units ends; each of them reads why. `member` None: the ticket has ended."""
    for task in store.open_of(tx.conn, matter.id):
        end(tx, matter, task, why, member)


def end(tx: Tx, matter: Ticket, task: Subtask, why: str, member: Staff | None = None) -> Subtask:
    """One task ends without an answer."""
    changed = store.change(tx.conn, task, tx.now, state=SubState.CALLED_OFF.value)
    tx.forget(task.about)
    note(tx, matter, changed, SubEvent.CALL_OFF, member, why)
    zh = tx.within("zh")
    tx.edit_cards(task.about, cards.card(zh, matter, changed))
    tx.under_cards(task.about, Reply(zh.say("subtasks.told_coop_off", number=matter.number, text=why)), NOTE)
    return changed


def note(tx: Tx, matter: Ticket, task: Subtask, event: SubEvent, member: Staff | None, text: str) -> None:
    """A line in the ticket's history about a task."""
    tickets.note(
        tx.conn, matter, event.value, "staff" if member else "clock", tx.now, unit=task.unit, subtask_id=task.id,
        text=f"{task.unit_name}：{text}" if text else task.unit_name, actor_id=member.id if member else None,
        actor_name=member.name if member else "",
    )  # fmt: skip
