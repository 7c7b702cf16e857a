"""SQL of the drafts of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Row, String, Table, Text, insert, select, update

from bot.db.types import BigId, Utc, metadata
from handlers.tickets.store.tables import ticket

entry_draft = Table(
    "entry_draft",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("ticket_id", BigId, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("lang", String(8), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("made_by", BigId, ForeignKey("staff.id"), nullable=False),
    Column("exported_at", Utc),
)
"""Question and answer, masked; where they come from; when they were handed to whoever edits the entries."""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One draft with the number of its ticket."""

    id: int
    ticket_id: int
    number: str
    unit: str
    question: str
    answer: str
    lang: str
    made_at: datetime
    exported_at: datetime | None


_DRAFTS = select(
    entry_draft.c.id, entry_draft.c.ticket_id, ticket.c.number, entry_draft.c.unit, entry_draft.c.question,
    entry_draft.c.answer, entry_draft.c.lang, entry_draft.c.made_at, entry_draft.c.exported_at,
).join(ticket, ticket.c.id == entry_draft.c.ticket_id)  # fmt: skip


def keep(
    conn: Connection, ticket_id: int, unit: str, question: str, answer: str, lang: str, made_by: int, now: datetime
) -> EntryDraft:
    """A new draft, or the one that holds these words of this ticket already."""
    same = _DRAFTS.where(entry_draft.c.ticket_id == ticket_id, entry_draft.c.answer == answer)
    found = conn.execute(same).first()
    if found is None:
        values = {
            "ticket_id": ticket_id, "unit": unit, "question": question, "answer": answer, "lang": lang,
            "made_at": now, "made_by": made_by,
        }  # fmt: skip
        conn.execute(insert(entry_draft).values(**values))
        found = conn.execute(same).one()
    return _draft(found)


def _draft(row: Row[*tuple[Any, ...]]) -> EntryDraft:
    return EntryDraft(**row._mapping)


def waiting(conn: Connection, *, exported: bool = False) -> list[EntryDraft]:
    """The drafts that nobody took for editing yet, oldest first; with `exported` all of them."""
    rows = _DRAFTS.order_by(entry_draft.c.id)
    return [_draft(row) for row in conn.execute(rows if exported else rows.where(entry_draft.c.exported_at.is_(None)))]


def mark_exported(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    """Notes that these drafts were handed out."""
    conn.execute(update(entry_draft).where(entry_draft.c.id.in_(ids)).values(exported_at=now))
