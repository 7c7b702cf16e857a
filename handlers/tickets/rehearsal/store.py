"""SQL of the rehearsal: it only looks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.db.offices import absence
from bot.db.tables import timer
from handlers.tickets.store.tables import ticket, ticket_event
from handlers.tickets.subtasks.store import subtask


def timers_of(conn: Connection, about: str, kind: str) -> int:
    """How many timers of a kind are set about a matter."""
    rows = select(func.count()).where(timer.c.about == about, timer.c.kind == kind)
    return int(conn.execute(rows).scalar_one())


def due_of(conn: Connection, about: str, kind: str) -> datetime | None:
    """When the first timer of a kind about a matter rings."""
    found: datetime | None = conn.execute(
        select(func.min(timer.c.due_at)).where(timer.c.about == about, timer.c.kind == kind)
    ).scalar_one()
    return found


def away_since(conn: Connection, staff_id: int, now: datetime) -> datetime | None:
    """Since when somebody is away; None while she is here."""
    found: datetime | None = conn.execute(
        select(func.min(absence.c.begins_at)).where(
            absence.c.staff_id == staff_id, absence.c.begins_at <= now, absence.c.ends_at > now
        )
    ).scalar_one()
    return found


def ticket_ids(conn: Connection) -> list[int]:
    """Every ticket."""
    return list(conn.execute(select(ticket.c.id).order_by(ticket.c.id)).scalars())


def lines_with(conn: Connection, words: str) -> int:
    """How many lines of histories hold these words."""
    rows = select(func.count()).where(ticket_event.c.text.contains(words))
    return int(conn.execute(rows).scalar_one())


def urgent_parts(conn: Connection) -> list[str]:
    """Every part of an urgent ticket, as messages name it."""
    return [f"subtask:{ident}" for ident in conn.execute(select(subtask.c.id).where(subtask.c.urgent)).scalars()]
