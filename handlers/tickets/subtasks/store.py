"""SQL of the cooperating units' tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, String, Table, Text, insert, select, text, update

from bot.db.types import BigId, Utc, metadata
from handlers.tickets.subtasks.rules import SUB_OPEN, SubState, Subtask

subtask = Table(
    "subtask",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("ticket_id", BigId, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("unit", String(32), nullable=False),
    Column("unit_name", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("what", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("masked", Boolean, nullable=False, server_default=text("false")),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("owner_id", BigId, ForeignKey("staff.id")),
    Column("owner_name", String(100), nullable=False, server_default=""),
    Column("receipt_by", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("due_s", BigId, nullable=False),
    Column("paused_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index("ix_subtask_unit", "unit", "state"),
)

_OPEN = [state.value for state in SUB_OPEN]


def _subtask(row: Any) -> Subtask:
    values = dict(row._mapping)
    return Subtask(**{**values, "state": SubState(values["state"])})


def add(conn: Connection, **values: object) -> Subtask:
    """A new task."""
    return _subtask(conn.execute(insert(subtask).values(**values).returning(*subtask.c)).one())


def get(conn: Connection, subtask_id: int) -> Subtask | None:
    """The task of that id; who changes it holds the ticket's lock."""
    row = conn.execute(select(*subtask.c).where(subtask.c.id == subtask_id)).first()
    return _subtask(row) if row else None


def of_ticket(conn: Connection, ticket_id: int) -> list[Subtask]:
    """All tasks of a ticket, oldest first."""
    rows = conn.execute(select(*subtask.c).where(subtask.c.ticket_id == ticket_id).order_by(subtask.c.id))
    return [_subtask(row) for row in rows]


def open_of(conn: Connection, ticket_id: int) -> list[Subtask]:
    """The tasks of a ticket that still have to be done."""
    return [one for one in of_ticket(conn, ticket_id) if one.open]


def open_at(conn: Connection, unit: str) -> list[Subtask]:
    """What a unit still has to do for others, by deadline."""
    rows = conn.execute(
        select(*subtask.c).where(subtask.c.unit == unit, subtask.c.state.in_(_OPEN)).order_by(subtask.c.due_at)
    )
    return [_subtask(row) for row in rows]


def change(conn: Connection, changed: Subtask, now: datetime, **values: object) -> Subtask:
    """Writes new values; a task that is open no more has its end."""
    state = SubState(str(values.get("state", changed.state)))
    ended = {} if state in SUB_OPEN else {"ended_at": now}
    row = conn.execute(
        update(subtask).where(subtask.c.id == changed.id).values(**values, **ended).returning(*subtask.c)
    ).one()
    return _subtask(row)
