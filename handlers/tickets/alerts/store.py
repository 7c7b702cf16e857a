"""SQL of the alerts: each is kept once, with the ticket that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    text,
)

from bot.db.types import BigId, Utc, metadata
from handlers.tickets.alerts.rules import Alert
from handlers.tickets.rules import FINAL
from handlers.tickets.store.tables import ticket

alert = Table(
    "alert",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("system", String(64), nullable=False),
    Column("ident", String(100), nullable=False),
    Column("source", String(100), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("place", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("said_at", Utc),
    Column("at", Utc, nullable=False),
    Column("ticket_id", BigId, ForeignKey("ticket.id"), nullable=False),
    Column("opened", Boolean, nullable=False, server_default=text("false")),
    Column("shared", Boolean, nullable=False, server_default=text("false")),
    Index("uq_alert_ident", "system", "ident", unique=True),
    Index("ix_alert_source", "system", "source", "id"),
    Index("ix_alert_ticket", "ticket_id"),
    Index("ix_alert_at", "at"),
)
"""`opened`: it opened its ticket; `shared`: that ticket is the one of many sources."""


@dataclass(frozen=True, slots=True)
class Known:
    """An alert that came before."""

    ticket_id: int
    number: str


_FINAL = [state.value for state in FINAL]


def known(conn: Connection, system: str, ident: str) -> Known | None:
    """The alert of that id, if it came before."""
    row = conn.execute(
        select(alert.c.ticket_id, ticket.c.number)
        .join(ticket, ticket.c.id == alert.c.ticket_id)
        .where(alert.c.system == system, alert.c.ident == ident)
    ).first()
    return Known(*row) if row else None


def open_ticket_of(conn: Connection, system: str, source: str) -> int | None:
    """The ticket that alerts of this source belong to while it is open."""
    return _open(conn, system, alert.c.source == source)


def shared_ticket_of(conn: Connection, system: str) -> int | None:
    """The open ticket that many sources of a system share."""
    return _open(conn, system, alert.c.shared)


def _open(conn: Connection, system: str, which: ColumnElement[bool]) -> int | None:
    row = conn.execute(
        select(alert.c.ticket_id)
        .join(ticket, ticket.c.id == alert.c.ticket_id)
        .where(alert.c.system == system, which, ticket.c.state.not_in(_FINAL))
        .order_by(alert.c.id.desc())
        .limit(1)
    ).first()
    return int(row[0]) if row else None


def opened_since(conn: Connection, system: str, since: datetime) -> int:
    """How many tickets a system's alerts opened since then."""
    rows = select(func.count()).where(alert.c.system == system, alert.c.opened, alert.c.at > since)
    return int(conn.execute(rows).scalar_one())


def count(conn: Connection, ticket_id: int) -> int:
    """How many alerts belong to a ticket."""
    return int(conn.execute(select(func.count()).where(alert.c.ticket_id == ticket_id)).scalar_one())


def add(
    conn: Connection, system: str, said: Alert, ticket_id: int, now: datetime, *, opened: bool, shared: bool
) -> None:
    """Keeps an alert."""
    conn.execute(insert(alert).values(
        system=system, ident=said.id, source=said.source, severity=said.severity.value, place=said.place,
        text=said.text, said_at=said.at, at=now, ticket_id=ticket_id, opened=opened, shared=shared,
    ))  # fmt: skip
