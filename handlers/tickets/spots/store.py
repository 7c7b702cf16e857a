"""SQL of the chronic spots: which reports belong to which item about a root cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Table, insert, select

from bot.db.types import BigId, metadata
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import FINAL
from handlers.tickets.states import Kind, State
from handlers.tickets.store.tables import ticket

spot_member = Table(
    "spot_member",
    metadata,
    Column("ticket_id", BigId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("root_id", BigId, ForeignKey("ticket.id"), nullable=False, index=True),
)
MOST = 300
_LIKE = [Kind.REPORT.value, Kind.ALERT.value]


def like(conn: Connection, matter: Ticket, since: datetime) -> list[Ticket]:
    """Earlier reports of its category since then, newest first; delicate, merged and withdrawn ones are left out."""
    rows = conn.execute(
        select(ticket.c.id)
        .where(ticket.c.category == matter.category, ticket.c.created_at >= since, ticket.c.sensitive == "",
               ticket.c.kind.in_(_LIKE), ticket.c.id < matter.id,
               ticket.c.state.not_in([State.MERGED.value, State.WITHDRAWN.value]))
        .order_by(ticket.c.id.desc())
        .limit(MOST)
    ).scalars().all()  # fmt: skip
    found = (tickets.get(conn, ident) for ident in rows)
    return [one for one in found if one is not None]


def open_root(conn: Connection, members: Iterable[int]) -> int | None:
    """The open item about a root cause that one of these reports belongs to."""
    row = conn.execute(
        select(spot_member.c.root_id)
        .join(ticket, ticket.c.id == spot_member.c.root_id)
        .where(spot_member.c.ticket_id.in_(list(members)), ticket.c.state.not_in([state.value for state in FINAL]))
        .order_by(spot_member.c.root_id.desc())
        .limit(1)
    ).first()
    return int(row[0]) if row else None


def join(conn: Connection, root_id: int, members: Iterable[int]) -> list[int]:
    """Puts reports to an item, those that belong to none yet; returns which ones."""
    wanted = list(members)
    taken = set(conn.execute(select(spot_member.c.ticket_id).where(spot_member.c.ticket_id.in_(wanted))).scalars())
    fresh = [one for one in wanted if one not in taken]
    if fresh:
        conn.execute(insert(spot_member), [{"ticket_id": one, "root_id": root_id} for one in fresh])
    return fresh
