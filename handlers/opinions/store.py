"""SQL of the opinions: statements on an open question, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, String, Table, Text, insert, select, update

from bot.db.types import BigId, Utc, metadata

statement = Table(
    "opinion_statement",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("opinion", String(64), nullable=False),
    Column("person_id", BigId, ForeignKey("person.id"), index=True),
    Column("conversation", String(300), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("outcome_at", Utc),
    Index("ix_opinion_statement_opinion", "opinion", "id"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person said to one question; `outcome` empty until somebody says what became of it."""

    id: int
    opinion: str
    conversation: str
    lang: str
    text: str
    named: bool
    at: datetime
    outcome: str


_FIELDS = (statement.c.id, statement.c.opinion, statement.c.conversation, statement.c.lang, statement.c.text,
           statement.c.named, statement.c.at, statement.c.outcome)  # fmt: skip


def add(
    conn: Connection, opinion: str, person_id: int, conversation: str, lang: str, text: str, named: bool, now: datetime
) -> Statement:
    """A new statement."""
    values = {"opinion": opinion, "person_id": person_id, "conversation": conversation, "lang": lang, "text": text,
              "named": named, "at": now}  # fmt: skip
    return Statement(*conn.execute(insert(statement).values(**values).returning(*_FIELDS)).one())


def of_person(conn: Connection, person_id: int) -> list[Statement]:
    """What a person said, newest first."""
    rows = conn.execute(select(*_FIELDS).where(statement.c.person_id == person_id).order_by(statement.c.id.desc()))
    return [Statement(*row) for row in rows]


def newest(conn: Connection, most: int = 20) -> list[Statement]:
    """What was said last, by anybody."""
    return [Statement(*row) for row in conn.execute(select(*_FIELDS).order_by(statement.c.id.desc()).limit(most))]


def set_outcome(conn: Connection, statement_id: int, outcome: str, now: datetime) -> Statement | None:
    """Notes what became of a statement; None when there is no such one."""
    row = conn.execute(
        update(statement)
        .where(statement.c.id == statement_id)
        .values(outcome=outcome, outcome_at=now)
        .returning(*_FIELDS)
    ).first()
    return Statement(*row) if row else None


def unlink_person(conn: Connection, person_id: int) -> None:
    """The words stay, nothing leads back to who said them."""
    conn.execute(
        update(statement).where(statement.c.person_id == person_id).values(person_id=None, conversation="", named=False)
    )
