"""What a cooperating unit sees of its task."""

from __future__ import annotations

from bot.message import Choice, Reply
from bot.work import Tx
from handlers.tickets import cards
from handlers.tickets.matter import Ticket
from handlers.tickets.subtasks.rules import SubState, Subtask
from knowledge.calendar import spoken


def card(tx: Tx, matter: Ticket, task: Subtask) -> Reply:
    """The unit's card, in Chinese; a partner unit reads what the lead asks for, the place, and no word of hers."""
    say = tx.say
    state = say(f"subtasks.state_{task.state}")
    words = "" if task.masked or matter.sensitive else cards.gist(tx, matter)
    lines = [
        say("subtasks.head", number=matter.number, state=state, lead=matter.unit_name or say("subtasks.desk")),
        say("subtasks.asked", text=cards.masked(task.what)) if task.what else "",
        say("subtasks.words", text=words) if words else "",
        say("tickets.card_place", text=cards.masked(matter.place)) if matter.place and not matter.sensitive else "",
        say("subtasks.owner", name=task.owner_name) if task.owner_name else "",
        due(tx, task) if task.open else "",
        say("subtasks.how") if task.open else "",
        say("subtasks.answered", text=cards.masked(task.answer)) if task.answer else "",
    ]
    free = task.open and not task.owner_name
    buttons = [Choice(say("subtasks.button_take"), f"subtake:{task.id}")] if free else []
    if task.state is SubState.SENT and tx.now <= task.receipt_by:
        buttons.append(Choice(say("subtasks.button_refuse"), f"subrefuse:{task.id}"))
    return Reply("\n".join(line for line in lines if line), tuple(buttons))


def due(tx: Tx, task: Subtask) -> str:
    """Until when it must be answered, and how much of that is left."""
    urgent = tx.say("tickets.card_urgent") if task.urgent else ""
    if task.paused_at is not None:
        return urgent + tx.say("tickets.card_paused", when=spoken(task.due_at, "zh"))
    if tx.now >= task.due_at:
        return urgent + tx.say("tickets.card_overdue", when=spoken(task.due_at, "zh"))
    return urgent + tx.say("tickets.card_due", when=spoken(task.due_at, "zh"), left=cards.left(tx, task.span))
