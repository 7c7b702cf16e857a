"""SQL of the tickets: the ticket, its history, and the wrong guesses at somebody else's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.clock import SHANGHAI
from bot.store import timers
from handlers.tickets.matter import Draft, Past, Ticket
from handlers.tickets.rules import FINAL, MOVABLE, WAITS, Kind, Source, State, Wait
from handlers.tickets.store import chain
from handlers.tickets.store.tables import ticket, ticket_event, wrong_guess
from knowledge.limits import Wish

_CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, no 1 and I: receipt codes are read out over the phone."""


_COLUMNS = [column for column in ticket.c if column.name != "head"]
_OTHERS = (Wait.RESIDENT, Wait.WORD, Wait.SETTLING)
_OURS = [state.value for state, wait in WAITS.items() if wait not in _OTHERS]


def _ticket(row: Any) -> Ticket:
    values = dict(row._mapping)
    files = tuple(json.loads(values.pop("files") or "[]"))
    words = {
        "kind": Kind(values["kind"]), "state": State(values["state"]), "wish": Wish(values["wish"]),
        "source": Source(values["source"]),
    }  # fmt: skip
    return Ticket(**{**values, **words, "files": files})


def insert_ticket(conn: Connection, draft: Draft, sensitive: str, now: datetime, time: Mapping[str, object]) -> Ticket:
    """A new ticket with its number (day in Shanghai, counted in this transaction), receipt code and deadline."""
    day = now.astimezone(SHANGHAI).strftime("%Y%m%d")
    number = f"YH-{day}-{timers.count(conn, f'ticket-{day}'):04d}"
    values = {
        "number": number, "code": _free_code(conn), "kind": draft.kind.value, "state": State.RECEIVED.value,
        "conversation": draft.conversation, "person_id": draft.person_id, "lang": draft.lang, "what": draft.what,
        "place": draft.place, "happened": draft.happened, "phone": draft.phone, "named": draft.named,
        "files": json.dumps(draft.files), "unit": draft.unit, "promised_at": draft.promised_at, "created_at": now,
        "state_since": now, "version": 1, "sensitive": sensitive, "wish": draft.wanted.value,
        "category": draft.category, "urgent": draft.urgent, "source": draft.source, "area_id": draft.area_id,
        "taken_by": draft.taken_by, "taken_name": draft.taken_name, "confidential": draft.confidential,
    }  # fmt: skip
    return _ticket(conn.execute(insert(ticket).values(**values, **time).returning(*_COLUMNS)).one())


def _free_code(conn: Connection) -> str:
    while True:
        code = "".join(secrets.choice(_CODE_SIGNS) for _ in range(6))
        if not any(char.isdigit() for char in code):
            continue  # a word of six letters typed somewhere is not taken for a code
        if conn.execute(select(ticket.c.id).where(ticket.c.code == code)).first() is None:
            return code


def get(conn: Connection, ticket_id: int, *, lock: bool = False) -> Ticket | None:
    """The ticket of that id; with `lock` nobody else changes it until the transaction ends."""
    statement = select(*_COLUMNS).where(ticket.c.id == ticket_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    return _ticket(row) if row else None


def by_number(conn: Connection, number: str) -> Ticket | None:
    """The ticket of that number."""
    row = conn.execute(select(*_COLUMNS).where(ticket.c.number == number.upper())).first()
    return _ticket(row) if row else None


def by_code(conn: Connection, code: str) -> Ticket | None:
    """The ticket of that receipt code."""
    row = conn.execute(select(*_COLUMNS).where(ticket.c.code == code.upper())).first()
    return _ticket(row) if row else None


def of_person(conn: Connection, person_id: int, most: int = 10) -> list[Ticket]:
    """A person's tickets, newest first."""
    rows = conn.execute(
        select(*_COLUMNS).where(ticket.c.person_id == person_id).order_by(ticket.c.id.desc()).limit(most)
    )
    return [_ticket(row) for row in rows]


def waiting_for(conn: Connection, conversation: str) -> list[Ticket]:
    """The tickets of a conversation that wait for the resident's answer, oldest first."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.conversation == conversation, ticket.c.state == State.WAITING.value)
        .order_by(ticket.c.id)
    )
    return [_ticket(row) for row in rows]


def answered_in(conn: Connection, conversation: str) -> Ticket | None:
    """The newest ticket of a conversation that was answered, whether or not it is closed by now."""
    answered = [State.ANSWERED.value, State.CONFIRMING.value, State.CONFIRMED.value, State.CLOSED.value]
    row = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.conversation == conversation, ticket.c.state.in_(answered))
        .order_by(ticket.c.id.desc())
        .limit(1)
    ).first()
    return _ticket(row) if row else None


def open_tickets(conn: Connection, most: int = 200) -> list[Ticket]:
    """Every ticket that is not final, newest first."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.state.not_in([state.value for state in FINAL]))
        .order_by(ticket.c.id.desc())
        .limit(most)
    )
    return [_ticket(row) for row in rows]


def at_desk(conn: Connection, most: int = 500) -> list[Ticket]:
    """What waits to be sent to a unit: urgent first, then what is due first."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.state.in_([state.value for state in MOVABLE]))
        .order_by(ticket.c.urgent.desc(), ticket.c.due_at, ticket.c.id)
        .limit(most)
    )
    return [_ticket(row) for row in rows]


def closed_tickets(conn: Connection, most: int = 50) -> list[Ticket]:
    """The tickets closed last."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.state.in_([state.value for state in FINAL]))
        .order_by(ticket.c.state_since.desc())
        .limit(most)
    )
    return [_ticket(row) for row in rows]


def followers(conn: Connection, ticket_id: int) -> list[Ticket]:
    """The tickets that follow this one."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.merged_into == ticket_id, ticket.c.state == State.MERGED.value)
        .order_by(ticket.c.id)
    )
    return [_ticket(row) for row in rows]


def held_by(conn: Connection, staff_id: int) -> list[Ticket]:
    """The tickets that somebody has in work."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.owner_id == staff_id, ticket.c.state == State.IN_WORK.value)
        .order_by(ticket.c.id)
    )
    return [_ticket(row) for row in rows]


def without_deadline(conn: Connection) -> list[Ticket]:
    """Open tickets from before there were deadlines."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.due_at.is_(None), ticket.c.state.not_in([state.value for state in FINAL]))
        .order_by(ticket.c.id)
    )
    return [_ticket(row) for row in rows]


def oldest_untouched(conn: Connection) -> datetime | None:
    """Since when the longest-waiting ticket has been with the staff."""
    found: datetime | None = conn.execute(
        select(func.min(ticket.c.state_since)).where(ticket.c.state.in_(_OURS))
    ).scalar_one()
    return found


def change(conn: Connection, changed: Ticket, **values: object) -> Ticket:
    """Writes new values; the caller holds the ticket's lock."""
    row = conn.execute(
        update(ticket)
        .where(ticket.c.id == changed.id)
        .values(version=ticket.c.version + 1, **values)
        .returning(*_COLUMNS)
    ).one()
    return _ticket(row)


def note(
    conn: Connection, matter: Ticket, event: str, actor: str, now: datetime, *, text: str = "",
    actor_id: int | None = None, actor_name: str = "", files: tuple[str, ...] = (), outgoing_id: int | None = None,
    subtask_id: int | None = None, unit: str | None = None,
) -> int:  # fmt: skip
    """Adds a line to the history, behind the last one of its chain, and returns its id."""
    values = {
        "ticket_id": matter.id, "at": now, "event": event, "state": matter.state.value, "actor": actor,
        "actor_id": actor_id, "actor_name": actor_name, "text": text, "files": chain.packed(files),
        "outgoing_id": outgoing_id, "unit": matter.unit if unit is None else unit,
        "subtask_id": subtask_id,
    }  # fmt: skip
    return chain.append(conn, values)


def history(conn: Connection, ticket_id: int) -> list[Past]:
    """The whole history, oldest first."""
    rows = conn.execute(select(ticket_event).where(ticket_event.c.ticket_id == ticket_id).order_by(ticket_event.c.id))
    return [
        Past(row.id, row.at, row.event, row.state, row.actor, row.actor_name, row.text,
             tuple(json.loads(row.files or "[]")), row.outgoing_id, row.unit, row.subtask_id)
        for row in rows
    ]  # fmt: skip


def answered_since(conn: Connection, ticket_id: int, since: datetime) -> bool:
    """Whether the staff have written to the resident since then."""
    rows = select(ticket_event.c.id).where(
        ticket_event.c.ticket_id == ticket_id, ticket_event.c.event.in_(["reply", "said", "interim"]),
        ticket_event.c.actor == "staff", ticket_event.c.at >= since,
    )  # fmt: skip
    return conn.execute(rows.limit(1)).first() is not None


def guesses(conn: Connection, number: str, source: str, since: datetime) -> int:
    """How many wrong guesses a source made at a number since then."""
    statement = select(func.count()).where(
        wrong_guess.c.number == number, wrong_guess.c.source == source, wrong_guess.c.at > since
    )
    return int(conn.execute(statement).scalar_one())


def guesses_from(conn: Connection, sources: list[str]) -> list[tuple[str, datetime]]:
    """Number and moment of the wrong guesses of these sources, oldest first."""
    rows = select(wrong_guess.c.number, wrong_guess.c.at).where(wrong_guess.c.source.in_(sources))
    return [(row[0], row[1]) for row in conn.execute(rows.order_by(wrong_guess.c.id))]


def note_guess(conn: Connection, number: str, source: str, now: datetime) -> None:
    """Remembers a wrong guess, and forgets those of yesterday."""
    conn.execute(delete(wrong_guess).where(wrong_guess.c.at < now - timedelta(days=1)))
    conn.execute(insert(wrong_guess).values(number=number, source=source, at=now))


def files_used(conn: Connection) -> set[str]:
    """The ids of every file that a ticket or its history names."""
    lists = (
        conn.execute(select(table.c.files).where(table.c.files.not_in(["", "[]"]))).scalars()
        for table in (ticket, ticket_event)
    )
    return {name for column in lists for text in column for name in json.loads(text)}


def unlink_person(conn: Connection, person_id: int, now: datetime) -> int:
    """Takes a person out of her tickets: number and matter stay for the record, nothing leads back to her."""
    rows = list(conn.execute(select(ticket.c.id).where(ticket.c.person_id == person_id)).scalars())
    if rows:
        conn.execute(
            update(ticket)
            .where(ticket.c.id.in_(rows))
            .values(person_id=None, phone="", named=False, files="[]", conversation="", version=ticket.c.version + 1)
        )
        hers = ticket_event.c.actor == "resident"
        chain.erase(conn, rows, "files", hers)
        chain.erase(conn, rows, "text", hers & (ticket_event.c.event != "opened"))
        for ticket_id in rows:
            chain.note_erased(conn, ticket_id, now, "resident")
    return len(rows)
