"""Who pressed or wrote in a staff group, as an account."""

from __future__ import annotations

from bot.errors import PersonError
from bot.store import groups, staff
from bot.store.staff import Staff
from bot.work import Turn, TurnTx


def member_of(tx: TurnTx, turn: Turn) -> Staff:
    """The account of who pressed or wrote, made at the first press; anonymous senders are refused.

    A new account belongs to the unit whose group it is.
    """
    message = turn.message
    if not message.trusted:
        raise PersonError("tickets.anonymous_staff")
    unit = groups.unit_at(tx.conn, message.channel, message.chat) or ""
    return staff.enrol(tx.conn, message.channel, message.sender, message.name, tx.now, unit)
