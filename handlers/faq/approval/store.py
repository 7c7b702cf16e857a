"""SQL of the answers that a colleague looks over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete, insert, select, update

from bot.db.types import BigId, Utc, metadata
from bot.message import Reply
from handlers.faq.approval.rules import State

approval = Table(
    "approval",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False, index=True),
    Column("conversation", String(300), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("question", Text, nullable=False),
    Column("entry", String(64), nullable=False),
    Column("draft", Text, nullable=False),
    Column("reviewed", Text, nullable=False),
    Column("frame", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(100), nullable=False, server_default=""),
    Column("decided_at", Utc),
    Index("ix_approval_conversation", "conversation"),
)
"""`question` is masked; `draft` the model's words, `reviewed` the entry's; `frame` the reply around them (JSON)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One answer that is or was looked over."""

    id: int
    conversation: str
    lang: str
    question: str
    entry: str
    draft: str
    reviewed: str
    frame: Reply
    state: State
    decided_by: str = ""

    @property
    def about(self) -> str:
        """Its name in timers, cards and messages."""
        return f"approval:{self.id}"


def keep(conn: Connection, *, conversation: str, lang: str, question: str, entry: str, draft: str, reviewed: str,
         frame: Reply, now: datetime) -> Looked:  # fmt: skip
    """Remembers a draft that waits."""
    values = {
        "at": now, "conversation": conversation, "lang": lang, "question": question, "entry": entry, "draft": draft,
        "reviewed": reviewed, "frame": json.dumps(frame.data(), ensure_ascii=False), "state": State.WAITING.value,
    }  # fmt: skip
    made = int(conn.execute(insert(approval).values(**values).returning(approval.c.id)).scalar_one())
    return Looked(made, conversation, lang, question, entry, draft, reviewed, frame, State.WAITING)


def get(conn: Connection, ident: int) -> Looked | None:
    """That one, or None."""
    row = conn.execute(select(approval).where(approval.c.id == ident)).first()
    if row is None:
        return None
    return Looked(row.id, row.conversation, row.lang, row.question, row.entry, row.draft, row.reviewed,
                  Reply.load(json.loads(row.frame)), State(row.state), row.decided_by)  # fmt: skip


def settle(conn: Connection, ident: int, state: State, by: str, now: datetime) -> bool:
    """Ends the waiting; False when somebody, or the clock, was first."""
    changed = conn.execute(
        update(approval)
        .where(approval.c.id == ident, approval.c.state == State.WAITING.value)
        .values(state=state.value, decided_by=by, decided_at=now)
    )
    return changed.rowcount == 1


def of_conversations(conn: Connection, conversations: list[str]) -> list[Looked]:
    """Those of these conversations, oldest first."""
    rows = select(approval.c.id).where(approval.c.conversation.in_(conversations)).order_by(approval.c.id)
    found = [get(conn, row.id) for row in conn.execute(rows)]
    return [one for one in found if one is not None]


def forget(conn: Connection, conversations: list[str]) -> None:
    """Erases those of these conversations."""
    conn.execute(delete(approval).where(approval.c.conversation.in_(conversations)))
