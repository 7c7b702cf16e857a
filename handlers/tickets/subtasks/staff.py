"""The groups' side of cooperation: ask a unit, take, refuse, answer by replying to the task's card."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store import offices
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.offices.members import member_of
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import NOTE
from handlers.tickets.pressing import act_on, argument, pressed, prompt
from handlers.tickets.rules import Reason
from handlers.tickets.subtasks import actions, store
from handlers.tickets.subtasks.rules import Subtask

SubAct = Callable[[TurnTx, Subtask, Staff], Reply | None]


async def whom(turn: Turn) -> Change:
    """协办: which unit should cooperate?"""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: offer(tx, matter, "subtasks.whom"))


def offer(tx: TurnTx, matter: Ticket, key: str) -> Reply:
    """Every unit that may be asked to cooperate, as a button."""
    busy = {matter.unit, *(task.unit for task in store.open_of(tx.conn, matter.id))}
    units = tuple(
        Choice(unit.called(tx.lang), f"coopwith:{matter.id}:{unit.code}")
        for unit in offices.units(tx.conn)
        if unit.code not in busy
    )
    return Reply(tx.say(key, number=matter.number, unit=matter.unit_called(tx.lang)), units)


async def with_unit(turn: Turn) -> Change:
    """The unit was chosen: it is asked at once; more may be chosen, and words may follow."""
    code = argument(turn)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        made = actions.ask(tx, matter, member, code)
        return Reply(tx.say("subtasks.asked_unit", number=matter.number, unit=made.unit_name))

    return act_on(turn, pressed(turn), act)


async def take(turn: Turn) -> Change:
    """接收协办."""

    def act(tx: TurnTx, task: Subtask, member: Staff) -> None:
        actions.take(tx, task, member)

    return _on_task(turn, pressed(turn), act)


async def refuse_why(turn: Turn) -> Change:
    """退回协办: for which reason?"""

    def act(tx: TurnTx, task: Subtask, _member: Staff) -> Reply:
        offered = tuple(
            Choice(tx.say(f"tickets.reason_{reason}"), f"subrefuseas:{task.id}:{reason}") for reason in Reason
        )
        return Reply(tx.say("subtasks.refuse_why"), offered)

    return _on_task(turn, pressed(turn), act)


async def refuse_as(turn: Turn) -> Change:
    """The reason was chosen."""
    value = argument(turn)

    def act(tx: TurnTx, task: Subtask, member: Staff) -> Reply:
        if value not in {reason.value for reason in Reason}:
            raise PersonError("tickets.unknown")
        actions.refuse(tx, task, member, Reason(value))
        return Reply(tx.say("subtasks.refused"))

    return _on_task(turn, pressed(turn), act)


def answered(turn: Turn, task_id: int, text: str) -> Change:
    """A reply to the task's card is the unit's answer to the lead."""

    def act(tx: TurnTx, task: Subtask, member: Staff) -> Reply:
        actions.answer(tx, task, member, text)
        return Reply(tx.say("subtasks.answer_sent"))

    return _on_task(turn, task_id, act)


def _on_task(turn: Turn, task_id: int, act: SubAct) -> Change:
    """A change that decides inside the transaction, with the ticket locked."""

    def change(tx: TurnTx) -> Reply | None:
        member = member_of(tx, turn)
        found = store.get(tx.conn, task_id)
        if found is None or tickets.get(tx.conn, found.ticket_id, lock=True) is None:
            raise PersonError("tickets.unknown")
        task = store.get(tx.conn, task_id)
        assert task is not None
        tx.about = task.about + NOTE
        return act(tx, task, member)

    return change


async def done_anyway(turn: Turn) -> Change:
    """办结 although a unit has not answered: the next reply to this prompt is the written reason."""
    return act_on(turn, pressed(turn), lambda tx, matter, _member: prompt(tx, matter, "close", "close"))


def task_of(about: str) -> int:
    """The task that a message was about; 0 for none, or for a notice."""
    kind, _, number = about.partition(":")
    return ident(number) if kind == "subtask" else 0
