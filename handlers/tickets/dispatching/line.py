"""One line of a ticket's card: what it is about, and who is proposed for it while it lies with the desk."""

from __future__ import annotations

from bot.store import offices
from bot.work import Tx
from handlers.tickets.dispatching import store
from handlers.tickets.dispatching.store import Proposed
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import MOVABLE, State


def waiting(tx: Tx, matter: Ticket) -> Proposed | None:
    """The proposal that the desk can follow with one tap; None where there is none."""
    if matter.state not in MOVABLE or matter.kind.of_nobody:
        return None
    found = store.of(tx.conn, matter.id)
    return found if found is not None and offices.by_code(tx.conn, found.unit) else None


def proposed(tx: Tx, matter: Ticket) -> str:
    """The line; empty where nothing was proposed."""
    if not matter.category or matter.sensitive or not tx.knowledge.texts.has(f"dispatching.category_{matter.category}"):
        return ""
    category = tx.say(f"dispatching.category_{matter.category}")
    found = waiting(tx, matter)
    if found is None:
        alone = matter.state is State.DISPATCHED and (sent := store.of(tx.conn, matter.id)) and sent.by_itself
        return tx.say("dispatching.by_itself" if alone else "dispatching.category", category=category)
    names = [
        unit.called(tx.lang) for code in (found.unit, *found.cooperating) if (unit := offices.by_code(tx.conn, code))
    ]
    key = "dispatching.proposed_with" if len(names) > 1 else "dispatching.proposed"
    return tx.say(key, category=category, unit=names[0], others="、".join(names[1:]))
