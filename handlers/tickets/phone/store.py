"""SQL of who looked at a resident's phone number; rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, insert, select

from bot.db.types import BigId, Utc, metadata
from bot.store.staff import Staff
from handlers.tickets.store.tables import ticket

phone_look = Table(
    "phone_look",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("ticket_id", BigId, ForeignKey("ticket.id"), nullable=False),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
    Index("ix_phone_look_ticket", "ticket_id", "staff_id"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the number on a ticket, by somebody of that unit (empty where the account has none)."""

    number: str
    unit: str
    at: datetime


def note(conn: Connection, ticket_id: int, member: Staff, now: datetime) -> None:
    """Writes down that a staff member looked."""
    conn.execute(insert(phone_look).values(ticket_id=ticket_id, staff_id=member.id, unit=member.unit, at=now))


def seen_since(conn: Connection, ticket_id: int, staff_id: int, since: datetime) -> bool:
    """Whether that staff member looked since then."""
    rows = select(phone_look.c.id).where(
        phone_look.c.ticket_id == ticket_id, phone_look.c.staff_id == staff_id, phone_look.c.at > since
    )
    return conn.execute(rows.limit(1)).first() is not None


def of_person(conn: Connection, person_id: int) -> list[Look]:
    """Every look at the number on a person's tickets, oldest first."""
    rows = conn.execute(
        select(ticket.c.number, phone_look.c.unit, phone_look.c.at)
        .join(ticket, ticket.c.id == phone_look.c.ticket_id)
        .where(ticket.c.person_id == person_id)
        .order_by(phone_look.c.id)
    )
    return [Look(*row) for row in rows]
