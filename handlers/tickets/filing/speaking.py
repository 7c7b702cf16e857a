"""Who took a matter in passes on what its resident says: an answer, or that it is not solved."""

from __future__ import annotations

import re

from bot.errors import PersonError
from bot.message import Kind, Reply
from bot.router import ident
from bot.store import outbox
from bot.work import Change, Turn, TurnTx
from handlers.tickets import actions, store
from handlers.tickets.filing.staff import who
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.states import Source

_ABOUT = re.compile(r"^ticket:(\d+):tell$")


def by_taker(tx: TurnTx, ticket_id: int, staff_id: int) -> Ticket:
    """The ticket, locked; only who took it in speaks for its resident, and only while she has not come herself."""
    matter = store.get(tx.conn, ticket_id, lock=True)
    if matter is None:
        raise PersonError("tickets.unknown")
    if matter.taken_by != staff_id or matter.conversation:
        raise PersonError("tickets.not_your_part", number=matter.number)
    tx.about = matter.about + NOTE
    return matter


async def answered(turn: Turn) -> Change | None:
    """Her answer to what the unit asked."""
    message = turn.message
    if not message.replies_to or not message.text.strip() or message.kind is not Kind.TEXT:
        return None
    about = await turn.work.read(lambda conn: outbox.about_of(conn, message.channel, message.chat, message.replies_to))
    found = _ABOUT.match(about)
    if found is None:
        return None

    def change(tx: TurnTx) -> Reply:
        matter = by_taker(tx, ident(found[1]), who(tx, turn).id)
        actions.add(tx, matter, message.text)
        return Reply(tx.say("filing.passed_on", number=matter.number))

    return change


async def verdict(turn: Turn) -> Change:
    """没解决, or of what she saw herself 解决了."""
    name, _, number = turn.message.pick.partition(":")

    def change(tx: TurnTx) -> Reply:
        matter = by_taker(tx, ident(number), who(tx, turn).id)
        solved = name == "filedyes"
        if solved and matter.source is not Source.VISIT:
            raise PersonError("tickets.not_your_part", number=matter.number)
        actions.judge(tx, matter, solved=solved)
        key = "filing.told_solved" if solved else "filing.told_unsolved"
        return Reply(tx.say(key, number=matter.number))

    return change
