"""Whose late matters somebody of the staff may see."""

from __future__ import annotations

from bot.store import offices
from bot.store.staff import Role, Staff
from bot.work import Tx
from handlers.tickets import standing
from handlers.tickets.digest import store
from handlers.tickets.digest.store import Where

SEE_ALL = frozenset({Role.SUPERVISOR, Role.LEADER, Role.ADMINISTRATOR, Role.DISPATCHER})


def whose(tx: Tx, member: Staff) -> Where:
    """Whose late matters somebody may see: everybody's by her role, else those of her unit."""
    if member.role in SEE_ALL or not offices.configured(tx.conn):
        return store.everything()
    unit = standing.unit_of(tx, member)
    return store.of_unit(tx.conn, unit.code if unit else "")
