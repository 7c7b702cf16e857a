"""The tables of the unanswered questions; nothing in a wording or a group leads to a person, only `gap_asker` does."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from bot.db.types import BigId, Utc, metadata

gap = Table(
    "gap",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("ticket_id", BigId, ForeignKey("ticket.id")),
    Column("entry", String(64), nullable=False, server_default=""),
    Column("made_at", Utc, nullable=False),
    Column("touched_at", Utc, nullable=False, index=True),
    Column("answered_at", Utc),
)
"""A group: named by its most central wording, with the unit that it is proposed to, and the entry that answers it."""

gap_wording = Table(
    "gap_wording",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, index=True),
    Column("gap_id", BigId, ForeignKey("gap.id", ondelete="CASCADE"), index=True),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False, index=True),
    Column("near", String(64), nullable=False, server_default=""),
    Column("rejected", Text, nullable=False, server_default=""),
    Column("model", String(200), nullable=False, server_default=""),
    Column("direction", Text, nullable=False, server_default=""),
)
"""One masked wording: the nearest entry, the entries that did not help (JSON, id to fingerprint), its direction in
meaning (base64 of half-precision numbers) as that model sees it."""

gap_asker = Table(
    "gap_asker",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("wording_id", BigId, ForeignKey("gap_wording.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", BigId, ForeignKey("person.id"), nullable=False, index=True),
    Column("conversation", String(300), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("wants_at", Utc),
    Column("told_at", Utc),
    UniqueConstraint("wording_id", "person_id"),
)
"""Who asked a wording and where; `wants_at` is the moment of her consent to be told, `told_at` when she was."""
