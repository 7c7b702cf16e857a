"""The dispatcher's buttons: send as proposed, another category, call back."""

from __future__ import annotations

import asyncio

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.tickets.dispatching import actions
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import allowed, by_staff
from handlers.tickets.pressing import act_on, argument, pressed
from handlers.tickets.reading import reports_of
from handlers.tickets.rules import Event
from knowledge.reports import Category


async def as_proposed(turn: Turn) -> Change:
    """按建议派单: lead and cooperating units at once."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        changed, others = actions.as_proposed(tx, matter, member)
        key = "dispatching.sent_with" if others else "dispatching.sent"
        return Reply(tx.say(key, number=changed.number, unit=changed.unit_called(tx.lang), others="、".join(others)))

    return act_on(turn, pressed(turn), act)


async def call_back(turn: Turn) -> Change:
    """撤回派单."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> None:
        actions.call_back(tx, matter, member)

    return act_on(turn, pressed(turn), act)


async def weigh(turn: Turn) -> Change:
    """改急缓: urgent, or not."""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        changed = actions.weigh(tx, matter, member)
        return Reply(tx.say("tickets.urgency_now" if changed.urgent else "tickets.urgency_calm", number=changed.number))

    return act_on(turn, pressed(turn), act)


async def which_category(turn: Turn) -> Change:
    """改类别: which one?"""

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        allowed(tx, matter, Event.DISPATCH, by_staff(member))
        every = tuple(
            Choice(tx.say(f"dispatching.category_{one}"), f"recatas:{matter.id}:{one}")
            for one in Category
            if one != matter.category
        )
        return Reply(tx.say("dispatching.which", number=matter.number), every)

    return act_on(turn, pressed(turn), act)


async def as_category(turn: Turn) -> Change:
    """The category was chosen: what is proposed now."""
    name = argument(turn)
    await asyncio.to_thread(reports_of, turn.work.knowledge)

    def act(tx: TurnTx, matter: Ticket, member: Staff) -> Reply:
        if name not in set(Category):
            raise PersonError("tickets.not_now", number=matter.number)
        changed = actions.recategorise(tx, matter, member, Category(name))
        called = tx.say(f"dispatching.category_{name}")
        return Reply(tx.say("dispatching.changed", number=changed.number, category=called))

    return act_on(turn, pressed(turn), act)
