"""`/bind 单位` in a group: from now on it is that unit's. Only an administrator may."""

from __future__ import annotations

from bot.message import Reply
from bot.store import groups, offices, staff
from bot.store.staff import Role
from bot.work import Change, Turn, TurnTx

EVERYBODY = frozenset({"-", "全部", "所有", "all"})
"""Said instead of a unit: the group that takes what is nobody's."""


async def bind(turn: Turn) -> Change:
    """Binds this group to a unit by its code or name; without one it lists the units."""
    words = turn.message.text.strip().partition(" ")[2].strip()

    def change(tx: TurnTx) -> Reply:
        message = turn.message
        who = staff.by_identity(tx.conn, message.channel, message.sender) if message.trusted else None
        if who is None or who.role != Role.ADMINISTRATOR:
            return Reply(tx.say("offices.bind_who"))
        if words.casefold() in EVERYBODY:
            groups.bind_unit(tx.conn, message.address, "")
            return Reply(tx.say("offices.bound_all"))
        found = offices.named(tx.conn, words)
        if len(found) == 1:
            groups.bind_unit(tx.conn, message.address, found[0].code)
            return Reply(tx.say("offices.bound", unit=found[0].called(tx.lang)))
        shown = found or offices.units(tx.conn)
        if not shown:
            return Reply(tx.say("offices.no_units"))
        rows = [f"{unit.code}  {unit.called(tx.lang)}" for unit in shown[:60]]
        return Reply("\n".join([tx.say("offices.bind_which"), *rows]))

    return change
