"""What runs late (`/late`) and what is to be done today (`/today`): in a group of the staff, or alone."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.message import Kind, Reply
from bot.router import command
from bot.store import groups, staff
from bot.work import Change, Turn, TurnTx
from handlers.offices.members import member_of
from handlers.tickets.digest import clockwork, store, wording
from handlers.tickets.digest.whose import whose

_LATE = re.compile(r"^(?:每日)?督办清单$|^超期清单$")
_TODAY = re.compile(r"^今天(?:要办)?的事$|^今日要办$")
_DAY = timedelta(days=1)


async def asked(turn: Turn) -> Change | None:
    """The same in plain words, in a group."""
    if turn.message.kind is not Kind.TEXT:
        return None
    words = turn.message.text.strip()
    return await late(turn) if _LATE.match(words) else await today(turn) if _TODAY.match(words) else None


async def late(turn: Turn) -> Change:
    """`/late`: what runs late, all of it for who may see all, else what the own unit has."""

    def change(tx: TurnTx) -> Reply:
        return Reply(wording.daily_list(tx, whose(tx, member_of(tx, turn))))

    return change


async def today(turn: Turn) -> Change:
    """`/today`: what the unit of this group has to do."""

    def change(tx: TurnTx) -> Reply:
        member_of(tx, turn)
        code = groups.unit_at(tx.conn, turn.message.channel, turn.message.chat) or ""
        return Reply(clockwork.for_group(tx, code, tx.now - _DAY) or tx.say("digest.nothing"))

    return change


async def alone(turn: Turn) -> Change | None:
    """In private, only for somebody of the staff; a resident's words are not for us."""
    message, words = turn.message, turn.message.text.strip()
    name = (command(words) or ("",))[0]
    lists, day = name == "late" or bool(_LATE.match(words)), name == "today" or bool(_TODAY.match(words))
    if message.kind is not Kind.TEXT or not message.trusted or not (lists or day):
        return None
    known = await turn.work.read(lambda conn: staff.by_identity(conn, message.channel, message.sender))
    if known is None:
        return None
    member = known

    def change(tx: TurnTx) -> Reply:
        if lists:
            return Reply(wording.daily_list(tx, whose(tx, member)))
        lines = wording.own_day(tx, store.of_person(member.id), tx.now - _DAY, taken=True)
        return Reply("\n".join(lines) or tx.say("digest.nothing"))

    return change
