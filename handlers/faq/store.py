"""SQL of the questions: what was asked (masked), how it ended, whether it helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Float, Index, Row, String, Table, Text, delete, insert, select, update

from bot.db.types import BigId, Utc, metadata

question = Table(
    "question",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("conversation", String(300), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("entry", String(64), nullable=False, server_default=""),
    Column("confidence", Float, nullable=False),
    Column("helped", String(4), nullable=False, server_default=""),
    Index("ix_question_outcome", "outcome", "id"),
)


def note(
    conn: Connection, *, at: datetime, channel: str, conversation: str, lang: str, text: str, outcome: str, entry: str,
    confidence: float,
) -> int:  # fmt: skip
    """Remembers a question; `text` comes masked. Returns its id."""
    values = {
        "at": at, "channel": channel, "conversation": conversation, "lang": lang, "text": text, "outcome": outcome,
        "entry": entry, "confidence": confidence,
    }  # fmt: skip
    return int(conn.execute(insert(question).values(**values).returning(question.c.id)).scalar_one())


def asked(conn: Connection, question_id: int, conversation: str) -> Row[Any] | None:
    """That question, if it was asked in this conversation."""
    rows = select(question).where(question.c.id == question_id, question.c.conversation == conversation)
    return conn.execute(rows).first()


def of_conversations(conn: Connection, conversations: list[str]) -> list[Row[Any]]:
    """What was asked in these conversations, with everything noted about it, oldest first."""
    rows = select(question).where(question.c.conversation.in_(conversations)).order_by(question.c.id)
    return list(conn.execute(rows))


def forget(conn: Connection, conversations: list[str]) -> None:
    """Erases the questions of these conversations."""
    conn.execute(delete(question).where(question.c.conversation.in_(conversations)))


def judge(conn: Connection, question_id: int, conversation: str, helped: bool) -> bool:
    """Notes whether the answer helped; False when the question was asked in another conversation."""
    changed = conn.execute(
        update(question)
        .where(question.c.id == question_id, question.c.conversation == conversation)
        .values(helped="yes" if helped else "no")
    )
    return changed.rowcount == 1
