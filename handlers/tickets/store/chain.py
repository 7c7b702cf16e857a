"""SQL of the chained history: a line is put behind the last one, words are erased, everything is read again.

Each ticket has a chain of its own, whose end is a column of the ticket: two tickets never wait for one another.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.db.tables import counter
from handlers.tickets.links import ERASED, Break, Line, Sealed, first_break, link, seal
from handlers.tickets.store.tables import ticket, ticket_event

_SEALED = ("text", "files")
_LINE = [ticket_event.c[name] for name in Line.__slots__]
_CHUNK = 5_000


def append(conn: Connection, values: dict[str, Any]) -> int:
    """Puts a line behind the last one of its ticket and returns its id; `values`: its columns but for the chain's."""
    mine = ticket.c.id == values["ticket_id"]
    before = conn.execute(select(ticket.c.head).where(mine).with_for_update()).scalar_one()
    sealed = {name: seal(values[name]) for name in _SEALED}
    row = {**values, **_columns(sealed), "link": ""}
    hashed = link(before, Line(0, **{name: row[name] for name in Line.__slots__ if name != "id"}))
    made = insert(ticket_event).values(**{**row, "link": hashed}).returning(ticket_event.c.id)
    ident = int(conn.execute(made).scalar_one())
    conn.execute(update(ticket).where(mine).values(head=hashed))
    return ident


def _columns(sealed: dict[str, Sealed]) -> dict[str, str]:
    return {f"{name}_{part}": getattr(one, part) for name, one in sealed.items() for part in ("salt", "digest")}


def erase(conn: Connection, ticket_ids: list[int], what: str, which: ColumnElement[bool]) -> None:
    """Erases `text` or `files` of lines of these tickets, with the salt that would prove what they were."""
    lines = update(ticket_event).where(ticket_event.c.ticket_id.in_(ticket_ids), which)
    conn.execute(lines.values({what: "", f"{what}_salt": ""}))


def note_erased(conn: Connection, ticket_id: int, now: datetime, actor: str) -> None:
    """Writes down that words were erased."""
    row = conn.execute(select(ticket.c.state, ticket.c.unit).where(ticket.c.id == ticket_id)).one()
    append(conn, {
        "ticket_id": ticket_id, "at": now, "event": ERASED, "state": row.state, "actor": actor, "actor_id": None,
        "actor_name": "", "text": "", "files": "", "outgoing_id": None, "unit": row.unit, "subtask_id": None,
    })  # fmt: skip


def breaks(conn: Connection, most: int = 20) -> tuple[int, int, list[tuple[str, Break]]]:
    """Reads every chain: how many tickets and lines there are, and the first break of up to `most` tickets.

    A ticket that is gone from the numbers of its day stands with them as a break behind its line.
    """
    broken: list[tuple[str, Break]] = []
    tickets = lines = last = 0
    numbers: dict[str, set[int]] = defaultdict(set)
    while chunk := conn.execute(
        select(ticket.c.id, ticket.c.number, ticket.c.head).where(ticket.c.id > last).order_by(ticket.c.id)
        .limit(_CHUNK)
    ).all():  # fmt: skip
        last = chunk[-1].id
        chains = _chains(conn, chunk[0].id, last)
        for row in chunk:
            chain = chains.get(row.id, [])
            tickets, lines = tickets + 1, lines + len(chain)
            _yh, day, count = row.number.split("-")
            numbers[day].add(int(count))
            if (found := first_break(chain, row.head)) is not None and len(broken) < most:
                broken.append((row.number, found))
    missing = ((number, Break(None, "gone")) for number in _missing(conn, numbers))
    return tickets, lines, [*broken, *missing][:most]


def _chains(conn: Connection, first: int, last: int) -> dict[int, list[Line]]:
    rows = conn.execute(
        select(*_LINE).where(ticket_event.c.ticket_id.between(first, last))
        .order_by(ticket_event.c.ticket_id, ticket_event.c.id)
    )  # fmt: skip
    return {ident: list(chain) for ident, chain in groupby((Line(*row) for row in rows), lambda line: line.ticket_id)}


def _missing(conn: Connection, numbers: dict[str, set[int]]) -> Iterator[str]:
    """Numbers that were given out, and whose ticket is not there any more."""
    days = select(counter.c.name, counter.c.value).where(counter.c.name.like("ticket-%")).order_by(counter.c.name)
    for name, value in conn.execute(days):
        day = name.removeprefix("ticket-")
        for count in range(1, value + 1):
            if count not in numbers[day]:
                yield f"YH-{day}-{count:04d}"


def packed(files: tuple[str, ...]) -> str:
    """Names of files as they are stored and hashed."""
    return json.dumps(files) if files else ""
