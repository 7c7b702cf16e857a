"""The groups in which the staff work, and whose each of them is."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from bot.db.tables import staff_group
from bot.db.types import wake
from bot.message import Address

_PLACE = (staff_group.c.channel, staff_group.c.chat, staff_group.c.topic)


def bind(conn: Connection, channel: str, configured: str) -> None:
    """Makes sure that the group named in the settings has its row; a migrated one keeps its new id.

    `configured` is the chat, or `chat/topic` where the cards go into one topic of a forum.
    """
    found = conn.execute(
        select(staff_group.c.chat).where(staff_group.c.channel == channel, staff_group.c.configured == configured)
    ).first()
    if found is None:
        chat, _, topic = configured.partition("/")
        conn.execute(insert(staff_group).values(channel=channel, configured=configured, chat=chat, topic=topic))


def bind_unit(conn: Connection, to: Address, unit: str) -> None:
    """Makes a chat the group of a unit (empty: the group that takes what is nobody's); it may have been another's."""
    here = (staff_group.c.channel == to.channel, staff_group.c.chat == to.chat)
    if conn.execute(update(staff_group).where(*here).values(unit=unit, topic=to.topic, alive=True)).rowcount == 0:
        name = f"{to.chat}/{to.topic}" if to.topic else to.chat
        row = {"channel": to.channel, "configured": name, "chat": to.chat, "topic": to.topic, "unit": unit}
        conn.execute(insert(staff_group).values(**row))
    wake(conn, "groups")


def alive(conn: Connection, unit: str | None = None) -> list[Address]:
    """The staff groups that are alive: all of them, or those bound to that unit (empty: to none)."""
    rows = select(*_PLACE).where(staff_group.c.alive)
    return [Address(*row) for row in conn.execute(rows if unit is None else rows.where(staff_group.c.unit == unit))]


def unit_at(conn: Connection, channel: str, chat: str) -> str | None:
    """The code of the unit whose group a chat is, empty for the group of everybody; None when it is no staff group."""
    row = conn.execute(
        select(staff_group.c.unit).where(
            staff_group.c.channel == channel, staff_group.c.chat == chat, staff_group.c.alive
        )
    ).first()
    return str(row[0]) if row else None


def lost(conn: Connection) -> list[Address]:
    """Every staff group that cannot be reached any more."""
    return [Address(*row) for row in conn.execute(select(*_PLACE).where(~staff_group.c.alive))]


def move(conn: Connection, channel: str, old: str, new: str) -> None:
    """The platform gave a staff group a new id."""
    conn.execute(
        update(staff_group).where(staff_group.c.channel == channel, staff_group.c.chat == old).values(chat=new)
    )
    wake(conn, "groups")


def set_alive(conn: Connection, channel: str, chat: str, *, living: bool) -> int:
    """Notes that the assistant was thrown out of a group, or let in again; returns how many groups changed."""
    changed = conn.execute(
        update(staff_group)
        .where(staff_group.c.channel == channel, staff_group.c.chat == chat, staff_group.c.alive != living)
        .values(alive=living)
    ).rowcount
    if changed:
        wake(conn, "groups")
    return changed
