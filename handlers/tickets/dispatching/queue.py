"""The dispatcher's queue instead of a flood: one matter after the other, urgent ones first; the clear ones together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice

from bot.errors import PersonError
from bot.message import Choice, Reply
from bot.router import ident
from bot.store import offices
from bot.store.staff import Staff
from bot.work import Change, Turn, TurnTx
from handlers.offices.members import member_of
from handlers.tickets import cards, standing
from handlers.tickets import store as tickets
from handlers.tickets.dispatching import actions, line
from handlers.tickets.dispatching.store import Proposed
from handlers.tickets.matter import Ticket

AT_ONCE = 20
"""So many are sent together at most: a list that a person still reads."""

LOOKED_AT = 100
"""So many are looked through for them: each costs a look into the database."""

Clear = tuple[Ticket, Proposed]


async def ahead(turn: Turn) -> Change:
    """`/next` and 下一件: the matter that waits most, or the one behind the pressed one."""
    return lambda tx: _show(tx, _waiting(tx, member_of(tx, turn)), _pressed(turn))


def _pressed(turn: Turn) -> int:
    return ident(turn.message.pick.partition(":")[2])


def _waiting(tx: TurnTx, member: Staff) -> list[Ticket]:
    """What lies with the desk: urgent first, then what is due first; what is guarded goes past the queue."""
    every = tickets.at_desk(tx.conn)
    units = offices.configured(tx.conn)
    if units and every and not standing.sits_at_desk(tx, member):
        raise PersonError("dispatching.not_at_desk")
    return [one for one in every if not (units and one.guarded)]


def _show(tx: TurnTx, waiting: Sequence[Ticket], behind: int) -> Reply:
    if not waiting:
        return Reply(tx.say("dispatching.queue_empty"))
    order = [one.id for one in waiting]
    at = order.index(behind) + 1 if behind in order else 0
    matter = waiting[at % len(waiting)]
    card = cards.card(tx.within("zh"), matter)
    urgent = sum(one.urgent for one in waiting)
    head = tx.say("dispatching.queue", count=len(waiting), urgent=urgent, at=at % len(waiting) + 1)
    ways = [Choice(tx.say("dispatching.button_next"), f"next:{matter.id}")] if len(waiting) > 1 else []
    if len(clear := _clear(tx, waiting)) > 1:
        ways.append(Choice(tx.say("dispatching.button_together", count=len(clear)), "together"))
    tx.about = matter.about
    return Reply(f"{head}\n{card.text}", (*card.choices, *ways))


def _clear(tx: TurnTx, waiting: Iterable[Ticket]) -> list[Clear]:
    """What can go without a look at each: it has a proposal, is not urgent and not delicate."""
    calm = islice((one for one in waiting if not one.urgent and not one.sensitive), LOOKED_AT)
    found = ((one, proposed) for one in calm if (proposed := line.waiting(tx, one)) is not None)
    return list(islice(found, AT_ONCE))


def _mark(clear: Iterable[Clear]) -> str:
    """Names a list: what is sent is what was read, or nothing."""
    said = ";".join(f"{matter.id}>{','.join((found.unit, *found.cooperating))}" for matter, found in clear)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


async def together(turn: Turn) -> Change:
    """一起派: every one with where it would go; nothing happens before she says so."""
    return lambda tx: _listed(tx, _clear(tx, _waiting(tx, member_of(tx, turn))))


def _listed(tx: TurnTx, clear: Sequence[Clear], lead: str = "") -> Reply:
    if not clear:
        return Reply(tx.say("dispatching.none_clear"))
    rows = [
        tx.say("dispatching.together_row", number=matter.number, what=cards.gist(tx, matter)[:40],
               units=_units(tx, found))
        for matter, found in clear
    ]  # fmt: skip
    go = Choice(tx.say("dispatching.button_all", count=len(clear)), f"togethergo:{_mark(clear)}")
    head = tx.say("dispatching.together", count=len(clear))
    return Reply("\n".join(filter(None, (lead, head, *rows))), (go,))


def _units(tx: TurnTx, found: Proposed) -> str:
    codes = (found.unit, *found.cooperating)
    return "、".join(unit.called(tx.lang) for code in codes if (unit := offices.by_code(tx.conn, code)))


async def together_go(turn: Turn) -> Change:
    """全部派出: exactly the list that was shown; where something has changed, the new list comes first."""
    wanted = turn.message.pick.partition(":")[2]

    def change(tx: TurnTx) -> Reply:
        member = member_of(tx, turn)
        clear = _clear(tx, _waiting(tx, member))
        if _mark(clear) != wanted:
            return _listed(tx, clear, tx.say("dispatching.changed_meanwhile"))
        sent = []
        for matter, _found in clear:
            locked = tickets.get(tx.conn, matter.id, lock=True)
            assert locked is not None
            sent.append(actions.as_proposed(tx, locked, member)[0].number)
        return Reply(tx.say("dispatching.together_sent", count=len(sent), numbers="、".join(sent)))

    return change
