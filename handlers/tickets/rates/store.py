"""SQL of the rates: the lives of the tickets that residents opened in a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from handlers.tickets.rates import Life, Line
from handlers.tickets.rating.store import rating
from handlers.tickets.rules import Kind
from handlers.tickets.spots.store import spot_member
from handlers.tickets.store.tables import ticket, ticket_event

_OF_RESIDENTS = [kind.value for kind in Kind if not kind.of_nobody and not kind.unasked]


def lives(conn: Connection, since: datetime, until: datetime) -> dict[str, list[Life]]:
    """By the unit that leads ("" where none does): the tickets opened from `since` on and before `until`."""
    chosen = (
        ticket.c.created_at >= since,
        ticket.c.created_at < until,
        ticket.c.kind.in_(_OF_RESIDENTS),
    )
    lines: dict[int, list[Line]] = {}
    for row in conn.execute(
        select(ticket_event.c.ticket_id, ticket_event.c.event, ticket_event.c.actor, ticket_event.c.at)
        .join(ticket, ticket.c.id == ticket_event.c.ticket_id)
        .where(*chosen)
        .order_by(ticket_event.c.id)
    ):
        lines.setdefault(row.ticket_id, []).append(Line(row.event, row.actor, row.at))
    again = _repeated(conn)
    found: dict[str, list[Life]] = {}
    for one in conn.execute(
        select(ticket.c.id, ticket.c.unit, ticket.c.created_at, ticket.c.urgent, rating.c.score)
        .join(rating, rating.c.ticket_id == ticket.c.id, isouter=True)
        .where(*chosen)
        .order_by(ticket.c.id)
    ):
        life = Life(one.created_at, one.urgent, lines.get(one.id, ()), one.score, again.get(one.id))
        found.setdefault(one.unit, []).append(life)
    return found


def _repeated(conn: Connection) -> dict[int, datetime]:
    """When the place of a ticket was reported again, for the chronic spots."""
    later, reports = spot_member.alias(), ticket.alias()
    rows = conn.execute(
        select(spot_member.c.ticket_id, func.min(reports.c.created_at).label("again"))
        .join(later, (later.c.root_id == spot_member.c.root_id) & (later.c.ticket_id > spot_member.c.ticket_id))
        .join(reports, reports.c.id == later.c.ticket_id)
        .group_by(spot_member.c.ticket_id)
    )
    return {row.ticket_id: row.again for row in rows}
