"""SQL of the checklists."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from bot.db.types import BigId, Utc, metadata
from handlers.checklists.rules import Checklist, Item

checklist = Table(
    "checklist",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False),
    Column("conversation", String(300), nullable=False),
    Column("entry", String(64), nullable=False),
    Column("case", String(64), nullable=False),
    Column("title", String(200), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("items", Text, nullable=False),
    Column("due_name", String(200), nullable=False, server_default=""),
    Column("ahead_days", Integer, nullable=False, server_default="0"),
    Column("due", Date),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Index("ix_checklist_person", "person_id", "entry", "case"),
)


def add(conn: Connection, made: Checklist, now: datetime) -> Checklist:
    """Keeps a new list; returns it with its id."""
    values = {
        "person_id": made.person_id, "conversation": made.conversation, "entry": made.entry, "case": made.case,
        "title": made.title[:200], "lang": made.lang, "items": _dumped(made.items), "due_name": made.due_name[:200],
        "ahead_days": made.ahead_days, "created_at": now, "changed_at": now,
    }  # fmt: skip
    row = conn.execute(insert(checklist).values(**values).returning(checklist)).one()
    return _list(row)


def get(conn: Connection, list_id: int, *, lock: bool = False) -> Checklist | None:
    """The list of that row."""
    wanted = select(checklist).where(checklist.c.id == list_id)
    row = conn.execute(wanted.with_for_update() if lock else wanted).first()
    return _list(row) if row else None


def of_case(conn: Connection, person_id: int, entry: str, case: str) -> Checklist | None:
    """The list that the person keeps for that case."""
    row = conn.execute(
        select(checklist).where(
            checklist.c.person_id == person_id, checklist.c.entry == entry, checklist.c.case == case
        )
    ).first()
    return _list(row) if row else None


def of_person(conn: Connection, person_id: int) -> list[Checklist]:
    """The person's lists, the one touched last first."""
    rows = select(checklist).where(checklist.c.person_id == person_id)
    return [_list(row) for row in conn.execute(rows.order_by(checklist.c.changed_at.desc(), checklist.c.id.desc()))]


def save(conn: Connection, changed: Checklist, now: datetime) -> None:
    """Keeps what was ticked, the day, and in which conversation it was last touched."""
    values = {"items": _dumped(changed.items), "due": changed.due, "conversation": changed.conversation,
              "changed_at": now}  # fmt: skip
    conn.execute(update(checklist).where(checklist.c.id == changed.id).values(**values))


def drop(conn: Connection, list_id: int) -> None:
    """Forgets a list."""
    conn.execute(delete(checklist).where(checklist.c.id == list_id))


def forget(conn: Connection, person_id: int) -> list[Checklist]:
    """Forgets all lists of a person; returns them."""
    gone = of_person(conn, person_id)
    conn.execute(delete(checklist).where(checklist.c.person_id == person_id))
    return gone


def _dumped(items: tuple[Item, ...]) -> str:
    return json.dumps([[item.text, item.done] for item in items], ensure_ascii=False)


def _list(row: Row[*tuple[Any, ...]]) -> Checklist:
    items = tuple(Item(text, bool(done)) for text, done in json.loads(row.items))
    return Checklist(
        row.id, row.person_id, row.conversation, row.entry, row.case, row.title, row.lang, items, row.due_name,
        row.ahead_days, row.due,
    )  # fmt: skip
