"""SQL of the absent: who has something in work and is away, or works here no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select, union

from bot.db.offices import absence
from bot.db.tables import staff
from handlers.tickets.rules import State
from handlers.tickets.store.tables import ticket
from handlers.tickets.subtasks.rules import SubState
from handlers.tickets.subtasks.store import subtask


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who has something in work: away between two moments (None: works here no more), when she acted last."""

    staff_id: int
    name: str
    begins: datetime | None
    ends: datetime | None
    acted: datetime | None
    substitute_id: int | None


def owners_away(conn: Connection, now: datetime) -> list[Away]:
    """Everybody with something in work who is away now; of several absences the one that began first."""
    owners = union(
        select(ticket.c.owner_id).where(ticket.c.state == State.IN_WORK.value, ticket.c.owner_id.is_not(None)),
        select(subtask.c.owner_id).where(subtask.c.state == SubState.ACCEPTED.value, subtask.c.owner_id.is_not(None)),
    ).subquery()
    rows = conn.execute(
        select(staff.c.id, staff.c.name, staff.c.active, absence.c.begins_at, absence.c.ends_at, staff.c.acted_at,
               absence.c.substitute_id)
        .join(owners, owners.c.owner_id == staff.c.id)
        .outerjoin(absence, and_(absence.c.staff_id == staff.c.id, absence.c.begins_at <= now, absence.c.ends_at > now))
        .where(~staff.c.active | absence.c.id.is_not(None))
        .order_by(staff.c.id, absence.c.begins_at)
    )  # fmt: skip
    found: dict[int, Away] = {}
    for row in rows:
        begins, ends = (row.begins_at, row.ends_at) if row.active else (None, None)
        found.setdefault(row.id, Away(row.id, row.name, begins, ends, row.acted_at, row.substitute_id))
    return list(found.values())


def parts_of(conn: Connection, staff_id: int) -> list[int]:
    """The parts that somebody has in work, by their rows."""
    rows = select(subtask.c.id).where(subtask.c.owner_id == staff_id, subtask.c.state == SubState.ACCEPTED.value)
    return list(conn.execute(rows.order_by(subtask.c.id)).scalars())
