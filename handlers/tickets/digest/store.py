"""SQL of the digest: how often somebody was written to today, what waits for her next digest, and what runs late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    update,
)

from bot.db.either import either, ours
from bot.db.offices import unit as unit_table
from bot.db.tables import staff
from bot.db.types import BigId, Utc, metadata
from bot.store.staff import Role
from handlers.tickets.ladder.store import ladder_step
from handlers.tickets.rules import FINAL, State
from handlers.tickets.store.tables import ticket
from handlers.tickets.subtasks.rules import SUB_OPEN
from handlers.tickets.subtasks.store import subtask
from knowledge.ladder import Rung

staff_ping = Table(
    "staff_ping",
    metadata,
    Column("staff_id", BigId, ForeignKey("staff.id"), primary_key=True),
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
)

held_ping = Table(
    "held_ping",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("about", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("digest", String(64), nullable=False, server_default="", index=True),
    Column("sent_at", Utc),
    Index("ix_held_ping_waiting", "staff_id", sqlite_where=text("sent_at IS NULL"),
          postgresql_where=text("sent_at IS NULL")),
)  # fmt: skip

_SPEND = either(
    staff_ping,
    lambda upsert: upsert.on_conflict_do_update(
        index_elements=["staff_id"], set_={"day": upsert.excluded.day, "count": upsert.excluded.count}
    ),
)


def spend(conn: Connection, staff_id: int, day: date, most: int) -> bool:
    """Counts one message to a person on a day; False, and nothing counted, when she had `most` already."""
    row = conn.execute(
        select(staff_ping.c.day, staff_ping.c.count).where(staff_ping.c.staff_id == staff_id).with_for_update()
    ).first()
    count = row[1] if row is not None and row[0] == day else 0
    if count >= most:
        return False
    conn.execute(ours(_SPEND, conn), {"staff_id": staff_id, "day": day, "count": count + 1})
    return True


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for a person's next digest."""

    id: int
    about: str
    text: str


def hold(conn: Connection, staff_id: int, about: str, words: str, now: datetime) -> None:
    """A message waits for her next digest."""
    conn.execute(insert(held_ping).values(staff_id=staff_id, about=about, text=words, at=now))


def held(conn: Connection, staff_id: int) -> list[Held]:
    """What waits for a person's next digest, oldest first."""
    rows = conn.execute(
        select(held_ping.c.id, held_ping.c.about, held_ping.c.text)
        .where(held_ping.c.staff_id == staff_id, held_ping.c.sent_at.is_(None))
        .order_by(held_ping.c.id)
    )
    return [Held(*row) for row in rows]


def carry(conn: Connection, staff_id: int, digest: str, now: datetime) -> None:
    """What waited goes out with a digest."""
    waiting = (held_ping.c.staff_id == staff_id, held_ping.c.sent_at.is_(None))
    conn.execute(update(held_ping).where(*waiting).values(digest=digest, sent_at=now))


def carried(conn: Connection, digest: str) -> list[str]:
    """What the messages were about that went out with a digest, once each; they are in it no more."""
    names = list(conn.execute(select(held_ping.c.about).where(held_ping.c.digest == digest).distinct()).scalars())
    conn.execute(update(held_ping).where(held_ping.c.digest == digest).values(about="", digest=""))
    return names


def gathered(conn: Connection, about: str) -> bool:
    """Whether a message about that waits for a digest, or went out with one."""
    return conn.execute(select(held_ping.c.id).where(held_ping.c.about == about).limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a digest: a ticket, or a cooperating unit's part of one."""

    about: str
    number: str
    unit: str
    owner: str
    due: datetime
    urgent: bool
    part: bool
    round: int


_CLOSED = [*(state.value for state in FINAL), State.CONFIRMED.value]
_OPEN_PARTS = [state.value for state in SUB_OPEN]
_UNTAKEN = [
    state.value
    for state in (State.RECEIVED, State.DISPATCHED, State.TRANSFERRED, State.ACCEPTED, State.RETURNED, State.REOPENED)
]
Where = tuple[ColumnElement[bool], ColumnElement[bool]]
"""What is asked of a ticket, and of a part."""


def everything() -> Where:
    """Whoever has it."""
    return true(), true()


def of_unit(conn: Connection, code: str) -> Where:
    """What a unit has; the desk has what no unit has."""
    if code:
        return ticket.c.unit == code, subtask.c.unit == code
    active = select(unit_table.c.code).where(unit_table.c.active)
    return ticket.c.unit.not_in(active), literal(False)


def of_person(staff_id: int) -> Where:
    """What somebody has in work."""
    mine = and_(ticket.c.owner_id == staff_id, ticket.c.state == State.IN_WORK.value)
    return mine, subtask.c.owner_id == staff_id


def due_between(conn: Connection, whose: Where, begin: datetime | None, end: datetime, most: int) -> list[Row]:
    """What must be done in that time and whose clock runs, the longest due first."""
    mine, part = whose
    late = [ticket.c.due_at <= end, subtask.c.due_at <= end]
    if begin is not None:
        late = [late[0] & (ticket.c.due_at > begin), late[1] & (subtask.c.due_at > begin)]
    return _rows(conn, and_(mine, late[0]), and_(part, late[1]), most)


def fresh(conn: Connection, whose: Where, since: datetime, now: datetime, most: int, *, taken: bool) -> list[Row]:
    """What came since then and before now: to a unit what nobody has taken yet, to a person what she has in work."""
    mine, part = whose
    states = [State.IN_WORK.value] if taken else _UNTAKEN
    came = and_(mine, ticket.c.state.in_(states), ticket.c.state_since >= since, ticket.c.state_since < now)
    return _rows(conn, came, and_(part, subtask.c.created_at >= since, subtask.c.created_at < now), most)


def _rows(conn: Connection, tickets: ColumnElement[bool], parts: ColumnElement[bool], most: int) -> list[Row]:
    """Each kind by itself, so that the index of deadlines serves both; then the first of both."""
    first = select(
        literal("ticket"), ticket.c.id, ticket.c.number, ticket.c.unit_name, ticket.c.owner_name, ticket.c.due_at,
        ticket.c.urgent, ticket.c.round,
    ).where(
        ticket.c.state.not_in(_CLOSED), ticket.c.paused_at.is_(None), ticket.c.due_at.is_not(None), tickets
    )  # fmt: skip
    second = (
        select(
            literal("subtask"), subtask.c.id, ticket.c.number, subtask.c.unit_name, subtask.c.owner_name,
            subtask.c.due_at, subtask.c.urgent, literal(1),
        )
        .join(ticket, ticket.c.id == subtask.c.ticket_id)
        .where(subtask.c.state.in_(_OPEN_PARTS), subtask.c.paused_at.is_(None), parts)
    )  # fmt: skip
    found = [*conn.execute(first.order_by(ticket.c.due_at).limit(most)),
             *conn.execute(second.order_by(subtask.c.due_at).limit(most))]  # fmt: skip
    return sorted((_row(*row) for row in found), key=lambda row: (row.due, row.about))[:most]


def _row(
    kind: str, number_of_row: int, number: str, unit: str, owner: str, due: datetime, urgent: bool, counted: int
) -> Row:
    return Row(f"{kind}:{number_of_row}", number, unit, owner, due, bool(urgent), kind == "subtask", counted)


def listed(conn: Connection, rows: Sequence[Row]) -> set[str]:
    """Which of these stand on the daily list, by what they are about."""
    cycles = {row.about: f"d{row.round}" for row in rows}
    found = conn.execute(
        select(ladder_step.c.about, ladder_step.c.cycle).where(
            ladder_step.c.about.in_(list(cycles)), ladder_step.c.rung == Rung.LIST.value
        )
    )
    return {about for about, cycle in found if cycle.startswith("r") or cycle == cycles[about]}


def readers(conn: Connection) -> list[int]:
    """Whoever may have something to read in the morning: owners, those for whom something waits, and who supervises."""
    own = select(ticket.c.owner_id).where(ticket.c.owner_id.is_not(None), ticket.c.state == State.IN_WORK.value)
    parts = select(subtask.c.owner_id).where(subtask.c.owner_id.is_not(None), subtask.c.state.in_(_OPEN_PARTS))
    waiting = select(held_ping.c.staff_id).where(held_ping.c.sent_at.is_(None))
    roles = [Role.SUPERVISOR.value, Role.LEADER.value]
    wanted = or_(staff.c.role.in_(roles), staff.c.id.in_(own), staff.c.id.in_(parts), staff.c.id.in_(waiting))
    return list(conn.execute(select(staff.c.id).where(staff.c.active, wanted).order_by(staff.c.id)).scalars())


def count_late(conn: Connection, whose: Where, now: datetime) -> int:
    """How many run late."""
    mine, part = whose
    tickets = select(func.count()).where(
        ticket.c.state.not_in(_CLOSED), ticket.c.paused_at.is_(None), ticket.c.due_at <= now, mine
    )
    parts = select(func.count()).where(
        subtask.c.state.in_(_OPEN_PARTS), subtask.c.paused_at.is_(None), subtask.c.due_at <= now, part
    )
    return int(conn.execute(tickets).scalar_one()) + int(conn.execute(parts).scalar_one())
