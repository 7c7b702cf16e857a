"""SQL of who looked at what is masked elsewhere: numbers, a whole ticket, a file; rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    Column("what", String(8), nullable=False, server_default="phone"),
    Index("ix_phone_look_ticket", "ticket_id", "staff_id"),
)


class What(StrEnum):
    """What was looked at: the phone numbers, the words of the whole ticket, a file that came with it."""

    PHONE = "phone"
    TICKET = "ticket"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a ticket, by somebody of that unit (empty where the account has none)."""

    number: str
    unit: str
    at: datetime
    what: What


def note(conn: Connection, ticket_id: int, member: Staff, now: datetime, what: What = What.PHONE) -> None:
    """Writes down that a staff member looked."""
    values = {"ticket_id": ticket_id, "staff_id": member.id, "unit": member.unit, "at": now, "what": what.value}
    conn.execute(insert(phone_look).values(**values))


def seen_since(
    conn: Connection, ticket_id: int, staff_id: int, since: datetime, what: What = What.PHONE
) -> bool:  # fmt: skip
    """Whether that staff member looked at that since then."""
    rows = select(phone_look.c.id).where(
        phone_look.c.ticket_id == ticket_id, phone_look.c.staff_id == staff_id, phone_look.c.at > since,
        phone_look.c.what == what.value,
    )  # fmt: skip
    return conn.execute(rows.limit(1)).first() is not None


def of_person(conn: Connection, person_id: int) -> list[Look]:
    """Every look at a person's tickets, oldest first."""
    rows = conn.execute(
        select(ticket.c.number, phone_look.c.unit, phone_look.c.at, phone_look.c.what)
        .join(ticket, ticket.c.id == phone_look.c.ticket_id)
        .where(ticket.c.person_id == person_id)
        .order_by(phone_look.c.id)
    )
    return [Look(row.number, row.unit, row.at, What(row.what)) for row in rows]
